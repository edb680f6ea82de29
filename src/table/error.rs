//! Why a file cannot be used as a workbook: what it really is or what is wrong with it, and
//! what the person who holds it does next.
//!
//! Knows no sentence: those are in `locale`, under the kind and the kind with `-next`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::locale::{Language, say};

macro_rules! errors {
    ($($(#[doc = $doc:literal])* $variant:ident $({ $($field:ident: $type:ty),* })? $kind:literal,)*) => {
        /// Why a file cannot be used. Everything but a defect of ours is the file's doing.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum TableError { $(
            $(#[doc = $doc])*
            $variant $({ $(
                #[doc = concat!("Argument `", stringify!($field), "` of the sentence.")]
                $field: $type
            ),* })?,
        )* }

        impl TableError {
            /// Every kind there is, for the test that each has its sentences.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The kind as JSON and the run's record name it; the key of its sentence.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant $({ $($field: _),* })? => $kind,)* }
            }

            fn arguments(&self) -> Vec<(&'static str, String)> {
                match self { $(
                    Self::$variant $({ $($field),* })? => vec![$($((stringify!($field), $field.to_string())),*)?],
                )* }
            }
        }
    };
}

errors! {
    /// Not one byte.
    Empty "table-empty",
    /// More bytes than the setting allows.
    TooLarge { size: u64, limit: u64 } "table-too-large",
    /// A page that asks for a sign-in: the link is not public.
    SignInPage "table-sign-in-page",
    /// Another web page.
    HtmlPage "table-html-page",
    /// JSON, most often a service's answer.
    Json "table-json",
    /// PDF.
    Pdf "table-pdf",
    /// Another kind of document, by its common name.
    OtherDocument { found: String } "table-other-document",
    /// A zip without a workbook in it.
    ZipWithoutWorkbook "table-zip-without-workbook",
    /// Nothing we know.
    Unrecognised "table-unrecognised",
    /// A password is needed to open it.
    Protected "table-protected",
    /// A zip that cannot be opened as one: cut off, or its directory is broken.
    DamagedZip { detail: String } "table-damaged-zip",
    /// More parts than any workbook has.
    TooManyParts { count: u64, limit: u64 } "table-too-many-parts",
    /// It unpacks to more than the setting allows.
    Bomb { limit: u64 } "table-bomb",
    /// Two parts of one name: which of them a program shows is chance.
    DuplicatePart { part: String } "table-duplicate-part",
    /// Parts that share bytes.
    OverlappingParts "table-overlapping-parts",
    /// A part whose bytes are not those that were packed.
    DamagedPart { part: String } "table-damaged-part",
    /// A part packed by a method that spreadsheet programs do not use.
    PackedOtherwise { part: String } "table-packed-otherwise",
    /// More strings stated than the part could hold.
    LyingCount { count: String } "table-lying-count",
    /// A document type or entity declaration, which workbooks never have.
    EntityDeclaration { part: String } "table-entity-declaration",
    /// XML in another encoding than UTF-8, or bytes that are none.
    Encoding { part: String } "table-encoding",
    /// Raw control characters in XML.
    ControlCharacter { part: String } "table-control-character",
    /// No tab in it.
    NoTabs "table-no-tabs",
    /// More tabs than any workbook has.
    TooManyTabs { limit: u64 } "table-too-many-tabs",
    /// Two tabs of one title.
    DuplicateTab { tab: String } "table-duplicate-tab",
    /// A cell outside any sheet (beyond XFD1048576).
    FarCell { tab: String, cell: String } "table-far-cell",
    /// A row that stands twice, or after a later one.
    RowOrder { tab: String, row: u32 } "table-row-order",
    /// A cell that stands twice, or in a row not its own.
    CellTwice { tab: String, cell: String } "table-cell-twice",
    /// More cells than the setting allows.
    TooManyCells { limit: u64 } "table-too-many-cells",
    /// More people, or remarks on what stands there, than the setting allows.
    TooManyPeople { limit: u64 } "table-too-many-people",
    /// A quotation mark in a csv that is never closed: the rest of the file would be one cell.
    OpenQuote { row: u64 } "table-open-quote",
    /// The reading library's own refusal.
    Unreadable { detail: String } "table-unreadable",
    /// Reading it took more memory than the setting allows.
    OutOfMemory { limit: u64 } "table-out-of-memory",
    /// Reading it took longer than the setting allows.
    OutOfTime { seconds: u64 } "table-out-of-time",
    /// The reading process died of it.
    Crashed { how: String } "table-crashed",
    /// The reading process could not be used; nothing is known of the file.
    Defect { detail: String } "table-defect",
}

impl TableError {
    /// Exit code of the contract (DESIGN section 4).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::SignInPage => 77,
            Self::Defect { .. } => 70,
            _ => 65,
        }
    }

    /// What is wrong, with which value.
    pub fn message(&self, language: Language) -> String {
        self.sentence(language, self.kind())
    }

    /// What the person who holds the file, or the operator, does next.
    pub fn next_step(&self, language: Language) -> String {
        self.sentence(language, &format!("{}-next", self.kind()))
    }

    /// The same, its place in the tab of this title where it names none yet.
    pub(super) fn in_tab(mut self, title: &str) -> Self {
        if let Self::FarCell { tab, .. } | Self::RowOrder { tab, .. } | Self::CellTwice { tab, .. } =
            &mut self
            && tab.is_empty()
        {
            title.clone_into(tab);
        }
        self
    }

    fn sentence(&self, language: Language, key: &str) -> String {
        let arguments = self.arguments();
        let named: Vec<(&str, &str)> = arguments
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        say(language, key, &named)
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for TableError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_is_wrong_and_what_to_do() {
        for language in [Language::Vi, Language::En] {
            for kind in TableError::KINDS {
                for key in [(*kind).to_owned(), format!("{kind}-next")] {
                    assert_ne!(say(language, &key, &[]), key, "{language:?}");
                }
            }
        }
    }

    #[test]
    fn the_sentence_names_the_place() {
        let error = TableError::FarCell {
            tab: "Tổ CNSCĐ".to_owned(),
            cell: "XFE1".to_owned(),
        };
        assert!(error.message(Language::Vi).contains("Tổ CNSCĐ!XFE1"));
        assert_eq!(error.exit_code(), 65);
    }
}
