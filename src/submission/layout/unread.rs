//! Lists columns that are not read, so that nobody thinks they are.

use crate::finding::Finding;
use crate::submission::grid::Line;
use crate::submission::header::{Column, Header};
use crate::submission::layout::Walk;
use crate::submission::team;
use crate::submission::vocabulary::Field;
use crate::submission::{TabKind, broken_cell};

/// The titles of columns that are not read.
pub(in crate::submission) fn unread(header: &Header) -> Vec<String> {
    let groups = match header.kind {
        TabKind::Submissions => Some(team::groups(header)),
        _ => None,
    };
    let reads = |column: &Column| match column.field {
        Field::Ignored | Field::OtherDocument => false,
        Field::Position | Field::Workplace | Field::Phone | Field::Email | Field::Role => groups
            .as_ref()
            .is_none_or(|groups| groups.iter().any(|group| group.has(column.column))),
        _ => true,
    };
    let columns = header.columns.iter();
    columns
        .filter(|column| !column.title.is_empty() && !reads(column))
        .map(|column| column.title.clone())
        .collect()
}

impl Walk<'_> {
    /// Reports columns whose title is an error, and that therefore are not read.
    pub(super) fn untitled_columns(&mut self, lines: &[Line], header: &Header) {
        let lines = lines.iter().take_while(|line| line.number <= header.bottom);
        let broken = lines.flat_map(|line| {
            let cells = line.cells.iter();
            cells.filter_map(|cell| broken_cell(&self.grid, line, cell))
        });
        let findings: Vec<Finding> = broken.collect();
        self.sight.stop.found(findings.len());
        self.content.findings.extend(findings);
    }
}
