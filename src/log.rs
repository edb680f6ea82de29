//! The format of the log: for people on a terminal, one JSON object for each line elsewhere.
//!
//! The words follow the language and zone of the configuration, which are known only after the
//! first lines. Programs should look for `event`, which is always English.

use std::fmt;
use std::io::IsTerminal;
use std::sync::RwLock;

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::clock::{Clock, Timestamp, Zone};
use crate::locale::{self, Language};

/// The field with the text of the event.
const MESSAGE: &str = "message";

/// The language and zone in which lines are written.
#[derive(Clone, Copy)]
struct Voice {
    language: Language,
    zone: Zone,
}

static VOICE: RwLock<Voice> = RwLock::new(Voice {
    language: Language::Vi,
    zone: Zone::Asia__Ho_Chi_Minh,
});

/// Sets the language and the zone of all further lines.
pub fn speak(language: Language, zone: Zone) {
    if let Ok(mut voice) = VOICE.write() {
        *voice = Voice { language, zone };
    }
}

/// Starts logging to stderr.
pub fn start(verbose: u8, quiet: bool, colour: bool) {
    let level = match (quiet, verbose) {
        (true, _) => "error",
        (false, 0) => "warn,cnscd=info",
        (false, 1) => "info,cnscd=debug",
        (false, _) => "debug,cnscd=trace",
    };
    // Libraries that log what they send or receive could log a token or personal data.
    let quieted = "hyper=warn,hyper_util=warn,rustls=warn,sqlx=warn,lettre=warn,h2=warn,yup_oauth2=warn,google_sheets4=warn";
    let told: Targets = format!("{level},{quieted}")
        .parse()
        .expect("levels and targets of ours");
    let lines = Lines {
        json: !std::io::stderr().is_terminal(),
        colour,
    };
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        // Failing to write the log must not end the program.
        .log_internal_errors(false)
        .event_format(lines);
    tracing_subscriber::registry().with(told).with(layer).init();
}

/// The format of a line.
struct Lines {
    json: bool,
    colour: bool,
}

/// A line for programs.
#[derive(Serialize)]
struct Line<'a> {
    timestamp: String,
    level: &'static str,
    fields: &'a Map<String, Value>,
    target: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    spans: &'a [String],
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        for span in context.event_scope().into_iter().flatten() {
            let extensions = span.extensions();
            let inside = extensions.get::<FormattedFields<N>>();
            let inside = inside.map_or("", |inside| inside.fields.as_str());
            fields
                .spans
                .insert(0, format!("{}{{{inside}}}", span.name()));
        }
        let voice = VOICE
            .read()
            .map_or_else(|broken| *broken.into_inner(), |voice| *voice);
        let (level, target) = (*event.metadata().level(), event.metadata().target());
        let now = Clock::System.now();
        let line = match self.json {
            true => fields.json(voice, now, level, target),
            false => fields.text(voice, now, level, self.colour),
        };
        writeln!(writer, "{line}")
    }
}

/// The fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Value>,
    /// The spans around it, outermost first.
    spans: Vec<String>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.others.insert(field.name().to_owned(), value.into());
    }

    /// The text of the event in a language; texts of libraries are not translated.
    fn said(&self, language: Language) -> String {
        let translated = match language {
            Language::Vi => locale::find(language, &key(&self.message)),
            Language::En => None,
        };
        translated.unwrap_or_else(|| self.message.clone())
    }

    fn text(&self, voice: Voice, now: Timestamp, level: Level, colour: bool) -> String {
        let at = now.with_timezone(&voice.zone).format("%d/%m/%Y %H:%M:%S");
        let code = match level {
            Level::ERROR => "31",
            Level::WARN => "33",
            Level::INFO => "32",
            _ => "36",
        };
        let level = match colour {
            true => format!("\u{1b}[{code}m{level:>5}\u{1b}[0m"),
            false => format!("{level:>5}"),
        };
        let fields: String = self
            .others
            .iter()
            .map(|(name, value)| format!(" {name}={value}"))
            .chain(self.spans.iter().map(|span| format!(" {span}")))
            .collect();
        format!("{at} {level} {}{fields}", self.said(voice.language))
    }

    fn json(mut self, voice: Voice, now: Timestamp, level: Level, target: &str) -> String {
        let said = self.said(voice.language);
        self.others
            .insert("event".to_owned(), self.message.clone().into());
        self.others.insert(MESSAGE.to_owned(), said.into());
        let line = Line {
            timestamp: now.with_timezone(&voice.zone).to_rfc3339(),
            level: level.as_str(),
            fields: &self.others,
            target,
            spans: &self.spans,
        };
        serde_json::to_string(&line).expect("a line has string keys")
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            MESSAGE => self.message = value.to_owned(),
            _ => self.put(field, value),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = format!("{value:?}");
        match field.name() {
            MESSAGE => self.message = value,
            _ => self.put(field, value),
        }
    }
}

