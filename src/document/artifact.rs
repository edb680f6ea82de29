//! A file that a publication is given out as: a workbook today, a letter or a text tomorrow.
//!
//! Knows names and kinds; deliberately not who keeps it or whom it is mailed to.

use crate::spool::Spooled;

/// A finished file: the store keeps it, mails carry it, a folder holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// `BaoCao_<short name>_<campaign>_<as_of>.xlsx`; a summary says so in its name.
    pub name: String,
    /// What kind of file it is.
    pub kind: ArtifactKind,
    /// Its content.
    pub bytes: Spooled,
}

/// Kinds of files, told by the end of their names.
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
    /// A file by this name.
    pub fn new(name: String, bytes: Spooled) -> Self {
        let kind = ArtifactKind::of(&name);
        Self { name, kind, bytes }
    }
}

impl ArtifactKind {
    /// The kind of a file by this name.
    pub fn of(name: &str) -> Self {
        match name.rsplit('.').next() {
            Some("xlsx") => Self::Workbook,
            Some("docx") => Self::Letter,
            Some("txt") => Self::Text,
            _ => Self::Other,
        }
    }

    /// What mail programs and browsers choose a program by.
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
