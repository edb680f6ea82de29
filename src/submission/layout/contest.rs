//! Reports columns that could be the same field but differ, once for each field.

use crate::cell::{CellAddress, column_letters};
use crate::finding::{Finding, RuleId};
use crate::submission::grid::Line;
use crate::submission::header::Header;
use crate::submission::layout::Walk;
use crate::submission::vocabulary::Field;

/// Columns that could be the same field but differ.
pub(super) struct Contest {
    /// The title of the first of them, and its cell.
    title: String,
    header: CellAddress,
    /// What an operator can write to choose each of them.
    choices: Vec<String>,
    /// The first rows in which they differ.
    rows: Vec<CellAddress>,
    /// The number of all rows in which they differ.
    count: u32,
}

impl Walk<'_> {
    /// Records that rival columns differ in a row.
    pub(super) fn contest(&mut self, line: &Line, header: &Header, field: Field, column: u32) {
        /// Number of rows that the finding names.
        const NAMED: usize = 3;

        let title = header.columns.iter().find(|known| known.column == column);
        let at = self.grid.address(line.number, column);
        let contest = self.contested.entry(field).or_insert_with(|| Contest {
            title: title.map(|known| known.title.clone()).unwrap_or_default(),
            header: self.grid.address(header.bottom, column),
            choices: choices(header, &header.rivals(field, column)),
            rows: Vec::new(),
            count: 0,
        });
        contest.count += 1;
        if contest.rows.len() < NAMED {
            contest.rows.push(at);
        }
    }
}

/// The names of columns for `[source.columns]`: their titles, or their letters if another column
/// has the same title.
fn choices(header: &Header, columns: &[u32]) -> Vec<String> {
    let title = |column: u32| {
        let known = header.columns.iter().find(|known| known.column == column);
        known
            .map(|known| known.title.as_str())
            .filter(|title| !title.is_empty())
    };
    let is_alone = |title: &str| {
        let same = header.columns.iter().filter(|known| known.title == title);
        same.count() == 1
    };
    let named = columns.iter().map(|column| match title(*column) {
        Some(title) if is_alone(title) => title.to_owned(),
        _ => column_letters(*column),
    });
    named.collect()
}

impl Contest {
    pub(super) fn finding(self, field: Field) -> Finding {
        let rows: Vec<String> = self.rows.iter().map(CellAddress::a1).collect();
        let more = self.count as usize - rows.len();
        Finding::new(RuleId::ColumnAmbiguous)
            .variant(if more == 0 { "" } else { "more" })
            .at(&self.header)
            .value(self.title)
            .with("field", field.id())
            .with("rows", rows.join(", "))
            .with("more", more.to_string())
            .with("choices", self.choices.join("\n"))
    }
}