/// The key of a line: its English words, joined.
fn key(message: &str) -> String {
    let words = message.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("log-{}", words.join("-").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        let mut others = Map::new();
        others.insert("campaign.id".to_owned(), "c".into());
        others.insert("runs".to_owned(), 2.into());
        Fields {
            message: "runs that were broken off are closed".to_owned(),
            others,
            spans: vec!["run{campaign.id=\"c\"}".to_owned()],
        }
    }

    fn voice(language: Language) -> Voice {
        let zone = Zone::Asia__Ho_Chi_Minh;
        Voice { language, zone }
    }

    #[test]
    fn a_line_reads_in_the_language_and_the_zone_of_the_configuration() {
        let now = "2025-08-15T01:02:03Z".parse().unwrap();
        let text = |language| fields().text(voice(language), now, Level::WARN, false);
        insta::assert_snapshot!(text(Language::Vi), @r#"15/08/2025 08:02:03  WARN đã đóng các lần chạy bị dừng giữa chừng campaign.id="c" runs=2 run{campaign.id="c"}"#);
        insta::assert_snapshot!(text(Language::En), @r#"15/08/2025 08:02:03  WARN runs that were broken off are closed campaign.id="c" runs=2 run{campaign.id="c"}"#);
        let json = fields().json(voice(Language::Vi), now, Level::WARN, "cnscd::daemon");
        insta::assert_snapshot!(json, @r#"{"timestamp":"2025-08-15T08:02:03+07:00","level":"WARN","fields":{"campaign.id":"c","event":"runs that were broken off are closed","message":"đã đóng các lần chạy bị dừng giữa chừng","runs":2},"target":"cnscd::daemon","spans":["run{campaign.id=\"c\"}"]}"#);
    }

    /// A new line must come with its Vietnamese text.
    #[test]
    fn every_line_of_the_program_has_its_words() {
        let mut missing = Vec::new();
        for path in rust_files(std::path::Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))) {
            let text = std::fs::read_to_string(&path).unwrap();
            for message in messages(&text) {
                if locale::find(Language::Vi, &key(&message)).is_none() {
                    missing.push(format!("{}: {message}", path.display()));
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let nested = paths.map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        });
        let mut files = nested.collect::<Vec<_>>().concat();
        files.retain(|path| path.extension().is_some_and(|end| end == "rs"));
        files
    }

    /// The last string of every call of a logging macro.
    fn messages(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for level in ["info", "warn", "error", "debug"] {
            let call = format!("{level}!(");
            for (at, _) in text.match_indices(&call) {
                let before = text[..at].chars().next_back();
                if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                    continue;
                }
                let rest = &text[at + call.len()..];
                let mut depth = 1;
                let mut quoted = false;
                let end = rest.find(|letter| {
                    match letter {
                        '"' => quoted = !quoted,
                        '(' if !quoted => depth += 1,
                        ')' if !quoted => depth -= 1,
                        _ => {}
                    }
                    depth == 0
                });
                let body = &rest[..end.unwrap_or(rest.len())];
                let texts: Vec<&str> = body.split('"').collect();
                if texts.len() >= 3 {
                    found.push(texts[texts.len() - 2].to_owned());
                }
            }
        }
        found
    }
}
