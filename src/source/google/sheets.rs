//! The Sheets API: a native sheet in two requests, its outline and its cells.
//!
//! The outline goes through the `google-sheets4` hub. The cells do not: the hub decodes every
//! cell into some three kilobytes, so that a sheet of 66,000 rows takes more than two gigabytes,
//! and anyone who may edit the sheet could end the daemon. Their JSON is kept as it comes and is
//! read by `table::sheets`.

use std::collections::BTreeSet;

use google_sheets4::Sheets;
use google_sheets4::api::{Scope, Spreadsheet};
use google_sheets4::common::{self, Delegate, Retry};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use crate::source::dial::Meter;
use crate::source::error::SourceError;
use crate::source::google::account::Account;
use crate::source::google::ask::{Question, web_page};
use crate::source::google::page;
use crate::source::google::pull::{Pull, host, missing};
use crate::source::google::refusal::{self, Asked, No, Said};
use crate::source::http::{AGENT, Trouble, trouble};
use crate::source::link::Document;

const API: &str = "Google Sheets API";

/// Titles, locale, time zone, and which tabs there are.
const OUTLINE: &str = "spreadsheetId,properties(title,locale,timeZone),\
    sheets(properties(sheetId,title,sheetType))";

/// What `table::sheets` reads, and nothing else: an unmasked answer is some fifty times larger.
const CELLS: &str = "sheets(properties(sheetId,title,index,hidden,sheetType),merges,\
    data(startRow,startColumn,\
    rowData(values(effectiveValue,hyperlink,\
    effectiveFormat(numberFormat(type,pattern),textFormat(strikethrough)),\
    userEnteredFormat(numberFormat(type,pattern),textFormat(strikethrough)),\
    textFormatRuns(startIndex,format(strikethrough)))),\
    rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser,hiddenByFilter)))";

/// An outline is some hundred bytes a tab.
const OUTLINE_LIMIT: u64 = 4 * 1024 * 1024;

/// What a spreadsheet is, before its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Its title.
    pub(crate) title: String,
    /// Such as `vi_VN`.
    pub(crate) locale: String,
    /// Such as `Asia/Ho_Chi_Minh`.
    pub(crate) time_zone: String,
    /// Ids of its tabs.
    tabs: BTreeSet<i64>,
}

/// Asks what the spreadsheet is.
///
/// # Errors
/// Refused, or unreachable; `OtherWay` for Office files.
pub(crate) async fn outline(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
) -> Result<Outline, No> {
    let mut made = 0;
    let mut renewed = false;
    let mut token = account.token(pull, false).await.map_err(No::Final)?;
    loop {
        match ask(pull, account, document, token.clone()).await {
            Ok(spreadsheet) => return told(&pull.settings.sheets_endpoint, spreadsheet),
            Err(No::Again { last, retry_after }) => pull
                .again(&mut made, last, retry_after)
                .await
                .map_err(No::Final)?,
            Err(No::Reauthorise) if renewed => {
                return Err(No::Final(SourceError::TokenRejected {
                    host: host(&pull.settings.sheets_endpoint),
                    account: account.name.clone(),
                }));
            }
            Err(No::Reauthorise) => {
                renewed = true;
                token = account.token(pull, true).await.map_err(No::Final)?;
            }
            Err(no) => return Err(no),
        }
    }
}

/// Asks for every cell of every tab at once, so that all are of one moment.
///
/// # Errors
/// As [`Question::get`]; an answer that lacks a tab of the outline is a cut one.
pub(crate) async fn cells(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
    outline: &Outline,
) -> Result<Vec<u8>, No> {
    let mut url = pull
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
        limit: pull.settings.max_file,
        whole: None,
        takes_long: true,
    };
    let mut made = 0;
    loop {
        let answer = question.get(pull, account, document, &url).await?;
        match holds_all(&answer.body, outline) {
            Ok(true) => return Ok(answer.body),
            Err(error) if !error.is_eof() => return Err(unexpected(host(&url), &error)),
            Ok(false) | Err(_) => pull
                .again(
                    &mut made,
                    SourceError::CutShort {
                        host: host(&url),
                        tries: 1,
                    },
                    None,
                )
                .await
                .map_err(No::Final)?,
        }
    }
}

