//! The `google-sheets4` hub: one call of it, with the limits that it lacks, and its errors
//! translated into refusals.
//!
//! The hub has no time limit, accepts a body of any size, and leaves status and headers out of its
//! errors. So a deadline surrounds the call, its own connection counts the bytes, and a delegate
//! records the rest. Does not know what is called.

use google_sheets4::Sheets;
use google_sheets4::common::{self, Delegate, Retry};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::timeout;

use crate::google::account::{Access, Account};
use crate::google::error::GoogleError;
use crate::google::page;
use crate::google::question::web_page;
use crate::google::refusal::{self, FailedResponse, No, RefusalContext};
use crate::google::session::{Session, host, missing};
use crate::http::{AGENT, Connector, Meter, Trouble, trouble};

/// The name of the API in the console of Google Cloud.
pub(crate) const API: &str = "Google Sheets API";

/// The hub on our connections.
pub(crate) type Hub = Sheets<Connector>;

/// Calls the hub until there is an answer, of at most `limit` bytes, about the document.
///
/// # Errors
/// If it is refused or unreachable.
pub(crate) async fn ask<T>(
    session: &mut Session<'_>,
    account: &Account,
    access: Access,
    id: &str,
    limit: u64,
    call: impl AsyncFn(&Hub, &mut FailureHead) -> common::Result<T>,
) -> Result<T, No> {
    let here = host(&session.settings.sheets_endpoint);
    account
        .ask(session, access, &here, async |session, token| {
            once(session, account, id, limit, token, &call).await
        })
        .await
}

async fn once<T>(
    session: &mut Session<'_>,
    account: &Account,
    id: &str,
    limit: u64,
    token: &str,
    call: &impl AsyncFn(&Hub, &mut FailureHead) -> common::Result<T>,
) -> Result<T, No> {
    session.take_turn().await;
    let here = host(&session.settings.sheets_endpoint);
    let meter = Meter::new(limit);
    let client = Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .build(session.http.metered(meter.clone()));
    let mut hub = Sheets::new(client, token.to_owned());
    hub.base_url(session.settings.sheets_endpoint.to_string());
    hub.root_url(session.settings.sheets_endpoint.to_string());
    hub.user_agent(AGENT.to_owned());

    let mut head = FailureHead::default();
    let patience = session.patience_for_head().min(session.left());
    let error = match timeout(patience, call(&hub, &mut head)).await {
        Err(_) => return Err(missing(Trouble::TimedOut, here, limit)),
        Ok(Ok(answer)) => return Ok(answer),
        Ok(Err(error)) => error,
    };
    if meter.ran_over() {
        return Err(missing(Trouble::TooLarge, here, limit));
    }
    let asked = RefusalContext {
        host: &here,
        api: API,
        sheet: id,
        account: &account.name,
    };
    let said = FailedResponse {
        status: head.status,
        body: &[],
        retry_after: session.retry_after(head.retry_after.as_deref()),
        location: head.location.as_deref(),
    };
    Err(refused(asked, said, error).await)
}

/// The meaning of an error of the hub; `said` lacks the body.
async fn refused(asked: RefusalContext<'_>, said: FailedResponse<'_>, error: common::Error) -> No {
    let here = asked.host.to_owned();
    match error {
        common::Error::HttpError(error) => missing(trouble(&error), here, 0),
        common::Error::BadRequest(json) => {
            let body = json.to_string();
            let body = body.as_bytes();
            refusal::read(asked, FailedResponse { body, ..said })
        }
        common::Error::Failure(response) => {
            let collected = response.into_body().collect().await;
            let body = collected.map(|body| body.to_bytes()).unwrap_or_default();
            let body = &body[..];
            refusal::read(asked, FailedResponse { body, ..said })
        }
        common::Error::JsonDecodeError(text, error) => undecoded(here, &text, &error),
        other => No::Final(GoogleError::Unexpected {
            host: here,
            detail: other.to_string(),
        }),
    }
}

/// The meaning of a body that could not be decoded; the hub replaces a body that was cut off by an
/// empty one.
fn undecoded(host: String, text: &str, error: &serde_json::Error) -> No {
    if page::is_page(None, text.as_bytes()) {
        web_page(host, text.as_bytes())
    } else if text.is_empty() || error.is_eof() {
        No::again(GoogleError::CutShort { host, tries: 1 })
    } else {
        no_json(host, error)
    }
}

/// The error for an answer that is not JSON, with the position of the fault.
pub(crate) fn no_json(host: String, error: &serde_json::Error) -> No {
    No::Final(GoogleError::Unexpected {
        host,
        detail: format!("JSON, {}:{}", error.line(), error.column()),
    })
}

/// The head of a failed answer, which the hub's errors leave out: its status and two headers.
#[derive(Default)]
pub(crate) struct FailureHead {
    status: u16,
    retry_after: Option<String>,
    location: Option<String>,
}

impl Delegate for FailureHead {
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
