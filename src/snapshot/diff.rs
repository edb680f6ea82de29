//! The differences between two snapshots, commune by commune: rows, decisions, people.
//!
//! Compares the contents of the sheet; what rules make of them is compared in `rule::change`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::clock::Date;
use crate::snapshot::Snapshot;
use crate::submission::{DateClaim, Decision, Member, Number, Role, Submission};
use crate::text;

/// The differences of one commune.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Code of the commune.
    pub commune: String,
    /// Whether its row appeared or vanished.
    pub row: Option<RowChange>,
    /// Decisions that only the later snapshot has.
    pub decisions_added: Vec<StatedDecision>,
    /// Decisions that only the earlier snapshot has.
    pub decisions_gone: Vec<StatedDecision>,
    /// People that only the later snapshot has.
    pub joined: Vec<Person>,
    /// People that only the earlier snapshot has.
    pub left: Vec<Person>,
    /// People with another role or position: before, and now.
    pub changed: Vec<(Person, Person)>,
    /// People with other phones or mail addresses; the values are left out here.
    pub reached: Vec<Person>,
}

/// What happened to a commune's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowChange {
    /// It was not in the earlier snapshot.
    Appeared,
    /// It is not in the later snapshot.
    Vanished,
}

/// A decision as the sheet states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StatedDecision {
    /// The number, or the text in its place.
    pub number: String,
    /// The date of signing, if it could be read.
    pub date: Option<Date>,
}

/// A person of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The name as printed.
    pub name: String,
    /// The role in the team.
    pub role: Role,
    /// The office held, as typed.
    pub position: String,
}

/// Compares two snapshots. Differences are sorted by commune code; unchanged communes are left out.
pub fn diff(previous: &Snapshot, now: &Snapshot) -> Vec<Difference> {
    let before = by_commune(previous);
    let after = by_commune(now);
    let codes: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    codes
        .into_iter()
        .map(|code| of_commune(code, before.get(code).copied(), after.get(code).copied()))
        .filter(|difference| {
            let unchanged = Difference {
                commune: difference.commune.clone(),
                ..Difference::default()
            };
            *difference != unchanged
        })
        .collect()
}

fn by_commune(snapshot: &Snapshot) -> BTreeMap<&str, &Submission> {
    let submissions = snapshot.reading.submissions.iter();
    submissions
        .map(|submission| (submission.commune.as_str(), submission))
        .collect()
}

fn of_commune(code: &str, before: Option<&Submission>, now: Option<&Submission>) -> Difference {
    let told = |submission: Option<&Submission>| -> BTreeSet<StatedDecision> {
        let decisions = submission.into_iter().flat_map(|one| &one.decisions);
        decisions.filter_map(told).collect()
    };
    let (old_decisions, new_decisions) = (told(before), told(now));
    let mut difference = Difference {
        commune: code.to_owned(),
        row: match (before, now) {
            (None, Some(_)) => Some(RowChange::Appeared),
            (Some(_), None) => Some(RowChange::Vanished),
            _ => None,
        },
        decisions_added: new_decisions.difference(&old_decisions).cloned().collect(),
        decisions_gone: old_decisions.difference(&new_decisions).cloned().collect(),
        ..Difference::default()
    };
    people(before, now, &mut difference);
    difference
}

fn told(decision: &Decision) -> Option<StatedDecision> {
    let date = match decision.date {
        DateClaim::Day(date) => Some(date),
        _ => None,
    };
    let number = match &decision.number {
        Number::Absent => String::new(),
        Number::NotYet | Number::Claimed => decision.typed.clone(),
        Number::Named { number, .. } | Number::OtherDocument { number } => number.clone(),
        Number::CellError(text) | Number::Unreadable(text) => text.clone(),
    };
    (date.is_some() || !number.is_empty()).then_some(StatedDecision { number, date })
}

