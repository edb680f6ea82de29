//! The words for administrative units: kinds, offices, and remarks that distinguish old units from
//! new ones.
//!
//! An operator can edit them in `config/vocabulary/units.toml`. Does not split names with them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::{syntax, text};

/// The vocabulary shipped with the program.
const SHIPPED: &str = include_str!("../../config/vocabulary/units.toml");

static WORDS: LazyLock<Arc<UnitWords>> =
    LazyLock::new(|| Arc::new(UnitWords::read(SHIPPED).expect("a test reads it")));

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
    present: Vec<String>,
    old_remarks: Vec<String>,
    new_remarks: Vec<String>,
    telling_remarks: Vec<String>,
    places: Vec<String>,
    bare_places: Vec<String>,
    villages: VillageFile,
    kinds: BTreeMap<UnitKind, KindFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VillageFile {
    short: BTreeMap<String, String>,
    before_number: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    words: Vec<String>,
    short: Vec<String>,
}

/// The words for units, prepared for comparison.
#[derive(Debug)]
pub struct UnitWords {
    /// Offices, and other words that may precede kind and name; without marks, longest first.
    pub(super) before: Vec<Before>,
    /// Kinds, longest first.
    pub(super) kinds: Vec<KindWord>,
    /// Words such as «thuộc », with the space after them.
    pub(super) of: Vec<String>,
    /// Words such as « cũ», with the space before them.
    pub(super) former: Vec<String>,
    /// Words such as « mới», with the space before them.
    pub(super) present: Vec<String>,
    pub(super) old_remarks: Vec<String>,
    pub(super) new_remarks: Vec<String>,
    /// Words of remarks that name a unit; without marks, with a space before and after each.
    pub(super) telling_remarks: Vec<String>,
    /// Words that begin a place after a name, as `text::key` writes them.
    pub(super) places: Vec<String>,
    pub(super) bare_places: Vec<String>,
    /// Abbreviations in names of villages, with the words that they stand for.
    pub(super) of_villages: BTreeMap<String, String>,
    /// Words before the number of a village that do not count: «số».
    pub(super) before_number: Vec<String>,
}

/// A word that may precede kind and name.
#[derive(Debug)]
pub(super) struct Before {
    /// Without marks.
    pub(super) fold: String,
    /// Whether it is the name of a committee.
    pub(super) is_committee: bool,
}

/// A word for a kind.
#[derive(Debug)]
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
        let behind = |list: &[String]| {
            let keys = keys(list).into_iter();
            keys.map(|word| format!(" {word}")).collect::<Vec<_>>()
        };
        let telling = self.telling_remarks.iter();
        let short = self.villages.short.iter();
        UnitWords {
            before: all,
            kinds,
            of: followed(&keys(&self.of)),
            former: behind(&self.former),
            present: behind(&self.present),
            old_remarks: keys(&self.old_remarks),
            new_remarks: keys(&self.new_remarks),
            telling_remarks: telling
                .map(|word| format!(" {} ", text::fold(word)))
                .collect(),
            places: followed(&keys(&self.places)),
            bare_places: followed(&keys(&self.bare_places)),
            of_villages: short
                .map(|(short, long)| (text::key(short), text::key(long)))
                .collect(),
            before_number: keys(&self.villages.before_number),
        }
    }
}

impl UnitWords {
    /// The words shipped with the program.
    pub fn shipped() -> Arc<Self> {
        Arc::clone(&WORDS)
    }

    /// Reads a vocabulary, which an operator may have edited.
    ///
    /// # Errors
    /// The TOML error, with its line, if the text is not a vocabulary.
    pub fn from_toml(text: &str) -> Result<Arc<Self>, toml::de::Error> {
        match text == SHIPPED {
            true => Ok(Self::shipped()),
            false => Self::read(text).map(Arc::new),
        }
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = syntax::completed(text, SHIPPED)?;
        Ok(file.ready())
    }

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
