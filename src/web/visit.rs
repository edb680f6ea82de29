//! Who makes a request, and with what: a session or a token, a language, filters in the address, a
//! form.
//!
//! Every handler takes one of these types, so that nothing is shown to anybody who is not signed
//! in, and no form is accepted without the token of its page.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, COOKIE, HeaderMap};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use chrono::TimeDelta;
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;

use crate::access;
use crate::config::Campaign;
use crate::failure::Failure;
use crate::locale::{Language, say};
use crate::pipeline::App;
use crate::pipeline::standing::Judged;
use crate::store::{PageSession, Scope, Store, Token, WebRole};
use crate::web::Page;
use crate::web::error::Refusal;
use crate::web::gate::{Address, Deed};
use crate::web::own;

/// After how much inactivity an operator's session ends; a viewer's has a limit of its own below.
const OPERATOR_IDLE: TimeDelta = TimeDelta::minutes(15);
pub(super) const LONGEST_IDLE: TimeDelta = TimeDelta::minutes(60);
/// How long a session lasts, even with activity.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// Activity is not recorded again within this time.
const NOTED: TimeDelta = TimeDelta::seconds(10);
/// The header of requests that the page's script makes by itself.
const REFRESH: &str = "x-refresh";
/// The largest form in bytes.
const BODY: usize = 1 << 20;
/// How long to wait for the rest of a form.
const PATIENCE: Duration = Duration::from_secs(15);

/// Who makes the request.
#[derive(Clone, Debug)]
pub(super) enum Who {
    Person(PageSession),
    Program(Token),
}

/// A request of somebody who may be here.
pub(super) struct Visit {
    pub(super) page: Page,
    pub(super) app: Arc<App>,
    pub(super) store: Store,
    pub(super) who: Who,
    pub(super) language: Language,
    pub(super) path: String,
    /// The parameters after `?`.
    pub(super) query: BTreeMap<String, String>,
    deed: Ledger,
}

/// Passes who did what on to the gate.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger(Arc<Mutex<Option<Deed>>>);

impl Ledger {
    pub(super) fn write(&self, change: impl FnOnce(&mut Deed)) {
        let mut deed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(deed.get_or_insert_default());
    }

    pub(super) fn take(&self) -> Option<Deed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Visit {
    /// Refuses viewers; operators and programs may go on.
    pub(super) fn for_operators(&self) -> Result<(), Refusal> {
        match &self.who {
            Who::Person(session) if session.role == WebRole::Viewer => Err(self.forbidden()),
            Who::Person(_) | Who::Program(_) => Ok(()),
        }
    }

    /// Whether members' phones and mail addresses are shown.
    pub(super) fn sees_persons(&self) -> bool {
        match &self.who {
            Who::Person(session) => session.role == WebRole::Operator,
            Who::Program(token) => token.personal,
        }
    }

    pub(super) fn is_operator(&self) -> bool {
        matches!(&self.who, Who::Person(session) if session.role == WebRole::Operator)
    }

    /// Refuses everybody except programs with the scope `sync`.
    pub(super) fn for_sync_tokens(&self) -> Result<(), Refusal> {
        match &self.who {
            Who::Program(token) if token.scope == Scope::Sync => Ok(()),
            Who::Person(_) | Who::Program(_) => Err(self.forbidden()),
        }
    }

    pub(super) fn name(&self) -> &str {
        match &self.who {
            Who::Person(session) => &session.name,
            Who::Program(token) => &token.name,
        }
    }

    pub(super) fn forbidden(&self) -> Refusal {
        self.refuse(StatusCode::FORBIDDEN)
    }

    pub(super) fn refuse(&self, status: StatusCode) -> Refusal {
        Refusal::new(status).in_language(self.language)
    }

    pub(super) fn failed(&self, failure: impl Into<Failure>) -> Refusal {
        Refusal::from(failure.into()).in_language(self.language)
    }

    /// A sentence in the reader's language.
    pub(super) fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let own = match (self.language, self.campaign()) {
            (Language::Vi, Ok(campaign)) => own::say(&campaign.rules.words, key),
            _ => None,
        };
        own.unwrap_or_else(|| say(self.language, key, arguments))
    }

    /// Records for the log what this request does.
    pub(super) fn does(&self, action: &'static str, about: &str) {
        self.deed.write(|deed| {
            deed.action = action;
            about.clone_into(&mut deed.about);
        });
    }

