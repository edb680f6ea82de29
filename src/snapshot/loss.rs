//! Checks whether a pull lost or exchanged too much to be believed: rows, decisions, people, a tab,
//! a column.
//!
//! Compares two snapshots and lists what is gone; what to do with the pull is decided elsewhere. A
//! single commune can take back its decision without an alarm, however few communes there are.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};

use crate::clock::Date;
use crate::locale::{self, Language};
use crate::register::Register;
use crate::snapshot::Snapshot;
use crate::submission::count::Quantity;
use crate::submission::vocabulary::Field;
use crate::submission::{Act, DateClaim, Number, Reading, Submission, TabKind, TabReading};
use crate::text;

/// How much a pull may lose, as shares between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guard {
    /// Of the data rows of one kind of tab.
    pub max_lost_rows: f64,
    /// Of the communes that had a decision.
    pub max_lost_decisions: f64,
    /// Of the communes that had a decision: those with another number and another date now.
    pub max_changed_decisions: f64,
    /// Of the members: those who are gone or were replaced.
    pub max_lost_people: f64,
    /// Fewer changed decisions or lost people than this are never an alarm, whatever their share.
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

/// One kind of content that is gone.
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
    /// Counted numbers of these communes (codes).
    Counts {
        before: u32,
        communes: Vec<String>,
        allowed: f64,
    },
    /// Communes (codes) whose decision has another number and another date now.
    Changed {
        before: u32,
        communes: Vec<String>,
        allowed: f64,
    },
    /// Members who are gone.
    People {
        before: u32,
        gone: u32,
        allowed: f64,
    },
    /// A tab that had rows.
    Tab { tab: String },
    /// Recognised columns of a tab.
    Columns { tab: String, columns: Vec<String> },
}

/// Columns that may vanish, because nothing in them is counted or checked. Notes are not among
/// them: a note may say that a decision is not signed.
const DISPENSABLE: [Field; 2] = [Field::Ordinal, Field::Ignored];

/// Returns what a pull lost compared with the last one believed; `None` if the guard allows it.
/// Reports of a dissolved commune are not lost if its successor reports now.
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

/// Communes whose rows went to a successor: they were dissolved, and it reports instead of them.
struct Moved {
    communes: BTreeSet<String>,
    /// Their share of all communes that had rows.
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
                // the parts of a split commune are its successors too
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

/// Tabs of a kind that are gone. A tab counts as renamed, not as gone, if another of its kind is
/// new.
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
    // two lists that were joined have fewer rows
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
        // if one of two columns of a field vanishes, that counts as well
        let fewer = |field: &&String| {
            let counts = [old, tab].map(|tab| tab.read.get(*field).copied());
            match counts {
                [Some(before), now] => now.unwrap_or(0) < before,
                [None, _] => !tab.columns.contains_key(*field),
            }
        };
        let fields: BTreeSet<&String> = old.columns.keys().chain(old.read.keys()).collect();
        let columns: Vec<String> = fields
            .into_iter()
            .filter(fewer)
            .filter(|field| DISPENSABLE.iter().all(|one| one.id() != *field))
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
    // In a campaign that asks only for numbers, the numbers are what can be lost.
    let counts = decided(before).is_empty();
    let stated = if counts { numbered } else { decided };
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
    let allowed = guard.max_lost_decisions;
    let cause = match counts {
        true => Cause::Counts {
            before,
            communes,
            allowed,
        },
        false => Cause::Decisions {
            before,
            communes,
            allowed,
        },
    };
    (lost > 1 && share(lost, before) > allowed).then_some(cause)
}

/// The decisions that were exchanged: when one column is sorted alone, communes get each other's
/// decisions. None is lost, but nearly all have another number and date.
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

/// Number and day of each commune's decisions that state both.
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

/// Communes that state a decision with number and day.
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

/// Communes that state a number in a counted column.
fn numbered(reading: &Reading) -> BTreeSet<&str> {
    let numbered = reading.submissions.iter().filter(|submission| {
        let mut counts = submission.counts.iter();
        counts.any(|count| matches!(count.number, Quantity::Known(_)))
    });
    numbered.map(|one| one.commune.as_str()).collect()
}

/// Communes that state that a decision was withdrawn, which is not a loss.
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
    /// What is gone, one sentence for each cause.
    pub fn sentences(&self, language: Language) -> Vec<String> {
        let sentence = |cause: &Cause| cause.sentence(language);
        self.causes.iter().map(sentence).collect()
    }

    /// The loss as stored with the pull; [`told`] puts it into words, in any language.
    pub fn kept(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts")
    }
}

/// The sentences of a stored loss. Earlier versions stored the sentences themselves, which are
/// returned unchanged.
pub fn told(kept: &str, language: Language) -> Vec<String> {
    match serde_json::from_str::<Loss>(kept) {
        Ok(loss) => loss.sentences(language),
        Err(_) => vec![kept.to_owned()],
    }
}

impl Cause {
    fn sentence(&self, language: Language) -> String {
        let of = |key: &str, lost: u32, before: &u32, allowed: &f64| {
            counted(language, key, lost, *before, *allowed)
        };
        match self {
            Self::Rows {
                before,
                now,
                allowed,
            } => of("loss-rows", before.saturating_sub(*now), before, allowed),
            Self::Decisions {
                before,
                communes,
                allowed,
            } => of("loss-decisions", number(communes.len()), before, allowed),
            Self::Counts {
                before,
                communes,
                allowed,
            } => of("loss-counts", number(communes.len()), before, allowed),
            Self::Changed {
                before,
                communes,
                allowed,
            } => of("loss-changed", number(communes.len()), before, allowed),
            Self::People {
                before,
                gone,
                allowed,
            } => of("loss-people", *gone, before, allowed),
            Self::Tab { tab } => locale::say(language, "loss-tab", &[("tab", tab)]),
            Self::Columns { tab, columns } => {
                let named: Vec<String> = columns
                    .iter()
                    .map(|id| locale::column(language, id))
                    .collect();
                let arguments = [("tab", tab.as_str()), ("columns", &named.join(", "))];
                locale::say(language, "loss-columns", &arguments)
            }
        }
    }
}

fn counted(language: Language, key: &str, lost: u32, before: u32, allowed: f64) -> String {
    // Limits are mostly whole per cent, so a share next to one needs no «,0» either.
    let percent = |share: String| share.replace([',', '.'], ".").replace(".0%", "%");
    let share = percent(locale::number::share(language, lost, before));
    let allowed = percent(format!("{:.1}%", allowed * 100.0));
    let arguments = [
        ("lost", &*locale::number::whole(language, lost)),
        ("before", &*locale::number::whole(language, before)),
        ("share", &*locale::number::decimal(language, &share)),
        ("allowed", &*locale::number::decimal(language, &allowed)),
    ];
    locale::say(language, key, &arguments)
}

#[cfg(test)]
mod tests;