/// Whether the answer holds every tab of the outline; reads the whole of it, keeps nothing.
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

/// Hears what the hub's errors leave out: the status and two headers.
#[derive(Default)]
struct Ear {
    status: u16,
    retry_after: Option<String>,
    location: Option<String>,
}

impl Delegate for Ear {
    fn http_failure(&mut self, response: &common::Response, _: Option<&Value>) -> Retry {
        self.status = response.status().as_u16();
        let header = |name| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        self.retry_after = header("retry-after");
        self.location = header("location");
        Retry::Abort
    }
}

/// Asks the hub once. It has no time limit and takes a body of any size, so both are set from
/// outside: a deadline around the call, and a connection of its own that counts what it reads.
async fn ask(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
    token: String,
) -> Result<Spreadsheet, No> {
    pull.take_turn().await;
    let here = host(&pull.settings.sheets_endpoint);
    let meter = Meter::new(OUTLINE_LIMIT);
    let client = Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .build(pull.http.metered(meter.clone()));
    let mut hub = Sheets::new(client, token);
    hub.base_url(pull.settings.sheets_endpoint.to_string());
    hub.root_url(pull.settings.sheets_endpoint.to_string());
    hub.user_agent(AGENT.to_owned());

    let mut ear = Ear::default();
    let call = hub
        .spreadsheets()
        .get(&document.id)
        .add_scope(Scope::SpreadsheetReadonly)
        .param("fields", OUTLINE)
        .param("prettyPrint", "false")
        .delegate(&mut ear)
        .doit();
    let patience = pull.patience_for_head().min(pull.left());
    let Ok(answer) = timeout(patience, call).await else {
        return Err(missing(Trouble::TimedOut, here, OUTLINE_LIMIT));
    };
    let error = match answer {
        Ok((_, spreadsheet)) => return Ok(spreadsheet),
        Err(error) => error,
    };
    if meter.ran_over() {
        return Err(missing(Trouble::TooLarge, here, OUTLINE_LIMIT));
    }
    let asked = Asked {
        host: &here,
        api: API,
        sheet: &document.id,
        account: &account.name,
    };
    let said = Said {
        status: ear.status,
        body: &[],
        retry_after: pull.retry_after(ear.retry_after.as_deref()),
        location: ear.location.as_deref(),
    };
    Err(match error {
        common::Error::HttpError(error) => missing(trouble(&error), here, OUTLINE_LIMIT),
        common::Error::BadRequest(json) => {
            let body = json.to_string();
            let body = body.as_bytes();
            refusal::read(asked, Said { body, ..said })
        }
        common::Error::Failure(response) => {
            let collected = response.into_body().collect().await;
            let body = collected.map(common_bytes).unwrap_or_default();
            let body = body.as_slice();
            refusal::read(asked, Said { body, ..said })
        }
        common::Error::JsonDecodeError(text, error) => undecoded(here, &text, &error),
        other => No::Final(SourceError::Unexpected {
            host: here,
            detail: other.to_string(),
        }),
    })
}

fn common_bytes(body: http_body_util::Collected<hyper::body::Bytes>) -> Vec<u8> {
    body.to_bytes().to_vec()
}

/// The hub turns a body that broke off into an empty one and decodes that.
fn undecoded(host: String, text: &str, error: &serde_json::Error) -> No {
    if page::is_page(None, text.as_bytes()) {
        web_page(host, text.as_bytes())
    } else if text.is_empty() || error.is_eof() {
        No::again(SourceError::CutShort { host, tries: 1 })
    } else {
        unexpected(host, error)
    }
}

fn unexpected(host: String, error: &serde_json::Error) -> No {
    No::Final(SourceError::Unexpected {
        host,
        detail: format!("JSON, {}:{}", error.line(), error.column()),
    })
}

/// An outline without a tab is none: every spreadsheet has one.
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
        return Err(No::Final(SourceError::Unexpected {
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
