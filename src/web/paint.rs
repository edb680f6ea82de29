//! Templates: the frame of every page, sentences in the reader's language, times.

use std::sync::OnceLock;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::{Timestamp, Zone, written};
use crate::document::words;
use crate::locale::{Language, say};
use crate::pipeline::{App, comparison};
use crate::web::error::Refusal;
use crate::web::own;
use crate::web::visit::{Visit, Who, word};

/// All templates, by name.
const TEMPLATES: &[(&str, &str)] = &[
    ("frame.html", include_str!("template/frame.html")),
    ("parts.html", include_str!("template/parts.html")),
    ("refusal.html", include_str!("template/refusal.html")),
    ("login.html", include_str!("template/login.html")),
    ("link.html", include_str!("template/link.html")),
    ("overview.html", include_str!("template/overview.html")),
    ("communes.html", include_str!("template/communes.html")),
    ("commune.html", include_str!("template/commune.html")),
    ("findings.html", include_str!("template/findings.html")),
    ("runs.html", include_str!("template/runs.html")),
    ("run.html", include_str!("template/run.html")),
    ("quarantine.html", include_str!("template/quarantine.html")),
    ("questions.html", include_str!("template/questions.html")),
    ("answers.html", include_str!("template/answers.html")),
    ("trail.html", include_str!("template/trail.html")),
    ("answer.html", include_str!("template/answer.html")),
    ("reports.html", include_str!("template/reports.html")),
    ("mails.html", include_str!("template/mails.html")),
    ("mail.html", include_str!("template/mail.html")),
    ("log.html", include_str!("template/log.html")),
];

/// The main pages, in the order of the menu: path, name, and whether viewers see them.
const PLACES: &[(&str, &str, bool)] = &[
    ("/", "overview", true),
    ("/communes", "communes", true),
    ("/findings", "findings", true),
    ("/questions", "questions", false),
    ("/reports", "reports", true),
    ("/runs", "runs", false),
    ("/mails", "mails", false),
    ("/log", "log", false),
];

fn environment() -> &'static Environment<'static> {
    static MADE: OnceLock<Environment<'static>> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut environment = Environment::new();
        // A filter that is not in the address is not an error.
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.set_formatter(escaped);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()
                .expect("these two fit together"),
        );
        environment.add_function("t", translated);
        for (name, text) in TEMPLATES {
            environment
                .add_template(name, text)
                .expect("a test reads every template");
        }
        environment
    })
}

/// Escapes text, so that text from a sheet, a person or an address stays text. The library would
/// also escape `/`, which makes numbers of decisions hard to find in the page's source.
fn escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &minijinja::Value,
) -> Result<(), minijinja::Error> {
    let text = match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Html, Some(text)) if !value.is_safe() => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    let mut from = 0;
    for (place, letter) in text.char_indices() {
        let entity = match letter {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ => continue,
        };
        out.write_str(&text[from..place])?;
        out.write_str(entity)?;
        from = place + letter.len_utf8();
    }
    Ok(out.write_str(&text[from..])?)
}

/// `t("web-key", name=value)` in a template: a sentence in the reader's language.
fn translated(
    state: &State<'_, '_>,
    key: &str,
    values: Kwargs,
) -> Result<String, minijinja::Error> {
    let lang = state.lookup("lang");
    let language = match lang.as_ref().and_then(|lang| lang.as_str()) {
        Some("en") => Language::En,
        _ => Language::Vi,
    };
    let own = state.lookup("own_words");
    let own = own.and_then(|own| own.get_attr(key).ok());
    if let Some(own) = own.as_ref().and_then(|own| own.as_str()) {
        return Ok(own.to_owned());
    }
    let names: Vec<&str> = values.args().collect();
    let mut texts = Vec::new();
    for name in names {
        texts.push((name, values.get::<minijinja::Value>(name)?.to_string()));
    }
    let arguments: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let said = say(language, key, &arguments);
    if said == key {
        let unknown = format!("no sentence {key}");
        return Err(minijinja::Error::new(ErrorKind::InvalidOperation, unknown));
    }
    Ok(said)
}

