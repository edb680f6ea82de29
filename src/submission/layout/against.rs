//! Reads what is said against many decisions at once: by the title of a group («II. Đã trình, chưa
//! ký»), by the line over a table or the tab's title («DỰ KIẾN BAN HÀNH»), or by a note below it
//! for the rows that bear its mark («(*) Mới có dự thảo»).
//!
//! Such decisions are doubted, not dropped: a person decides.

use crate::cell::CellAddress;
use crate::submission::Doubt;
use crate::submission::collect::is_complete;
use crate::submission::grid::{Line, Text};
use crate::submission::header::Header;
use crate::submission::layout::{Walk, commune_in, row};
use crate::submission::vocabulary::Field;
use crate::text;

/// A title has at most this many words; more are a sentence about something else.
const LONGEST: usize = 12;
/// Number of rows over a header in which its title may be.
const ABOVE: u32 = 2;

impl Walk<'_> {
    /// Reads the title of a group, which holds until the next one. A line with figures is a sum and
    /// says nothing about the rows below it.
    pub(super) fn below_group(&mut self, line: &Line, title: &str) {
        let mut filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
        let cell = filled.find(|cell| text::one_line(&cell.text) == title);
        let bare = row::without_number(title);
        let counts = bare.contains(|letter: char| letter.is_ascii_digit());
        let is_sum = filled.next().is_some() || counts && self.sight.rows.is_sum(title);
        let said = cell.filter(|_| !is_sum && self.denies(bare));
        self.group_says = said.map(|cell| Doubt::Note {
            typed: title.to_owned(),
            cell: self.grid.address(line.number, cell.column),
        });
    }

    /// Reads a line with a single text that names no commune as the title of a group, if it says
    /// something against the rows below it: «B. Mới có dự thảo». Returns whether it does. One that
    /// only begins like a title ends what the one before said.
    pub(super) fn heads_group(&mut self, line: &Line, header: &Header) -> bool {
        let mut filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
        let (Some(only), None) = (filled.next(), filled.next()) else {
            return false;
        };
        let title = text::one_line(&only.text);
        let bare = row::without_number(&title);
        let before = header.column(Field::Commune);
        let before = before.is_some_and(|name| only.column <= name);
        let names_unit = self.sight.names.register.says_kind(bare);
        if !before || self.footer || names_unit || commune_in(bare, self.sight).is_some() {
            return false;
        }
        let lettered = title.split_once(['.', ')']).is_some_and(|(letter, _)| {
            matches!(letter.as_bytes(), [b'A'..=b'Z']) || row::is_roman(letter)
        });
        if !self.denies(&title) {
            self.group_says = self.group_says.take().filter(|_| !lettered);
            return false;
        }
        self.below_group(line, &title);
        self.close();
        true
    }

    /// What the line over a table says against its decisions.
    pub(super) fn title_says(&self, header: &Header) -> Option<Doubt> {
        let words = self.sight.rows;
        let rows = &self.grid.rows;
        let top = rows.partition_point(|line| line.number < header.top);
        let mut above = rows[..top]
            .iter()
            .rev()
            .take_while(|line| line.number + ABOVE >= header.top);
        above.find_map(|line| {
            let mut filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
            let (Some(only), None) = (filled.next(), filled.next()) else {
                return None;
            };
            let title = text::one_line(&only.text);
            let explains =
                words.is_footer(&title) || words.are_hints(line) || title.starts_with('(');
            let said = !explains && self.denies(row::without_number(&title));
            said.then(|| Doubt::Note {
                typed: title,
                cell: self.grid.address(line.number, only.column),
            })
        })
    }

    /// What the tab's title says against all decisions in it.
    pub(super) fn tab_says(&self) -> Option<Doubt> {
        let title = self.grid.title.replace('_', " ");
        self.denies(row::without_number(&title))
            .then(|| Doubt::Note {
                typed: self.grid.title.to_string(),
                cell: self.grid.address(0, 0),
            })
    }

    fn denies(&self, title: &str) -> bool {
        let about = self.sight.words.about();
        title.split(' ').count() <= LONGEST && self.sight.rows.unsettles((title, about), "")
    }

    /// Remembers the marks of a row's name and number, such as «Xã Ba Tơ (*)», for the current
    /// entry.
    pub(super) fn remember_marks(&mut self, line: &Line, header: &Header) {
        let Some(current) = self.current else { return };
        let marking = header.columns.iter().filter(|column| {
            matches!(
                column.field,
                Field::Commune | Field::DecisionNumber | Field::DecisionDate
            )
        });
        let cells = marking.filter_map(|column| line.cell(column.column));
        let marks = cells.filter_map(|cell| at_the_end(&cell.text));
        for mark in marks {
            self.marked.entry(mark).or_default().push(current);
        }
    }

    /// Reads notes such as «(*) Mới có dự thảo», which speak of the rows with that mark.
    pub(super) fn foot_note(&mut self, line: &Line) {
        if self.marked.is_empty() {
            return;
        }
        for cell in line.cells.iter().filter(|cell| !cell.text.is_empty()) {
            for note in cell.text.lines() {
                self.doubt_marked(note.trim(), cell, line);
            }
        }
    }

    fn doubt_marked(&mut self, note: &str, cell: &Text, line: &Line) {
        let about = self.sight.words.about();
        let Some((mark, said)) = at_the_beginning(note) else {
            return;
        };
        if !self.sight.rows.unsettles((said, about), "") {
            return;
        }
        let address: CellAddress = self.grid.address(line.number, cell.column);
        // Each mark is explained once.
        for entry in self.marked.remove(&mark).unwrap_or_default() {
            let stated = self.content.entries[entry].statements.iter_mut();
            for decision in stated.flatten().filter(|said| is_complete(said)) {
                decision.doubt = Some(Box::new(Doubt::Note {
                    typed: text::one_line(note),
                    cell: address.clone(),
                }));
            }
        }
    }
}

/// The mark at the end of a text: `*`, `(*)`, `(1)`, `¹`.
fn at_the_end(text: &str) -> Option<String> {
    let text = text.trim_end();
    if let Some((_, mark)) = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
    {
        return known(mark);
    }
    let bare = text.trim_end_matches(is_sign);
    known(&text[bare.len()..])
}

/// The mark at the beginning of a note, and the note.
fn at_the_beginning(note: &str) -> Option<(String, &str)> {
    let (mark, said) = match note.strip_prefix('(') {
        Some(rest) => rest.split_once(')')?,
        None => note.split_at(note.len() - note.trim_start_matches(is_sign).len()),
    };
    Some((known(mark)?, said.trim_start_matches([':', '-', ' '])))
}

/// A mark in its plain form; `None` for other text.
fn known(mark: &str) -> Option<String> {
    const LONGEST: usize = 3;

    let plain: String = mark.trim().chars().map(plain_digit).collect();
    let digits = plain.chars().all(|letter| letter.is_ascii_digit());
    let signs = plain.chars().all(is_sign);
    (!plain.is_empty() && plain.chars().count() <= LONGEST && (digits || signs)).then_some(plain)
}

fn is_sign(letter: char) -> bool {
    matches!(letter, '*' | '†' | '‡' | '¹' | '²' | '³')
}

fn plain_digit(letter: char) -> char {
    match letter {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        other => other,
    }
}
