//! Reports rows that belong to nobody; consecutive rows get one finding.

use crate::finding::{Finding, RuleId};
use crate::submission::grid::{Line, Text};
use crate::submission::header::Header;
use crate::submission::layout::Walk;
use crate::text;

/// Consecutive rows that belong to nobody.
pub(super) struct Block {
    /// Position of their finding.
    finding: usize,
    /// Number of the last row.
    last: u32,
    rows: u32,
}

impl Walk<'_> {
    /// Reads a row of a table that is not read. If it names a commune, reports once that the table
    /// is not read.
    pub(super) fn of_another_table(&mut self, line: &Line, header: &Header) {
        if self.untitled && self.preface(line, None) {
            return;
        }
        let mut cells = line.cells.iter();
        let names = cells.any(|cell| self.sight.names.is_commune(&cell.text));
        if !names || std::mem::replace(&mut self.told_of_table, true) {
            return;
        }
        let titles = header.columns.iter().map(|column| column.title.clone());
        let titles: Vec<String> = titles.filter(|title| !title.is_empty()).collect();
        let first = header.columns.first().map_or(0, |column| column.column);
        let finding = Finding::new(RuleId::RowUnplaced)
            .variant("table")
            .at(&self.grid.address(header.bottom, first))
            .value(titles.join(" | "));
        self.content.findings.push(finding);
    }

    /// Adds a row that belongs to nobody; consecutive rows get one finding.
    pub(super) fn unplaced(&mut self, line: &Line, first: &Text) {
        if let Some(block) = &mut self.unplaced
            && block.last + 1 == line.number
        {
            block.last = line.number;
            block.rows += 1;
            let finding = &mut self.content.findings[block.finding];
            let told = finding.clone().variant("several");
            *finding = told.with("count", block.rows.to_string());
            return;
        }
        let at = self.grid.address(line.number, first.column);
        let texts = line.cells.iter().map(|cell| text::one_line(&cell.text));
        let value: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        let finding = Finding::new(RuleId::RowUnplaced);
        self.unplaced = Some(Block {
            finding: self.content.findings.len(),
            last: line.number,
            rows: 1,
        });
        let finding = finding.at(&at).value(value.join(" | "));
        self.content.findings.push(finding);
    }
}
