//! The results sheet.

use serde::Serialize;

use crate::clock::Date;
use crate::document::results::Change;
use crate::pipeline::results::{ResultsPlace, ResultsWrite};
use crate::pipeline::shown;

/// `results --json`.
#[derive(Debug, Serialize)]
pub struct ResultsDocument<'a> {
    pub campaign: &'a str,
    /// `written`, `unchanged`, `placed` (a workbook) or `dry-run`.
    pub outcome: &'static str,
    pub as_of: Date,
    /// The spreadsheet's id; `null` if a workbook is placed.
    pub spreadsheet: Option<&'a str>,
    pub tab: Option<&'a str>,
    pub path: Option<String>,
    /// The number of communes.
    pub rows: usize,
    /// The cells that differed.
    pub changes: Vec<ChangeLine<'a>>,
    pub requests: u32,
}

/// One cell, before and after.
#[derive(Debug, Serialize)]
pub struct ChangeLine<'a> {
    pub commune: &'a str,
    pub column: &'a str,
    pub before: &'a str,
    pub after: &'a str,
}

impl<'a> ResultsDocument<'a> {
    /// The document of what was written, or would be.
    pub fn of(campaign: &'a str, done: &'a ResultsWrite, dry_run: bool) -> Self {
        let (spreadsheet, tab, path) = match &done.place {
            ResultsPlace::Sheet { spreadsheet, tab } => (Some(&**spreadsheet), Some(&**tab), None),
            ResultsPlace::File(path) => (None, None, Some(shown(path))),
        };
        let update = done.update.as_ref();
        Self {
            campaign,
            outcome: match (dry_run, update) {
                (true, _) => "dry-run",
                (false, None) => "placed",
                (false, Some(update)) if update.patches.is_empty() => "unchanged",
                (false, Some(_)) => "written",
            },
            as_of: done.judgement.as_of,
            spreadsheet,
            tab,
            path,
            rows: done.rows,
            changes: update
                .map(|update| update.changes.iter().map(line).collect())
                .unwrap_or_default(),
            requests: done.requests,
        }
    }
}

fn line(change: &Change) -> ChangeLine<'_> {
    ChangeLine {
        commune: &change.commune,
        column: change.column,
        before: &change.before,
        after: &change.after,
    }
}
