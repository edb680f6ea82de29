//! Why a file cannot be used as a workbook: what it really is or what is wrong with it, and what
//! its owner should do next.

use serde::{Deserialize, Serialize};

use crate::failure::reasons;

reasons! {
    /// Why a file cannot be used. All causes but `Defect`, `NoProcess` and `PipeFailed` are in the
    /// file.
    #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
    pub enum TableError {
        /// A file of zero bytes.
        Empty = 65 "table-empty",
        /// More bytes than the limit allows.
        TooLarge { size: u64, limit: u64 } = 65 "table-too-large",
        /// A page that asks for a sign-in, because the link is not public.
        SignInPage = 77 "table-sign-in-page",
        /// Another web page.
        HtmlPage = 65 "table-html-page",
        /// JSON, usually an error of a web service.
        Json = 65 "table-json",
        /// PDF.
        Pdf = 65 "table-pdf",
        /// Another kind of document, by its common name.
        OtherDocument { found: String } = 65 "table-other-document",
        /// A zip without a workbook in it.
        ZipWithoutWorkbook = 65 "table-zip-without-workbook",
        /// No known format.
        Unrecognised = 65 "table-unrecognised",
        /// It needs a password to be opened.
        Protected = 65 "table-protected",
        /// A zip with a broken directory, or one that is cut off.
        DamagedZip { detail: String } = 65 "table-damaged-zip",
        /// More parts than the limit allows.
        TooManyParts { count: u64, limit: u64 } = 65 "table-too-many-parts",
        /// It would unpack to more than the limit allows.
        Bomb { limit: u64 } = 65 "table-bomb",
        /// Two parts with the same name: programs differ in which of them they show.
        DuplicatePart { part: String } = 65 "table-duplicate-part",
        /// Parts that share bytes.
        OverlappingParts = 65 "table-overlapping-parts",
        /// A part whose unpacked bytes do not have the stated size or checksum.
        DamagedPart { part: String } = 65 "table-damaged-part",
        /// A part compressed or encrypted by a method that spreadsheet programs do not use.
        PackedOtherwise { part: String } = 65 "table-packed-otherwise",
        /// A stated count that the part is too small to contain.
        LyingCount { count: String } = 65 "table-lying-count",
        /// A document type or entity declaration, which workbooks never have.
        EntityDeclaration { part: String } = 65 "table-entity-declaration",
        /// XML in an encoding other than UTF-8, or bytes that are not valid in it.
        Encoding { part: String } = 65 "table-encoding",
        /// Raw control characters in XML.
        ControlCharacter { part: String } = 65 "table-control-character",
        /// A workbook without tabs.
        NoTabs = 65 "table-no-tabs",
        /// More tabs than the limit allows.
        TooManyTabs { limit: u64 } = 65 "table-too-many-tabs",
        /// Two tabs with the same title.
        DuplicateTab { tab: String } = 65 "table-duplicate-tab",
        /// A cell outside any sheet (beyond XFD1048576).
        FarCell { tab: String, cell: String } = 65 "table-far-cell",
        /// A row that occurs twice or after a later one.
        RowOrder { tab: String, row: u32 } = 65 "table-row-order",
        /// A cell that occurs twice, or in a row that is not its own.
        CellTwice { tab: String, cell: String } = 65 "table-cell-twice",
        /// More cells than the limit allows.
        TooManyCells { limit: u64 } = 65 "table-too-many-cells",
        /// More people, or remarks on cells, than the limit allows.
        TooManyPeople { limit: u64 } = 65 "table-too-many-people",
        /// A quotation mark in a csv that is never closed: the rest of the file would be one cell.
        OpenQuote { row: u64 } = 65 "table-open-quote",
        /// An error from the library that reads the format.
        Unreadable { detail: String } = 65 "table-unreadable",
        /// Reading it needed more memory than the limit allows.
        OutOfMemory { limit: u64 } = 65 "table-out-of-memory",
        /// Reading it took longer than the limit allows.
        OutOfTime { seconds: u64 } = 65 "table-out-of-time",
        /// The reading process died while reading it.
        Crashed { how: String } = 65 "table-crashed",
        /// The system has no memory or no process left for reading now; a later try may succeed.
        NoProcess { detail: String } = 75 "table-no-process",
        /// The system failed while the workbook was sent to the reading process or its answer came
        /// back. Nothing is known about the file.
        PipeFailed { detail: String } = 73 "table-pipe-failed",
        /// The reading process could not be used. Nothing is known about the file.
        Defect { detail: String } = 70 "table-defect",
    }
}

impl TableError {
    /// Adds the title of the tab to an error about a place that does not name its tab yet.
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
