//! The words for administrative units: kinds, offices, and remarks that distinguish old units from
//! new ones.
//!
//! Reads them from `units.toml` beside this file; does not split names with them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text;

static WORDS: LazyLock<UnitWords> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("units.toml")).expect("a test reads it");
    file.ready()
});

/// The words for units.
pub(super) fn words() -> &'static UnitWords {
    &WORDS
}

/// The kinds of unit that are written before names, existing and abolished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum UnitKind {
    Xa,
    Phuong,
    DacKhu,
    ThiTran,
    /// Thị xã or thành phố: not a commune.
    City,
    /// Huyện or quận: not a commune.
    District,
    /// Tỉnh: not a commune.
    Province,
}

impl UnitKind {
    /// The id in the registers: `xa`, `phuong`, `dac_khu`, `thi_tran`; empty for what is not a
    /// commune.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Xa => "xa",
            Self::Phuong => "phuong",
            Self::DacKhu => "dac_khu",
            Self::ThiTran => "thi_tran",
            Self::City | Self::District | Self::Province => "",
        }
    }

    /// Whether communes of this kind exist since 2025-07-01.
    pub(super) fn is_living(self) -> bool {
        matches!(self, Self::Xa | Self::Phuong | Self::DacKhu)
    }
}

/// The contents of `units.toml`.
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

/// The contents of `units.toml`, prepared for comparison.
pub(super) struct UnitWords {
    /// Offices, and other words that may precede kind and name; without marks, longest first.
    pub(super) before: Vec<Before>,
    /// Kinds, longest first.
    pub(super) kinds: Vec<KindWord>,
    /// Words such as «thuộc », with the space after them.
    pub(super) of: Vec<String>,
    /// Words such as « cũ», with the space before them.
    pub(super) former: Vec<String>,
    pub(super) old_remarks: Vec<String>,
    pub(super) new_remarks: Vec<String>,
    /// Words that begin a place after a name, as `text::key` writes them.
    pub(super) places: Vec<String>,
    pub(super) bare_places: Vec<String>,
}

/// A word that may precede kind and name.
pub(super) struct Before {
    /// Without marks.
    pub(super) fold: String,
    /// Whether it is the name of a committee.
    pub(super) is_committee: bool,
}

/// A word for a kind.
pub(super) struct KindWord {
    pub(super) kind: UnitKind,
    /// As `text::key` writes it.
    pub(super) key: String,
    /// Without marks.
    pub(super) fold: String,
    /// Whether it is an abbreviation.
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
    /// The kind, if the whole text is a word for one.
    pub(super) fn kind(&self, key: &str) -> Option<UnitKind> {
        let mut words = self.kinds.iter();
        words.find(|word| word.key == key).map(|word| word.kind)
    }

    /// Whether a text without marks is only a kind or an office.
    pub(super) fn is_kind_alone(&self, fold: &str) -> bool {
        self.kinds.iter().any(|word| word.fold == fold)
            || self.before.iter().any(|before| before.fold == fold)
    }
}
