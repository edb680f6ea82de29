//! Recognises rows below a header that are not submissions: a numbering of the columns, the title
//! of a group, a sum, a note, a signature.

use crate::submission::grid::{Line, Text};
use crate::submission::header::{Header, Sight};
use crate::submission::layout::status;
use crate::submission::role::Roles;
use crate::submission::row_words::{RowWords, is_figure};
use crate::submission::vocabulary::Field;
use crate::table::Value;

/// Whether a row numbers the columns: `(1) (2) (3)` or `1 2 3`.
pub(in crate::submission) fn numbers_columns(line: &Line) -> bool {
    let first = line.cells.first().map_or("", |cell| &*cell.text);
    if line.cells.len() < 3 || !first.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut numbers = line.cells.iter().map(|cell| -> Option<u32> {
        let inner = cell
            .text
            .trim_matches(|letter| matches!(letter, '(' | ')' | '[' | ']' | ' '));
        let number = inner.split('=').next()?;
        number.trim_matches([')', '(']).parse().ok()
    });
    let bracketed = line
        .cells
        .iter()
        .any(|cell| cell.text.starts_with(['(', '[']));
    let Some(Some(mut last)) = numbers.next() else {
        return false;
    };
    numbers.all(|number| {
        number.is_some_and(|number| {
            let follows = last.checked_add(1) == Some(number);
            last = number;
            bracketed || follows
        })
    })
}

/// Whether a text is a Roman number, as groups have.
pub(in crate::submission) fn is_roman(text: &str) -> bool {
    let number = text.trim().trim_end_matches(['.', ')']);
    !number.is_empty()
        && number.len() <= 5
        && number
            .chars()
            .all(|letter| matches!(letter, 'I' | 'V' | 'X'))
}

/// Whether a row has only signatures: each cell is a closing formula, and at least one is more than
/// a rank, which could also be a position.
pub(in crate::submission) fn signs(line: &Line, words: &RowWords) -> bool {
    let mut sure = false;
    for cell in line.cells.iter().filter(|cell| !cell.text.is_empty()) {
        if !words.is_footer(&cell.text) {
            return false;
        }
        sure |= !words.is_rank(&cell.text) && !cell.text.starts_with(['-', '*']);
    }
    sure
}

/// Whether a row with a name resumes the table after notes: the name has the kind of a unit, or the
/// row is numbered and has contents.
pub(in crate::submission) fn resumes(
    line: &Line,
    header: &Header,
    title: &str,
    sight: Sight,
) -> bool {
    let number = line.text(header.column(Field::Ordinal));
    let numbered = !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit());
    sight.names.register.says_kind(title) || numbered && informs(line, header)
}

/// Whether a row is certainly a person's: a name with a role, or with a number and a position.
pub(in crate::submission) fn is_persons(line: &Line, header: &Header, roles: &Roles) -> bool {
    let filled = |field: Field| {
        header
            .columns
            .iter()
            .filter(move |column| column.field == field)
            .map(|column| line.text(Some(column.column)))
            .find(|text| !text.is_empty())
    };
    let role = filled(Field::Role).is_some_and(|text| roles.read(text).is_some());
    let numbered = filled(Field::Ordinal)
        .is_some_and(|text| text.chars().all(|letter| letter.is_ascii_digit()));
    filled(Field::Person).is_some() && (role || numbered && filled(Field::Position).is_some())
}

/// Whether a row is about a person: a name, and something else about people.
pub(in crate::submission) fn tells_of_a_person(line: &Line, header: &Header) -> bool {
    let filled = |fields: &[Field]| {
        header.columns.iter().any(|column| {
            fields.contains(&column.field) && !line.text(Some(column.column)).is_empty()
        })
    };
    filled(&[Field::Person])
        && filled(&[
            Field::Ordinal,
            Field::Position,
            Field::Role,
            Field::Phone,
            Field::Email,
        ])
}

