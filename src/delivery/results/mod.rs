//! Writes the results sheet: reads one spreadsheet of the department, and writes the cells that
//! differ from the wanted ones.
//!
//! Uses one tab of one native spreadsheet, and needs at most three requests if nothing goes wrong:
//! reading the tab; adding the tab, if it is missing, or rows, if it is too short; writing the
//! cells. Every write names fixed ranges, so that repeating it does no harm. The caller decides
//! what is wanted.

mod answer;
mod request;

use google_sheets4::api::{BatchUpdateSpreadsheetRequest, BatchUpdateValuesRequest, Scope};
use google_sheets4::common;

use self::answer::{FIELDS, SpreadsheetJson, Tab};
use self::request::{WIDTH, added, dressed, grown, new_id, quoted, range};
use crate::cell::column_letters;
use crate::clock::Clock;
use crate::document::results::{self, ForeignHeader, Patch, Row, Update};
use crate::failure::reasons;
use crate::google::account::{Access, Account};
use crate::google::hub::{self, API, FailureHead, Hub, no_json};
use crate::google::question::Question;
use crate::google::refusal::No;
use crate::google::session::{Session, host};
use crate::google::{Google, GoogleError};

reasons! {
    /// Why the results sheet could not be read or written.
    pub enum ResultsError "results-" or Google(GoogleError) {
        /// The link is to an Office file, which is never written.
        OfficeFile { spreadsheet: String } = 65 "office-file",
        /// The tab contains something else.
        ForeignHeader { tab: String, found: String } = 65 "foreign-header",
        /// The sheet with this title has no cells.
        NoGrid { tab: String } = 65 "no-grid",
        /// The account may not read it, or there is no such spreadsheet.
        NotShared { spreadsheet: String, account: String } = 77 "not-shared",
        /// The account may read it but not write.
        ReadOnly { spreadsheet: String, account: String } = 77 "read-only",
        /// No credentials are configured.
        NoAccount = 78 "no-account",
    }
}

/// A tab of a spreadsheet.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The spreadsheet's id.
    pub spreadsheet: &'a str,
    /// The tab's title.
    pub tab: &'a str,
}

/// The result of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultsUpdate {
    /// What differed; empty if nothing did.
    pub update: Update,
    /// Number of requests, including retries and tokens.
    pub requests: u32,
}

/// The largest answer to reading, in bytes; the cells of 3,321 communes are about two megabytes.
const READ_LIMIT: u64 = 32 * 1024 * 1024;
/// The largest answer to writing, in bytes; it is normally short.
const WRITE_LIMIT: u64 = 4 * 1024 * 1024;
/// Whether there is an account to write with.
///
/// # Errors
/// If the credentials cannot be used.
pub async fn has_account(google: &Google, clock: Clock) -> Result<bool, ResultsError> {
    let mut session = google.session(clock);
    Ok(google.account(&mut session).await?.is_some())
}

/// Returns what would be written; only reads.
///
/// # Errors
/// As [`write()`].
pub async fn look(
    google: &Google,
    clock: Clock,
    target: Target<'_>,
    wanted: &[Row],
) -> Result<ResultsUpdate, ResultsError> {
    SheetSession::new(google, clock, target, Access::Reading)
        .await?
        .look(wanted)
        .await
}

/// Makes the tab contain what is wanted.
///
/// # Errors
/// If the tab belongs to somebody else, the file is not a native spreadsheet, or Google refuses.
pub async fn write(
    google: &Google,
    clock: Clock,
    target: Target<'_>,
    wanted: &[Row],
) -> Result<ResultsUpdate, ResultsError> {
    SheetSession::new(google, clock, target, Access::Writing)
        .await?
        .write(wanted)
        .await
}

struct SheetSession<'a> {
    target: Target<'a>,
    session: Session<'a>,
    account: &'a Account,
    access: Access,
}

impl<'a> SheetSession<'a> {
    async fn new(
        google: &'a Google,
        clock: Clock,
        target: Target<'a>,
        access: Access,
    ) -> Result<Self, ResultsError> {
        google.ready()?;
        let mut session = google.session(clock);
        let account = google.account(&mut session).await?;
        Ok(Self {
            target,
            session,
            account: account.ok_or(ResultsError::NoAccount)?,
            access,
        })
    }

    async fn look(mut self, wanted: &[Row]) -> Result<ResultsUpdate, ResultsError> {
        let tab = self.tab().await?;
        let update = self.update(tab.as_ref(), wanted)?;
        self.done(update)
    }

    async fn write(mut self, wanted: &[Row]) -> Result<ResultsUpdate, ResultsError> {
        let tab = self.tab().await?;
        let update = self.update(tab.as_ref(), wanted)?;
        if update.patches.is_empty() {
            return self.done(update);
        }
        self.make_room(tab.as_ref(), &update, wanted.len()).await?;
        self.write_cells(&update.patches).await?;
        self.done(update)
    }

    fn done(self, update: Update) -> Result<ResultsUpdate, ResultsError> {
        Ok(ResultsUpdate {
            update,
            requests: self.session.requests,
        })
    }

    fn update(&self, tab: Option<&Tab>, wanted: &[Row]) -> Result<Update, ResultsError> {
        let cells = tab.map_or(&[][..], |tab| &tab.cells);
        results::update(wanted, cells).map_err(|ForeignHeader { found }| {
            ResultsError::ForeignHeader {
                tab: self.target.tab.to_owned(),
                found,
            }
        })
    }