    /// A parameter of the address, if it is not empty.
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        let value = self.query.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The campaign in the address, or else the first.
    pub(super) fn campaign(&self) -> Result<&Campaign, Refusal> {
        let campaigns = &self.app.config.campaigns;
        let named = match self.asked("campaign") {
            Some(name) => campaigns.iter().find(|campaign| campaign.name == name),
            None => campaigns.first(),
        };
        named.ok_or_else(|| self.refuse(StatusCode::NOT_FOUND))
    }

    /// Whether a campaign of this name is configured.
    pub(super) fn knows(&self, campaign: &str) -> bool {
        let mut campaigns = self.app.config.campaigns.iter();
        campaigns.any(|known| known.name == campaign)
    }

    /// An address of the page for a campaign, which is added if there are several.
    pub(super) fn within(&self, path: &str, campaign: &str) -> String {
        if self.app.config.campaigns.len() < 2 {
            return path.to_owned();
        }
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}campaign={campaign}")
    }

    /// An address of the page for the campaign that is shown.
    pub(super) fn here(&self, path: &str) -> String {
        match self.campaign() {
            Ok(campaign) => self.within(path, &campaign.name),
            Err(_) => path.to_owned(),
        }
    }

    /// The last good pull of a campaign, judged.
    pub(super) async fn judged(&self, campaign: &Campaign) -> Result<Option<Arc<Judged>>, Refusal> {
        let judgements = &self.app.judgements;
        let judged = judgements.latest(&self.app, &self.store, campaign).await;
        judged.map_err(|failure| self.failed(failure))
    }

    /// The token that every form of this session must send.
    pub(super) fn forgery(&self) -> &str {
        match &self.who {
            Who::Person(session) => &session.forgery,
            Who::Program(_) => "",
        }
    }
}

impl FromRequestParts<Page> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, page: &Page) -> Result<Self, Refusal> {
        let (app, store) = page.now_in_force();
        let path = parts.uri.path().to_owned();
        let query = query(&parts.uri);
        let is_api = path.starts_with("/api/");
        let ledger = parts
            .extensions
            .get::<Ledger>()
            .cloned()
            .unwrap_or_default();
        let now = app.clock.now();
        let token = is_api.then(|| bearer(&parts.headers)).flatten();
        let who = match token {
            Some(secret) => {
                let token = store.token(&access::digest(secret)).await?;
                let token = token.ok_or_else(|| Refusal::sign_in(&path))?;
                if token.used_at.is_none_or(|used| now - used > NOTED) {
                    store.token_was_used(&token.name, now).await?;
                }
                Who::Program(token)
            }
            None => {
                let come_back = || Refusal::sign_in(&address(&parts.uri));
                let session = session(&app, &store, &parts.headers).await?;
                let session = session.ok_or_else(come_back)?;
                let is_seen = now - session.seen_at > NOTED;
                // Streams and pages that refresh by themselves are not activity of a person.
                let by_itself = path.ends_with("/events") || parts.headers.contains_key(REFRESH);
                if is_seen && !by_itself {
                    store.keep_session(&session.digest, now).await?;
                }
                Who::Person(session)
            }
        };
        ledger.write(|deed| match &who {
            Who::Person(session) => {
                session.name.clone_into(&mut deed.name);
                deed.role = session.role.id();
            }
            Who::Program(token) => {
                token.name.clone_into(&mut deed.name);
                deed.role = "token";
            }
        });
        let language = language(&store, &who, &query)
            .await?
            .unwrap_or(app.language);
        Ok(Self {
            page: page.clone(),
            app,
            store,
            who,
            language,
            path,
            query,
            deed: ledger,
        })
    }
}

/// The language in the address, or else the session's.
async fn language(
    store: &Store,
    who: &Who,
    query: &BTreeMap<String, String>,
) -> Result<Option<Language>, Refusal> {
    let asked = query.get("lang").and_then(|word| spoken(word));
    let Who::Person(session) = who else {
        return Ok(asked);
    };
    let kept = session.language.as_deref().and_then(spoken);
    if let Some(asked) = asked.filter(|asked| Some(*asked) != kept) {
        store.choose_language(&session.digest, word(asked)).await?;
    }
    Ok(asked.or(kept))
}

