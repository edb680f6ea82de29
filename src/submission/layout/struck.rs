//! Treats struck-out cells as absent, and reports those that would have been read.

use std::sync::Arc;

use crate::finding::{Finding, RuleId};
use crate::register::Named;
use crate::submission::grid::{Line, Text};
use crate::submission::header::Header;
use crate::submission::layout::{Walk, preface, section};
use crate::submission::vocabulary::Field;
use crate::table::Value;

impl Walk<'_> {
    /// Whether the name of a row or of the rows below it is struck out. Then the row belongs to
    /// nobody, as do the rows without a name below it.
    pub(super) fn is_struck_out(&mut self, line: &Line, header: &Header) -> bool {
        if line.struck.is_empty() {
            return false;
        }
        match header.column(Field::Commune) {
            Some(name) => {
                let struck = line.struck.iter().any(|(column, _)| *column == name)
                    && line.text(Some(name)).is_empty();
                if struck {
                    self.close();
                }
                struck
            }
            None => {
                let title = title(line);
                let (names, words) = (self.sight.names, self.sight.rows);
                let struck = line.cells.is_empty()
                    && (section::opened(&title, names, words).is_some()
                        || preface::names_commune(&title, self.sight, &[]).is_some());
                if struck {
                    self.leave();
                }
                struck
            }
        }
    }

    /// Adds one finding per row with struck-out cells, at the first of them.
    pub(super) fn tell_struck(&mut self, line: &Line, header: &Header) {
        let read = |column: u32| {
            header
                .columns
                .iter()
                .any(|known| known.column == column && known.field != Field::Ignored)
        };
        let struck: Vec<&(u32, Arc<str>)> = line
            .struck
            .iter()
            .filter(|(column, _)| read(*column) || line.cells.is_empty())
            .collect();
        let Some((first, _)) = struck.first() else {
            return;
        };
        let texts: Vec<&str> = struck.iter().map(|(_, text)| &**text).collect();
        let finding = Finding::new(RuleId::StruckOut)
            .at(&self.grid.address(line.number, *first))
            .value(texts.join(" | "));
        self.sight.stop.found(1);
        let name = header.column(Field::Commune);
        let struck_name = struck.iter().find(|(column, _)| Some(*column) == name);
        let own = struck_name.filter(|_| line.text(name).is_empty());
        match (own, self.current) {
            (Some((_, typed)), _) => {
                let finding = match self.sight.names.find(typed) {
                    Named::Exact(index) | Named::Alias(index) | Named::Folded(index) => {
                        finding.of(&self.sight.names.register.communes[index].code)
                    }
                    _ => finding,
                };
                self.content.findings.push(finding);
            }
            (None, Some(current)) if !self.closed => {
                self.content.entries[current].findings.push(finding);
                // A struck-out person leaves no gap in the team.
                if line.cells.is_empty() {
                    self.previous = Some(line.number);
                }
            }
            _ => self.content.findings.push(finding),
        }
    }
}

/// The row as it would be without struck-out formatting.
fn title(line: &Line) -> Line {
    let cell = |(column, text): &(u32, Arc<str>)| Text {
        column: *column,
        text: Arc::clone(text),
        value: Value::Text(Arc::clone(text)),
        link: None,
        month_first: false,
    };
    Line {
        number: line.number,
        hidden: line.hidden,
        cells: line.struck.iter().map(cell).collect(),
        struck: Vec::new(),
    }
}
