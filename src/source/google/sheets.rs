//! The Sheets API: a native sheet whole, in one request.
//!
//! Knows how to ask the `google-sheets4` hub and how its errors hide what happened; the answer's
//! cells are read by `table::sheets`.

use google_sheets4::Sheets;
use google_sheets4::common::{self, Delegate, Retry};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::timeout_at;

use crate::source::dial::Meter;
use crate::source::error::SourceError;
use crate::source::google::account::Account;
use crate::source::google::page::{self, Page};
use crate::source::google::pull::{Pull, host, missing};
use crate::source::google::refusal::{self, Asked, No};
use crate::source::http::{AGENT, Trouble, trouble};
use crate::source::link::Document;

/// What `table::sheets` reads, and nothing else: an unmasked answer is some fifty times larger.
const FIELDS: &str = "spreadsheetId,properties(title,locale,timeZone),\
    sheets(properties(sheetId,title,index,hidden,sheetType),merges,\
    data(startRow,startColumn,\
    rowData(values(effectiveValue,hyperlink,effectiveFormat(numberFormat(type)),\
    userEnteredFormat(numberFormat(type)))),\
    rowMetadata(hiddenByUser,hiddenByFilter)))";

/// A cell takes some four times as much in JSON as in a zipped workbook.
const LIMIT_FACTOR: u64 = 4;

/// The whole spreadsheet as the API's JSON, and its title.
///
/// # Errors
/// Refused, or unreachable; `OtherWay` for Office files.
pub(super) async fn get(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
) -> Result<(Vec<u8>, String), No> {
    let mut made = 0;
    let mut renewed = false;
    let mut token = account.token(pull, false).await.map_err(No::Final)?;
    loop {
        match ask(pull, account, document, token.clone()).await {
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
            other => return other,
        }
    }
}

/// Hears what the hub's errors leave out: the status and `Retry-After`.
#[derive(Default)]
struct Ear {
    status: u16,
    retry_after: Option<String>,
}

impl Delegate for Ear {
    fn http_failure(&mut self, response: &common::Response, _: Option<&Value>) -> Retry {
        self.status = response.status().as_u16();
        let header = response.headers().get("retry-after");
        self.retry_after = header.and_then(|value| value.to_str().ok().map(str::to_owned));
        Retry::Abort
    }
}

/// Asks once. The hub has no time limit and takes a body of any size, so both are set from
/// outside: a deadline around the call, and a connection of its own that counts what it reads.
async fn ask(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
    token: String,
) -> Result<(Vec<u8>, String), No> {
    pull.take_turn().await;
    let here = host(&pull.settings.sheets_endpoint);
    let limit = pull.settings.max_file.saturating_mul(LIMIT_FACTOR);
    let meter = Meter::new(limit);
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
        .param("fields", FIELDS)
        .param("prettyPrint", "false")
        .delegate(&mut ear)
        .doit();
    let Ok(answer) = timeout_at(pull.whole_until(), call).await else {
        return Err(missing(Trouble::TimedOut, here, limit));
    };
    let error = match answer {
        Ok((response, spreadsheet)) => {
            let title = spreadsheet
                .properties
                .and_then(|properties| properties.title)
                .unwrap_or_default();
            if spreadsheet.sheets.is_none_or(|sheets| sheets.is_empty()) {
                return Err(No::Final(SourceError::Unexpected {
                    host: here,
                    detail: "no sheets".to_owned(),
                }));
            }
            return Ok((bytes(response).await, title));
        }
        Err(error) => error,
    };
    if meter.ran_over() {
        return Err(missing(Trouble::TooLarge, here, limit));
    }
    let asked = Asked {
        host: &here,
        api: "Google Sheets API",
        sheet: &document.id,
        account: &account.name,
    };
    let retry_after = pull.retry_after(ear.retry_after.as_deref());
    Err(match error {
        common::Error::HttpError(error) => missing(trouble(&error), here, limit),
        common::Error::BadRequest(said) => {
            refusal::read(asked, ear.status, said.to_string().as_bytes(), retry_after)
        }
        common::Error::Failure(response) => {
            let body = bytes(response).await;
            refusal::read(asked, ear.status, &body, retry_after)
        }
        common::Error::JsonDecodeError(text, error) => undecoded(here, &text, &error),
        other => No::Final(SourceError::Unexpected {
            host: here,
            detail: other.to_string(),
        }),
    })
}

/// The hub turns a body that broke off into an empty one and decodes that.
fn undecoded(host: String, text: &str, error: &serde_json::Error) -> No {
    let tries = 1;
    if page::is_page(None, text.as_bytes()) {
        return match page::read(text.as_bytes()) {
            Page::Quota => No::again(SourceError::QuotaPage { host, tries }),
            Page::Other { title } => No::Final(SourceError::WebPage { host, title }),
            Page::SignIn | Page::Confirm { .. } => No::Final(SourceError::WebPage {
                host,
                title: "Google".to_owned(),
            }),
        };
    }
    if text.is_empty() || error.is_eof() {
        return No::again(SourceError::CutShort { host, tries });
    }
    No::Final(SourceError::Unexpected {
        host,
        detail: format!("JSON, {}:{}", error.line(), error.column()),
    })
}

/// The body that the hub kept beside what it decoded.
async fn bytes(response: common::Response) -> Vec<u8> {
    let collected = response.into_body().collect().await;
    collected.map_or_else(|_| Vec::new(), |body| body.to_bytes().to_vec())
}
