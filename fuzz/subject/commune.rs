//! The commune that a name means: never another one, and no folded twin.

use std::sync::LazyLock;

use cnscd::register::{Named, Register};
use cnscd::text;
use unicode_normalization::UnicodeNormalization;

static REGISTER: LazyLock<Register> = LazyLock::new(Register::shipped);

pub(crate) fn hold(typed: &str) {
    let named = REGISTER.find(typed);
    let decomposed: String = typed.nfd().collect();
    assert_eq!(REGISTER.find(&decomposed), named, "{typed:?}");
    assert_eq!(
        REGISTER.find(&format!(" {typed}\u{a0}")),
        named,
        "{typed:?}"
    );
    match named {
        Named::Exact(position) => is_written(typed, position),
        Named::Folded(position) => {
            is_written_without_marks(typed, position);
            if has_twin(position) {
                is_written(typed, position);
            }
        }
        // what an alias stands for, a person said
        Named::Alias(position) => are_communes(&[position]),
        Named::Ambiguous(several) => {
            assert!(several.len() > 1, "{typed:?}");
            are_communes(&several);
        }
        Named::Dissolved { old_name, into } => {
            assert!(!old_name.is_empty() && !into.is_empty(), "{typed:?}");
            are_communes(&into);
        }
        Named::Unknown { candidates } => {
            assert!(candidates.len() <= 5, "{typed:?}");
            are_communes(&candidates);
        }
    }
}

/// The name stands in what was typed, with all its marks.
fn is_written(typed: &str, position: usize) {
    let name = &REGISTER.communes[position].name;
    let (typed_letters, letters) = (letters(&text::key(typed)), letters(&text::key(name)));
    assert!(typed_letters.contains(&letters), "{typed:?} is no {name}");
}

/// The name stands in what was typed, but for marks, and `i` for `y`.
fn is_written_without_marks(typed: &str, position: usize) {
    let name = &REGISTER.communes[position].name;
    let plain = |text: &str| letters(&text::fold(text)).replace('y', "i");
    assert!(
        plain(typed).contains(&plain(name)),
        "{typed:?} is no {name}"
    );
}

fn has_twin(position: usize) -> bool {
    let fold = |position: usize| text::fold(&REGISTER.communes[position].name);
    (0..REGISTER.communes.len()).any(|other| other != position && fold(other) == fold(position))
}

fn are_communes(positions: &[usize]) {
    let known = REGISTER.communes.len();
    assert!(positions.iter().all(|&position| position < known));
    let mut once = positions.to_vec();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), positions.len(), "one commune twice");
}

fn letters(key: &str) -> String {
    key.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}
