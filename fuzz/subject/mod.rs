//! What must be true of the program for any bytes whatever.
//!
//! Each subject is a function that panics where it is not. The fuzzers call them with bytes of
//! their own making (`fuzz_targets`), and `tests/it/fuzz.rs` with every file of `corpus`, so
//! that what a fuzzer once found stays found, without a nightly compiler.

mod cell;
mod commune;
mod config;
mod cron;
mod cron_oracle;
mod roster;
mod sheets;
mod table;
mod wire;
mod workbook;

/// A name, and what must hold.
type Subject = (&'static str, fn(&[u8]));

/// The subjects by their names, which are also those of the fuzz targets and of the folders of
/// `corpus`.
pub(crate) const SUBJECTS: &[Subject] = &[
    ("workbook", workbook::hold),
    ("roster", roster::hold),
    ("sheets", sheets::hold),
    ("wire", wire::hold),
    ("cell", cell::hold),
    ("cron", cron::hold),
    ("config", config::hold),
];

/// Tries one subject with these bytes.
pub(crate) fn hold(subject: &str, data: &[u8]) {
    let (_, hold) = SUBJECTS
        .iter()
        .find(|(name, _)| *name == subject)
        .expect("one of the subjects");
    hold(data);
}
