//! Which sheet shows a finding: exactly one shows each.
//!
//! `Thành phần` shows findings about composition. `Chưa ban hành` shows what keeps a commune from
//! being counted: every decision finding about a commune without a countable decision, and a date
//! or cell that cannot be read if it belongs to the claimed decision. `Rà soát dữ liệu` shows the
//! rest. Knows sheets only, no layout.

use std::collections::HashMap;

use crate::document::{Content, Detail};
use crate::finding::{Family, Finding, RuleId, Severity};
use crate::rule::{Standing, Status};

/// The sheets that show findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// `Chưa ban hành`
    Missing,
    /// `Thành phần`
    Composition,
    /// `Rà soát dữ liệu`
    Review,
}

/// The findings of each sheet, infos last, otherwise in the order of the judgement.
#[derive(Debug, Default)]
pub(super) struct Homes<'a> {
    pub(super) missing: Vec<&'a Finding>,
    pub(super) composition: Vec<&'a Finding>,
    pub(super) review: Vec<&'a Finding>,
    /// How many findings a summary leaves out.
    pub(super) withheld: usize,
    /// The communes by code.
    pub(super) standings: HashMap<&'a str, &'a Standing>,
}

impl<'a> Homes<'a> {
    /// Assigns every finding to its sheet. A summary leaves out findings of `Rà soát dữ liệu` that
    /// are not about decisions: faults in the data are for those who correct the sheet.
    pub(super) fn of(content: &Content<'a>) -> Self {
        let standings: HashMap<&str, &Standing> = content
            .judgement
            .communes
            .iter()
            .map(|standing| (standing.commune.code.as_str(), standing))
            .collect();
        let counted = content.judgement.progress.is_some();
        let mut homes = Self::default();
        for finding in &content.judgement.findings {
            let standing = finding
                .commune
                .as_deref()
                .and_then(|code| standings.get(code).copied());
            match home(finding, standing.filter(|_| counted)) {
                Home::Missing => homes.missing.push(finding),
                Home::Composition => homes.composition.push(finding),
                Home::Review if withheld(content.detail, finding) => homes.withheld += 1,
                Home::Review => homes.review.push(finding),
            }
        }
        for list in [
            &mut homes.missing,
            &mut homes.composition,
            &mut homes.review,
        ] {
            list.sort_by_key(|finding| finding.severity);
        }
        homes.standings = standings;
        homes
    }
}

impl Homes<'_> {
    /// Returns the printed name of a finding's commune, if it is known.
    pub(super) fn commune(&self, finding: &Finding) -> Option<String> {
        let standing = self.standings.get(finding.commune.as_deref()?)?;
        Some(standing.commune.title())
    }
}

/// Returns how many findings at the start of a sorted list are printed: all but the infos.
pub(super) fn printed(findings: &[&Finding]) -> usize {
    findings.partition_point(|finding| finding.severity < Severity::Info)
}

fn home(finding: &Finding, standing: Option<&Standing>) -> Home {
    let missing = standing.filter(|standing| standing.status != Status::Issued);
    match (finding.rule.family(), missing) {
        (Family::Composition, _) => Home::Composition,
        (Family::Decision, Some(_)) => Home::Missing,
        (Family::Data, Some(standing))
            if matches!(finding.rule, RuleId::DateUnreadable | RuleId::CellError)
                && claims(standing, finding) =>
        {
            Home::Missing
        }
        _ => Home::Review,
    }
}

/// Whether the finding's cell is one of the decision's.
fn claims(standing: &Standing, finding: &Finding) -> bool {
    let claimed = standing
        .decision
        .iter()
        .flat_map(|decision| &decision.cells);
    finding
        .cell
        .as_ref()
        .is_some_and(|cell| claimed.into_iter().any(|claimed| claimed == cell))
}

fn withheld(detail: Detail, finding: &Finding) -> bool {
    match detail {
        Detail::Full => false,
        Detail::Summary => finding.rule.family() != Family::Decision,
    }
}
