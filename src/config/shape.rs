//! Checks a TOML file against its schema: unknown keys, missing keys, values of the wrong type.
//! Finds all of them, while a deserialiser stops at the first.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use crate::config::example;
use crate::config::problem::TomlFile;
use crate::locale::{Sentence, Value as Words};
use crate::syntax::line_of;

type Span = std::ops::Range<usize>;

/// Checks a file against a schema and notes every difference.
pub(super) fn check(file: &mut TomlFile<'_>, schema: &Value) {
    let mut walk = Walk {
        root: schema,
        path: Vec::new(),
        faults: Vec::new(),
    };
    walk.table(file.root.get_ref(), file.root.span(), schema);
    for fault in walk.faults {
        let message = fault.sentence();
        let example = example::of(&fault.meant());
        file.push(
            line_of(file.text, fault.span.start),
            &fault.path.join("."),
            message,
            &example,
        );
    }
}

/// Up to this many known words are all listed, even if a similar one is suggested.
const FEW: usize = 12;

/// The types of a value in JSON Schema, and the keys of their names for people.
const KINDS: [(&str, &str); 6] = [
    ("string", "config-kind-string"),
    ("integer", "config-kind-integer"),
    ("number", "config-kind-integer"),
    ("boolean", "config-kind-boolean"),
    ("array", "config-kind-array"),
    ("object", "config-kind-object"),
];

/// An example of a day.
const DAY: &str = "2025-08-15";
/// The largest number of a setting whose schema sets no maximum.
const LARGEST: f64 = 4_294_967_295.0;

/// One difference between a file and its schema.
struct Fault {
    path: Vec<String>,
    span: Span,
    key: &'static str,
    name: String,
    wanted: String,
}

impl Fault {
    fn sentence(&self) -> Sentence {
        let kind = KINDS.iter().find(|(kind, _)| *kind == self.wanted);
        let wanted = match kind {
            Some((_, kind)) => Words::Sentences(vec![Sentence::new(*kind)]),
            None => Words::Text(self.wanted.clone()),
        };
        Sentence::new(self.key)
            .with("name", self.name.as_str())
            .with("wanted", wanted)
    }

    /// Returns the key for which to give an example: the suggested one
    /// if the file's key is unknown.
    fn meant(&self) -> Vec<String> {
        let mut meant = self.path.clone();
        if self.key == "config-unknown-key-near"
            && let Some(name) = meant.last_mut()
        {
            name.clone_from(&self.wanted);
        }
        meant
    }
}

/// The state of comparing a file with its schema.
struct Walk<'s> {
    /// The whole schema, to which `$ref` refers.
    root: &'s Value,
    /// The keys from the top of the file to the current position;
    /// positions in lists count from one.
    path: Vec<String>,
    faults: Vec<Fault>,
}