/// The language for a word in the address.
pub(super) fn spoken(word: &str) -> Option<Language> {
    match word {
        "vi" => Some(Language::Vi),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The word for a language in an address.
pub(super) fn word(language: Language) -> &'static str {
    match language {
        Language::Vi => "vi",
        Language::En => "en",
    }
}

/// The session of a browser, if it has not ended.
pub(super) async fn session(
    app: &App,
    store: &Store,
    headers: &HeaderMap,
) -> Result<Option<PageSession>, Refusal> {
    let Some(secret) = cookie(headers, session_cookie(app)) else {
        return Ok(None);
    };
    let Some(session) = store.page_session(&access::digest(secret)).await? else {
        return Ok(None);
    };
    let now = app.clock.now();
    if is_alive(session.role, now - session.seen_at, now - session.made_at) {
        return Ok(Some(session));
    }
    store.end_session(&session.digest).await?;
    Ok(None)
}

/// Whether a session continues that was last used, and begun, this long ago.
fn is_alive(role: WebRole, idle: TimeDelta, age: TimeDelta) -> bool {
    let enough = match role {
        WebRole::Operator => OPERATOR_IDLE,
        WebRole::Viewer => LONGEST_IDLE,
    };
    idle < enough && age < LONGEST
}

/// The name of the session's cookie. Behind TLS its prefix keeps other pages from setting it.
pub(super) fn session_cookie(app: &App) -> &'static str {
    if app.config.web.is_private() {
        "__Host-cnscd"
    } else {
        "cnscd"
    }
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

pub(super) fn query(uri: &Uri) -> BTreeMap<String, String> {
    let text = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

fn address(uri: &Uri) -> String {
    match uri.query() {
        Some(query) => format!("{}?{query}", uri.path()),
        None => uri.path().to_owned(),
    }
}

/// A form of somebody who is signed in, checked to have the token of its page.
pub(super) struct Posted {
    pub(super) visit: Visit,
    pub(super) fields: BTreeMap<String, String>,
}

impl Posted {
    /// A field, if it is not empty.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let value = self.fields.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }
}

impl FromRequest<Page> for Posted {
    type Rejection = Refusal;

    async fn from_request(request: Request, page: &Page) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, page).await?;
        let fields = fields(&body_of(body).await?);
        let brought = fields.get("forgery").map_or("", String::as_str);
        if !same(brought, visit.forgery()) {
            return Err(visit.forbidden());
        }
        Ok(Self { visit, fields })
    }
}

/// A form of somebody who is not signed in yet.
pub(super) struct Form {
    pub(super) headers: HeaderMap,
    pub(super) address: String,
    pub(super) ledger: Ledger,
    pub(super) fields: BTreeMap<String, String>,
}

impl FromRequest<Page> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &Page) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let address = parts.extensions.get::<Address>().cloned();
        Ok(Self {
            headers: parts.headers,
            address: address.map_or_else(String::new, |address| address.0),
            ledger: parts
                .extensions
                .get::<Ledger>()
                .cloned()
                .unwrap_or_default(),
            fields: fields(&body_of(body).await?),
        })
    }
}

/// Reads a request's body, if it is not too large and arrives in time.
pub(super) async fn body_of(body: axum::body::Body) -> Result<Vec<u8>, Refusal> {
    match timeout(PATIENCE, Limited::new(body, BODY).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes().to_vec()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE))
        }
        Ok(Err(_)) => Err(Refusal::new(StatusCode::BAD_REQUEST)),
        Err(_) => Err(Refusal::new(StatusCode::REQUEST_TIMEOUT)),
    }
}

fn fields(body: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// Compares two secrets in a time that does not depend on them.
pub(super) fn same(brought: &str, expected: &str) -> bool {
    let (brought, expected) = (access::digest(brought), access::digest(expected));
    let differences = brought.bytes().zip(expected.bytes());
    differences.fold(0, |sum, (one, other)| sum | (one ^ other)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_idle_and_after_twelve_hours_in_any_case() {
        for (role, idle, age, alive) in [
            (WebRole::Operator, 14, 14, true),
            (WebRole::Operator, 15, 15, false),
            (WebRole::Viewer, 59, 59, true),
            (WebRole::Viewer, 60, 60, false),
            (WebRole::Operator, 1, 12 * 60 - 1, true),
            (WebRole::Operator, 1, 12 * 60, false),
            (WebRole::Viewer, 1, 12 * 60, false),
        ] {
            let (idle, age) = (TimeDelta::minutes(idle), TimeDelta::minutes(age));
            assert_eq!(is_alive(role, idle, age), alive, "{role:?} {idle} {age}");
        }
    }
}
