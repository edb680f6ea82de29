//! The order in which findings are read: errors first, then commune by commune as the register
//! has them, then cell by cell.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::register::Commune;

/// Sorts findings for reading; those that concern no commune stand last of their severity.
pub(crate) fn sort(findings: &mut [Finding], communes: &[Commune]) {
    let place: BTreeMap<&str, usize> = communes
        .iter()
        .enumerate()
        .map(|(position, commune)| (commune.code.as_str(), position))
        .collect();
    findings.sort_by_cached_key(|finding| {
        let commune = finding.commune.as_deref();
        (
            finding.severity,
            commune
                .and_then(|code| place.get(code).copied())
                .unwrap_or(usize::MAX),
            finding.cell.clone(),
            finding.rule,
            finding.value.clone(),
        )
    });
}
