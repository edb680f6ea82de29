//! Findings about a commune's founding decision: missing, incomplete, late, implausible, not a
//! decision, oddly numbered, withdrawn.
//!
//! One cause gives one finding, that of the most specific rule. Which claim
//! counts was settled by `status`.

use crate::clock::written;
use crate::finding::{Finding, RuleId};
use crate::register::Commune;
use crate::rule::Status;
use crate::rule::case::Case;
use crate::rule::claim::{plausible, says_not_yet};
use crate::rule::status::{Settled, reads_two_ways};
use crate::snapshot::past::SeenDecision;
use crate::submission::{Act, DateClaim, Decision, Doubt, Number, Submission, date};

/// Checks one commune's decision.
pub(crate) fn check(
    case: &Case<'_>,
    commune: &Commune,
    submission: Option<&Submission>,
    settled: &Settled<'_>,
) -> Vec<Finding> {
    let teller = Teller {
        case,
        commune,
        submission,
        settled,
    };
    let mut findings = Vec::new();
    match settled.status {
        Status::NotReported | Status::NotIssued => findings.push(teller.absent()),
        Status::Incomplete => findings.extend(teller.uncounted()),
        Status::Issued => {
            // A confirmation settles the count, but a faulty cell must still be corrected.
            if settled.confirmed.is_some() {
                findings.extend(teller.sharp());
            }
            findings.extend(teller.late());
            findings.extend(teller.backdated());
        }
    }
    findings.extend(teller.odd());
    findings
}

struct Teller<'a> {
    case: &'a Case<'a>,
    commune: &'a Commune,
    submission: Option<&'a Submission>,
    settled: &'a Settled<'a>,
}

