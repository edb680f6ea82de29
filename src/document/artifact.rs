//! A file in which a publication is handed out: a workbook, a letter or a text.
//!
//! Knows names and kinds; deliberately not who stores it or to whom it is mailed.

use crate::spool::Spooled;

/// A finished file, to be stored, mailed, or placed in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// `BaoCao_<short name>_<campaign>_<as_of>.xlsx`; the name of a summary shows that it is one.
    pub name: String,
    /// The kind of file.
    pub kind: ArtifactKind,
    /// Its content.
    pub bytes: Spooled,
}

/// Kinds of files, recognised by the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArtifactKind {
    /// `.xlsx`
    Workbook,
    /// `.docx`
    Letter,
    /// `.txt`
    Text,
    /// Anything else.
    Other,
}

impl Artifact {
    /// Makes a file with this name; its kind follows from the name.
    pub fn new(name: String, bytes: Spooled) -> Self {
        let kind = ArtifactKind::of(&name);
        Self { name, kind, bytes }
    }
}

impl ArtifactKind {
    /// Returns the kind of a file with this name.
    pub fn of(name: &str) -> Self {
        match name.rsplit('.').next() {
            Some("xlsx") => Self::Workbook,
            Some("docx") => Self::Letter,
            Some("txt") => Self::Text,
            _ => Self::Other,
        }
    }

    /// Returns the media type, by which mail programs and browsers choose an application.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Letter => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Self::Text => "text/plain; charset=utf-8",
            Self::Other => "application/octet-stream",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_kind() {
        for (name, kind) in [
            ("BaoCao_X_c_2025-08-15.xlsx", ArtifactKind::Workbook),
            ("CongVan.docx", ArtifactKind::Letter),
            ("TinNhan.txt", ArtifactKind::Text),
            ("a.zip", ArtifactKind::Other),
        ] {
            assert_eq!(ArtifactKind::of(name), kind, "{name}");
        }
    }
}
