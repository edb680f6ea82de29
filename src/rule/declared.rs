//! The rules as `config/rules/*.toml` declares them, and the exceptions a campaign makes:
//! confirmations, waivers, extensions.
//!
//! Knows what an operator may set; deliberately not how the file spells it (`file`) nor what a
//! rule looks at.

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

/// The rules of one campaign: what each says, how gravely, on which basis, and the lists of
/// offices that the composition rules accept.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What the letter is called in sentences: «Công văn của Sở». Its number is a setting of the
    /// document, never invented.
    pub letter: String,
    /// The same in English.
    pub letter_en: String,
    /// One setting for every rule.
    pub(crate) settings: BTreeMap<RuleId, Setting>,
    /// Who may lead.
    pub leader: Verdicts,
    /// Who may be a deputy.
    pub deputy: Verdicts,
    /// Who belongs to the Trung tâm Phục vụ hành chính công (the one-stop service centre, PVHCC).
    pub centre: Verdicts,
    /// The components that letter 335 lists; empty until the department fills them in.
    pub components: Vec<Component>,
    /// What the campaign's papers call things.
    pub words: Arc<Words>,
    /// What is otherwise on some days; no two of one day.
    pub versions: Vec<Version>,
}

/// The rules between two days.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// First day that figures may be of.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// The rules then, whole.
    pub rules: Rules,
}

/// What a campaign sets about one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// How grave its findings are.
    pub severity: Severity,
    /// Legal basis as the report prints it, the letter's name filled in.
    pub basis: String,
    /// The same in English.
    pub basis_en: String,
    /// The campaign's own sentences, by variant; the program's where there is none.
    pub sentences: BTreeMap<String, String>,
    /// Whether the rule speaks at all.
    pub enabled: bool,
    /// On trial: reported to operators only.
    pub trial: bool,
    /// First `as_of` it speaks of.
    pub effective_from: Option<Date>,
    /// Last `as_of` it speaks of.
    pub until: Option<Date>,
}

/// A component that every team must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its name, as the report prints it: «Công an xã».
    pub name: String,
    /// Offices of which one member at least must hold one.
    pub offices: Verdicts,
}

/// `[[confirmed]]`: what is kept out of the count, confirmed by a person.
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
    /// Who saw it.
    pub by: String,
    /// How it was seen.
    pub reason: String,
}

/// `[[waiver]]`: one rule does not speak of one commune until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Code of the commune.
    pub commune: String,
    /// Id of the rule.
    pub rule: String,
    /// Last day it holds.
    #[serde(deserialize_with = "day")]
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// `[[extension]]`: a later deadline for one commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Code of the commune.
    pub commune: String,
    /// Its own deadline.
    #[serde(deserialize_with = "day")]
    pub deadline: Date,
    /// Why.
    pub reason: String,
}

impl Rules {
    /// The rules shipped with the program.
    pub fn shipped() -> Self {
        file::shipped()
    }

    /// The rules of a file; what the file leaves out is as shipped.
    ///
    /// # Errors
    /// Every problem of the file, each with its line: what is no TOML, unknown keys, unknown
    /// rule ids, manners that do not exist, an end before its beginning.
    pub fn from_toml(text: &str) -> Result<Self, Vec<RulesProblem>> {
        file::read(text)
    }

    /// The rules in force on a day.
    pub fn on(&self, day: Date) -> &Self {
        let version = self.versions.iter().find(|version| version.holds(day));
        version.map_or(self, |version| &version.rules)
    }

    /// What is set about a rule.
    pub fn setting(&self, rule: RuleId) -> &Setting {
        self.settings
            .get(&rule)
            .expect("the shipped file sets every rule, a test sees to it")
    }

    /// Every office that the lists name, so that they can be compared with the vocabulary.
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

    /// The basis of every rule by its id, for the report.
    pub fn bases(&self) -> BTreeMap<String, String> {
        self.settings
            .iter()
            .map(|(rule, setting)| (rule.id().to_owned(), setting.basis.clone()))
            .collect()
    }

    /// Whether a rule speaks at `as_of`.
    pub fn speaks(&self, rule: RuleId, as_of: Date) -> bool {
        let setting = self.setting(rule);
        setting.enabled
            && setting.effective_from.is_none_or(|first| first <= as_of)
            && setting.until.is_none_or(|last| as_of <= last)
    }

    /// The finding with the campaign's severity and the basis that its sentence names.
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

    /// Whether both are in force on some day.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let ends_before = |one: &Self, two: &Self| match (one.until, two.from) {
            (Some(until), Some(from)) => until < from,
            _ => false,
        };
        !ends_before(self, other) && !ends_before(other, self)
    }
}

impl Waiver {
    /// Whether it silences this finding at `as_of`.
    pub fn covers(&self, finding: &Finding, as_of: Date) -> bool {
        finding.commune.as_deref() == Some(&self.commune)
            && finding.rule.id() == self.rule
            && as_of <= self.until
    }
}

/// Reads a day from TOML (`2025-08-15` without quotes) as well as from text, as JSON has it.
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
