//! What kind of paper a row's numbers are of, where a column says it («Loại văn bản», «Trích yếu») or
//! the words before the number do («QĐ thành lập tổ thôn số 15/QĐ-UBND»).
//!
//! A plan's number is no decision's, however it looks, nor is that of another body's decision. Deliberately reads no number itself.

use rustc_hash::FxHashMap;

use crate::submission::grid::Line;
use crate::submission::header::Header;
use crate::submission::vocabulary::{About, Field, Words};
use crate::submission::{Decision, Number};

/// What was said of cells before: kinds and levels repeat down a column.
#[derive(Debug, Default)]
pub(super) struct Papers(FxHashMap<(Field, Box<str>), bool>);

impl Papers {
    /// Cells that are remembered at most.
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

/// Numbers of a row whose kind is another one are those of other papers: «16 | Kế hoạch»,
/// «16/QĐ-UBND | Thành lập Ban Chỉ đạo».
pub(super) fn kind(
    line: &Line,
    header: &Header,
    (about, papers): (&About, &mut Papers),
    decisions: &mut [Decision],
) {
    if let [decision] = decisions {
        by_its_words(about, decision);
    }
    if decisions.is_empty() {
        return;
    }
    let mut telling = header.columns.iter().filter(|column| {
        use Field::{DocumentKind, Ignored, Role, Support};
        matches!(column.field, DocumentKind | Ignored | Role | Support)
    });
    let other = telling.find_map(|column| {
        let kind = line.text(Some(column.column));
        let is_other = !kind.is_empty() && papers.are_others(column.field, kind, about);
        is_other.then_some(kind)
    });
    if let Some(kind) = other {
        for decision in decisions {
            mark(decision, kind);
        }
    }
}

/// Whether a cell says that the decision of its row is another one's: in a column for that whatever it
/// names, in one of tasks or one that is not read only where it says a level or what is founded.
fn says_other(field: Field, said: &Words, about: &About) -> bool {
    let other = || about.is_of_another_paper(said) || about.is_another_matter(said);
    match field {
        Field::DocumentKind => other(),
        Field::Ignored | Field::Support | Field::Role => {
            about.is_level_of_villages(said) || about.names_founding(said) && other()
        }
        _ => false,
    }
}

/// The words around the only number of a cell name a village's team, another paper, or a greater
/// authority right behind it.
fn by_its_words(about: &About, decision: &mut Decision) {
    // Most cells hold the number and nothing else.
    if !decision.typed.contains(' ') {
        return;
    }
    let typed = decision.typed.clone();
    let before = typed.split(|letter: char| letter.is_ascii_digit()).next();
    let said = Words::of(before.unwrap_or_default());
    let number = typed.find(|letter: char| letter.is_ascii_digit());
    let behind = number.map_or("", |number| &typed[number..]);
    let clause = Words::of(behind.split(['(', ',', ';']).next().unwrap_or_default());
    if about.is_of_another_paper(&said)
        || about.is_of_villages(&said)
        || about.is_of_greater_authority(&clause)
    {
        mark(decision, &typed);
    }
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