impl<'s> Walk<'s> {
    fn table(&mut self, table: &DeTable<'_>, span: Span, schema: &'s Value) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let other = schema
            .get("additionalProperties")
            .filter(|other| other.is_object());
        for (name, value) in table {
            self.path.push(name.get_ref().to_string());
            let property =
                properties.and_then(|properties| properties.get(name.get_ref().as_ref()));
            match property.or(other) {
                Some(schema) => self.value(value, schema),
                None => self.unknown_key(name, properties),
            }
            self.path.pop();
        }
        self.missing_keys(table, &span, schema);
    }

    fn unknown_key(
        &mut self,
        name: &Spanned<DeString<'_>>,
        properties: Option<&serde_json::Map<String, Value>>,
    ) {
        let known: Vec<&str> = properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        let nearest = nearest(name.get_ref(), &known);
        let key = if nearest.is_empty() {
            "config-unknown-key"
        } else {
            "config-unknown-key-near"
        };
        self.fault(name.span(), key, name.get_ref(), nearest);
    }

    fn missing_keys(&mut self, table: &DeTable<'_>, span: &Span, schema: &Value) {
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            let stands = table.iter().any(|(key, _)| key.get_ref() == name);
            if !stands && !self.is_misspelt(name) {
                self.path.push(name.to_owned());
                self.fault(span.clone(), "config-missing-key", name, String::new());
                self.path.pop();
            }
        }
    }

    /// Whether an unknown key of this table was already reported as a
    /// likely misspelling of this name.
    fn is_misspelt(&self, name: &str) -> bool {
        self.faults.iter().any(|fault| {
            let beside = fault.path.split_last().map(|(_, table)| table);
            fault.key == "config-unknown-key-near"
                && fault.wanted == name
                && beside == Some(self.path.as_slice())
        })
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'s Value) {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(name.trim_start_matches('#'));
            return self.value(value, target.unwrap_or(&Value::Null));
        }
        let options = ["anyOf", "oneOf"]
            .iter()
            .find_map(|any| schema.get(any).and_then(Value::as_array));
        if let Some(options) = options {
            return self.one_of(value, options);
        }
        if let Some(wanted) = schema.get("const") {
            return self.word(value, &[wanted.as_str().unwrap_or_default()]);
        }
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
            let words: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
            return self.word(value, &words);
        }
        let kinds: Vec<&str> = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => return,
        };
        if schema.get("format").and_then(Value::as_str) == Some("date") {
            self.day(value);
        } else {
            self.kind(value, &kinds, schema);
        }
    }

    /// Checks a value that may have one of several shapes. If none fits, reports the faults of the
    /// option whose faults are nested deepest, since the operator probably meant this one.
    fn one_of(&mut self, value: &Spanned<DeValue<'_>>, options: &'s [Value]) {
        let words: Option<Vec<&str>> = options.iter().map(word).collect();
        if let Some(words) = words {
            return self.word(value, &words);
        }
        let deepest = |faults: &[Fault]| faults.iter().map(|fault| fault.path.len()).max();
        let mut meant: Vec<Fault> = Vec::new();
        for option in options
            .iter()
            .filter(|option| option.get("type") != Some(&Value::from("null")))
        {
            let before = std::mem::take(&mut self.faults);
            self.value(value, option);
            let found = std::mem::replace(&mut self.faults, before);
            if found.is_empty() {
                return;
            }
            if deepest(&found) > deepest(&meant) {
                meant = found;
            }
        }
        self.faults.extend(meant);
    }

    fn word(&mut self, value: &Spanned<DeValue<'_>>, words: &[&str]) {
        let good = text(value).is_some_and(|text| words.contains(&text));
        self.expect(value, good, &words.join(" | "));
    }

    fn day(&mut self, value: &Spanned<DeValue<'_>>) {
        let good = match value.get_ref() {
            DeValue::String(text) => text.parse::<crate::clock::Date>().is_ok(),
            DeValue::Datetime(day) => day.date.is_some() && day.time.is_none(),
            _ => false,
        };
        self.expect(value, good, DAY);
    }

    fn kind(&mut self, value: &Spanned<DeValue<'_>>, kinds: &[&str], schema: &'s Value) {
        match value.get_ref() {
            DeValue::Table(inner) if kinds.contains(&"object") => {
                self.table(inner, value.span(), schema);
            }
            DeValue::Array(items) if kinds.contains(&"array") => self.items(items, schema),
            DeValue::String(_) if kinds.contains(&"string") => {}
            DeValue::Boolean(_) if kinds.contains(&"boolean") => {}
            DeValue::Integer(number) if kinds.contains(&"integer") => {
                self.integer(value, number.as_str(), schema);
            }
            _ => self.expect(value, false, kinds[0]),
        }
    }

    fn items(&mut self, items: &DeArray<'_>, schema: &'s Value) {
        let Some(item) = schema.get("items") else {
            return;
        };
        for (place, value) in items.iter().enumerate() {
            self.path.push((place + 1).to_string());
            self.value(value, item);
            self.path.pop();
        }
    }

    fn integer(&mut self, value: &Spanned<DeValue<'_>>, number: &str, schema: &Value) {
        let bound = |name| schema.get(name).and_then(Value::as_f64);
        let number: i128 = number.parse().unwrap_or(i128::MAX);
        let least = bound("minimum").unwrap_or(f64::MIN);
        let most = bound("maximum").unwrap_or(LARGEST);
        let good = number as f64 >= least && number as f64 <= most;
        self.expect(value, good, &format!("{least:.0}…{most:.0}"));
    }

    fn expect(&mut self, value: &Spanned<DeValue<'_>>, good: bool, wanted: &str) {
        if !good {
            let name = self.path.last().cloned().unwrap_or_default();
            let key = "config-wrong-kind";
            self.fault(value.span(), key, &name, wanted.to_owned());
        }
    }

    fn fault(&mut self, span: Span, key: &'static str, name: &str, wanted: String) {
        self.faults.push(Fault {
            path: self.path.clone(),
            span,
            key,
            name: name.to_owned(),
            wanted,
        });
    }
}

/// Returns the one word that a schema allows.
fn word(schema: &Value) -> Option<&str> {
    schema.get("const").and_then(Value::as_str)
}

fn text<'a>(value: &'a Spanned<DeValue<'_>>) -> Option<&'a str> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    }
}

/// Returns that a value is unknown, with the most similar known one. Lists all known values if they
/// are few or none is similar.
pub(super) fn unknown(key: &'static str, value: &str, known: &[&str]) -> Sentence {
    let likely = nearest(value, known);
    let near = if likely.is_empty() {
        Vec::new()
    } else {
        vec![Sentence::new("config-near").with("wanted", likely)]
    };
    let mut all = Vec::new();
    if near.is_empty() || known.len() <= FEW {
        all.push(Sentence::new(format!("{key}-known")).with("known", known.join(", ")));
    }
    Sentence::new(key)
        .with("value", value)
        .with("near", Words::Sentences(near))
        .with("known", Words::Sentences(all))
}

fn nearest(name: &str, known: &[&str]) -> String {
    let best = known
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), *known))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    best.filter(|(likeness, _)| *likeness > 0.8)
        .map(|(_, known)| known.to_owned())
        .unwrap_or_default()
}

/// Returns the position of a path's key; of a missing key, that of its table.
pub(super) fn locate(root: &Spanned<DeTable<'_>>, path: &[&str]) -> Option<Span> {
    let mut span = root.span();
    let mut table = Some(root.get_ref());
    let mut array: Option<&DeArray<'_>> = None;
    for part in path {
        let value = if let Some(items) = array {
            part.parse::<usize>()
                .ok()
                .and_then(|place| items.get(place.checked_sub(1)?))
        } else {
            let found = table.and_then(|table| table.iter().find(|(key, _)| key.get_ref() == part));
            if let Some((key, _)) = found {
                span = key.span();
            }
            found.map(|(_, value)| value)
        };
        let Some(value) = value else {
            return Some(span);
        };
        (table, array) = match value.get_ref() {
            DeValue::Table(inner) => (Some(inner), None),
            DeValue::Array(items) => (None, Some(items)),
            _ => (None, None),
        };
        if part.parse::<usize>().is_ok() {
            span = value.span();
        }
    }
    Some(span)
}
