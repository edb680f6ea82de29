//! Shell completions and the manual page, made from the definition of the command line.

use clap::CommandFactory;

use crate::cli::arguments::{Arguments, Completions};
use crate::cli::error::CommandError;
use crate::cli::{Output, help};
use crate::failure::Failure;
use crate::locale::Language;

/// Completions for a shell.
pub(super) fn completions(arguments: &Completions, language: Language) -> Output {
    let mut bytes = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut help::command(language, None),
        "cnscd",
        &mut bytes,
    );
    Output::verbatim(String::from_utf8_lossy(&bytes).trim_end())
}

/// The manual page, in roff.
pub(super) fn man() -> Result<Output, Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(Arguments::command())
        .render(&mut bytes)
        .map_err(|error| CommandError::Man { error })?;
    Ok(Output::verbatim(String::from_utf8_lossy(&bytes).trim_end()))
}