impl Teller<'_> {
    fn finding(&self, rule: RuleId) -> Finding {
        self.case.finding(rule, self.commune)
    }

    /// Points a finding at the number's cell, else the date's, else the commune's name.
    fn at_number(&self, finding: Finding, decision: Option<&Decision>) -> Finding {
        let claimed = decision.and_then(|d| d.number_cell.as_ref().or(d.date_cell.as_ref()));
        match claimed.or(self.submission.map(|submission| &submission.name_cell)) {
            Some(cell) => finding.at(cell),
            None => finding,
        }
    }

    fn at_date(&self, finding: Finding, decision: &Decision) -> Finding {
        match &decision.date_cell {
            Some(cell) => finding.at(cell),
            None => self.at_number(finding, Some(decision)),
        }
    }

    /// The finding if a commune has neither issued nor claims anything that will count, with what
    /// is known about it.
    fn absent(&self) -> Finding {
        if let Some(founded) = self.settled.founded {
            let shown = self.settled.decision.as_ref();
            let number = shown.and_then(|shown| shown.number.clone());
            let finding = self
                .finding(RuleId::DecisionMissing)
                .variant("later")
                .value(number.unwrap_or_default())
                .with("date", written(founded));
            return self.at_number(finding, self.settled.claim);
        }
        if let Some(seen) = self.seen_before() {
            let finding = self
                .finding(RuleId::DecisionWithdrawn)
                .value(&seen.number)
                .with("date", written(seen.date))
                .with("seen", written(self.case.day(seen.last_seen)));
            return self.at_number(finding, self.any_entry());
        }
        let missing = self.finding(RuleId::DecisionMissing);
        let Some(submission) = self.submission else {
            return missing.variant("no-row");
        };
        if !submission.reported {
            return missing.variant("not-reported").at(&submission.name_cell);
        }
        match self.any_entry() {
            Some(entry) if entry.act == Act::Withdrawn => self.at_number(
                missing.variant("withdrawn").value(&entry.typed),
                Some(entry),
            ),
            Some(entry) if entry.number == Number::NotYet && says_not_yet(&entry.typed) => {
                self.at_number(missing.variant("not-yet").value(&entry.typed), Some(entry))
            }
            entry => self.at_number(missing, entry),
        }
    }

    /// Returns a withdrawn entry, or else the first one, of a commune that claims nothing.
    fn any_entry(&self) -> Option<&Decision> {
        let decisions = &self.submission?.decisions;
        let withdrawn = decisions.iter().find(|entry| entry.act == Act::Withdrawn);
        withdrawn.or(decisions.first())
    }

    /// Returns the decision signed by `as_of` that earlier pulls showed most recently.
    fn seen_before(&self) -> Option<&SeenDecision> {
        let seen = self.case.past.decisions.get(&self.commune.code)?;
        seen.iter()
            .filter(|seen| seen.date <= self.case.as_of && plausible(self.case, seen.date))
            .max_by_key(|seen| seen.last_seen)
    }

    /// The finding about a claim that counts on no date: of a more specific rule, or else
    /// `decision-incomplete`.
    fn uncounted(&self) -> Option<Finding> {
        let claim = self.settled.claim?;
        match claim.doubt.as_deref() {
            // Reported once for the columns, not for each commune.
            Some(Doubt::Columns) => return None,
            Some(doubt @ (Doubt::Status { typed, cell } | Doubt::Note { typed, cell })) => {
                let variant = match doubt {
                    Doubt::Note { .. } => "note",
                    _ => "status",
                };
                let finding = self.finding(RuleId::DecisionIncomplete);
                let number = claim.typed.clone();
                return Some(
                    finding
                        .variant(variant)
                        .value(typed)
                        .with("number", number)
                        .at(cell),
                );
            }
            Some(Doubt::Shared) => {
                let finding = self.finding(RuleId::DecisionIncomplete);
                let finding = finding.variant("shared").value(&claim.typed);
                return Some(self.at_number(finding, Some(claim)));
            }
            None => {}
        }
        if let Some(sharp) = self.sharp() {
            return Some(sharp);
        }
        if self.read_with_a_finding(claim) {
            return None;
        }
        let named = matches!(claim.number, Number::Named { .. });
        let dated = matches!(claim.date, DateClaim::Day(_));
        let broken = matches!(claim.number, Number::CellError(_))
            || matches!(claim.date, DateClaim::CellError(_));
        let variant = match (named, dated) {
            // A formula broke the whole column: the finding blames the column.
            _ if broken => "broken",
            (true, _) => "date",
            (false, true) => "number",
            (false, false) => "both",
        };
        let finding = self
            .finding(RuleId::DecisionIncomplete)
            .variant(variant)
            .value(&claim.typed);
        Some(self.at_number(finding, Some(claim)))
    }

    /// A document that is not a decision, or a day that is impossible.
    fn sharp(&self) -> Option<Finding> {
        let claim = self.settled.claim?;
        if let Number::OtherDocument { number } = &claim.number {
            let finding = self.finding(RuleId::DecisionNotADecision).value(number);
            return Some(self.at_number(finding, Some(claim)));
        }
        let DateClaim::Day(date) = claim.date else {
            return None;
        };
        if reads_two_ways(self.case, self.commune, claim)
            && let Some(other) = self.case.other_day(claim)
        {
            let finding = self
                .finding(RuleId::DecisionDateImplausible)
                .variant("two-ways")
                .value(written(date))
                .with("swapped", written(other));
            return Some(self.at_date(finding, claim));
        }
        if plausible(self.case, date) {
            return None;
        }
        let began = self.case.ruling.communes_began;
        let variant = match date::swapped(date) {
            Some(other) if plausible(self.case, other) => "swapped",
            _ if date < began => "before",
            _ => "after",
        };
        let mut finding = self
            .finding(RuleId::DecisionDateImplausible)
            .variant(variant)
            .value(written(date))
            .with("began", written(began))
            .with("today", written(self.case.snapshot.today));
        if let Some(other) = date::swapped(date) {
            finding = finding.with("swapped", written(other));
        }
        Some(self.at_date(finding, claim))
    }

    /// Whether reading already reported the claim's cells, more specifically than «incomplete».
    fn read_with_a_finding(&self, claim: &Decision) -> bool {
        self.case.remarks(&self.commune.code).iter().any(|finding| {
            matches!(finding.rule, RuleId::DateUnreadable | RuleId::CellError)
                && finding.cell.is_some()
                && (finding.cell == claim.number_cell || finding.cell == claim.date_cell)
        })
    }

    fn late(&self) -> Option<Finding> {
        let founded = self.settled.founded?;
        let last_day = self.case.ruling.last_day(&self.commune.code);
        if founded <= last_day {
            return None;
        }
        let finding = self
            .finding(RuleId::DecisionLate)
            .value(written(founded))
            .with("last_day", written(last_day));
        Some(match self.settled.claim {
            Some(claim) if !self.settled.from_past => self.at_date(finding, claim),
            _ => self.at_number(finding, None),
        })
    }

    /// Signed by the deadline but first seen after it. Reported only if the
    /// history of pulls began by then.
    fn backdated(&self) -> Option<Finding> {
        let founded = self.settled.founded?;
        let since = self.case.day(self.case.past.since?);
        let seen = self.case.day(self.settled.first_seen?);
        let last_day = self.case.ruling.last_day(&self.commune.code);
        let claim = self.settled.claim?;
        (since <= last_day && founded <= last_day && seen > last_day).then(|| {
            let finding = self
                .finding(RuleId::DecisionBackdated)
                .value(written(founded))
                .with("seen", written(seen))
                .with("last_day", written(last_day));
            self.at_date(finding, claim)
        })
    }

    fn odd(&self) -> Option<Finding> {
        let claim = self.settled.claim?;
        let Number::Named { number, odd } = &claim.number else {
            return None;
        };
        let finding = self.finding(RuleId::DecisionNumberOdd);
        let finding = if self.settled.several {
            finding
                .variant("several")
                .value(&claim.typed)
                .with("number", number)
        } else if *odd {
            finding.value(number)
        } else {
            return None;
        };
        Some(self.at_number(finding, Some(claim)))
    }
}
