//! The bytes of a file: read into a sound table or refused with a sentence, the same every time
//! and on both sides of the pipe.

use cnscd::failure::Reason;
use cnscd::locale::Language;
use cnscd::table::{Table, TableError, wire, workbook};

use super::table::{is_sound, limits};

const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

pub(crate) fn hold(data: &[u8]) {
    let limits = limits();
    let outcome = workbook::read(data, "T.xlsx", &limits);
    match &outcome {
        Ok(table) => is_sound(table, ROWS, COLUMNS, &limits),
        Err(refusal) => is_said(refusal),
    }
    if let Ok(table) = outcome {
        arrives(&table);
    }
}

/// A refusal has a sentence and what to do, in both languages, without control characters.
fn is_said(refusal: &TableError) {
    assert!(
        !matches!(refusal, TableError::Defect { .. }),
        "{refusal}: a file is never a defect of ours"
    );
    for language in [Language::Vi, Language::En] {
        for sentence in [refusal.message(), refusal.next_step()] {
            let sentence = sentence.say(language);
            assert!(sentence.chars().count() > 8, "{sentence:?}");
        }
    }
}

/// What the reading process tells is what the other side of the pipe hears.
fn arrives(table: &Table) {
    let stream = wire::tell(table);
    assert_eq!(wire::told(&stream), Some(Ok(table.clone())));
}
