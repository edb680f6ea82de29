//! One question to an API in the account's name, asked until there is a whole answer or a reason
//! to stop.
//!
//! Knows tokens, retries and what a whole answer looks like; not what the answer says.

use url::Url;

use crate::source::error::SourceError;
use crate::source::google::account::Account;
use crate::source::google::page::{self, Page};
use crate::source::google::pull::{Pull, host};
use crate::source::google::refusal::{self, Asked, No, Said};
use crate::source::http::Answer;
use crate::source::link::Document;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    /// The API, as the console of Google Cloud names it.
    pub(crate) api: &'static str,
    /// Size of the answer, in bytes.
    pub(crate) limit: u64,
    /// Size that was announced: less is a cut answer.
    pub(crate) whole: Option<u64>,
    /// The service takes long to prepare the answer.
    pub(crate) takes_long: bool,
}

impl Question {
    /// Asks, with one fresh token where the first is refused.
    ///
    /// # Errors
    /// A refusal that neither time nor a fresh token changes; the last one where it may pass.
    pub(crate) async fn get(
        self,
        pull: &mut Pull<'_>,
        account: &Account,
        document: &Document,
        url: &Url,
    ) -> Result<Answer, No> {
        let mut made = 0;
        let mut renewed = false;
        let mut token = account.token(pull, false).await.map_err(No::Final)?;
        loop {
            let mut headers = vec![("Authorization", format!("Bearer {token}"))];
            if let Some(key) = &document.resource_key {
                let keys = format!("{}/{key}", document.id);
                headers.push(("X-Goog-Drive-Resource-Keys", keys));
            }
            let head = if self.takes_long {
                pull.patience_for_much()
            } else {
                pull.patience_for_head()
            };
            let asked = pull.get_patiently(url, &headers, self.limit, head).await;
            let judged = match asked {
                Ok(answer) => self.judge(pull, account, document, url, answer),
                Err(no) => Err(no),
            };
            match judged {
                Err(No::Again { last, retry_after }) => pull
                    .again(&mut made, last, retry_after)
                    .await
                    .map_err(No::Final)?,
                Err(No::Reauthorise) if renewed => {
                    return Err(No::Final(SourceError::TokenRejected {
                        host: host(url),
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

    fn judge(
        self,
        pull: &Pull<'_>,
        account: &Account,
        document: &Document,
        url: &Url,
        answer: Answer,
    ) -> Result<Answer, No> {
        let here = host(url);
        let tries = 1;
        if answer.status != 200 {
            let asked = Asked {
                host: &here,
                api: self.api,
                sheet: &document.id,
                account: &account.name,
            };
            let said = Said {
                status: answer.status,
                body: &answer.body,
                retry_after: pull.retry_after(answer.header("retry-after")),
                location: answer.header("location"),
            };
            return Err(refusal::read(asked, said));
        }
        if page::is_page(answer.header("content-type"), &answer.body) {
            return Err(web_page(here, &answer.body));
        }
        match (answer.body.len() as u64, self.whole) {
            (0, None | Some(1..)) => Err(No::again(SourceError::CutShort { host: here, tries })),
            (0, Some(0)) => Err(No::Final(SourceError::EmptyAnswer { host: here })),
            (had, Some(whole)) if had < whole => {
                Err(No::again(SourceError::CutShort { host: here, tries }))
            }
            _ => Ok(answer),
        }
    }
}

/// A web page in place of an API's answer.
pub(crate) fn web_page(host: String, body: &[u8]) -> No {
    match page::read(body) {
        Page::Quota => No::again(SourceError::QuotaPage { host, tries: 1 }),
        Page::Other { title } => No::Final(SourceError::WebPage { host, title }),
        Page::SignIn | Page::Confirm { .. } => No::Final(SourceError::WebPage {
            host,
            title: "Google".to_owned(),
        }),
    }
}
