//! The progress of a run as a stream of events: `stage` when a stage begins, `done` when the run
//! ended.
//!
//! Reads the store, so that a run on another machine can be followed as well.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use http_body_util::channel::{Channel, Sender};
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;

use crate::locale::Language;
use crate::store::{Event, Run, Store};
use crate::view;
use crate::web::error::Refusal;
use crate::web::visit::Visit;

/// How often the store is read.
const LOOK: Duration = Duration::from_millis(300);
/// Number of reads without news after which something is sent, so that proxies keep the connection.
const SILENT: u32 = 40;
/// How long a stream lasts; a browser then reconnects by itself.
const LONGEST: Duration = Duration::from_secs(900);

/// Streams a run for the page's script.
pub(super) async fn of_page(visit: Visit, path: Path<String>) -> Result<Response, Refusal> {
    visit.for_operators()?;
    stream(&visit, path).await
}

/// Streams one run.
pub(super) async fn stream(visit: &Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    if visit.store.run(&id).await?.is_none() {
        return Err(visit.refuse(StatusCode::NOT_FOUND));
    }
    let place = visit.page.streams.clone().try_acquire_owned();
    let place = place.map_err(|_| visit.refuse(StatusCode::SERVICE_UNAVAILABLE))?;
    let (sender, body) = Channel::<Bytes, Infallible>::new(16);
    let (store, language) = (visit.store.clone(), visit.language);
    tokio::spawn(async move {
        let followed = follow(store, id, language, sender, place);
        let _ = tokio::time::timeout(LONGEST, followed).await;
    });
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), "no");
    let head = [(CONTENT_TYPE, "text/event-stream"), unbuffered];
    Ok((head, Body::new(body)).into_response())
}

/// Follows a run and sends its events; the text of a stage is in `language`.
async fn follow(
    store: Store,
    id: String,
    language: Language,
    mut sender: Sender<Bytes, Infallible>,
    _place: OwnedSemaphorePermit,
) {
    let (mut last, mut silent) = (0, 0);
    loop {
        // The run is read before its events, so that no event from before its end is missed.
        let (Ok(Some(run)), Ok(events)) = (store.run(&id).await, store.run_events(&id, last).await)
        else {
            return;
        };
        silent += 1;
        for told in events {
            last = told.number;
            let Event::Stage(stage) = told.event else {
                continue;
            };
            let text = told.event.sentence().say(language);
            let event = json!({"run": id, "stage": stage.id(), "at": told.at, "text": text});
            if say(&mut sender, "stage", &event.to_string()).await.is_err() {
                return;
            }
            silent = 0;
        }
        if run.finished.is_some() {
            let _ = say(&mut sender, "done", &document(&store, &run).await).await;
            return;
        }
        if silent >= SILENT {
            silent = 0;
            if sender
                .send_data(Bytes::from_static(b": \n\n"))
                .await
                .is_err()
            {
                return;
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The result of a run on one line, or its line of the list if no result is stored.
async fn document(store: &Store, run: &Run) -> String {
    let kept = store.run_document(&run.id).await.ok().flatten();
    let kept = kept.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    match kept {
        Some(document) => document.to_string(),
        None => serde_json::to_string(&view::runs::run(run)).unwrap_or_default(),
    }
}

async fn say(
    sender: &mut Sender<Bytes, Infallible>,
    event: &str,
    data: &str,
) -> Result<(), http_body_util::channel::SendError> {
    let text = format!("event: {event}\ndata: {data}\n\n");
    sender.send_data(Bytes::from(text)).await
}
