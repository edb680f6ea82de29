//! The counts of a campaign: a number out of a whole, with a target.

use crate::config::example;
use crate::config::problem::TomlFile;
use crate::submission::count::{self, Count, Whole};

/// Checks that there are not too many counts, that their names are valid and different, and that no
/// title of theirs is empty.
pub(super) fn check(reader: &mut TomlFile<'_>, raw: &[Count]) {
    if raw.len() > count::MOST {
        let most = count::MOST.to_string();
        reader.at(&["count"], "config-counts", &[("most", &most)], "");
    }
    let plain = |name: &str| {
        let letter =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        !name.is_empty() && name.chars().all(letter)
    };
    for (place, count) in raw.iter().enumerate() {
        let number = (place + 1).to_string();
        let twice = raw[..place].iter().any(|other| other.name == count.name);
        if !plain(&count.name) || twice {
            let example = example::of(&["count", "name"]);
            reader.at(
                &["count", &number, "name"],
                "config-count-name",
                &[("value", &count.name)],
                &example,
            );
        }
        let of = match &count.of {
            Whole::Constant(0) => &[][..],
            Whole::Constant(_) => count.number.all(),
            Whole::Column(titles) => titles.all(),
        };
        let blank = |titles: &[String]| {
            titles.is_empty() || titles.iter().any(|title| title.trim().is_empty())
        };
        for (key, empty) in [
            ("title", count.title.trim().is_empty()),
            ("number", blank(count.number.all())),
            ("of", blank(of)),
        ] {
            if empty {
                let example = example::of(&["count", key]);
                reader.at(
                    &["count", &number, key],
                    "config-count-empty",
                    &[],
                    &example,
                );
            }
        }
    }
}
