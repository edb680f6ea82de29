//! Determines the kind of document of a row's numbers, if a column states it («Loại văn bản»,
//! «Trích yếu») or the words before the number do («QĐ thành lập tổ thôn số 15/QĐ-UBND»).
//!
//! The number of a plan is not a decision's, whatever it looks like; nor is the number of another
//! body's decision. Does not read numbers itself.

use rustc_hash::FxHashMap;

use crate::register::Named;
use crate::submission::grid::Line;
use crate::submission::header::{Header, Sight};
use crate::submission::layout::preface::commune_in;
use crate::submission::vocabulary::{About, Field, Words};
use crate::submission::{Decision, Number};

/// A cache of the results for cells, because kinds and levels are repeated in a column.
#[derive(Debug, Default)]
pub(super) struct Papers(FxHashMap<(Field, Box<str>), bool>);

impl Papers {
    /// Largest number of cells in the cache.
    const MOST: usize = 1_000;

    fn are_others(&mut self, field: Field, kind: &str, about: &About) -> bool {
        let key = (field, Box::from(kind));
        if let Some(known) = self.0.get(&key) {
            return *known;
        }
        let other = says_other(field, &Words::of(kind), about);
        if self.0.len() < Self::MOST {
            self.0.insert(key, other);
        }
        other
    }
}

/// Marks the numbers of a row as those of other documents if the row states another kind or matter:
/// «16 | Kế hoạch», «16/QĐ-UBND | Thành lập Ban Chỉ đạo».
pub(super) fn kind(
    line: &Line,
    header: &Header,
    (commune, sight): (Option<usize>, Sight),
    papers: &mut Papers,
    decisions: &mut [Decision],
) {
    let about = sight.words.about();
    if decisions.is_empty() {
        return;
    }
    by_their_words(commune, sight, decisions);
    let mut telling = header.columns.iter().filter(|column| {
        use Field::{DocumentKind, Ignored, Note, Role, Support, Workplace};
        matches!(
            column.field,
            DocumentKind | Ignored | Note | Role | Support | Workplace
        )
    });
    let other = telling.find_map(|column| {
        let kind = line.text(Some(column.column));
        let signed_elsewhere = || {
            matches!(column.field, Field::Ignored | Field::Workplace)
                && about.names_issuers(&Words::of(&column.title))
                && (about.is_another_authority(&Words::of(kind))
                    || names_another(commune, kind, sight))
        };
        let is_other = !kind.is_empty()
            && (papers.are_others(column.field, kind, about) || signed_elsewhere());
        is_other.then_some(kind)
    });
    if let Some(kind) = other {
        for decision in decisions {
            mark(decision, kind);
        }
    }
}

/// Whether a cell says that the decision of its row is about something else. A column of document
/// kinds may name anything; a column of tasks or one that is not read counts only if it states a
/// level or what is founded.
fn says_other(field: Field, said: &Words, about: &About) -> bool {
    let other = || about.is_of_another_paper(said) || about.is_another_matter(said);
    match field {
        Field::DocumentKind => other(),
        Field::Note => about.is_only_village_level(said),
        Field::Support if about.opens_with_another_matter(said) => true,
        Field::Ignored | Field::Support if about.is_kind_of_other_paper(said) => true,
        Field::Ignored | Field::Support | Field::Role => {
            about.is_level_of_villages(said) || about.names_founding(said) && other()
        }
        _ => false,
    }
}

/// Marks decisions by the words beside them. Several in a cell have words of their own where «;»
/// parts them.
fn by_their_words(commune: Option<usize>, sight: Sight, decisions: &mut [Decision]) {
    let Some(first) = decisions.first() else {
        return;
    };
    let typed = first.typed.clone();
    if let [decision] = decisions {
        return by_its_words(commune, sight, decision, &typed);
    }
    let parts: Vec<&str> = typed.split(';').collect();
    if parts.len() == decisions.len() && decisions.iter().all(|other| other.typed == typed) {
        for (decision, part) in decisions.iter_mut().zip(parts) {
            by_its_words(commune, sight, decision, part);
        }
    }
}

/// Marks a decision if the words before the only number in its cell name a village's team or
/// another document, or if those after it name another authority, or a commune other than the
/// row's.
fn by_its_words(commune: Option<usize>, sight: Sight, decision: &mut Decision, typed: &str) {
    // Most cells have only the number.
    if !typed.contains(' ') {
        return;
    }
    let about = sight.words.about();
    let number = typed.find(|letter: char| letter.is_ascii_digit());
    let (before, behind) = typed.split_at(number.unwrap_or(typed.len()));
    let said = Words::of(before);
    let clause = behind.split(['(', ',', ';']).next().unwrap_or_default();
    let said_behind = Words::of(clause);
    let organ = about.signer(&said_behind);
    let remark = behind.split_once('(').map(|(_, rest)| rest);
    let remark = remark.and_then(|rest| rest.split(')').next());
    let behind = Words::of(behind);
    let matter = about.matter(&behind);
    if about.is_of_another_paper(&said)
        || about.is_of_villages(&said)
        || about.is_of_greater_authority(&said_behind)
        || organ.is_some_and(|organ| about.is_another_authority(&organ))
        || remark.is_some_and(|remark| about.is_level_of_villages(&Words::of(remark)))
        || names_another(commune, clause, sight)
        || matter.is_some_and(|matter| {
            about.is_of_another_paper(&matter) || about.is_another_matter(&matter)
        })
        || about.founds_elsewhere(&behind)
    {
        mark(decision, typed.trim());
    }
}

/// Whether a text names a commune other than the row's.
fn names_another(commune: Option<usize>, text: &str, sight: Sight) -> bool {
    let named = || commune_in(text, sight).map(|(named, _)| named);
    let is_another = |named: Named| named.one().is_some_and(|other| Some(other) != commune);
    commune.is_some() && named().is_some_and(is_another)
}

fn mark(decision: &mut Decision, kind: &str) {
    if let Number::Named { number, .. } = &decision.number {
        let number = match kind.contains(number.as_str()) {
            true => kind.to_owned(),
            false => format!("{} {number}", kind.trim()),
        };
        decision.number = Number::OtherDocument { number };
    }
}
