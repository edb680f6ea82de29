//! One question to the rules, with indexes of what they look up to answer it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::clock::{self, Date, Timestamp};
use crate::finding::{Finding, RuleId};
use crate::register::{Commune, Named};
use crate::rule::Ruling;
use crate::rule::exchanged::Exchanged;
use crate::snapshot::Snapshot;
use crate::snapshot::past::Past;
use crate::submission::Decision;

/// One question to the rules: how this snapshot, with this past, is judged at this date.
pub(crate) struct Case<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) past: &'a Past,
    pub(crate) as_of: Date,
    pub(crate) ruling: &'a Ruling,
    /// Findings of the reading stage, by commune.
    remarks: BTreeMap<&'a str, Vec<&'a Finding>>,
    /// Columns of dates in which day and month are exchanged.
    exchanged: Exchanged<'a>,
    /// Times of the pulls that the past mentions.
    pulls: BTreeSet<Timestamp>,
    /// Units that positions name, each looked up once: a sheet repeats them a thousand times.
    units: RefCell<FxHashMap<String, Named>>,
}

/// Findings, sorted by where they are reported.
#[derive(Default)]
pub(crate) struct Sifted {
    /// In report, mail and counts.
    pub(crate) standing: Vec<Finding>,
    /// Of rules on trial.
    pub(crate) trial: Vec<Finding>,
    /// Suppressed by a waiver.
    pub(crate) waived: Vec<Finding>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        snapshot: &'a Snapshot,
        past: &'a Past,
        as_of: Date,
        ruling: &'a Ruling,
    ) -> Self {
        let mut remarks: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &snapshot.reading.findings {
            if let Some(code) = &finding.commune {
                remarks.entry(code).or_default().push(finding);
            }
        }
        let seen = past.decisions.values().flatten();
        let pulls = seen
            .flat_map(|seen| [seen.first_seen, seen.last_seen])
            .collect();
        let exchanged = Exchanged::of(snapshot, |date| {
            (ruling.communes_began..=snapshot.today).contains(&date)
        });
        Self {
            snapshot,
            past,
            as_of,
            ruling,
            remarks,
            exchanged,
            pulls,
            units: RefCell::default(),
        }
    }

    /// Returns the findings of the reading stage about a commune.
    pub(crate) fn remarks(&self, code: &str) -> &[&'a Finding] {
        self.remarks.get(code).map_or(&[], Vec::as_slice)
    }

    /// Looks up the commune that a position names.
    pub(crate) fn unit(&self, typed: &str) -> Named {
        if let Some(named) = self.units.borrow().get(typed) {
            return named.clone();
        }
        let named = self.ruling.register.find(typed);
        let known = named.clone();
        self.units.borrow_mut().insert(typed.to_owned(), known);
        named
    }

    /// Whether a pull is known to have been made strictly between two times. The past records only
    /// the pulls at which some commune's decision was seen first or last.
    pub(crate) fn pulled_between(&self, after: Timestamp, before: Timestamp) -> bool {
        self.pulls
            .iter()
            .any(|pull| after < *pull && *pull < before)
    }

    /// Returns the other day that a date may mean, if its column shows that
    /// day and month were exchanged.
    pub(crate) fn other_day(&self, decision: &Decision) -> Option<Date> {
        self.exchanged.other_day(decision)
    }

    /// Sorts findings by where they are reported and gives them the campaign's severity and basis.
    /// Drops those whose rule is switched off or out of its dates.
    pub(crate) fn sift(&self, findings: Vec<Finding>) -> Sifted {
        let rules = &self.ruling.rules;
        let mut sifted = Sifted::default();
        for finding in findings {
            if !rules.speaks(finding.rule, self.as_of) {
                continue;
            }
            let mut waivers = self.ruling.waivers.iter();
            let waived = waivers.any(|waiver| waiver.covers(&finding, self.as_of));
            let finding = rules.dress(finding);
            let list = match (waived, rules.setting(finding.rule).trial) {
                (true, _) => &mut sifted.waived,
                (false, true) => &mut sifted.trial,
                (false, false) => &mut sifted.standing,
            };
            list.push(finding);
        }
        sifted
    }

    /// Starts a finding about a commune, with the name of its UBND for the sentence.
    pub(crate) fn finding(&self, rule: RuleId, commune: &Commune) -> Finding {
        Finding::new(rule)
            .of(&commune.code)
            .with("ubnd", format!("UBND {}", commune.kind.word()))
    }

    /// Converts an instant to a day in the campaign's time zone.
    pub(crate) fn day(&self, instant: Timestamp) -> Date {
        clock::day(instant, self.ruling.zone)
    }
}
