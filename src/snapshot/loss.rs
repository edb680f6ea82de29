//! Did this pull lose or exchange too much to be believed: rows, decisions, people, a tab, a column.
//!
//! Compares two snapshots and says what is gone; deliberately decides nothing about the pull. One
//! commune may take its decision back without any alarm, however few there are.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};

use crate::clock::Date;
use crate::locale::{self, Language};
use crate::register::Register;
use crate::snapshot::Snapshot;
use crate::submission::count::Quantity;
use crate::submission::{Act, DateClaim, Number, Reading, Submission, TabKind, TabReading};
use crate::text;

/// How much a pull may lose, as shares between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guard {
    /// Of the data rows of a kind of tab.
    pub max_lost_rows: f64,
    /// Of the communes that had a decision.
    pub max_lost_decisions: f64,
    /// Of the communes that had a decision: those whose number and date are both others now.
    pub max_changed_decisions: f64,
    /// Of the members: those who are gone or replaced.
    pub max_lost_people: f64,
    /// Fewer changed decisions, or lost people, than these are no alarm whatever their share.
    pub min_changed: u32,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            max_lost_rows: 0.3,
            max_lost_decisions: 0.1,
            max_changed_decisions: 0.3,
            max_lost_people: 0.5,
            min_changed: 3,
        }
    }
}

/// Why a pull is not believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    /// Everything that is gone; never empty.
    pub causes: Vec<Cause>,
}

/// One thing that is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cause {
    /// Data rows.
    Rows { before: u32, now: u32, allowed: f64 },
    /// Decisions of these communes (codes).
    Decisions {
        before: u32,
        communes: Vec<String>,
        allowed: f64,
    },
    /// Communes (codes) whose decision is another one now, number and date.
    Changed {
        before: u32,
        communes: Vec<String>,
        allowed: f64,
    },
    /// Members who are there no more.
    People {
        before: u32,
        gone: u32,
        allowed: f64,
    },
    /// A tab that held something.
    Tab { tab: String },
    /// Recognised columns of a tab.
    Columns { tab: String, columns: Vec<String> },
}

/// Columns whose absence loses nothing that is counted or checked.
const DISPENSABLE: [&str; 5] = ["row_number", "number", "stt", "note", "notes"];

/// What a pull lost against the last one believed; `None` where that is within the guard. What a
/// commune that has ended reported is not lost where its successor reports now.
pub fn loss(
    previous: &Snapshot,
    now: &Snapshot,
    guard: &Guard,
    register: &Register,
) -> Option<Loss> {
    let moved = Moved::of(&previous.reading, now, register);
    let mut causes = Vec::new();
    for kind in [TabKind::Submissions, TabKind::Contacts, TabKind::Villages] {
        let gone = gone_tabs(&previous.reading, &now.reading, kind);
        if gone.is_empty() {
            causes.extend(rows(&previous.reading, &now.reading, kind, guard, &moved));
        }
        causes.extend(gone);
    }
    causes.extend(columns(&previous.reading, &now.reading));
    causes.extend(decisions(&previous.reading, &now.reading, guard, &moved));
    causes.extend(changed(&previous.reading, &now.reading, guard));
    causes.extend(people(&previous.reading, &now.reading, guard, &moved));
    (!causes.is_empty()).then_some(Loss { causes })
}

/// Communes whose rows went to a successor: they have ended, and it reports instead of them.
struct Moved {
    communes: BTreeSet<String>,
    /// Of all that had rows.
    share: f64,
}

impl Moved {
    fn of(before: &Reading, now: &Snapshot, register: &Register) -> Self {
        let reports: BTreeSet<&str> = now
            .reading
            .submissions
            .iter()
            .map(|one| one.commune.as_str())
            .collect();
        let went = |code: &&str| {
            let ended = register
                .commune(code)
                .filter(|one| !one.counts_on(now.today));
            let heir = ended.is_some_and(|one| {
                let heir = register.heir(one, now.today).map(|one| one.code.as_str());
                // parts of a split commune are its successors too
                heir.into_iter()
                    .chain(one.successors())
                    .any(|code| reports.contains(code))
            });
            heir && !reports.contains(code)
        };
        let codes = before.submissions.iter().map(|one| one.commune.as_str());
        let communes: BTreeSet<String> = codes.filter(went).map(str::to_owned).collect();
        let share = share(number(communes.len()), number(before.submissions.len()));
        Self { communes, share }
    }
}

