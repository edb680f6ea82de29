//! The counts. The one place that numbers come from: report, mail, terminal and JSON print these.

use std::collections::BTreeMap;

use crate::clock::Date;
use crate::register::CommuneKind;
use crate::rule::{Composition, Group, Judgement, Progress, Standing, Status};
use crate::submission::villages_together;

/// Decisions by the day they were signed: each day on which one was, and how many there were by
/// its end, up to `as_of`.
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

/// How many communes had their decision on a day, with all that is known now; `None` after
/// `as_of`, or where no source holds submissions.
pub fn issued_by(judgement: &Judgement, day: Date) -> Option<u32> {
    let known = judgement.progress.is_some() && day <= judgement.as_of;
    let signed = |standing: &Standing| founded(standing).is_some_and(|founded| founded <= day);
    known.then(|| number(&judgement.communes, signed))
}

/// The day a commune's team was founded, where that counts.
fn founded(standing: &Standing) -> Option<Date> {
    let issued = standing.status == Status::Issued;
    let decision = standing.decision.as_ref().filter(|_| issued)?;
    decision.date
}

/// Counts the communes; `overdue` is known once the deadline of all has `passed`.
pub(crate) fn count(communes: &[Standing], passed: bool, village_teams: Option<u32>) -> Progress {
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
        groups: groups(communes),
        on_the_day: number(communes, |standing| standing.on_the_day),
        composition_not_ok: having(Composition::NotOk),
    }
}

/// By kind (xã, phường, đặc khu), then by former province in the register's order.
fn groups(communes: &[Standing]) -> Vec<Group> {
    let mut groups = Vec::new();
    for kind in [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu] {
        let of_kind = communes
            .iter()
            .filter(|standing| standing.commune.kind == kind);
        groups.push(group("kind", kind.id(), of_kind));
    }
    let mut provinces: Vec<&str> = Vec::new();
    for standing in communes {
        if !provinces.contains(&standing.commune.former_province.as_str()) {
            provinces.push(&standing.commune.former_province);
        }
    }
    for province in provinces {
        let of_province = communes
            .iter()
            .filter(|standing| standing.commune.former_province == province);
        groups.push(group("former_province", province, of_province));
    }
    groups.retain(|group| group.communes > 0);
    groups
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
