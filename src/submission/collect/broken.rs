//! Joins findings about broken cells of the same column: if a formula broke many, that is one thing
//! to repair.
//!
//! The rules about the claims report which communes are affected.

use std::collections::BTreeMap;

use crate::finding::{Finding, RuleId};

/// Up to this many broken cells of a column are reported separately.
const SINGLY: usize = 3;

/// A column (source, tab, column) and the variant of finding about its cells.
type Column = (u16, String, u32, String);

/// Replaces the findings about many broken cells of a column by one at the topmost cell, with their
/// number and the first three cells.
pub(super) fn one_a_column(findings: &mut Vec<Finding>) {
    let mut columns: BTreeMap<Column, Vec<usize>> = BTreeMap::new();
    for (place, finding) in findings.iter().enumerate() {
        if let Some(column) = column(finding) {
            columns.entry(column).or_default().push(place);
        }
    }
    columns.retain(|_, places| places.len() > SINGLY);
    let mut left_out = vec![false; findings.len()];
    for places in columns.into_values() {
        let cell = |place: &usize| {
            findings[*place]
                .cell
                .as_ref()
                .map(|cell| (cell.row, cell.a1()))
        };
        let mut cells: Vec<(u32, String)> = places.iter().filter_map(cell).collect();
        cells.sort_unstable();
        cells.dedup();
        let count = cells.len();
        let named: Vec<String> = cells
            .into_iter()
            .take(SINGLY)
            .map(|(_, name)| name)
            .collect();
        for place in &places {
            left_out[*place] = true;
        }
        let highest = places
            .iter()
            .min_by_key(|place| findings[**place].cell.as_ref().map(|cell| cell.row));
        let Some(first) = highest.copied() else {
            continue;
        };
        left_out[first] = false;
        let finding = &mut findings[first];
        let error = std::mem::replace(&mut finding.value, count.to_string());
        finding.variant = match finding.variant.as_str() {
            "" => "column".to_owned(),
            variant => format!("{variant}-column"),
        };
        finding.commune = None;
        finding.arguments.insert("error".to_owned(), error);
        finding
            .arguments
            .insert("cells".to_owned(), named.join(", "));
    }
    let mut left_out = left_out.into_iter();
    findings.retain(|_| !left_out.next().unwrap_or(false));
}

/// The column of a cell that a formula broke; `None` for other findings, such as that a text is too
/// long.
fn column(finding: &Finding) -> Option<Column> {
    let by_formula =
        finding.rule == RuleId::CellError && matches!(finding.variant.as_str(), "" | "uncomputed");
    let cell = finding.cell.as_ref().filter(|_| by_formula)?;
    let variant = finding.variant.clone();
    Some((cell.source, cell.tab.to_string(), cell.column, variant))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::CellAddress;

    #[test]
    fn many_broken_cells_of_a_column_are_one_finding() {
        let broken = |row, column, variant: &str, error: &str| {
            let at = CellAddress {
                source: 0,
                tab: "Tổ".into(),
                row,
                column,
            };
            let finding = Finding::new(RuleId::CellError).variant(variant);
            finding.at(&at).value(error).of("21025")
        };
        let mut findings = vec![
            broken(8, 2, "", "#REF!"),
            broken(2, 2, "", "#REF!"),
            broken(3, 2, "", "#N/A"),
            broken(3, 2, "", "#N/A"),
            broken(9, 2, "", "#REF!"),
            broken(2, 3, "uncomputed", "=A2"),
            broken(2, 4, "", "#REF!"),
            broken(3, 4, "", "#REF!"),
            broken(5, 2, "long", "xxx"),
        ];
        findings.extend((3..8).map(|row| broken(row, 3, "uncomputed", "=A2")));
        one_a_column(&mut findings);
        let told: Vec<String> = findings
            .iter()
            .map(|finding| {
                let cell = finding.cell.as_ref().map_or(String::new(), CellAddress::a1);
                let cells = finding.arguments.get("cells");
                let of = finding.commune.as_deref().unwrap_or("-");
                format!(
                    "{cell} {:?} {} {cells:?} {of}",
                    finding.variant, finding.value
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                r#"C3 "column" 4 Some("C3, C4, C9") -"#,
                r#"D3 "uncomputed-column" 6 Some("D3, D4, D5") -"#,
                r#"E3 "" #REF! None 21025"#,
                r#"E4 "" #REF! None 21025"#,
                r#"C6 "long" xxx None 21025"#,
            ]
        );
    }
}
