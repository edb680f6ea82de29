//! Recognises rows that show how to fill in the table: an example, or a hint for each column.
//!
//! Only by a mark at the right place: a note that begins differently is a note.

use crate::finding::{Finding, RuleId};
use crate::submission::grid::Line;
use crate::submission::header::{Header, Sight};
use crate::submission::layout::Walk;
use crate::submission::row_words::RowWords;
use crate::submission::vocabulary::Field;
use crate::text;

/// Hints are at most this many rows below the titles.
const NEAR: u32 = 3;

/// The column in which a row says that it is an example: its number, a cell left of the name, its
/// note, or the name itself («Ví dụ: Xã Ba Tơ», «Xã Ba Tơ (ví dụ)»).
pub(super) fn mark(line: &Line, header: &Header, words: &RowWords) -> Option<u32> {
    let commune = header.column(Field::Commune);
    let filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
    let mut marking = filled.filter(|cell| {
        let field = header
            .columns
            .iter()
            .find(|column| column.column == cell.column)
            .map(|column| column.field);
        match field {
            // Examples may be numbered: «VD1», «VD2».
            Some(Field::Ordinal) => words.is_example(
                cell.text
                    .trim_end_matches(|letter: char| letter.is_ascii_digit()),
            ),
            Some(Field::Note) => words.is_example(&cell.text),
            Some(Field::Commune) => {
                let bracketed = cell.text.trim_end().strip_suffix(')');
                let last = bracketed.and_then(|text| text.rsplit_once('('));
                words.is_example(&cell.text)
                    || last.is_some_and(|(_, in_it)| words.is_example(in_it))
            }
            None => commune.is_some_and(|name| cell.column < name) && words.is_example(&cell.text),
            Some(_) => false,
        }
    });
    marking.next().map(|cell| cell.column)
}

/// Whether a row has only one text.
pub(super) fn stands_alone(line: &Line) -> bool {
    let filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
    filled.count() == 1
}

/// Whether a row near the titles explains how to fill in each column.
pub(super) fn is_hint(line: &Line, header: &Header, sight: Sight) -> bool {
    if line.number > header.bottom + NEAR {
        return false;
    }
    let name = text::one_line(line.text(header.column(Field::Commune)));
    if !name.is_empty() && !sight.names.is_unknown(&name) {
        return false;
    }
    sight.rows.are_hints(line)
}

impl Walk<'_> {
    /// Reads a line with «Ví dụ» alone, which marks the row below as an example; returns whether it
    /// is one.
    pub(super) fn announce(&mut self, line: &Line, header: &Header) -> bool {
        let Some(mark) = mark(line, header, self.sight.rows) else {
            return false;
        };
        self.announced = Some(self.example(line, mark));
        self.close();
        true
    }

    /// The finding about an example, at the word that marks it.
    pub(super) fn example(&self, line: &Line, mark: u32) -> Finding {
        Finding::new(RuleId::ExampleRow)
            .at(&self.grid.address(line.number, mark))
            .value(text::one_line(line.text(Some(mark))))
    }

    /// Skips an example row; rows without a name below it belong to the example too.
    pub(super) fn pass_over(&mut self, line: &Line, header: &Header, said: Finding) {
        let named = header.column(Field::Commune);
        if named.is_some() {
            self.close();
            self.in_example = true;
        }
        if let Some((_, count)) = &mut self.examples {
            *count += 1;
            return;
        }
        let mut finding = said;
        let named = self.sight.names.find(&text::one_line(line.text(named)));
        if let Some(index) = named.one() {
            finding = finding.of(&self.sight.names.register.communes[index].code);
        }
        self.examples = Some((finding, 1));
    }
}