    /// The tab and its cells; `None` if the spreadsheet has no tab with this title.
    async fn tab(&mut self) -> Result<Option<Tab>, ResultsError> {
        let mut url = self
            .session
            .settings
            .sheets_endpoint
            .join(&format!("v4/spreadsheets/{}", self.target.spreadsheet))
            .expect("an id holds no character that an address minds");
        let columns = format!(
            "{}!A:{}",
            quoted(self.target.tab),
            column_letters(WIDTH - 1)
        );
        url.query_pairs_mut()
            .append_pair("ranges", &columns)
            .append_pair("fields", FIELDS)
            .append_pair("prettyPrint", "false");
        let question = Question {
            api: API,
            access: self.access,
            id: self.target.spreadsheet,
            resource_key: None,
            limit: READ_LIMIT,
            whole: None,
            takes_long: false,
        };
        let here = host(&url);
        let asked = question
            .get_checked(&mut self.session, self.account, &url, |answer| {
                match serde_json::from_slice::<SpreadsheetJson>(&answer.body) {
                    Ok(_) => Ok(()),
                    Err(error) if !error.is_eof() => Err(no_json(here.clone(), &error)),
                    Err(_) => Err(No::again(GoogleError::CutShort {
                        host: here.clone(),
                        tries: 1,
                    })),
                }
            })
            .await;
        let body = match asked {
            Ok(answer) => answer.body,
            Err(no) if is_no_such_tab(&no) => return Ok(None),
            Err(no) => return Err(self.refused(no, false)),
        };
        let answer: SpreadsheetJson =
            serde_json::from_slice(&body).expect("an answer that was read before");
        // Always an error: a missing tab is reported by a refusal, not by an empty answer.
        let Some(sheet) = answer.sheets.into_iter().next() else {
            return Err(ResultsError::Google(GoogleError::Unexpected {
                host: here,
                detail: "no tab".to_owned(),
            }));
        };
        sheet.tab().map(Some).ok_or_else(|| ResultsError::NoGrid {
            tab: self.target.tab.to_owned(),
        })
    }

    /// Adds the tab if it is missing, and rows if it is too short. A new tab is protected by a
    /// warning; if that is not permitted the update continues.
    async fn make_room(
        &mut self,
        tab: Option<&Tab>,
        update: &Update,
        communes: usize,
    ) -> Result<(), ResultsError> {
        let rows = u32::try_from(communes).expect("a register is small") + 1;
        let id = tab.map_or_else(|| new_id(self.target), |tab| tab.id);
        let mut needed = match tab {
            None => vec![added(self.target.tab, id, rows)],
            Some(tab) => grown(tab, rows),
        };
        let is_needed = !needed.is_empty();
        if update.is_first {
            needed.extend(dressed(id));
        }
        if needed.is_empty() {
            return Ok(());
        }
        let request = BatchUpdateSpreadsheetRequest {
            requests: Some(needed),
            ..BatchUpdateSpreadsheetRequest::default()
        };
        let spreadsheet = self.target.spreadsheet;
        let asked = self
            .send(async |hub, head| {
                let call = hub
                    .spreadsheets()
                    .batch_update(request.clone(), spreadsheet)
                    .add_scope(Scope::Spreadsheet)
                    .param("fields", "spreadsheetId")
                    .delegate(head);
                call.doit().await.map(|(_, answer)| answer)
            })
            .await;
        match asked {
            Ok(_) => Ok(()),
            Err(no) if is_needed => Err(self.refused(no, true)),
            Err(_) => Ok(()),
        }
    }

    async fn write_cells(&mut self, patches: &[Patch]) -> Result<(), ResultsError> {
        let ranges = patches.iter().map(|patch| range(self.target.tab, patch));
        let request = BatchUpdateValuesRequest {
            data: Some(ranges.collect()),
            value_input_option: Some("RAW".to_owned()),
            ..BatchUpdateValuesRequest::default()
        };
        let spreadsheet = self.target.spreadsheet;
        self.send(async |hub, head| {
            let call = hub
                .spreadsheets()
                .values_batch_update(request.clone(), spreadsheet)
                .add_scope(Scope::Spreadsheet)
                .param("fields", "spreadsheetId,totalUpdatedCells")
                .delegate(head);
            call.doit().await.map(|(_, answer)| answer)
        })
        .await
        .map_err(|no| self.refused(no, true))?;
        Ok(())
    }

    /// Sends a request that writes to the spreadsheet.
    async fn send<T>(
        &mut self,
        call: impl AsyncFn(&Hub, &mut FailureHead) -> common::Result<T>,
    ) -> Result<T, No> {
        hub::ask(
            &mut self.session,
            self.account,
            self.access,
            self.target.spreadsheet,
            WRITE_LIMIT,
            call,
        )
        .await
    }

    /// The error for a refusal: an account that may read may still be refused writing.
    fn refused(&self, no: No, writing: bool) -> ResultsError {
        let spreadsheet = self.target.spreadsheet.to_owned();
        let account = self.account.name.clone();
        match no {
            No::OtherWay { .. } => ResultsError::OfficeFile { spreadsheet },
            No::Invisible { unknown: true } => GoogleError::UnknownId { sheet: spreadsheet }.into(),
            No::Invisible { .. } if writing => ResultsError::ReadOnly {
                spreadsheet,
                account,
            },
            No::Invisible { .. } | No::Reauthorise => ResultsError::NotShared {
                spreadsheet,
                account,
            },
            No::Again { last, .. } | No::Final(last) => last.into(),
        }
    }
}

/// Recognises «Unable to parse range: 'Kết quả rà soát'!A:K»: there is no tab with this title.
fn is_no_such_tab(no: &No) -> bool {
    matches!(no, No::Final(GoogleError::Unexpected { detail, .. })
        if detail.starts_with("400 ") && detail.contains("Unable to parse range"))
}
