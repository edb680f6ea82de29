//! The files that hurt readers, each made on the spot, with what must become of it.

mod cell;
mod format;
mod kind;
mod markup;
mod package;

/// A file and its verdict.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) file_name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) verdict: Verdict,
}

/// What must become of a file.
pub(crate) enum Verdict {
    /// Refused, the error being of one of these kinds.
    Refused(&'static [&'static str]),
    /// Read: remarks and cells as the test writes them.
    Read(&'static str),
    /// Read, with so many cells.
    Cells(usize),
}

/// Every file.
pub(crate) fn cases() -> Vec<Case> {
    [
        kind::other_things(),
        package::zips(),
        package::tabs_and_strings(),
        cell::references(),
        cell::values(),
        markup::markup(),
        markup::links_and_merges(),
        format::other_formats(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn case(name: &'static str, bytes: impl Into<Vec<u8>>, verdict: Verdict) -> Case {
    Case {
        name,
        file_name: "T.xlsx",
        bytes: bytes.into(),
        verdict,
    }
}

fn named(file_name: &'static str, case: Case) -> Case {
    Case { file_name, ..case }
}
