//! Every sentence that a person reads in the terminal or in a finding, by key, in Vietnamese and English.
//!
//! Knows words; deliberately not when they are said. Reports and mails are Vietnamese documents and
//! keep their own words. A subject's sentences stand together in one file of each language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use crate::finding::Finding;

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

const VI: &[&str] = &[
    include_str!("vi/finding.ftl"),
    include_str!("vi/source.ftl"),
    include_str!("vi/table.ftl"),
    include_str!("vi/config.ftl"),
    include_str!("vi/store.ftl"),
    include_str!("vi/cli.ftl"),
];
const EN: &[&str] = &[
    include_str!("en/finding.ftl"),
    include_str!("en/source.ftl"),
    include_str!("en/table.ftl"),
    include_str!("en/config.ftl"),
    include_str!("en/store.ftl"),
    include_str!("en/cli.ftl"),
];

/// Each is read when it is first spoken.
static SPOKEN: [LazyLock<FluentBundle<FluentResource>>; 2] = [
    LazyLock::new(|| bundle("vi", VI)),
    LazyLock::new(|| bundle("en", EN)),
];

/// The sentence of a key with its arguments; the key itself where there is none, which a test forbids.
pub fn say(language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
    let bundle = match language {
        Language::Vi => &SPOKEN[0],
        Language::En => &SPOKEN[1],
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

/// The sentence of a finding; `commune` is the printed name of the commune it concerns.
pub fn finding(language: Language, finding: &Finding, commune: &str) -> String {
    let mut arguments = vec![("commune", commune), ("value", finding.value.as_str())];
    arguments.extend(
        finding
            .arguments
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    say(language, &finding.message_key(), &arguments)
}

fn bundle(language: &str, texts: &[&str]) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.parse().expect("a language tag of ours");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    for text in texts {
        let resource = FluentResource::try_new((*text).to_owned())
            .expect("a test parses every file of sentences");
        bundle
            .add_resource(resource)
            .expect("a test finds every doubled key");
    }
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;

    use super::*;
    use crate::finding::RuleId;

    fn keys(texts: &[&str]) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for text in texts {
            let resource = FluentResource::try_new((*text).to_owned()).unwrap();
            for key in text.lines().filter_map(|line| line.split_once(" =")) {
                if !key.0.starts_with([' ', '#', '.', '-']) {
                    assert!(keys.insert(key.0.to_owned()), "{} stands twice", key.0);
                }
            }
            drop(resource);
        }
        keys
    }

    #[test]
    fn both_languages_say_the_same_keys() {
        assert_eq!(keys(VI), keys(EN));
    }

    #[test]
    fn every_rule_has_its_sentence() {
        let known = keys(VI);
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
