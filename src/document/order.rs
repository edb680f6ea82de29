//! The Vietnamese order of names: đ after d, ă after a, tones last.
//!
//! Knows collation only; each document decides which lists are sorted.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;

use crate::rule::Standing;

static VIETNAMESE: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("vi").into(), CollatorOptions::default())
        .expect("Vietnamese collation is compiled in")
});

/// Sorts communes by name, those with the same name by code.
pub fn by_name(communes: &mut [&Standing]) {
    communes.sort_by(|left, right| {
        VIETNAMESE
            .compare(&left.commune.name, &right.commune.name)
            .then_with(|| left.commune.code.cmp(&right.commune.code))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_letters_have_their_own_places() {
        let mut names = [
            "Đăk Ui",
            "Dục Nông",
            "Ba Tô",
            "Ba Tơ",
            "Bờ Y",
            "Ân Phú",
            "An Phú",
            "Ăn",
        ];
        names.sort_by(|left, right| VIETNAMESE.compare(left, right));
        assert_eq!(
            names,
            [
                "An Phú",
                "Ăn",
                "Ân Phú",
                "Ba Tô",
                "Ba Tơ",
                "Bờ Y",
                "Dục Nông",
                "Đăk Ui"
            ]
        );
    }
}
