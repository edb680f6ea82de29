//! A request to an API in the account's name, and whether its answer is complete.
//!
//! Knows what a complete answer looks like, not what it says.

use url::Url;

use crate::google::account::{Access, Account};
use crate::google::error::GoogleError;
use crate::google::page::{self, HtmlPage};
use crate::google::refusal::{self, FailedResponse, No, RefusalContext};
use crate::google::session::{Session, host};
use crate::http::WholeResponse;

/// A request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    /// The name of the API in the console of Google Cloud.
    pub(crate) api: &'static str,
    /// The access that its token must have.
    pub(crate) access: Access,
    /// The document's id.
    pub(crate) id: &'a str,
    /// The resource key that a document shared by link may need.
    pub(crate) resource_key: Option<&'a str>,
    /// The largest answer, in bytes.
    pub(crate) limit: u64,
    /// The size that was announced, in bytes; a shorter answer was cut off.
    pub(crate) whole: Option<u64>,
    /// Whether the service takes long to prepare the answer.
    pub(crate) takes_long: bool,
}

impl Question<'_> {
    /// Repeats the request until there is an answer.
    ///
    /// # Errors
    /// A refusal that neither time nor a new token can change; or the last one, if it may pass.
    pub(crate) async fn get(
        self,
        session: &mut Session<'_>,
        account: &Account,
        url: &Url,
    ) -> Result<WholeResponse, No> {
        self.get_checked(session, account, url, |_| Ok(())).await
    }

    /// Repeats the request until there is an answer that passes `check`.
    ///
    /// # Errors
    /// As [`Question::get`].
    pub(crate) async fn get_checked(
        self,
        session: &mut Session<'_>,
        account: &Account,
        url: &Url,
        check: impl Fn(&WholeResponse) -> Result<(), No>,
    ) -> Result<WholeResponse, No> {
        account
            .ask(session, self.access, &host(url), async |session, token| {
                let answer = self.once(session, account, url, token).await?;
                check(&answer)?;
                Ok(answer)
            })
            .await
    }

    async fn once(
        self,
        session: &mut Session<'_>,
        account: &Account,
        url: &Url,
        token: &str,
    ) -> Result<WholeResponse, No> {
        let mut headers = vec![
            ("Authorization", format!("Bearer {token}")),
            ("Accept-Encoding", "gzip".to_owned()),
        ];
        if let Some(key) = self.resource_key {
            headers.push(("X-Goog-Drive-Resource-Keys", format!("{}/{key}", self.id)));
        }
        let head = if self.takes_long {
            session.patience_for_much()
        } else {
            session.patience_for_head()
        };
        let answer = session
            .get_patiently(url, &headers, self.limit, head)
            .await?;
        self.judge(session, account, url, answer)
    }

    fn judge(
        self,
        session: &Session<'_>,
        account: &Account,
        url: &Url,
        answer: WholeResponse,
    ) -> Result<WholeResponse, No> {
        let here = host(url);
        let tries = 1;
        if answer.status != 200 {
            let asked = RefusalContext {
                host: &here,
                api: self.api,
                sheet: self.id,
                account: &account.name,
            };
            let said = FailedResponse {
                status: answer.status,
                body: &answer.body,
                retry_after: session.retry_after(answer.header("retry-after")),
                location: answer.header("location"),
            };
            return Err(refusal::read(asked, said));
        }
        if page::is_page(answer.header("content-type"), &answer.body) {
            return Err(web_page(here, &answer.body));
        }
        match (answer.body.len() as u64, self.whole) {
            (0, None | Some(1..)) => Err(No::again(GoogleError::CutShort { host: here, tries })),
            (0, Some(0)) => Err(No::Final(GoogleError::EmptyAnswer { host: here })),
            (had, Some(whole)) if had < whole => {
                Err(No::again(GoogleError::CutShort { host: here, tries }))
            }
            _ => Ok(answer),
        }
    }
}

/// The meaning of a web page instead of an API's answer.
pub(crate) fn web_page(host: String, body: &[u8]) -> No {
    match page::read(body) {
        HtmlPage::Quota => No::again(GoogleError::QuotaPage { host, tries: 1 }),
        HtmlPage::Other { title } => No::Final(GoogleError::WebPage { host, title }),
        HtmlPage::SignIn | HtmlPage::Confirm { .. } => No::Final(GoogleError::WebPage {
            host,
            title: "Google".to_owned(),
        }),
    }
}
