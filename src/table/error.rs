//! Why a file cannot be used as a workbook: what it really is or what is wrong with it, and
//! what the person who holds it does next.

use serde::{Deserialize, Serialize};

use crate::failure::reasons;

reasons! {
    /// Why a file cannot be used. Everything but a defect of ours is the file's doing.
    #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
    pub enum TableError {
        /// Not one byte.
        Empty = 65 "table-empty",
        /// More bytes than the setting allows.
        TooLarge { size: u64, limit: u64 } = 65 "table-too-large",
        /// A page that asks for a sign-in: the link is not public.
        SignInPage = 77 "table-sign-in-page",
        /// Another web page.
        HtmlPage = 65 "table-html-page",
        /// JSON, most often a service's answer.
        Json = 65 "table-json",
        /// PDF.
        Pdf = 65 "table-pdf",
        /// Another kind of document, by its common name.
        OtherDocument { found: String } = 65 "table-other-document",
        /// A zip without a workbook in it.
        ZipWithoutWorkbook = 65 "table-zip-without-workbook",
        /// Nothing we know.
        Unrecognised = 65 "table-unrecognised",
        /// A password is needed to open it.
        Protected = 65 "table-protected",
        /// A zip that cannot be opened as one: cut off, or its directory is broken.
        DamagedZip { detail: String } = 65 "table-damaged-zip",
        /// More parts than any workbook has.
        TooManyParts { count: u64, limit: u64 } = 65 "table-too-many-parts",
        /// It unpacks to more than the setting allows.
        Bomb { limit: u64 } = 65 "table-bomb",
        /// Two parts of one name: which of them a program shows is chance.
        DuplicatePart { part: String } = 65 "table-duplicate-part",
        /// Parts that share bytes.
        OverlappingParts = 65 "table-overlapping-parts",
        /// A part whose bytes are not those that were packed.
        DamagedPart { part: String } = 65 "table-damaged-part",
        /// A part packed by a method that spreadsheet programs do not use.
        PackedOtherwise { part: String } = 65 "table-packed-otherwise",
        /// More strings stated than the part could hold.
        LyingCount { count: String } = 65 "table-lying-count",
        /// A document type or entity declaration, which workbooks never have.
        EntityDeclaration { part: String } = 65 "table-entity-declaration",
        /// XML in another encoding than UTF-8, or bytes that are none.
        Encoding { part: String } = 65 "table-encoding",
        /// Raw control characters in XML.
        ControlCharacter { part: String } = 65 "table-control-character",
        /// No tab in it.
        NoTabs = 65 "table-no-tabs",
        /// More tabs than any workbook has.
        TooManyTabs { limit: u64 } = 65 "table-too-many-tabs",
        /// Two tabs of one title.
        DuplicateTab { tab: String } = 65 "table-duplicate-tab",
        /// A cell outside any sheet (beyond XFD1048576).
        FarCell { tab: String, cell: String } = 65 "table-far-cell",
        /// A row that stands twice, or after a later one.
        RowOrder { tab: String, row: u32 } = 65 "table-row-order",
        /// A cell that stands twice, or in a row not its own.
        CellTwice { tab: String, cell: String } = 65 "table-cell-twice",
        /// More cells than the setting allows.
        TooManyCells { limit: u64 } = 65 "table-too-many-cells",
        /// More people, or remarks on what stands there, than the setting allows.
        TooManyPeople { limit: u64 } = 65 "table-too-many-people",
        /// A quotation mark in a csv that is never closed: the rest of the file would be one cell.
        OpenQuote { row: u64 } = 65 "table-open-quote",
        /// The reading library's own refusal.
        Unreadable { detail: String } = 65 "table-unreadable",
        /// Reading it took more memory than the setting allows.
        OutOfMemory { limit: u64 } = 65 "table-out-of-memory",
        /// Reading it took longer than the setting allows.
        OutOfTime { seconds: u64 } = 65 "table-out-of-time",
        /// The reading process died of it.
        Crashed { how: String } = 65 "table-crashed",
        /// The system has no memory or no process left for reading, as long as that lasts.
        NoProcess { detail: String } = 75 "table-no-process",
        /// The system failed while the workbook was handed to the reading process, or its answer
        /// came back; nothing is known of the file.
        PipeFailed { detail: String } = 73 "table-pipe-failed",
        /// The reading process could not be used; nothing is known of the file.
        Defect { detail: String } = 70 "table-defect",
    }
}

impl TableError {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;
    use crate::locale::Language;

    #[test]
    fn the_sentence_names_the_place() {
        let error = TableError::FarCell {
            tab: "Tổ CNSCĐ".to_owned(),
            cell: "XFE1".to_owned(),
        };
        assert!(error.message().say(Language::Vi).contains("Tổ CNSCĐ!XFE1"));
        assert_eq!(error.exit_code(), 65);
    }
}
