//! The official words, in one place: the contents of a publication, the words that
//! the department sets, the wording of statuses, numbers and dates, and the sentences
//! that several documents share.
//!
//! Workbook, mail, letter and web page take them from here, so that they cannot disagree. Counts
//! nothing itself and lays nothing out.

mod artifact;
pub mod comparison;
mod content;
mod letterhead;
pub mod order;
pub(crate) mod personal;
pub mod results;
pub mod sentence;
pub mod words;

pub use artifact::{Artifact, ArtifactKind};
pub use content::{Content, Detail, DirectoryEntry, Exceptions, Milestone};
pub use letterhead::Letterhead;
