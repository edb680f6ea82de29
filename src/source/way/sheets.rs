//! The Sheets API: a native sheet in two requests, its outline and its cells.
//!
//! The outline is fetched with the `google-sheets4` hub, the cells are not. The hub decodes every
//! cell into about three kilobytes, so a sheet of 66,000 rows would take more than two gigabytes,
//! and anybody who can edit the sheet could crash the daemon. The JSON of the cells is kept as it
//! is, and `table::sheets` reads it.

use std::collections::BTreeSet;

use google_sheets4::api::{Scope, Spreadsheet};
use serde::Deserialize;

use crate::google::GoogleError;
use crate::google::account::{Access, Account};
use crate::google::hub::{self, API, no_json};
use crate::google::question::Question;
use crate::google::refusal::No;
use crate::google::session::{Session, host};
use crate::source::link::GoogleDocument;

/// The fields of the outline: title, locale, time zone, and the list of tabs.
const OUTLINE: &str = "spreadsheetId,properties(title,locale,timeZone),\
    sheets(properties(sheetId,title,sheetType))";

/// The fields that `table::sheets` reads; an answer with all fields is about fifty times larger.
const CELLS: &str = "sheets(properties(sheetId,title,index,hidden,sheetType),merges,\
    data(startRow,startColumn,\
    rowData(values(effectiveValue,hyperlink,\
    effectiveFormat(numberFormat(type,pattern),textFormat(strikethrough)),\
    userEnteredFormat(numberFormat(type,pattern),textFormat(strikethrough)),\
    textFormatRuns(startIndex,format(strikethrough)))),\
    rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser,hiddenByFilter)))";

/// The largest outline in bytes; it has some hundred bytes for each tab.
const OUTLINE_LIMIT: u64 = 4 * 1024 * 1024;

/// A spreadsheet without its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Its title.
    pub(crate) title: String,
    /// The locale, such as `vi_VN`.
    pub(crate) locale: String,
    /// The time zone, such as `Asia/Ho_Chi_Minh`.
    pub(crate) time_zone: String,
    /// Ids of its tabs.
    tabs: BTreeSet<i64>,
}

/// Asks what the spreadsheet is.
///
/// # Errors
/// If it is refused or unreachable; `OtherWay` for Office files.
pub(crate) async fn outline(
    session: &mut Session<'_>,
    account: &Account,
    document: &GoogleDocument,
) -> Result<Outline, No> {
    let spreadsheet = hub::ask(
        session,
        account,
        Access::Reading,
        &document.id,
        OUTLINE_LIMIT,
        async |hub, head| {
            let call = hub
                .spreadsheets()
                .get(&document.id)
                .add_scope(Scope::SpreadsheetReadonly)
                .param("fields", OUTLINE)
                .param("prettyPrint", "false")
                .delegate(head);
            call.doit().await.map(|(_, spreadsheet)| spreadsheet)
        },
    )
    .await?;
    told(&session.settings.sheets_endpoint, spreadsheet)
}

/// Fetches all cells of all tabs in one request, so that all are of the same moment.
///
/// # Errors
/// As [`Question::get`]; also if the answer lacks a tab of the outline, because it was cut off.
pub(crate) async fn cells(
    session: &mut Session<'_>,
    account: &Account,
    document: &GoogleDocument,
    outline: &Outline,
) -> Result<Vec<u8>, No> {
    let mut url = session
        .settings
        .sheets_endpoint
        .join(&format!("v4/spreadsheets/{}", document.id))
        .expect("an id holds no character that an address minds");
    url.query_pairs_mut()
        .append_pair("includeGridData", "true")
        .append_pair("fields", CELLS)
        .append_pair("prettyPrint", "false");
    let question = Question {
        api: API,
        access: Access::Reading,
        id: &document.id,
        resource_key: document.resource_key.as_deref(),
        limit: session.settings.max_file,
        whole: None,
        takes_long: true,
    };
    let here = host(&url);
    let answer = question
        .get_checked(session, account, &url, |answer| {
            match holds_all(&answer.body, outline) {
                Ok(true) => Ok(()),
                Err(error) if !error.is_eof() => Err(no_json(here.clone(), &error)),
                Ok(false) | Err(_) => Err(No::again(GoogleError::CutShort {
                    host: here.clone(),
                    tries: 1,
                })),
            }
        })
        .await?;
    Ok(answer.body)
}

/// Whether the answer has every tab of the outline. Parses all of it and keeps nothing.
fn holds_all(json: &[u8], outline: &Outline) -> Result<bool, serde_json::Error> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default)]
        sheets: Vec<Sheet>,
    }
    #[derive(Deserialize)]
    struct Sheet {
        properties: Properties,
    }
    #[derive(Deserialize)]
    struct Properties {
        #[serde(rename = "sheetId", default)]
        id: i64,
    }
    let answer: Answer = serde_json::from_slice(json)?;
    let had: BTreeSet<i64> = answer
        .sheets
        .iter()
        .map(|sheet| sheet.properties.id)
        .collect();
    Ok(outline.tabs.is_subset(&had))
}

/// Reads an outline. One without tabs is invalid, since every spreadsheet has a tab.
fn told(endpoint: &url::Url, spreadsheet: Spreadsheet) -> Result<Outline, No> {
    let tabs: BTreeSet<i64> = spreadsheet
        .sheets
        .into_iter()
        .flatten()
        .filter_map(|sheet| sheet.properties)
        .map(|properties| i64::from(properties.sheet_id.unwrap_or_default()))
        .collect();
    let properties = spreadsheet.properties.unwrap_or_default();
    if tabs.is_empty() {
        return Err(No::Final(GoogleError::Unexpected {
            host: host(endpoint),
            detail: "no tabs".to_owned(),
        }));
    }
    Ok(Outline {
        title: properties.title.unwrap_or_default(),
        locale: properties.locale.unwrap_or_default(),
        time_zone: properties.time_zone.unwrap_or_default(),
        tabs,
    })
}