/// A JSON document for programs.
pub(super) fn document(document: &impl Serialize) -> Response {
    match serde_json::to_vec(document) {
        Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A page for somebody who is signed in; `place` is its entry in the menu.
pub(super) fn page(
    visit: &Visit,
    template: &str,
    place: &str,
    title: &str,
    values: Value,
) -> Result<Response, Refusal> {
    let mut all = frame(visit, place, title);
    merge(&mut all, values);
    let text = paint(template, &all);
    text.map(|text| Html(text).into_response())
        .map_err(|error| {
            tracing::error!(template, %error, "a page could not be laid out");
            visit.refuse(StatusCode::INTERNAL_SERVER_ERROR)
        })
}

/// A page for somebody who is not signed in.
pub(super) fn outside(
    app: &App,
    language: Language,
    template: &str,
    title: &str,
    values: Value,
) -> Response {
    let mut all = json!({
        "lang": word(language),
        "title": title,
        "agency": agency(app),
        "user": null,
        "places": [],
        "campaigns": [],
        "version": env!("CARGO_PKG_VERSION"),
    });
    merge(&mut all, values);
    match paint(template, &all) {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(template, %error, "a page could not be laid out");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that explains a refusal.
pub(super) fn refusal(
    app: &App,
    language: Language,
    status: StatusCode,
    message: &str,
    next: &str,
) -> Response {
    let values = json!({"message": words::capitalised(message), "next": words::capitalised(next), "status": status.as_u16()});
    let title = say(language, "web-error-title", &[]);
    outside(app, language, "refusal.html", &title, values)
}

fn paint(template: &str, values: &Value) -> Result<String, minijinja::Error> {
    environment().get_template(template)?.render(Serde(values))
}

/// The frame of every page: menu, names, language.
fn frame(visit: &Visit, place: &str, title: &str) -> Value {
    let app = &visit.app;
    let role = match &visit.who {
        Who::Person(session) => session.role.id(),
        Who::Program(_) => "viewer",
    };
    let operator = visit.is_operator();
    let chosen = visit.campaign().ok();
    let several = app.config.campaigns.len() > 1;
    let suffix = visit.here("");
    let places: Vec<Value> = PLACES
        .iter()
        .filter(|(_, _, for_viewers)| operator || *for_viewers)
        .map(|(path, name, _)| {
            json!({
                "path": format!("{path}{suffix}"),
                "name": visit.say(&format!("web-place-{name}"), &[]),
                "here": *name == place,
            })
        })
        .collect();
    let campaigns: Vec<Value> = app
        .config
        .campaigns
        .iter()
        .map(|campaign| {
            json!({
                "name": campaign.name,
                "title": comparison::label(app, campaign),
                "here": chosen.is_some_and(|chosen| chosen.name == campaign.name),
            })
        })
        .collect();
    let other = match visit.language {
        Language::Vi => Language::En,
        Language::En => Language::Vi,
    };
    let own_words = chosen
        .filter(|_| visit.language == Language::Vi)
        .map(|campaign| own::said(&campaign.rules.words, &campaign.document));
    json!({
        "lang": word(visit.language),
        "title": title,
        "agency": chosen.map_or_else(String::new, |campaign| campaign.document.agency.clone()),
        "campaign": chosen.map(|campaign| campaign.name.as_str()),
        "campaign_title": chosen.map(|campaign| campaign.title.as_str()),
        "own_words": own_words,
        // the campaign's name among several, if their titles are equal
        "campaign_label": chosen.map(|campaign| comparison::label(app, campaign)),
        "suffix": suffix,
        "several": several,
        "campaigns": campaigns,
        "places": places,
        "user": visit.name(),
        "role": visit.say(&format!("access-role-{role}"), &[]),
        "operator": operator,
        "forgery": visit.forgery(),
        "other_language": with(visit, "lang", word(other)),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// The name of the first campaign's agency.
fn agency(app: &App) -> String {
    let mut campaigns = app.config.campaigns.iter();
    campaigns
        .next()
        .map_or_else(String::new, |campaign| campaign.document.agency.clone())
}

/// The address of the present page with one filter changed.
pub(super) fn with(visit: &Visit, name: &str, value: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (known, kept) in &visit.query {
        if known != name && known != "lang" && !kept.is_empty() {
            query.append_pair(known, kept);
        }
    }
    if !value.is_empty() {
        query.append_pair(name, value);
    }
    let query = query.finish();
    match query.is_empty() {
        true => visit.path.clone(),
        false => format!("{}?{query}", visit.path),
    }
}

/// The address of the next page of a list, if more lines were read than a page shows. Removes the
/// surplus lines.
pub(super) fn older<Line>(
    visit: &Visit,
    lines: &mut Vec<Line>,
    most: u32,
    id: impl Fn(&Line) -> &str,
) -> Option<String> {
    let most = most as usize;
    let has_more = lines.len() > most;
    lines.truncate(most);
    let last = lines.last().filter(|_| has_more)?;
    Some(with(visit, "before", id(last)))
}

pub(super) fn merge(all: &mut Value, values: Value) {
    if let (Value::Object(all), Value::Object(values)) = (all, values) {
        all.extend(values);
    }
}

/// An instant: exact, and relative to now.
pub(super) fn when(visit: &Visit, instant: Timestamp) -> Value {
    let zone = visit.app.config.timezone;
    json!({
        "iso": instant.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "exact": exact(instant, zone),
        "relative": relative(visit, instant, visit.app.clock.now()),
    })
}

/// `15/8/2025 07:05` in the given zone.
pub(super) fn exact(instant: Timestamp, zone: Zone) -> String {
    let local = instant.with_timezone(&zone);
    format!("{} {}", written(local.date_naive()), local.format("%H:%M"))
}

/// A relative time: «3 giờ trước», «sau 20 phút».
fn relative(visit: &Visit, instant: Timestamp, now: Timestamp) -> String {
    let apart = now - instant;
    let seconds = apart.num_seconds().abs();
    let (number, unit) = match seconds {
        0..60 => return visit.say("web-time-now", &[]),
        60..3_600 => (seconds / 60, "minutes"),
        3_600..86_400 => (seconds / 3_600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    let direction = match apart.num_seconds() >= 0 {
        true => "ago",
        false => "ahead",
    };
    let key = format!("web-time-{unit}-{direction}");
    visit.say(&key, &[("number", &number.to_string())])
}

/// Seconds with one decimal.
pub(super) fn seconds(visit: &Visit, seconds: f64) -> String {
    decimal(visit, &format!("{seconds:.1}"))
}

/// A number with the decimal sign of the reader's language.
pub(super) fn decimal(visit: &Visit, number: &str) -> String {
    match visit.language {
        Language::Vi => number.replace('.', ","),
        Language::En => number.replace(',', "."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_read_and_its_sentences_are_known() {
        let known = environment();
        for (name, text) in TEMPLATES {
            assert!(known.get_template(name).is_ok(), "{name}");
            for piece in text.split("t(\"").skip(1) {
                let key = piece.split('"').next().unwrap_or_default();
                if key.ends_with('-') {
                    continue;
                }
                for language in [Language::Vi, Language::En] {
                    assert_ne!(say(language, key, &[]), key, "{name}");
                }
            }
        }
    }

    #[test]
    fn what_is_shown_is_text_and_nothing_else() {
        let mut trial = Environment::new();
        trial.set_formatter(escaped);
        let text = trial.render_named_str(
            "x.html",
            "{{ it }}",
            Serde(&json!({"it": "15/QĐ-UBND <b a='\"'>&"})),
        );
        assert_eq!(
            text.unwrap(),
            "15/QĐ-UBND &lt;b a=&#39;&quot;&#39;&gt;&amp;"
        );
    }
}
