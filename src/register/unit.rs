//! The words by which administrative units are written: kinds, offices, what tells an old unit from a
//! new one.
//!
//! Data (`units.toml` beside this file); deliberately not how a name is taken apart with them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text;

static WORDS: LazyLock<UnitWords> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("units.toml")).expect("a test reads it");
    file.ready()
});

/// The words of units.
pub(super) fn words() -> &'static UnitWords {
    &WORDS
}

/// The kinds of unit that are written before names, living and abolished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum UnitKind {
    Xa,
    Phuong,
    DacKhu,
    ThiTran,
    /// Thị xã, thành phố: no commune.
    City,
    /// Huyện, quận: no commune.
    District,
    /// Tỉnh: no commune.
    Province,
}

impl UnitKind {
    /// As in the registers: `xa`, `phuong`, `dac_khu`, `thi_tran`; empty where it is no commune.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Xa => "xa",
            Self::Phuong => "phuong",
            Self::DacKhu => "dac_khu",
            Self::ThiTran => "thi_tran",
            Self::City | Self::District | Self::Province => "",
        }
    }

    /// Whether there are communes of the kind since 2025-07-01.
    pub(super) fn is_living(self) -> bool {
        matches!(self, Self::Xa | Self::Phuong | Self::DacKhu)
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    committees: Vec<String>,
    others_before: Vec<String>,
    of: Vec<String>,
    former: Vec<String>,
    old_remarks: Vec<String>,
    new_remarks: Vec<String>,
    places: Vec<String>,
    bare_places: Vec<String>,
    kinds: BTreeMap<UnitKind, KindFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    words: Vec<String>,
    short: Vec<String>,
}

/// The same, ready to be compared.
pub(super) struct UnitWords {
    /// Offices, and what else may stand before kind and name; without marks, longest first.
    pub(super) before: Vec<Before>,
    /// Kinds, longest first.
    pub(super) kinds: Vec<KindWord>,
    /// «thuộc », with the space behind it.
    pub(super) of: Vec<String>,
    /// « cũ», with the space before it.
    pub(super) former: Vec<String>,
    pub(super) old_remarks: Vec<String>,
    pub(super) new_remarks: Vec<String>,
    /// Words that begin a place behind a name, as they stand in a text of `text::key`.
    pub(super) places: Vec<String>,
    pub(super) bare_places: Vec<String>,
}

/// What stands before kind and name.
pub(super) struct Before {
    /// Without marks.
    pub(super) fold: String,
    /// It is a committee's name.
    pub(super) is_committee: bool,
}

/// A word for a kind.
pub(super) struct KindWord {
    pub(super) kind: UnitKind,
    /// As `text::key` writes it.
    pub(super) key: String,
    /// Without marks.
    pub(super) fold: String,
    /// It is an abbreviation.
    pub(super) is_short: bool,
}

impl File {
    fn ready(&self) -> UnitWords {
        let longest = |fold: &str| std::cmp::Reverse(fold.len());
        let before = |words: &[String], is_committee| {
            let before = |word: &String| Before {
                fold: text::fold(word),
                is_committee,
            };
            words.iter().map(before).collect::<Vec<_>>()
        };
        let mut all = before(&self.others_before, false);
        all.extend(before(&self.committees, true));
        all.sort_by_key(|before| longest(&before.fold));
        let words = |(kind, file): (&UnitKind, &KindFile)| {
            let full = file.words.iter().map(|word| (word, false));
            let every = full.chain(file.short.iter().map(|word| (word, true)));
            let ready = every.map(|(word, is_short)| KindWord {
                kind: *kind,
                key: text::key(word),
                fold: text::fold(word),
                is_short,
            });
            ready.collect::<Vec<_>>()
        };
        let mut kinds: Vec<KindWord> = self.kinds.iter().flat_map(words).collect();
        kinds.sort_by_key(|word| longest(&word.fold));
        let keys = |list: &[String]| list.iter().map(|word| text::key(word)).collect::<Vec<_>>();
        let followed = |list: &[String]| {
            let spaced = |word: &String| match word.ends_with('.') {
                true => word.clone(),
                false => format!("{word} "),
            };
            list.iter().map(spaced).collect::<Vec<_>>()
        };
        UnitWords {
            before: all,
            kinds,
            of: followed(&keys(&self.of)),
            former: self
                .former
                .iter()
                .map(|word| format!(" {}", text::key(word)))
                .collect(),
            old_remarks: keys(&self.old_remarks),
            new_remarks: keys(&self.new_remarks),
            places: followed(&keys(&self.places)),
            bare_places: followed(&keys(&self.bare_places)),
        }
    }
}

impl UnitWords {
    /// The kind that a text is the word for, and nothing else.
    pub(super) fn kind(&self, key: &str) -> Option<UnitKind> {
        let mut words = self.kinds.iter();
        words.find(|word| word.key == key).map(|word| word.kind)
    }

    /// Whether a text without marks is nothing but a kind, or an office.
    pub(super) fn is_kind_alone(&self, fold: &str) -> bool {
        self.kinds.iter().any(|word| word.fold == fold)
            || self.before.iter().any(|before| before.fold == fold)
    }
}
