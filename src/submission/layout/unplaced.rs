//! Rows that are nobody's: rows below one another are told together.

use crate::finding::{Finding, RuleId};
use crate::submission::grid::{Line, Text};
use crate::submission::layout::Walk;
use crate::text;

/// Rows below one another that are nobody's.
pub(super) struct Block {
    /// Place of the finding that tells them.
    finding: usize,
    /// Number of the last one.
    last: u32,
    rows: u32,
}

impl Walk<'_> {
    /// Nobody's row; rows below one another are told together.
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
