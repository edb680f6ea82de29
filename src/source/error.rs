//! Why a source could not be pulled, and what a person can do about it.
//!
//! Covers paths and links; the errors of Google's services are in `google`.

use std::io;
use std::path::PathBuf;

use crate::failure::reasons;
use crate::google::GoogleError;
use crate::google::error::Bytes;

reasons! {
    /// Why a source could not be pulled.
    pub enum SourceError "source-" or Google(GoogleError) {
        /// The path does not exist.
        Missing { path: PathBuf } = 65 "missing",
        /// The folder contains no workbook.
        EmptyFolder { path: PathBuf } = 65 "empty-folder",
        /// The file cannot be read.
        Unreadable {
            path: PathBuf,
            cause: io::Error,
        } = 65 "unreadable",
        /// A device, a pipe or a socket.
        NotAFile { path: PathBuf } = 65 "not-a-file",
        /// The file is still being written.
        StillWritten { path: PathBuf } = 65 "still-written",
        /// The file system does not respond, such as a network drive that is gone.
        Stalled { path: PathBuf } = 69 "stalled",
        /// The file has more bytes than the settings allow.
        TooLarge { what: String, limit: Bytes } = 65 "too-large",
        /// The link is not to a spreadsheet that we can read.
        ForeignLink { location: String } = 65 "foreign-link",
        /// A Google link without the id of a document.
        NoId { location: String } = 65 "no-id",
        /// A link to a folder, a form or a text document.
        OtherDocument { location: String, kind: String } = 65 "other-document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;
    use crate::locale::Language;

    #[test]
    fn sentences_hold_their_arguments() {
        let error = SourceError::OtherDocument {
            location: "x".to_owned(),
            kind: "folder".to_owned(),
        };
        assert!(error.message().say(Language::En).contains("a Drive folder"));
    }
}
