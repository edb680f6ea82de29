//! Joins findings with a cause that affects a whole column: a format that drops zeros, or shortens
//! numbers.
//!
//! Such a cause is reported once per column with the number of cells; if it affected a single cell,
//! the finding is about that cell.

use std::collections::BTreeMap;

use crate::finding::{Finding, RuleId};

/// The causes found in a table, by rule and column.
#[derive(Debug, Default)]
pub(super) struct Columns(BTreeMap<(RuleId, u32), Touched>);

#[derive(Debug)]
struct Touched {
    /// The finding about the first cell, and the entry to which it belongs.
    first: (Finding, Option<usize>),
    /// The first few cells.
    cells: Vec<String>,
    count: u32,
    /// Whether all cells belong to that entry.
    together: bool,
}

/// The variant of findings with a cause that affects the column.
pub(in crate::submission) const OF_COLUMN: &str = "column";
/// Number of cells that the finding names.
const NAMED: usize = 3;

impl Columns {
    /// Collects the findings about an entry whose cause affects a column, and returns the others.
    pub(super) fn keep(&mut self, findings: Vec<Finding>, entry: Option<usize>) -> Vec<Finding> {
        let mut others = Vec::new();
        for finding in findings {
            match &finding.cell {
                Some(cell) if finding.variant == OF_COLUMN => {
                    let key = (finding.rule, cell.column);
                    let name = cell.a1();
                    self.add(key, name, finding, entry);
                }
                _ => others.push(finding),
            }
        }
        others
    }

    fn add(&mut self, key: (RuleId, u32), cell: String, finding: Finding, entry: Option<usize>) {
        let touched = self.0.entry(key).or_insert_with(|| Touched {
            first: (finding, entry),
            cells: Vec::new(),
            count: 0,
            together: true,
        });
        if touched.cells.last() != Some(&cell) || touched.count as usize > NAMED {
            touched.count = touched.count.saturating_add(1);
        }
        touched.together &= touched.first.1 == entry;
        if touched.cells.len() < NAMED && !touched.cells.contains(&cell) {
            touched.cells.push(cell);
        }
    }

    /// One finding per column, and its entry if all cells belong to one.
    pub(super) fn findings(self) -> impl Iterator<Item = (Finding, Option<usize>)> {
        self.0.into_values().map(|touched| {
            let (mut finding, entry) = touched.first;
            let entry = entry.filter(|_| touched.together);
            if touched.count > 1 {
                finding.value = touched.count.to_string();
                finding = finding.with("cells", touched.cells.join(", "));
            } else {
                finding.variant = "cell".to_owned();
            }
            (finding, entry)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::CellAddress;

    #[test]
    fn one_cause_is_one_finding_a_column() {
        let at = |row, column| CellAddress {
            source: 0,
            tab: "Tổ".into(),
            row,
            column,
        };
        let lost = |row, column| {
            Finding::new(RuleId::PhoneRepaired)
                .variant(OF_COLUMN)
                .at(&at(row, column))
                .value("912345678")
        };
        let mut columns = Columns::default();
        let other = Finding::new(RuleId::PhoneInvalid).at(&at(1, 7));
        let kept = columns.keep(vec![lost(1, 7), other.clone(), lost(1, 9)], Some(0));
        assert_eq!(kept, [other]);
        for row in 2..8 {
            assert!(columns.keep(vec![lost(row, 7)], Some(1)).is_empty());
        }
        let findings: Vec<_> = columns.findings().collect();
        let told: Vec<_> = findings
            .iter()
            .map(|(finding, entry)| (&*finding.variant, &*finding.value, *entry))
            .collect();
        assert_eq!(
            told,
            [("column", "7", None), ("cell", "912345678", Some(0))]
        );
        assert_eq!(findings[0].0.arguments["cells"], "H2, H3, H4");
    }
}
