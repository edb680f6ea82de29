//! The rules as `config/rules/*.toml` declares them, and the exceptions a campaign makes:
//! confirmations, waivers, extensions.
//!
//! Knows what an operator may set; deliberately not how the file spells it
//! (`file`) nor what a rule looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::Date;
use crate::finding::{Finding, OWN_SENTENCE, RuleId, Severity};
use crate::rule::fault::RulesProblem;
use crate::rule::file;
use crate::rule::office::{Pattern, Verdicts};
use crate::rule::words::Words;

/// The rules of one campaign: whether each applies, its severity and basis, and the lists of
/// offices that the composition rules accept.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// The letter's name in sentences: «Công văn của Sở». Its number is a setting of the document
    /// and is never made up.
    pub letter: String,
    /// The same in English.
    pub letter_en: String,
    /// The setting of every rule.
    pub(crate) settings: BTreeMap<RuleId, Setting>,
    /// Offices that a leader may hold.
    pub leader: Verdicts,
    /// Offices that a deputy may hold.
    pub deputy: Verdicts,
    /// Offices of the Trung tâm Phục vụ hành chính công (the one-stop service centre, PVHCC).
    pub centre: Verdicts,
    /// The components that letter 335 lists; empty until the department fills them in.
    pub components: Vec<Component>,
    /// The campaign's terms, as its documents print them.
    pub words: Arc<Words>,
    /// Versions that apply on some days only; no two on the same day.
    pub versions: Vec<Version>,
}

/// The rules as they are on some days.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The first `as_of` at which the version applies.
    pub from: Option<Date>,
    /// The last one.
    pub until: Option<Date>,
    /// The complete rules of these days.
    pub rules: Rules,
}

/// What a campaign sets about one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The severity of its findings.
    pub severity: Severity,
    /// The legal basis as the report prints it, with the letter's name filled in.
    pub basis: String,
    /// The same in English.
    pub basis_en: String,
    /// The campaign's own sentences, by variant; variants without one use the program's.
    pub sentences: BTreeMap<String, String>,
    /// Whether the rule is switched on.
    pub enabled: bool,
    /// Whether it is on trial: reported to operators only.
    pub trial: bool,
    /// The first `as_of` at which the rule applies.
    pub effective_from: Option<Date>,
    /// The last one.
    pub until: Option<Date>,
}

/// A component that every team must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its name, as the report prints it: «Công an xã».
    pub name: String,
    /// The offices; `at_least` of the members must hold one of them.
    pub offices: Verdicts,
}

/// `[[confirmed]]`: a decision that cannot be counted from the sheet, confirmed by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// Code of the commune.
    pub commune: String,
    /// The decision's number as signed.
    pub number: String,
    /// The day it was signed.
    #[serde(deserialize_with = "day")]
    pub date: Date,
    /// The person who saw it.
    pub by: String,
    /// How the person saw it.
    pub reason: String,
}

/// `[[waiver]]`: one rule does not apply to one commune, up to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Code of the commune.
    pub commune: String,
    /// Id of the rule.
    pub rule: String,
    /// The last day of the waiver.
    #[serde(deserialize_with = "day")]
    pub until: Date,
    /// The reason.
    pub reason: String,
}

/// `[[extension]]`: a later deadline for one commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Code of the commune.
    pub commune: String,
    /// The commune's deadline.
    #[serde(deserialize_with = "day")]
    pub deadline: Date,
    /// The reason.
    pub reason: String,
}

impl Rules {
    /// Returns the rules shipped with the program.
    pub fn shipped() -> Self {
        file::shipped()
    }

    /// Reads the rules of a file; settings that it leaves out are as shipped.
    ///
    /// # Errors
    /// Every problem of the file, each with its line: invalid TOML, unknown keys, unknown rule ids,
    /// manners that do not exist, a last day before the first.
    pub fn from_toml(text: &str) -> Result<Self, Vec<RulesProblem>> {
        file::read(text)
    }

    /// Returns the rules in force on a day.
    pub fn on(&self, day: Date) -> &Self {
        let version = self.versions.iter().find(|version| version.holds(day));
        version.map_or(self, |version| &version.rules)
    }

    /// Returns the setting of a rule.
    pub fn setting(&self, rule: RuleId) -> &Setting {
        self.settings
            .get(&rule)
            .expect("the shipped file sets every rule, a test sees to it")
    }

    /// Returns every office that the lists name, to be compared with the vocabulary.
    pub fn offices(&self) -> BTreeSet<&str> {
        let components = self.components.iter().map(|component| &component.offices);
        let lists = [&self.leader, &self.deputy, &self.centre]
            .into_iter()
            .chain(components);
        let own = lists
            .flat_map(|list| [&list.accepted, &list.acting, &list.ambiguous])
            .flatten()
            .map(Pattern::office);
        let later = self
            .versions
            .iter()
            .flat_map(|version| version.rules.offices());
        own.chain(later).collect()
    }

    /// Returns the basis of every rule by its id, for the report.
    pub fn bases(&self) -> BTreeMap<String, String> {
        self.settings
            .iter()
            .map(|(rule, setting)| (rule.id().to_owned(), setting.basis.clone()))
            .collect()
    }

    /// Whether a rule applies at `as_of`.
    pub fn speaks(&self, rule: RuleId, as_of: Date) -> bool {
        let setting = self.setting(rule);
        setting.enabled
            && setting.effective_from.is_none_or(|first| first <= as_of)
            && setting.until.is_none_or(|last| as_of <= last)
    }

    /// Gives a finding the campaign's severity, own sentence and basis.
    pub(crate) fn dress(&self, mut finding: Finding) -> Finding {
        let setting = self.setting(finding.rule);
        finding.severity = finding.weighed.unwrap_or(setting.severity);
        if let Some(own) = setting.sentences.get(&finding.variant) {
            finding = finding.with(OWN_SENTENCE, own);
        }
        finding
            .with("basis", &setting.basis)
            .with("basis_en", &setting.basis_en)
    }
}

impl Version {
    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether both versions are in force on some day.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let ends_before = |one: &Self, two: &Self| match (one.until, two.from) {
            (Some(until), Some(from)) => until < from,
            _ => false,
        };
        !ends_before(self, other) && !ends_before(other, self)
    }
}

impl Waiver {
    /// Whether the waiver suppresses this finding at `as_of`.
    pub fn covers(&self, finding: &Finding, as_of: Date) -> bool {
        finding.commune.as_deref() == Some(&self.commune)
            && finding.rule.id() == self.rule
            && as_of <= self.until
    }
}

/// Reads a day from TOML (`2025-08-15` without quotes) or from text, as in JSON.
pub(crate) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Toml(datetime) => datetime.to_string(),
        Written::Text(text) => text,
    };
    text.parse().map_err(serde::de::Error::custom)
}
