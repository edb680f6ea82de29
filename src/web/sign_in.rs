//! Signing in and out: by name and password, or by a link that works once.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::header::{HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::access::{self, SignIn};
use crate::locale::{Language, say};
use crate::pipeline::App;
use crate::store::{Store, WebRole};
use crate::web::Page;
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::visit::{Form, Posted, cookie, query, same, session, session_cookie, spoken, word};

/// The cookie with the sign-in form's token, before there is a session.
const FORM: &str = "cnscd_form";

/// Shows the form.
pub(super) async fn form(State(page): State<Page>, uri: Uri, headers: HeaderMap) -> Response {
    let (app, _) = page.now_in_force();
    let query = query(&uri);
    let asked = SignInForm::of(&app, &query);
    shown(&app, &asked, &headers, None, StatusCode::OK)
}

/// Values that the form keeps besides name and password.
struct SignInForm {
    language: Language,
    /// The path to go to afterwards.
    next: String,
    name: String,
}

impl SignInForm {
    fn of(app: &App, fields: &BTreeMap<String, String>) -> Self {
        let language = fields.get("lang").and_then(|word| spoken(word));
        let field = |name: &str| fields.get(name).map_or("", String::as_str).trim();
        Self {
            language: language.unwrap_or(app.language),
            next: here(field("next")).to_owned(),
            name: field("name").chars().take(64).collect(),
        }
    }
}

/// A path on this page; any other address is replaced by `/`.
fn here(next: &str) -> &str {
    let safe = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && next.is_ascii();
    if safe { next } else { "/" }
}

fn shown(
    app: &App,
    asked: &SignInForm,
    headers: &HeaderMap,
    remark: Option<String>,
    status: StatusCode,
) -> Response {
    let known = cookie(headers, FORM).filter(|known| known.len() == 64);
    let forgery = known.map_or_else(access::random, str::to_owned);
    let other = match asked.language {
        Language::Vi => "en",
        Language::En => "vi",
    };
    let values = json!({
        "forgery": forgery,
        "next": asked.next,
        "name": asked.name,
        "remark": remark,
        "other_language": format!("/login?lang={other}"),
    });
    let title = say(asked.language, "web-sign-in", &[]);
    let mut response = paint::outside(app, asked.language, "login.html", &title, values);
    *response.status_mut() = status;
    set_cookie(app, &mut response, FORM, &forgery, Some(3600));
    response
}

/// Checks name and password.
pub(super) async fn sign_in(State(page): State<Page>, form: Form) -> Result<Response, Refusal> {
    let (app, store) = page.now_in_force();
    let asked = SignInForm::of(&app, &form.fields);
    let brought = form.fields.get("forgery").map_or("", String::as_str);
    let kept = cookie(&form.headers, FORM).unwrap_or_default();
    if kept.is_empty() || !same(brought, kept) {
        return Err(Refusal::new(StatusCode::FORBIDDEN).in_language(asked.language));
    }
    form.ledger.write(|deed| {
        deed.action = "sign-in";
        asked.name.clone_into(&mut deed.name);
    });
    let password = form.fields.get("password").cloned().unwrap_or_default();
    let now = app.clock.now();
    let tried = access::sign_in(&store, &asked.name, password, &form.address, now).await;
    let (remark, status) = match tried.map_err(Refusal::from)? {
        SignIn::Right(role) => {
            form.ledger.write(|deed| deed.role = role.id());
            return begin(&app, &store, &form.headers, &asked, role).await;
        }
        SignIn::Wrong { left } => {
            let left = left.to_string();
            let key = match left.as_str() {
                "0" => "web-sign-in-wrong-last",
                _ => "web-sign-in-wrong",
            };
            let remark = say(asked.language, key, &[("left", &left)]);
            (remark, StatusCode::UNAUTHORIZED)
        }
        SignIn::Locked { until } => {
            let until = paint::exact(until, app.config.timezone);
            let remark = say(asked.language, "web-sign-in-locked", &[("until", &until)]);
            (remark, StatusCode::TOO_MANY_REQUESTS)
        }
    };
    Ok(shown(&app, &asked, &form.headers, Some(remark), status))
}