/// Pairs people by name, in the order typed, so that rows can be moved without a difference.
fn people(before: Option<&Submission>, now: Option<&Submission>, difference: &mut Difference) {
    let mut unpaired: Vec<&Member> = before
        .into_iter()
        .flat_map(|one| one.members.iter())
        .collect();
    for member in now.into_iter().flat_map(|one| one.members.iter()) {
        let key = text::key(&member.name);
        let same_name = |old: &&Member| text::key(&old.name) == key;
        let same = |old: &&Member| same_name(old) && person(old) == person(member);
        let all_same = |old: &&Member| same(old) && old.channels == member.channels;
        let found = unpaired
            .iter()
            .position(all_same)
            .or_else(|| unpaired.iter().position(same))
            .or_else(|| unpaired.iter().position(same_name));
        match found {
            Some(position) => {
                let old = unpaired.remove(position);
                if (old.role, text::key(&old.position.typed))
                    != (member.role, text::key(&member.position.typed))
                {
                    difference.changed.push((person(old), person(member)));
                }
                if old.channels != member.channels {
                    difference.reached.push(person(member));
                }
            }
            None => difference.joined.push(person(member)),
        }
    }
    difference.left = unpaired.into_iter().map(person).collect();
}

fn person(member: &Member) -> Person {
    Person {
        name: member.name.to_string(),
        role: member.role,
        position: member.position.typed.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::snapshot::testing::{a_member, deciding, pulled};

    fn team(members: &[(Role, &str, &str)]) -> Snapshot {
        let mut submissions = deciding(0..1);
        let members: Vec<Member> = members
            .iter()
            .map(|(role, name, position)| a_member(*role, name, position))
            .collect();
        submissions[0].members = members.into();
        pulled(submissions, Vec::new())
    }

    #[test]
    fn nothing_changed_where_rows_were_moved() {
        let one = (Role::Leader, "Trần Thị Dẫn", "Chủ tịch UBND xã");
        let two = (Role::Member, "Ngô Văn Viên", "Trưởng thôn 2");
        assert_eq!(diff(&team(&[one, two]), &team(&[two, one])), []);
    }

    #[test]
    fn people_join_leave_and_change() {
        let before = team(&[
            (Role::Leader, "Trần Thị Dẫn", "Bí thư Đảng ủy"),
            (Role::Member, "Ngô Văn Viên", "Trưởng thôn 2"),
        ]);
        let now = team(&[
            (Role::Leader, "TRẦN THỊ DẪN", "Chủ tịch UBND xã"),
            (Role::Member, "Lê Văn Mới", "Trưởng thôn 2"),
        ]);
        let differences = diff(&before, &now);
        let [difference] = differences.as_slice() else {
            panic!("{differences:?}")
        };
        assert_eq!(difference.changed[0].1.position, "Chủ tịch UBND xã");
        assert_eq!(difference.joined[0].name, "Lê Văn Mới");
        assert_eq!(difference.left[0].name, "Ngô Văn Viên");
        assert_eq!(difference.decisions_added, []);
    }

    /// Another phone used to be no difference.
    #[test]
    fn another_phone_or_address_is_told_of() {
        let reached = |channels: &[&str]| {
            let mut snapshot = team(&[
                (Role::Leader, "Trần Thị Dẫn", "Chủ tịch UBND xã"),
                (Role::Member, "Trần Thị Dẫn", "Trưởng thôn 2"),
            ]);
            let members = Arc::make_mut(&mut snapshot.reading.submissions[0].members);
            members[0].channels = channels.iter().collect();
            snapshot
        };
        let check = |before: &[&str], now: &[&str], told: &[&str]| {
            let differences = diff(&reached(before), &reached(now));
            let people = differences.iter().flat_map(|one| &one.reached);
            let positions: Vec<&str> = people.map(|one| one.position.as_str()).collect();
            assert_eq!(positions, told, "{before:?} {now:?}");
        };
        check(&["0912345678"], &["0912345678"], &[]);
        check(&["0912345678"], &["0987654321"], &["Chủ tịch UBND xã"]);
        check(
            &["0912345678"],
            &["0912345678", "a@example.vn"],
            &["Chủ tịch UBND xã"],
        );
        check(&["0912345678"], &[], &["Chủ tịch UBND xã"]);
    }

    #[test]
    fn decisions_and_rows_come_and_go() {
        let before = pulled(deciding(0..2), Vec::new());
        let now = pulled(deciding(1..3), Vec::new());
        let differences = diff(&before, &now);
        let rows: Vec<_> = differences
            .iter()
            .map(|one| (one.commune.as_str(), one.row))
            .collect();
        let gone = Some(RowChange::Vanished);
        let new = Some(RowChange::Appeared);
        assert_eq!(rows, [("00000", gone), ("00002", new)]);
        assert_eq!(differences[0].decisions_gone[0].number, "0/QĐ-UBND");
        assert_eq!(differences[1].decisions_added[0].number, "2/QĐ-UBND");
    }
}
