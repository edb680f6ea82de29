//! Refusals: the page, or the document for programs, that explains why a request is not served.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tracing::error;

use crate::failure::Failure;
use crate::locale::{Language, say};
use crate::pipeline::App;
use crate::web::paint;
use crate::web::visit::Visit;

/// Why a request is not served.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    /// The failure inside the program, if there was one.
    failure: Option<Failure>,
    /// The path to return to after signing in, if that is needed.
    sign_in: Option<String>,
    language: Option<Language>,
}

impl Refusal {
    /// A refusal with only an HTTP status.
    pub(super) fn new(status: StatusCode) -> Self {
        Self {
            status,
            failure: None,
            sign_in: None,
            language: None,
        }
    }

    /// A refusal because nobody is signed in who may see this path.
    pub(super) fn sign_in(path: &str) -> Self {
        Self {
            sign_in: Some(path.to_owned()),
            ..Self::new(StatusCode::UNAUTHORIZED)
        }
    }

    /// Sets the reader's language.
    pub(super) fn in_language(self, language: Language) -> Self {
        Self {
            language: Some(language),
            ..self
        }
    }
}

impl<F: Into<Failure>> From<F> for Refusal {
    fn from(failure: F) -> Self {
        let failure = failure.into();
        let status = match failure.exit_code() {
            64 => StatusCode::UNPROCESSABLE_ENTITY,
            65 => StatusCode::NOT_FOUND,
            75 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self {
            failure: Some(failure),
            ..Self::new(status)
        }
    }
}

impl IntoResponse for Refusal {
    /// The text is added by the gate, which knows who asked for what.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Answers requests for unknown paths, in the language of whoever is signed in.
pub(super) async fn not_found(visit: Result<Visit, Refusal>) -> Refusal {
    match visit {
        Ok(visit) => visit.refuse(StatusCode::NOT_FOUND),
        Err(_) => Refusal::new(StatusCode::NOT_FOUND),
    }
}

/// Gives an error its text, if it has none.
pub(super) fn told(app: &App, mut answer: Response, is_api: bool) -> Response {
    let refusal = answer.extensions_mut().remove::<Refusal>();
    let bare = answer.status().is_client_error() || answer.status().is_server_error();
    match refusal {
        Some(refusal) => render(app, &refusal, is_api),
        None if bare && !answer.headers().contains_key(CONTENT_TYPE) => {
            render(app, &Refusal::new(answer.status()), is_api)
        }
        None => answer,
    }
}

/// The answer for a refusal.
pub(super) fn render(app: &App, refusal: &Refusal, is_api: bool) -> Response {
    let language = refusal.language.unwrap_or(app.language);
    if let (Some(path), false) = (&refusal.sign_in, is_api) {
        return to_sign_in(path);
    }
    let (kind, message, next) = match &refusal.failure {
        Some(failure) => {
            if refusal.status == StatusCode::INTERNAL_SERVER_ERROR {
                error!(kind = failure.kind(), "a page could not be made");
            }
            (
                failure.kind().to_owned(),
                failure.message().say(language),
                failure.next_step().say(language),
            )
        }
        None => {
            let kind = kind(refusal.status);
            (
                kind.to_owned(),
                say(language, &format!("web-error-{kind}"), &[]),
                say(language, &format!("web-error-{kind}-next"), &[]),
            )
        }
    };
    let mut response = if is_api {
        let error = json!({"kind": kind, "message": message, "next_step": next});
        paint::document(&json!({ "error": error }))
    } else {
        paint::refusal(app, language, refusal.status, &message, &next)
    };
    *response.status_mut() = refusal.status;
    let headers = response.headers_mut();
    match refusal.status {
        StatusCode::UNAUTHORIZED => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        _ => {}
    }
    response
}

fn to_sign_in(path: &str) -> Response {
    let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    let to = match path {
        "/" => "/login".to_owned(),
        _ => format!("/login?next={next}"),
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

/// A fixed name for programs.
fn kind(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "bad-request",
        StatusCode::UNAUTHORIZED => "sign-in",
        StatusCode::FORBIDDEN => "not-allowed",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED => "method",
        StatusCode::REQUEST_TIMEOUT => "too-slow",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::MISDIRECTED_REQUEST => "wrong-host",
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "busy",
        status if status.is_server_error() => "defect",
        _ => "bad-request",
    }
}
