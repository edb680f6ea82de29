//! Recognises rows about people without a commune's name: the next person of a team, a role above
//! several people, a name that signs the sheet.

use crate::submission::grid::{Line, Text};
use crate::submission::header::Header;
use crate::submission::layout::{Walk, row};
use crate::submission::row_words::is_figure;
use crate::submission::vocabulary::Field;
use crate::submission::{Role, person};
use crate::text;

impl Walk<'_> {
    /// Whether a row is the next person of the entry above, as nearly all rows are: a plain name
    /// that is not alone in its row, because «Lưu Ý», the beginning of a note, looks like a name.
    pub(super) fn is_next_person(&self, line: &Line, first: &Text, header: &Header) -> bool {
        self.current.is_some()
            && !self.closed
            && !self.footer
            && self
                .previous
                .is_some_and(|previous| line.number == previous + 1)
            && line.cells.len() > 1
            && header.column(Field::Person) == Some(first.column)
            && person::is_plain(&first.text, self.sight.positions)
    }

    /// The role of the people below a row that has only this role and perhaps a number: «II | Các
    /// Tổ phó».
    pub(super) fn heads_people(&self, line: &Line, header: &Header) -> Option<Role> {
        let mut filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
        let first = filled.next()?;
        let numbers = row::is_roman(&first.text) || is_figure(&first.text);
        let title = if numbers { filled.next()? } else { first };
        let of_roles = header
            .columns
            .iter()
            .any(|column| column.column == title.column && column.field == Field::Role);
        if filled.next().is_some() || of_roles {
            return None;
        }
        let title = text::one_line(&title.text);
        let roles = self.sight.positions.roles();
        roles.heads(row::without_number(&title))
    }

    /// Whether a row is a signature: a name alone below a gap, after a team whose people have
    /// positions.
    pub(super) fn stands_apart(&self, line: &Line, header: &Header) -> bool {
        let below_a_gap = self
            .previous
            .is_some_and(|previous| line.number > previous + 1);
        let described = self
            .team
            .iter()
            .any(|member| !member.position.typed.is_empty());
        below_a_gap && described && row::only_names(line, header)
    }
}
