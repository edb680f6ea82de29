//! The style sheet, the script and the icon, served as they are.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::web::error::Refusal;

/// Serves one of the page's files.
pub(super) async fn get(Path(file): Path<String>) -> Result<Response, Refusal> {
    let (kind, text) = match file.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_str!("asset/style.css")),
        "live.js" => (
            "text/javascript; charset=utf-8",
            include_str!("asset/live.js"),
        ),
        "icon.svg" => ("image/svg+xml", include_str!("asset/icon.svg")),
        _ => return Err(Refusal::new(StatusCode::NOT_FOUND)),
    };
    // Kept for a short time only, because another version of the program may have other files.
    let kept = "private, max-age=300";
    Ok(([(CONTENT_TYPE, kind), (CACHE_CONTROL, kept)], text).into_response())
}