fn tabs(reading: &Reading, kind: TabKind) -> impl Iterator<Item = &TabReading> {
    reading.tabs.iter().filter(move |tab| tab.kind == kind)
}

/// Tabs of a kind that are there no more. One renamed is still there: another of its kind is new.
fn gone_tabs(before: &Reading, now: &Reading, kind: TabKind) -> Vec<Cause> {
    let held = |tab: &&TabReading| tab.rows > 0;
    let missing: Vec<&TabReading> = tabs(before, kind)
        .filter(held)
        .filter(|old| tabs(now, kind).all(|tab| tab.title != old.title))
        .collect();
    let new = tabs(now, kind)
        .filter(|tab| tabs(before, kind).all(|old| old.title != tab.title))
        .count();
    let gone = missing.iter().skip(new);
    gone.map(|tab| Cause::Tab {
        tab: tab.title.clone(),
    })
    .collect()
}

fn rows(
    before: &Reading,
    now: &Reading,
    kind: TabKind,
    guard: &Guard,
    moved: &Moved,
) -> Option<Cause> {
    let sum = |reading: &Reading| tabs(reading, kind).map(|tab| tab.rows).sum::<u32>();
    let (before, now) = (sum(before), sum(now));
    let lost = before.saturating_sub(now);
    let emptied = before > 0 && now == 0;
    // two lists that became one have fewer rows
    let allowed = guard.max_lost_rows + moved.share;
    (emptied || (lost > 1 && share(lost, before) > allowed)).then_some(Cause::Rows {
        before,
        now,
        allowed: guard.max_lost_rows,
    })
}

fn columns(before: &Reading, now: &Reading) -> Vec<Cause> {
    let mut causes = Vec::new();
    for old in &before.tabs {
        let same = |tab: &&TabReading| tab.title == old.title && tab.kind == old.kind;
        let Some(tab) = now.tabs.iter().find(same) else {
            continue;
        };
        let columns: Vec<String> = old
            .columns
            .keys()
            .filter(|field| !tab.columns.contains_key(*field))
            .filter(|field| !DISPENSABLE.contains(&field.as_str()))
            .cloned()
            .collect();
        if !columns.is_empty() {
            causes.push(Cause::Columns {
                tab: tab.title.clone(),
                columns,
            });
        }
    }
    causes
}

fn decisions(before: &Reading, now: &Reading, guard: &Guard, moved: &Moved) -> Option<Cause> {
    // Where nothing but numbers is asked for, those are what may be lost.
    let stated = match decided(before).is_empty() {
        true => numbered,
        false => decided,
    };
    let had = stated(before);
    let have = stated(now);
    let withdrawn = withdrawn(now);
    let communes: Vec<String> = had
        .difference(&have)
        .filter(|code| !withdrawn.contains(*code) && !moved.communes.contains(**code))
        .map(|code| (*code).to_owned())
        .collect();
    let lost = number(communes.len());
    let before = number(had.len());
    (lost > 1 && share(lost, before) > guard.max_lost_decisions).then_some(Cause::Decisions {
        before,
        communes,
        allowed: guard.max_lost_decisions,
    })
}

/// One column sorted alone gives communes each other's decisions: none is lost, nearly all are
/// others, number and date.
fn changed(before: &Reading, now: &Reading, guard: &Guard) -> Option<Cause> {
    let (had, have) = (named(before), named(now));
    let is_other = |code: &&str| {
        have.get(*code).is_some_and(|now| {
            let before = &had[*code];
            let number = |one: &(&str, Date)| now.iter().any(|other| other.0 == one.0);
            let date = |one: &(&str, Date)| now.iter().any(|other| other.1 == one.1);
            !before.iter().any(number) && !before.iter().any(date)
        })
    };
    let communes: Vec<String> = had
        .keys()
        .copied()
        .filter(is_other)
        .map(str::to_owned)
        .collect();
    let count = number(communes.len());
    let before = number(had.len());
    let allowed = guard.max_changed_decisions;
    (count >= guard.min_changed && share(count, before) > allowed).then_some(Cause::Changed {
        before,
        communes,
        allowed,
    })
}

