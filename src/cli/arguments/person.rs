//! The arguments of `cnscd person`.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Person {
    #[command(subcommand)]
    pub command: PersonCommand,
}

#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Where a person stands
    Find(Whom),
    /// Everything that is kept about a person, as one JSON document
    Export(Whom),
    /// Remove a person from everything that is kept; leaves a proof that does not name the person
    Erase(Erase),
}

/// Whom it is about.
#[derive(Clone, Debug, Args)]
pub struct Whom {
    /// A full name, a phone number or a mail address
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Erase {
    #[command(flatten)]
    pub whom: Whom,
    /// Why, kept with the proof
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    pub reason: Option<String>,
    /// Who says so [default: the login]
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
    /// Show what would be erased; erase nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask whether it is meant
    #[arg(long)]
    pub yes: bool,
}