/// Begins a session with a new secret, whatever cookie the browser had before.
async fn begin(
    app: &App,
    store: &Store,
    headers: &HeaderMap,
    asked: &SignInForm,
    role: WebRole,
) -> Result<Response, Refusal> {
    if let Some(old) = session(app, store, headers).await? {
        store.end_session(&old.digest).await?;
    }
    let language = (asked.language != app.language).then(|| word(asked.language).to_owned());
    let new = access::session(&asked.name, role, language, app.clock.now());
    store.begin_session(&new.session).await?;
    let mut response = to(&asked.next);
    set_cookie(app, &mut response, session_cookie(app), &new.secret, None);
    set_cookie(app, &mut response, FORM, "", Some(0));
    Ok(response)
}

/// Ends the session.
pub(super) async fn sign_out(posted: Posted) -> Result<Response, Refusal> {
    let visit = posted.visit;
    visit.does("sign-out", "");
    if let crate::web::visit::Who::Person(session) = &visit.who {
        visit.store.end_session(&session.digest).await?;
    }
    let mut response = to("/login");
    set_cookie(
        &visit.app,
        &mut response,
        session_cookie(&visit.app),
        "",
        Some(0),
    );
    Ok(response)
}

/// Shows a button for a link. Opening the link alone does not use it up, because mail scanners and
/// previews open links too.
pub(super) async fn link(
    State(page): State<Page>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (app, store) = page.now_in_force();
    let now = app.clock.now();
    let name = store.link(&access::digest(&secret), now).await?;
    let known = cookie(&headers, FORM).filter(|known| known.len() == 64);
    let forgery = known.map_or_else(access::random, str::to_owned);
    let values = json!({
        "name": name,
        "forgery": forgery,
        "action": format!("/link/{}", if name.is_some() { secret.as_str() } else { "" }),
    });
    let title = say(app.language, "web-sign-in", &[]);
    let mut response = paint::outside(&app, app.language, "link.html", &title, values);
    if name.is_none() {
        *response.status_mut() = StatusCode::GONE;
    }
    set_cookie(&app, &mut response, FORM, &forgery, Some(3600));
    Ok(response)
}

/// Signs in by a link, which is then used up.
pub(super) async fn use_link(
    State(page): State<Page>,
    Path(secret): Path<String>,
    form: Form,
) -> Result<Response, Refusal> {
    let (app, store) = page.now_in_force();
    let brought = form.fields.get("forgery").map_or("", String::as_str);
    let kept = cookie(&form.headers, FORM).unwrap_or_default();
    if kept.is_empty() || !same(brought, kept) {
        return Err(Refusal::new(StatusCode::FORBIDDEN));
    }
    let now = app.clock.now();
    let used = store.use_link(&access::digest(&secret), now).await?;
    form.ledger.write(|deed| deed.action = "sign-in-link");
    let Some(name) = used else {
        let title = say(app.language, "web-sign-in", &[]);
        let values = json!({"name": null, "forgery": "", "action": ""});
        let mut response = paint::outside(&app, app.language, "link.html", &title, values);
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    };
    let role = WebRole::Operator;
    form.ledger.write(|deed| {
        name.clone_into(&mut deed.name);
        deed.role = role.id();
    });
    let asked = SignInForm {
        language: app.language,
        next: "/".to_owned(),
        name,
    };
    begin(&app, &store, &form.headers, &asked, role).await
}

/// Redirects to a path on this page.
pub(super) fn to(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let to = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, to);
    response
}

/// Sets a cookie that only this page gets, and that scripts cannot read.
fn set_cookie(app: &App, response: &mut Response, name: &str, value: &str, age: Option<u32>) {
    let secure = if app.config.web.is_private() {
        "; Secure"
    } else {
        ""
    };
    let age = age.map_or_else(String::new, |age| format!("; Max-Age={age}"));
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_page_are_gone_on_to() {
        for (next, to) in [
            ("/communes?status=issued", "/communes?status=issued"),
            ("/", "/"),
            ("", "/"),
            ("//evil.example.vn", "/"),
            ("/\\evil.example.vn", "/"),
            ("https://evil.example.vn", "/"),
            ("javascript:alert(1)", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
        ] {
            assert_eq!(here(next), to, "{next:?}");
        }
    }
}