/// Numbers and days of the decisions of each commune that names any whole one.
fn named(reading: &Reading) -> BTreeMap<&str, Vec<(&str, Date)>> {
    let mut named: BTreeMap<&str, Vec<(&str, Date)>> = BTreeMap::new();
    for submission in &reading.submissions {
        for decision in &submission.decisions {
            if let (Number::Named { number, .. }, DateClaim::Day(day)) =
                (&decision.number, &decision.date)
                && decision.act != Act::Withdrawn
            {
                let decisions = named.entry(&submission.commune).or_default();
                decisions.push((number, *day));
            }
        }
    }
    named
}

fn people(before: &Reading, now: &Reading, guard: &Guard, moved: &Moved) -> Option<Cause> {
    let hashes = |reading: &Reading| -> FxHashSet<u64> {
        let stayed = |one: &&Submission| !moved.communes.contains(&one.commune);
        let submissions = reading.submissions.iter().filter(stayed);
        let members = submissions.flat_map(|one| {
            let hash = |name: &str| {
                let mut hasher = FxHasher::default();
                (&one.commune, text::fold(name)).hash(&mut hasher);
                hasher.finish()
            };
            one.members.iter().map(move |member| hash(&member.name))
        });
        members.collect()
    };
    let (had, have) = (hashes(before), hashes(now));
    let gone = number(had.difference(&have).count());
    let before = number(had.len());
    let allowed = guard.max_lost_people;
    (gone >= guard.min_changed && share(gone, before) > allowed).then_some(Cause::People {
        before,
        gone,
        allowed,
    })
}

/// Communes that name a decision with number and day.
fn decided(reading: &Reading) -> BTreeSet<&str> {
    let decided = reading.submissions.iter().filter(|submission| {
        submission.decisions.iter().any(|decision| {
            matches!(decision.number, Number::Named { .. })
                && matches!(decision.date, DateClaim::Day(_))
                && decision.act != Act::Withdrawn
        })
    });
    decided.map(|one| one.commune.as_str()).collect()
}

/// Communes that state a number of a counted column.
fn numbered(reading: &Reading) -> BTreeSet<&str> {
    let numbered = reading.submissions.iter().filter(|submission| {
        let mut counts = submission.counts.iter();
        counts.any(|count| matches!(count.number, Quantity::Known(_)))
    });
    numbered.map(|one| one.commune.as_str()).collect()
}

