//! Why a source could not be pulled, and what a person can do about it.
//!
//! Knows every refusal by its own variant, its exit code and its advice; deliberately not how a
//! refusal is recognised. Sentences stand in `locale`.

use std::io;
use std::path::PathBuf;

use crate::google::GoogleError;
use crate::google::error::{byte_count, told};
use crate::locale::{self, Language};

/// Why a source could not be pulled. `Display` is for logs; people get [`SourceError::message`]
/// and [`SourceError::next_step`].
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Nothing has this path.
    #[error("no file or folder {path}")]
    Missing { path: PathBuf },
    /// The folder holds no workbook.
    #[error("no workbook in the folder {path}")]
    EmptyFolder { path: PathBuf },
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// A device, a pipe or a socket.
    #[error("{path} is not a regular file")]
    NotAFile { path: PathBuf },
    /// Someone is still writing the file.
    #[error("{path} is still being written")]
    StillWritten { path: PathBuf },
    /// More bytes than the settings allow.
    #[error("{what} is larger than {limit} bytes")]
    TooLarge { what: String, limit: u64 },
    /// A link that leads to no spreadsheet we can read.
    #[error("{location} is no link to a Google spreadsheet")]
    ForeignLink { location: String },
    /// A Google link without a document's id.
    #[error("{location} names no document")]
    NoId { location: String },
    /// A link to a folder, a form, a text document.
    #[error("{location} leads to a {kind}, not a spreadsheet")]
    OtherDocument { location: String, kind: String },
    /// Google gave nothing.
    #[error(transparent)]
    Google(#[from] GoogleError),
}

impl SourceError {
    /// The name of the refusal, as `--json` prints it: `not-shared`. Deliberately without a `_`
    /// arm: a new refusal cannot arrive without its words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::EmptyFolder { .. } => "empty-folder",
            Self::Unreadable { .. } => "unreadable",
            Self::NotAFile { .. } => "not-a-file",
            Self::StillWritten { .. } => "still-written",
            Self::TooLarge { .. } => "too-large",
            Self::ForeignLink { .. } => "foreign-link",
            Self::NoId { .. } => "no-id",
            Self::OtherDocument { .. } => "other-document",
            Self::Google(error) => error.kind(),
        }
    }

    /// 65 the workbook cannot be used, 69 unreachable, 77 not allowed, 78 configuration.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Google(error) => error.exit_code(),
            _ => 65,
        }
    }

    /// What happened, for people.
    pub fn message(&self, language: Language) -> String {
        match self {
            Self::Google(error) => error.message(language),
            _ => self.sentence(language, "source-error"),
        }
    }

    /// What to do now, for people.
    pub fn next_step(&self, language: Language) -> String {
        match self {
            Self::Google(error) => error.next_step(language),
            _ => self.sentence(language, "source-next"),
        }
    }

    fn sentence(&self, language: Language, prefix: &str) -> String {
        let values = self.arguments();
        let arguments: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        locale::say(language, &format!("{prefix}-{}", self.kind()), &arguments)
    }

    /// The arguments of its sentences.
    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Missing { path }
            | Self::EmptyFolder { path }
            | Self::NotAFile { path }
            | Self::StillWritten { path } => told(&[("path", &path.display())]),
            Self::Unreadable { path, cause } => {
                told(&[("path", &path.display()), ("detail", cause)])
            }
            Self::TooLarge { what, limit } => {
                told(&[("what", what), ("limit", &byte_count(*limit))])
            }
            Self::ForeignLink { location } | Self::NoId { location } => {
                told(&[("location", location)])
            }
            Self::OtherDocument { location, kind } => {
                told(&[("location", location), ("kind", kind)])
            }
            Self::Google(error) => error.arguments(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every key of the sentences about sources, from the file itself.
    fn kinds(prefix: &str) -> Vec<&'static str> {
        include_str!("../locale/en/source.ftl")
            .lines()
            .filter_map(|line| line.strip_prefix(prefix)?.split_once(" ="))
            .map(|(kind, _)| kind)
            .collect()
    }

    #[test]
    fn every_refusal_has_its_sentence_and_its_advice() {
        let told = kinds("source-error-");
        assert_eq!(told, kinds("source-next-"));
        // The names as `kind` gives them, one arm each.
        let arms: BTreeSet<&str> = [include_str!("error.rs"), include_str!("../google/error.rs")]
            .iter()
            .flat_map(|source| source.split("mod tests").next().unwrap().lines())
            .filter_map(|line| {
                line.trim()
                    .strip_suffix("\",")?
                    .split("{ .. } => \"")
                    .nth(1)
            })
            .chain(["no-root-certificates"])
            .collect();
        assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), arms);
    }

    #[test]
    fn sentences_hold_their_arguments() {
        let error = SourceError::OtherDocument {
            location: "x".to_owned(),
            kind: "folder".to_owned(),
        };
        assert!(error.message(Language::En).contains("a Drive folder"));
    }
}
