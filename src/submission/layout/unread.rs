//! Lists tables and columns that are not read, so that nobody thinks they are.

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
    /// Marks headers of kinds that are not looked for as not read. Above the first table that is read
    /// they are dropped; a table that nobody can read is told, wherever it is.
    pub(super) fn keep_wanted(&self, found: &mut Vec<Header>) {
        let holds = self.holds;
        let is_other = |header: &Header| header.is_read() && !holds.has(header.kind);
        if self.headers.is_empty() {
            let is_wanted = |header: &Header| header.is_read() && !is_other(header);
            let first = found.iter().position(is_wanted);
            let above = found.drain(..first.unwrap_or(found.len()));
            let above = above.filter(|header| first.is_some() && !header.is_read());
            let unread: Vec<Header> = above.collect();
            found.splice(..0, unread);
        }
        let others = found.iter_mut().filter(|header| is_other(header));
        others.for_each(|header| header.kind = TabKind::Ignored);
    }

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
