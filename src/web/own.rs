//! The campaign's own words for the Vietnamese page.
//!
//! Sentences without such words, and everything in English, come from `locale`.

use serde_json::{Map, Value};

use crate::document::{Letterhead, words};
use crate::rule::Words;
use crate::text::filled;

/// The text of a key in the campaign's words; `None` if the key has none.
pub(super) fn say(own: &Words, key: &str) -> Option<String> {
    Some(match key {
        "web-figure-issued" | "web-status-issued" => own.issued.clone(),
        "web-figure-incomplete" | "web-status-incomplete" => own.incomplete.clone(),
        "web-figure-not-issued" | "web-status-not-issued" => own.not_issued.clone(),
        "web-figure-not-reported" | "web-status-not-reported" => own.not_reported.clone(),
        "web-figure-on-time" | "web-on-time" => own.on_time.clone(),
        "web-figure-late" | "web-late" => own.late.clone(),
        "web-figure-overdue" | "web-overdue" => own.overdue.clone(),
        "web-column-composition" => own.composition.clone(),
        "web-column-signed" => words::capitalised(&own.moment),
        "web-curve-title" => format!(
            "Số đơn vị {}, cộng dồn theo {}",
            words::lower(&own.issued),
            own.moment
        ),
        "web-owing" => format!("Đơn vị {}", own.not_counted),
        "web-owing-none" => format!("{}.", filled(&own.all_done, &[("units", "đơn vị")])),
        _ => return None,
    })
}

/// The same texts for the templates, by key.
pub(super) fn said(own: &Words, letterhead: &Letterhead) -> Map<String, Value> {
    const KEYS: [&str; 20] = [
        "web-figure-issued",
        "web-figure-incomplete",
        "web-figure-not-issued",
        "web-figure-not-reported",
        "web-figure-on-time",
        "web-figure-late",
        "web-figure-overdue",
        "web-status-issued",
        "web-status-incomplete",
        "web-status-not-issued",
        "web-status-not-reported",
        "web-on-time",
        "web-late",
        "web-overdue",
        "web-column-composition",
        "web-column-signed",
        "web-curve-title",
        "web-owing",
        "web-owing-none",
        "web-team",
    ];
    let mut said: Map<String, Value> = KEYS
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), Value::from(say(own, key)?))))
        .collect();
    said.insert("web-team".to_owned(), Value::from(letterhead.team.as_str()));
    said
}