/// Communes that say of a decision that it was withdrawn: told, not lost.
fn withdrawn(reading: &Reading) -> BTreeSet<&str> {
    let telling = reading.submissions.iter().filter(|submission| {
        let mut decisions = submission.decisions.iter();
        decisions.any(|decision| decision.act == Act::Withdrawn)
    });
    telling.map(|one| one.commune.as_str()).collect()
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Loss {
    /// What is gone, a sentence each.
    pub fn sentences(&self, language: Language) -> Vec<String> {
        let sentence = |cause: &Cause| cause.sentence(language);
        self.causes.iter().map(sentence).collect()
    }
}

impl Cause {
    fn sentence(&self, language: Language) -> String {
        match self {
            Self::Rows {
                before,
                now,
                allowed,
            } => counted(
                language,
                "loss-rows",
                before.saturating_sub(*now),
                *before,
                *allowed,
            ),
            Self::Decisions {
                before,
                communes,
                allowed,
            } => {
                let lost = number(communes.len());
                counted(language, "loss-decisions", lost, *before, *allowed)
            }
            Self::Changed {
                before,
                communes,
                allowed,
            } => {
                let changed = number(communes.len());
                counted(language, "loss-changed", changed, *before, *allowed)
            }
            Self::People {
                before,
                gone,
                allowed,
            } => counted(language, "loss-people", *gone, *before, *allowed),
            Self::Tab { tab } => locale::say(language, "loss-tab", &[("tab", tab)]),
            Self::Columns { tab, columns } => {
                let columns = columns.join(", ");
                let arguments = [("tab", tab.as_str()), ("columns", &columns)];
                locale::say(language, "loss-columns", &arguments)
            }
        }
    }
}

fn counted(language: Language, key: &str, lost: u32, before: u32, allowed: f64) -> String {
    let percent = |share: f64| {
        let text = format!("{:.1}%", share * 100.0).replace(".0%", "%");
        match language {
            Language::Vi => text.replace('.', ","),
            Language::En => text,
        }
    };
    let arguments = [
        ("lost", &*lost.to_string()),
        ("before", &*before.to_string()),
        ("share", &*percent(share(lost, before))),
        ("allowed", &*percent(allowed)),
    ];
    locale::say(language, key, &arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::testing::{a_member, a_tab, deciding, pulled};
    use crate::submission::Role;

    /// Communes with a decision and rows, before and now, and what is said of the loss.
    #[track_caller]
    fn check(before: (u32, u32), now: (u32, u32), sentences: &[&str]) {
        let pull = |(decisions, rows)| pulled(deciding(0..decisions), vec![a_tab("Tổ", rows)]);
        let loss = loss(
            &pull(before),
            &pull(now),
            &Guard::default(),
            &Register::shipped(),
        );
        let said = loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi));
        assert_eq!(said, sentences, "{before:?} to {now:?}");
    }

    #[test]
    fn a_pull_that_lost_little_is_believed() {
        check((21, 300), (21, 300), &[]);
        check((21, 300), (61, 900), &[]);
        check((21, 300), (20, 290), &[]);
        check((21, 300), (19, 290), &[]);
        check((2, 3), (1, 2), &[]);
        check((1, 2), (0, 1), &[]);
        check((0, 0), (0, 0), &[]);
        check((65, 300), (65, 210), &[]);
    }

    #[test]
    fn a_pull_that_lost_much_is_not() {
        let decisions = "mất quyết định của 3 trong 21 đơn vị (14,3%, mức cho phép 10%)";
        check((21, 300), (18, 300), &[decisions]);
        let rows = "mất 91 trong 300 dòng số liệu (30,3%, mức cho phép 30%)";
        check((65, 300), (65, 209), &[rows]);
        let emptied = "mất 1 trong 1 dòng số liệu (100%, mức cho phép 30%)";
        check((0, 1), (0, 0), &[emptied]);
    }

    #[test]
    fn a_tab_may_be_renamed_but_not_vanish() {
        let check = |before: &[&str], now: &[&str], sentences: &[&str]| {
            let pull = |titles: &[&str]| {
                let tabs = titles.iter().map(|title| a_tab(title, 10)).collect();
                pulled(Vec::new(), tabs)
            };
            let loss = loss(
                &pull(before),
                &pull(now),
                &Guard::default(),
                &Register::shipped(),
            );
            let said = loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi));
            assert_eq!(said, sentences, "{before:?} to {now:?}");
        };
        check(&["Tổ"], &["Tổ CNSCĐ"], &[]);
        check(
            &["Kon Tum", "Quảng Ngãi"],
            &["Kon Tum"],
            &["không còn trang «Quảng Ngãi»"],
        );
        check(&["Tổ"], &[], &["không còn trang «Tổ»"]);
    }

    #[test]
    fn a_column_may_not_vanish_unless_nothing_rests_on_it() {
        let check = |now: &[&str], sentences: &[&str]| {
            let pull = |fields: &[&str]| {
                let mut tab = a_tab("Tổ", 10);
                for field in fields {
                    tab.columns.insert((*field).to_owned(), "A".to_owned());
                }
                pulled(Vec::new(), vec![tab])
            };
            let before = pull(&["commune", "decision_number", "decision_date", "notes"]);
            let loss = loss(&before, &pull(now), &Guard::default(), &Register::shipped());
            let said = loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi));
            assert_eq!(said, sentences);
        };
        check(&["commune", "decision_number", "decision_date"], &[]);
        check(
            &["commune", "decision_date"],
            &["trang «Tổ» không còn cột decision_number"],
        );
    }

    /// Forty communes with a decision and a person each; the names of some rows moved by one.
    #[test]
    fn decisions_and_people_exchanged_by_sorting_one_column_are_not_believed() {
        let guard = Guard::default();
        let day = |number: u32| Date::from_ymd_opt(2025, 8, 1 + number % 28).unwrap();
        let pull = |moved: u32| {
            let mut submissions = deciding(0..40);
            for (number, submission) in (0..).zip(&mut submissions) {
                let told = if number < moved {
                    (number + 1) % moved
                } else {
                    number
                };
                submission.decisions = deciding(told..told + 1).remove(0).decisions;
                submission.decisions[0].date = DateClaim::Day(day(told));
                let person = a_member(Role::Leader, &format!("Lê Văn {told}"), "Chủ tịch UBND xã");
                submission.members = vec![person].into();
            }
            pulled(submissions, Vec::new())
        };
        let said = |moved: u32| {
            let loss = loss(&pull(0), &pull(moved), &guard, &Register::shipped());
            loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi))
        };
        assert_eq!(said(0), [""; 0]);
        assert_eq!(said(12), [""; 0]);
        assert_eq!(
            said(13),
            [
                "13 trong 40 đơn vị đã có quyết định nay có cả số và ngày khác (32,5%, mức cho phép 30%)"
            ]
        );
        assert_eq!(
            said(38),
            [
                "38 trong 40 đơn vị đã có quyết định nay có cả số và ngày khác (95%, mức cho phép 30%)",
                "38 trong 40 thành viên không còn hoặc đã thay người khác (95%, mức cho phép 50%)",
            ]
        );
    }

    #[test]
    fn a_few_or_half_a_change_is_believed() {
        let change = |count: u32, all: u32, both: bool| {
            let mut now = pulled(deciding(0..all), Vec::new());
            for submission in now.reading.submissions.iter_mut().take(count as usize) {
                let decision = &mut submission.decisions[0];
                decision.number = Number::Named {
                    number: "99/QĐ-UBND".to_owned(),
                    odd: false,
                };
                if both {
                    decision.date = DateClaim::Day("2025-08-09".parse().unwrap());
                }
            }
            loss(
                &pulled(deciding(0..all), Vec::new()),
                &now,
                &Guard::default(),
                &Register::shipped(),
            )
            .is_some()
        };
        for (count, all, both, held) in [
            (2, 2, true, false),
            (3, 3, true, true),
            (3, 10, true, false),
            (4, 10, true, true),
            (10, 10, false, false),
        ] {
            assert_eq!(change(count, all, both), held, "{count} of {all}");
        }
    }

    #[test]
    fn a_decision_said_to_be_withdrawn_is_not_lost() {
        let before = pulled(deciding(0..5), Vec::new());
        let mut now = before.clone();
        for submission in &mut now.reading.submissions {
            submission.decisions[0].act = Act::Withdrawn;
        }
        assert_eq!(
            loss(&before, &now, &Guard::default(), &Register::shipped()),
            None
        );
    }

    /// Three of four communes became one: its report stands for theirs, and is not their loss.
    #[test]
    fn what_went_to_a_successor_is_not_lost() {
        let day = |text: &str| Some(text.parse().unwrap());
        let mut communes: Vec<_> = Register::shipped().communes[..5].to_vec();
        for (position, one) in communes.iter_mut().enumerate() {
            one.code = format!("{position:05}");
            if position < 3 {
                one.until = day("2025-07-31");
                one.successor = "00004".to_owned();
            }
        }
        communes[4].since = day("2025-08-01");
        let register = Register::from_lists(communes, Vec::new(), Vec::new());
        let team = |mut submissions: Vec<Submission>, count: u32| {
            for one in &mut submissions {
                let member = |at: u32| a_member(Role::Member, &format!("{} {at}", one.commune), "");
                one.members = (0..count).map(member).collect::<Vec<_>>().into();
            }
            submissions
        };
        let before = pulled(team(deciding(0..4), 10), vec![a_tab("Tổ", 40)]);
        let mut merged = deciding(3..5);
        merged = team(merged, 10);
        let now = pulled(merged, vec![a_tab("Tổ", 20)]);
        let guard = Guard::default();
        assert_eq!(loss(&before, &now, &guard, &register), None);
        // Where the successor says nothing, all of it is gone.
        let gone = pulled(team(deciding(3..4), 10), vec![a_tab("Tổ", 10)]);
        let causes = loss(&before, &gone, &guard, &register).map(|loss| loss.causes.len());
        assert_eq!(causes, Some(3));
        assert!(loss(&before, &now, &guard, &Register::shipped()).is_some());
    }
}
