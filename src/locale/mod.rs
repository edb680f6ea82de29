//! All sentences that people read in the terminal and in findings, by key, in Vietnamese and
//! English.
//!
//! Knows the words, not when they are used. Reports and mails are Vietnamese documents with words
//! of their own. The sentences of a subject are together in one file for each language.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use crate::finding::{Finding, OWN_SENTENCE};
use crate::text::filled;

pub mod number;

/// The languages a person may choose.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese, the default.
    #[default]
    Vi,
    /// English.
    En,
}

/// The sentences of one subject: a file for each language.
struct Subject {
    /// The first words of its keys.
    words: &'static [&'static str],
    /// The texts of the files, Vietnamese and English.
    texts: [&'static str; 2],
    /// The parsed files; each is parsed when its first sentence is needed.
    spoken: [OnceLock<FluentBundle<FluentResource>>; 2],
}

impl Subject {
    const fn new(words: &'static [&'static str], vi: &'static str, en: &'static str) -> Self {
        Self {
            words,
            texts: [vi, en],
            spoken: [OnceLock::new(), OnceLock::new()],
        }
    }

    fn of(key: &str) -> Option<&'static Self> {
        let word = key.split('-').next()?;
        SUBJECTS
            .iter()
            .find(|subject| subject.words.contains(&word))
    }

    fn spoken(&self, language: Language) -> &FluentBundle<FluentResource> {
        let (place, tag) = match language {
            Language::Vi => (0, "vi"),
            Language::En => (1, "en"),
        };
        self.spoken[place].get_or_init(|| bundle(tag, self.texts[place]))
    }
}

static SUBJECTS: [Subject; 14] = [
    Subject::new(
        &["finding", "rule", "rules", "loss", "column"],
        include_str!("vi/finding.ftl"),
        include_str!("en/finding.ftl"),
    ),
    Subject::new(
        &["source"],
        include_str!("vi/source.ftl"),
        include_str!("en/source.ftl"),
    ),
    Subject::new(
        &["table"],
        include_str!("vi/table.ftl"),
        include_str!("en/table.ftl"),
    ),
    Subject::new(
        &["config", "register", "schedule", "syntax"],
        include_str!("vi/config.ftl"),
        include_str!("en/config.ftl"),
    ),
    Subject::new(
        &["store", "folder", "mail", "delivery", "report"],
        include_str!("vi/store.ftl"),
        include_str!("en/store.ftl"),
    ),
    Subject::new(
        &["run"],
        include_str!("vi/run.ftl"),
        include_str!("en/run.ftl"),
    ),
    Subject::new(
        &["letter"],
        include_str!("vi/letter.ftl"),
        include_str!("en/letter.ftl"),
    ),
    Subject::new(
        &["question", "answer"],
        include_str!("vi/answer.ftl"),
        include_str!("en/answer.ftl"),
    ),
    Subject::new(
        &["person"],
        include_str!("vi/person.ftl"),
        include_str!("en/person.ftl"),
    ),
    Subject::new(
        &["results"],
        include_str!("vi/results.ftl"),
        include_str!("en/results.ftl"),
    ),
    Subject::new(
        &["cli"],
        include_str!("vi/cli.ftl"),
        include_str!("en/cli.ftl"),
    ),
    // Their English text is elsewhere: with the arguments, and where a line is logged.
    Subject::new(&["help"], include_str!("vi/help.ftl"), ""),
    Subject::new(&["log"], include_str!("vi/log.ftl"), ""),
    Subject::new(
        &["access", "web"],
        include_str!("vi/web.ftl"),
        include_str!("en/web.ftl"),
    ),
];

/// The sentence for a key, with its arguments; the key itself if there is no sentence, which a test
/// prevents.
pub fn say(language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
    let Some(bundle) = Subject::of(key).map(|subject| subject.spoken(language)) else {
        return key.to_owned();
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut named = FluentArgs::new();
    for (name, value) in arguments {
        named.set(*name, *value);
    }
    let mut errors = Vec::new();
    bundle
        .format_pattern(pattern, Some(&named), &mut errors)
        .into_owned()
}

/// The text of a stored sentence.
pub fn told(kept: &str, language: Language) -> String {
    Sentence::restored(kept).say(language)
}

/// The text for a key without arguments, if there is one.
pub fn find(language: Language, key: &str) -> Option<String> {
    let bundle = Subject::of(key)?.spoken(language);
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let words = bundle.format_pattern(pattern, None, &mut errors);
    Some(words.into_owned())
}

/// The text of an attribute of a key, if there is one.
pub fn attribute(language: Language, key: &str, name: &str) -> Option<String> {
    let bundle = Subject::of(key)?.spoken(language);
    let message = bundle.get_message(key)?;
    let mut errors = Vec::new();
    let words = bundle.format_pattern(message.get_attribute(name)?.value(), None, &mut errors);
    Some(words.into_owned())
}

/// A sentence that is not put into words yet: its key and arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    key: Cow<'static, str>,
    arguments: Vec<(Cow<'static, str>, Value)>,
}

/// A value for an argument of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    Text(String),
    /// Sentences, one after the other.
    Sentences(Vec<Sentence>),
    /// Sentences, each on a line of its own.
    Lines(Vec<Sentence>),
}