/// Whether a row has only names, although the table has more about people.
pub(in crate::submission) fn only_names(line: &Line, header: &Header) -> bool {
    let mut named = false;
    for cell in line.cells.iter().filter(|cell| !cell.text.is_empty()) {
        let field = header
            .columns
            .iter()
            .find(|column| column.column == cell.column)
            .map(|column| column.field);
        match field {
            Some(Field::Person) => named = true,
            None | Some(Field::Commune | Field::Ordinal | Field::Ignored | Field::Note) => {
                if cell.text.chars().any(|letter| letter.is_ascii_digit()) {
                    return false;
                }
            }
            _ => return false,
        }
    }
    named
}

/// Whether a row has only numbers beside a name, and no ordinal although the table has them: such a
/// row has figures about communes and is not a commune's.
pub(in crate::submission) fn only_counts(
    line: &Line,
    header: &Header,
    title: &str,
    sight: Sight,
) -> bool {
    header
        .column(Field::Ordinal)
        .is_some_and(|ordinal| line.text(Some(ordinal)).is_empty())
        && !sight.names.register.says_kind(title)
        && counts(line, header)
}

/// Whether a row has only numbers besides its name and ordinal.
pub(in crate::submission) fn counts(line: &Line, header: &Header) -> bool {
    let titled = [header.column(Field::Commune), header.column(Field::Ordinal)];
    let mut beside = line
        .cells
        .iter()
        .filter(|cell| !titled.contains(&Some(cell.column)) && !cell.text.is_empty())
        .peekable();
    beside.peek().is_some()
        && beside
            .all(|cell| is_plain_number(cell) || is_figure(&cell.text) && !cell.text.contains('/'))
}

/// Removes the number before a title: `1.`, `II.`, `-`.
pub(in crate::submission) fn without_number(title: &str) -> &str {
    let title = title.trim_start_matches(['-', '+', '*', '•', '–', ' ']);
    let Some(end) = title.find(['.', ')', '/', ' ']) else {
        return title;
    };
    let number = &title[..end];
    let numbered = !number.is_empty()
        && (number.chars().all(|letter| letter.is_ascii_digit())
            || is_roman(number) && !title[end..].starts_with(' '));
    if numbered {
        title[end..].trim_start_matches(['.', ')', '/', '-', ' '])
    } else {
        title
    }
}

/// Whether a row has more than a number and a name.
pub(in crate::submission) fn informs(line: &Line, header: &Header) -> bool {
    header.columns.iter().any(|column| {
        let Some(cell) = line.cell(column.column) else {
            return false;
        };
        match column.field {
            Field::DecisionNumber
            | Field::DecisionDate
            | Field::Person
            | Field::Position
            | Field::Phone
            | Field::Email
            | Field::Link
            | Field::Note
            | Field::Village
            | Field::OtherDocument => !cell.text.is_empty() || cell.link.is_some(),
            // An empty box is not a statement: it exists before anybody ticks it.
            Field::Status => !cell.text.is_empty() && !status::is_empty_box(cell),
            Field::VillageTeams | Field::MemberCount => !matches!(&*cell.text, "" | "0" | "-"),
            Field::Counted(_) => !matches!(&*cell.text, "" | "-" | "–"),
            _ => false,
        }
    })
}

/// Whether a row has a decision, a person or a village, apart from notes and counts.
pub(in crate::submission) fn informs_team(line: &Line, header: &Header) -> bool {
    let first = line.first().map(|cell| cell.column);
    header.columns.iter().any(|column| {
        matches!(
            column.field,
            Field::DecisionNumber
                | Field::DecisionDate
                | Field::Person
                | Field::Position
                | Field::Village
        ) && Some(column.column) != first
            && line
                .cell(column.column)
                .is_some_and(|cell| !cell.text.is_empty() && !is_plain_number(cell))
    })
}

/// Whether a cell is a plain number, such as a sum below a column of names.
fn is_plain_number(cell: &Text) -> bool {
    matches!(cell.value, Value::Number(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_before_a_title_is_no_part_of_it() {
        for (title, bare) in [
            ("1. Xã Sơn Hà", "Xã Sơn Hà"),
            ("12) Xã A", "Xã A"),
            ("IV. Vùng", "Vùng"),
            ("Xã I", "Xã I"),
            ("X. An Phú", "An Phú"),
        ] {
            assert_eq!(without_number(title), bare);
        }
    }
}
