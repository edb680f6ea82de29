//! How names are mistyped, so that they still mean one commune.

use unicode_normalization::UnicodeNormalization;

use super::communes::Commune;

/// Without tone marks, `đ` as `d`, lower case, single spaces.
pub(crate) fn fold(text: &str) -> String {
    let bare: String = text
        .nfd()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter))
        .map(|letter| match letter {
            'đ' | 'Đ' => 'd',
            other => other,
        })
        .collect();
    bare.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// One of the ways to mistype a commune that has no double; `way` chooses.
pub(crate) fn messy(commune: &Commune, way: usize) -> String {
    match way % 5 {
        0 => commune.title().to_uppercase(),
        1 => format!("  {}  ", commune.title().replace(' ', "  ")),
        2 => format!("UBND {}", commune.title().to_lowercase()),
        3 => commune.name.clone(),
        _ => without_marks(&commune.title()),
    }
}

/// Decomposed, as sheets typed on some machines arrive.
pub(crate) fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

fn without_marks(text: &str) -> String {
    text.nfd()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter))
        .map(|letter| match letter {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .collect()
}
