//! Compares several rows of one commune, and reports if they differ.
//!
//! A tab of figures beside a tab of details is not a duplicate. Decides nothing: `collect` takes
//! the first complete decision.

use std::collections::BTreeSet;

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::submission::collect::{identity, is_claim, is_complete};
use crate::submission::layout::Entry;
use crate::submission::{Act, DateClaim, Decision, Number, Role};

/// Removes the statements of a tab that have only a bare number and no day, if another tab states a
/// decision: they count decisions («Số QĐ đã ban hành»), and are not the number of one.
pub(super) fn without_counts(entries: &mut [Entry]) {
    let decided: Vec<CellAddress> = entries
        .iter()
        .filter(|entry| entry.statements.iter().flatten().any(is_complete))
        .map(|entry| entry.name_cell.clone())
        .collect();
    for entry in entries {
        let elsewhere = decided.iter().any(|cell| !same_tab(cell, &entry.name_cell));
        if elsewhere && entry.statements.iter().flatten().all(is_count) {
            entry.statements.clear();
        }
    }
}

/// Whether a decision is a bare number or zero, without a day and a link.
fn is_count(decision: &Decision) -> bool {
    let bare = match &decision.number {
        Number::Named { number, .. } => number.bytes().all(|byte| byte.is_ascii_digit()),
        Number::NotYet => decision.typed == "0",
        _ => false,
    };
    bare && decision.date == DateClaim::Absent && decision.link.is_none()
}

fn same_tab(one: &CellAddress, other: &CellAddress) -> bool {
    one.source == other.source && one.tab == other.tab
}

/// One finding if several entries state a decision, or several name a leader.
pub(super) fn check(entries: &[Entry], chosen: usize) -> Option<Finding> {
    if let Some(within) = within(&entries[chosen]) {
        return Some(within);
    }
    let telling: Vec<usize> = (0..entries.len())
        .filter(|at| claims(&entries[*at]) || leads(&entries[*at]))
        .collect();
    let apart = telling.iter().filter(|at| claims(&entries[**at])).count() > 1
        || telling.iter().filter(|at| leads(&entries[**at])).count() > 1;
    if !apart {
        return None;
    }
    let taken = &entries[chosen];
    let others = telling.iter().filter(|at| **at != chosen);
    let others: Vec<&Entry> = others.map(|at| &entries[*at]).collect();
    let conflicting = others.iter().find(|other| differ(other, taken));
    let (other, variant) = match conflicting {
        Some(other) => (other, "conflict"),
        None => {
            // A tab that repeats the decision beside the tab with the team is not a duplicate.
            let other = others.iter().find(|other| {
                same_tab(&other.name_cell, &taken.name_cell)
                    || leads(other) && leads(taken) && people(other) != people(taken)
            })?;
            let same = people(other) == people(taken)
                && stated(other) == stated(taken)
                && other.notes == taken.notes
                && other.villages.teams() == taken.villages.teams()
                && links(other) == links(taken);
            (other, if same { "same" } else { "apart" })
        }
    };
    let finding = Finding::new(RuleId::CommuneDuplicate)
        .variant(variant)
        .at(&other.name_cell)
        .value(other.typed.clone())
        .with("other", taken.name_cell.to_string());
    Some(finding)
}

/// A finding if consecutive rows of an entry state different decisions; it is at the number of the
/// second.
fn within(entry: &Entry) -> Option<Finding> {
    let mut stated = entry.statements.iter().filter_map(|decisions| {
        decisions
            .iter()
            .find(|decision| decision.act == Act::Founds && is_complete(decision))
    });
    let first = stated.next()?;
    let other = stated.find(|other| identity(other) != identity(first))?;
    let cell = |decision: &Decision| {
        let cell = decision
            .number_cell
            .as_ref()
            .or(decision.date_cell.as_ref());
        cell.unwrap_or(&entry.name_cell).clone()
    };
    let finding = Finding::new(RuleId::CommuneDuplicate)
        .variant("conflict")
        .at(&cell(other))
        .value(other.typed.clone())
        .with("other", cell(first).to_string());
    Some(finding)
}

fn claims(entry: &Entry) -> bool {
    entry.statements.iter().flatten().any(is_claim)
}

fn leads(entry: &Entry) -> bool {
    let mut members = entry.members.iter();
    members.any(|member| member.role == Role::Leader)
}

/// Whether two entries state different founding decisions. A number without a day does not differ
/// from the same number with one.
fn differ(one: &Entry, other: &Entry) -> bool {
    let (one, other) = (stated(one), stated(other));
    let absent = format!("{:?}", DateClaim::Absent);
    let agree = |(number, day): &(String, String)| {
        other.iter().any(|(known, known_day)| {
            number == known && (day == known_day || *day == absent || *known_day == absent)
        })
    };
    !one.is_empty() && !other.is_empty() && !one.iter().all(agree)
}

/// The numbers and days of the founding decisions that an entry claims.
fn stated(entry: &Entry) -> BTreeSet<(String, String)> {
    let stated = entry.statements.iter().flatten();
    stated
        .filter(|decision| decision.act == Act::Founds && is_claim(decision))
        .map(identity)
        .collect()
}

/// All properties of the people of an entry, sorted.
fn people(entry: &Entry) -> Vec<(&str, Role, &str, Vec<&str>)> {
    let mut people: Vec<_> = entry
        .members
        .iter()
        .map(|member| {
            let channels = member.channels.all().collect();
            (
                &*member.name,
                member.role,
                &*member.position.typed,
                channels,
            )
        })
        .collect();
    people.sort();
    people
}

fn links(entry: &Entry) -> BTreeSet<&str> {
    let stated = entry.statements.iter().flatten();
    stated
        .filter_map(|decision| decision.link.as_deref())
        .collect()
}
