//! A list in a file of its own that a key of the campaign names; its
//! faults are reported at its lines.

use crate::config::campaign::file;
use crate::config::problem::{Problem, TomlFile};
use crate::locale::Sentence;

/// The faults of a list, each with its line.
pub(super) type Faults = Vec<(u64, Sentence)>;

/// Reads the list that a key of the campaign names with `entries`, and notes its faults at their
/// lines. `None` if no list is named or it cannot be read.
pub(super) fn entries<T>(
    reader: &mut TomlFile<'_>,
    (key, written): (&str, Option<&str>),
    example: &str,
    entries: impl FnOnce(&str) -> (T, Faults),
) -> Option<T> {
    let written = written?;
    let text = file(reader, key, written)?;
    let path = reader.relative(written).display().to_string();
    let (found, faults) = entries(&text);
    let problems = faults.into_iter().map(|(line, message)| Problem {
        file: path.clone(),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        key: key.to_owned(),
        message,
        example: example.to_owned(),
    });
    reader.problems.extend(problems);
    Some(found)
}
