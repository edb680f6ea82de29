//! The counts. Report, mail, terminal and JSON take every number from here.

use std::collections::BTreeMap;

use crate::clock::Date;
use crate::register::CommuneKind;
use crate::rule::grouping::{self, Grouping};
use crate::rule::{Composition, Group, Judgement, Progress, Standing, Status};
use crate::submission::villages_together;

/// Returns each day up to `as_of` on which a decision was signed, with the number
/// of decisions signed by then.
pub fn cumulative(judgement: &Judgement) -> Vec<(Date, u32)> {
    let mut by_day: BTreeMap<Date, u32> = BTreeMap::new();
    for day in judgement.communes.iter().filter_map(founded) {
        *by_day.entry(day).or_default() += 1;
    }
    let mut sum = 0;
    by_day
        .into_iter()
        .map(|(day, signed)| {
            sum += signed;
            (day, sum)
        })
        .collect()
}

/// Returns how many communes had their decision on a day, by what is known now; `None` after
/// `as_of`, or if no source contains submissions.
pub fn issued_by(judgement: &Judgement, day: Date) -> Option<u32> {
    let known = judgement.progress.is_some() && day <= judgement.as_of;
    let signed = |standing: &Standing| founded(standing).is_some_and(|founded| founded <= day);
    known.then(|| number(&judgement.communes, signed))
}

/// Returns the day a commune's team was founded, if it is issued.
fn founded(standing: &Standing) -> Option<Date> {
    let issued = standing.status == Status::Issued;
    if !issued {
        return None;
    }
    let decision = standing.decision.as_ref();
    decision.map_or(standing.reached_on, |decision| decision.date)
}

/// Counts the communes; `overdue` is `None` until the common deadline has `passed`.
pub(crate) fn count(
    communes: &[Standing],
    passed: bool,
    village_teams: Option<u32>,
    groupings: &[Grouping],
) -> Progress {
    let all = group("", "", communes.iter());
    let having =
        |wanted: Composition| number(communes, |standing| standing.composition == Some(wanted));
    let remarks = having(Composition::OkWithRemarks);
    Progress {
        communes: all.communes,
        issued: all.issued,
        incomplete: all.incomplete,
        not_issued: all.not_issued,
        not_reported: all.not_reported,
        on_time: all.on_time,
        late: all.late,
        overdue: passed.then(|| number(communes, |standing| standing.overdue == Some(true))),
        composition_ok: having(Composition::Ok) + remarks,
        composition_remarks: remarks,
        village_teams: village_teams
            .or_else(|| villages_together(communes.iter().map(|one| one.village_teams))),
        villages: villages_together(communes.iter().map(|one| one.villages)),
        groups: groups(communes, groupings),
        counts: Vec::new(),
        on_the_day: number(communes, |standing| standing.on_the_day),
        composition_not_ok: having(Composition::NotOk),
    }
}

/// Adds up the counts of several campaigns, by kind if each counts by kind; `None` if
/// there are none. `overdue` includes each campaign after its own deadline, and is
/// `None` before the first of them.
pub fn together<'a>(all: impl Iterator<Item = &'a Progress>) -> Option<Progress> {
    let all: Vec<&Progress> = all.collect();
    all.first()?;
    let sum = |count: fn(&Progress) -> u32| all.iter().map(|one| count(one)).sum();
    let overdue: Vec<u32> = all.iter().filter_map(|one| one.overdue).collect();
    let kinds = [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu];
    let kinds = kinds.map(|kind| {
        let of_kind = |group: &&Group| group.by == Grouping::Kind.id() && group.name == kind.id();
        let groups = all.iter().flat_map(|one| &one.groups).filter(of_kind);
        groups.fold(Group::default(), |sum, one| Group {
            by: one.by.clone(),
            name: one.name.clone(),
            communes: sum.communes + one.communes,
            issued: sum.issued + one.issued,
            incomplete: sum.incomplete + one.incomplete,
            not_issued: sum.not_issued + one.not_issued,
            not_reported: sum.not_reported + one.not_reported,
            on_time: sum.on_time + one.on_time,
            late: sum.late + one.late,
        })
    });
    let communes = sum(|one| one.communes);
    let by_kind: u32 = kinds.iter().map(|kind| kind.communes).sum();
    let kinds = kinds
        .into_iter()
        .filter(|kind| kind.communes > 0 && by_kind == communes);
    Some(Progress {
        communes,
        issued: sum(|one| one.issued),
        incomplete: sum(|one| one.incomplete),
        not_issued: sum(|one| one.not_issued),
        not_reported: sum(|one| one.not_reported),
        on_time: sum(|one| one.on_time),
        late: sum(|one| one.late),
        overdue: (!overdue.is_empty()).then(|| overdue.iter().sum()),
        composition_ok: sum(|one| one.composition_ok),
        composition_remarks: sum(|one| one.composition_remarks),
        village_teams: villages_together(all.iter().map(|one| one.village_teams)),
        villages: villages_together(all.iter().map(|one| one.villages)),
        groups: kinds.collect(),
        // Not added up, since campaigns count different things.
        counts: Vec::new(),
        on_the_day: sum(|one| one.on_the_day),
        composition_not_ok: sum(|one| one.composition_not_ok),
    })
}

/// Returns the counts of every group, in the order that the campaign asks for.
fn groups(communes: &[Standing], groupings: &[Grouping]) -> Vec<Group> {
    grouping::parts(communes, groupings)
        .map(|part| group(part.by.id(), part.name, part.communes()))
        .collect()
}

fn group<'a>(by: &str, name: &str, communes: impl Iterator<Item = &'a Standing>) -> Group {
    let mut group = Group {
        by: by.to_owned(),
        name: name.to_owned(),
        ..Group::default()
    };
    for standing in communes {
        group.communes += 1;
        match standing.status {
            Status::Issued => group.issued += 1,
            Status::Incomplete => group.incomplete += 1,
            Status::NotIssued => group.not_issued += 1,
            Status::NotReported => group.not_reported += 1,
        }
        match standing.on_time {
            Some(true) => group.on_time += 1,
            Some(false) => group.late += 1,
            None => {}
        }
    }
    group
}

fn number(communes: &[Standing], wanted: impl Fn(&Standing) -> bool) -> u32 {
    let count = communes.iter().filter(|standing| wanted(standing)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