impl Sentence {
    /// A sentence without arguments so far.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            key: key.into(),
            arguments: Vec::new(),
        }
    }

    /// The key of the sentence.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Adds an argument.
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.arguments.push((name.into(), value.into()));
        self
    }

    /// A text from elsewhere, which is the same in every language.
    pub fn foreign(text: impl Into<String>) -> Self {
        Self::new("store-foreign").with("text", text.into())
    }

    /// The sentence in the form in which it is stored, until somebody reads it in a language.
    pub fn kept(&self) -> String {
        serde_json::to_string(self).expect("keys and texts")
    }

    /// A stored sentence. Text that was stored as words stays as it is.
    pub fn restored(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_else(|_| Self::foreign(kept))
    }

    /// The sentence in a language.
    pub fn say(&self, language: Language) -> String {
        let values: Vec<Cow<'_, str>> = self
            .arguments
            .iter()
            .map(|(_, value)| value.say(language))
            .collect();
        let named: Vec<(&str, &str)> = self
            .arguments
            .iter()
            .zip(&values)
            .map(|((name, _), value)| (&**name, &**value))
            .collect();
        say(language, &self.key, &named)
    }
}

impl Value {
    fn say(&self, language: Language) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Sentences(sentences) => {
                let said: Vec<String> = sentences
                    .iter()
                    .map(|sentence| sentence.say(language))
                    .collect();
                Cow::Owned(said.join("; "))
            }
            Self::Lines(sentences) => {
                let lines = sentences
                    .iter()
                    .map(|sentence| format!("\n  {}", sentence.say(language)));
                Cow::Owned(lines.collect())
            }
        }
    }
}

impl From<Sentence> for Value {
    fn from(sentence: Sentence) -> Self {
        Self::Sentences(vec![sentence])
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The name of a column's field; `id` is the one used in the configuration.
pub fn column(language: Language, id: &str) -> String {
    let said = |id: &str| find(language, &format!("column-{id}"));
    let of_a_role = || {
        let (role, field) = id.split_once('_')?;
        Some(format!("{} ({})", said(field)?, said(role)?))
    };
    let whole = match id.starts_with("count_") {
        true => said("count"),
        false => said(id),
    };
    whole.or_else(of_a_role).unwrap_or_else(|| id.to_owned())
}

/// The sentence of a finding; `commune` is the printed name of the commune it concerns.
pub fn finding(language: Language, finding: &Finding, commune: &str) -> String {
    let mut arguments = vec![("commune", commune), ("value", finding.value.as_str())];
    arguments.extend(
        finding
            .arguments
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    match finding.arguments.get(OWN_SENTENCE) {
        Some(own) => filled(own, &arguments),
        None => say(language, &finding.message_key(), &arguments),
    }
}

fn bundle(language: &str, text: &str) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.parse().expect("a language tag of ours");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    let resource =
        FluentResource::try_new(text.to_owned()).expect("a test parses every file of sentences");
    bundle
        .add_resource(resource)
        .expect("a test finds every doubled key");
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::finding::RuleId;

    /// The keys of a language; each must begin with a word of its subject.
    fn keys(language: Language) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let both = |subject: &&Subject| !subject.texts[1].is_empty();
        for subject in SUBJECTS.iter().filter(both) {
            let text = subject.texts[usize::from(language == Language::En)];
            for (key, _) in text.lines().filter_map(|line| line.split_once(" =")) {
                if key.starts_with([' ', '#', '.', '-']) {
                    continue;
                }
                let found = Subject::of(key).expect(key);
                assert!(std::ptr::eq(found, subject), "{key} stands elsewhere");
                assert!(found.spoken(language).has_message(key), "{key}");
                assert!(keys.insert(key.to_owned()), "{key} stands twice");
            }
        }
        keys
    }

    #[test]
    fn both_languages_say_the_same_keys() {
        assert_eq!(keys(Language::Vi), keys(Language::En));
    }

    #[test]
    fn a_kept_sentence_is_told_in_the_readers_language() {
        let no_answer = Sentence::new("delivery-no-answer");
        let away = Sentence::new("delivery-unreachable")
            .with("server", "mail.vn:25")
            .with("cause", no_answer);
        let check = |kept: &str, vi: &str, en: &str| {
            assert_eq!(told(kept, Language::Vi), vi);
            assert_eq!(told(kept, Language::En), en);
        };
        check(
            &away.kept(),
            "không kết nối được máy chủ thư mail.vn:25 (không trả lời kịp)",
            "the mail server mail.vn:25 cannot be reached (no answer in time)",
        );
        // answers of servers, and texts stored by earlier versions, are the same in all languages
        check("550 no such user", "550 no such user", "550 no such user");
    }

    #[test]
    fn every_rule_has_its_sentence() {
        let known = keys(Language::Vi);
        for rule in RuleId::ALL {
            let plain = format!("finding-{rule}");
            assert!(
                known
                    .iter()
                    .any(|key| *key == plain || key.starts_with(&format!("{plain}--"))),
                "{rule} has no sentence"
            );
        }
    }
}
