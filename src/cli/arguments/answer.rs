//! The arguments of `cnscd answer`.

use clap::{Args, Subcommand};

use super::date;
use crate::clock::Date;

#[derive(Debug, Args)]
#[command(name = "answer")]
pub struct Arguments {
    #[command(subcommand)]
    pub command: AnswerCommand,
}

/// What is done about answers.
#[derive(Debug, Subcommand)]
pub enum AnswerCommand {
    /// A name as typed in a sheet means the commune of this code
    Alias {
        /// The name, as it stands in the cell
        typed: String,
        /// The commune's code
        code: String,
        #[command(flatten)]
        by: By,
    },
    /// The signed decision of a commune was seen
    Confirm {
        /// The commune's code
        code: String,
        /// Its number, as signed
        #[arg(long, value_name = "N")]
        number: String,
        /// The day it was signed
        #[arg(long, value_name = "DATE", value_parser = date)]
        date: Date,
        #[command(flatten)]
        by: By,
    },
    /// A rule does not speak of a commune for some time
    Waive {
        /// The commune's code
        code: String,
        /// The rule's id, as `cnscd config rules` lists them
        rule: String,
        /// The last day it holds
        #[arg(long, value_name = "DATE", value_parser = date)]
        until: Date,
        #[command(flatten)]
        by: By,
    },
    /// A commune has a later deadline
    Extend {
        /// The commune's code
        code: String,
        /// Its own deadline
        #[arg(long, value_name = "DATE", value_parser = date)]
        deadline: Date,
        #[command(flatten)]
        by: By,
    },
    /// Every answer, withdrawn ones too
    List(super::OneCampaign),
    /// Take an answer back; it stays in the list
    Withdraw {
        /// Its id, as `cnscd answer list` shows it
        id: String,
        #[command(flatten)]
        by: By,
    },
}

/// Who answers, and why.
#[derive(Debug, Args)]
pub struct By {
    /// Why; asked for on a terminal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who says so [default: the login]
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
    /// The campaign; without, the only one
    #[arg(long, value_name = "NAME")]
    pub campaign: Option<String>,
    /// Show what would change; keep nothing
    #[arg(long)]
    pub dry_run: bool,
}
