//! The order in which findings are read: errors first, then commune by commune as the register
//! has them, then cell by cell.

use crate::finding::Finding;
use crate::register::Register;

/// Sorts findings for reading; those about no commune come last within their severity.
pub(crate) fn sort(findings: &mut [Finding], register: &Register) {
    findings.sort_by_cached_key(|finding| {
        let commune = finding.commune.as_deref();
        (
            finding.severity,
            commune
                .and_then(|code| register.position(code))
                .unwrap_or(usize::MAX),
            finding.cell.clone(),
            finding.rule,
            finding.value.clone(),
        )
    });
}
