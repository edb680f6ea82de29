//! The rules file exactly as an operator writes it, and every problem it may have.
//!
//! Knows TOML and line numbers; deliberately not what a rule looks at.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::clock::Date;
use crate::finding::{RuleId, Severity};
use crate::rule::declared::{self, Component, Rules, Setting, Version};
use crate::rule::fault::{RulesFault, RulesProblem};
use crate::rule::office::{self, Missing, Pattern, Verdicts};
use crate::rule::words::{RawWords, Words};
use crate::syntax::{SyntaxFault, line_of};

const SHIPPED: &str = include_str!("../../config/rules/to-cnscd.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    letter: Option<String>,
    letter_en: Option<String>,
    #[serde(default)]
    rule: BTreeMap<Spanned<String>, RawSetting>,
    leader: Option<RawVerdicts>,
    deputy: Option<RawVerdicts>,
    centre: Option<RawVerdicts>,
    component: Option<Vec<Spanned<RawComponent>>>,
    #[serde(default)]
    words: RawWords,
    #[serde(default)]
    version: Vec<Spanned<RawVersion>>,
}

/// `[[version]]`: settings that apply between two days; the rest is as in the file around it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVersion {
    #[serde(default, deserialize_with = "optional_day")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "optional_day")]
    until: Option<Date>,
    letter: Option<String>,
    letter_en: Option<String>,
    #[serde(default)]
    rule: BTreeMap<Spanned<String>, RawSetting>,
    leader: Option<RawVerdicts>,
    deputy: Option<RawVerdicts>,
    centre: Option<RawVerdicts>,
    component: Option<Vec<Spanned<RawComponent>>>,
}

impl RawVersion {
    fn said(self) -> RawRules {
        RawRules {
            letter: self.letter,
            letter_en: self.letter_en,
            rule: self.rule,
            leader: self.leader,
            deputy: self.deputy,
            centre: self.centre,
            component: self.component,
            words: RawWords::default(),
            version: Vec::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSetting {
    severity: Option<Severity>,
    basis: Option<String>,
    basis_en: Option<String>,
    sentence: Option<String>,
    #[serde(default)]
    sentences: BTreeMap<String, String>,
    enabled: Option<bool>,
    trial: Option<bool>,
    #[serde(default, deserialize_with = "optional_day")]
    effective_from: Option<Date>,
    #[serde(default, deserialize_with = "optional_day")]
    until: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVerdicts {
    accepted: Vec<Spanned<String>>,
    #[serde(default)]
    acting: Vec<Spanned<String>>,
    #[serde(default)]
    ambiguous: Vec<Spanned<String>>,
    #[serde(default)]
    words: Vec<String>,
    at_least: Option<Spanned<u32>>,
    missing: Option<Missing>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawComponent {
    name: String,
    offices: Vec<Spanned<String>>,
    #[serde(default)]
    words: Vec<String>,
    at_least: Option<Spanned<u32>>,
    missing: Option<Missing>,
}

fn optional_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    declared::day(deserializer).map(Some)
}

/// Returns the rules shipped with the program.
pub(crate) fn shipped() -> Rules {
    over(None, SHIPPED).expect("a test reads the shipped rules")
}

/// Reads a file's rules on top of those shipped.
pub(crate) fn read(text: &str) -> Result<Rules, Vec<RulesProblem>> {
    over(Some(shipped()), text)
}

fn over(base: Option<Rules>, text: &str) -> Result<Rules, Vec<RulesProblem>> {
    let mut raw: RawRules = toml::from_str(text).map_err(|error| {
        let SyntaxFault {
            line,
            key,
            sentence,
        } = SyntaxFault::of(text, &error);
        let fault = RulesFault::Unreadable(sentence);
        vec![RulesProblem { line, key, fault }]
    })?;
    let mut reader = RulesReader {
        text,
        problems: Vec::new(),
    };
    let empty = Rules {
        letter: String::new(),
        letter_en: String::new(),
        settings: BTreeMap::new(),
        leader: Verdicts::default(),
        deputy: Verdicts::default(),
        centre: Verdicts::default(),
        components: Vec::new(),
        words: Arc::new(Words::default()),
        versions: Vec::new(),
    };
    let mut rules = base.unwrap_or(empty);
    let versions = std::mem::take(&mut raw.version);
    reader.rules(&mut rules, raw);
    for version in versions {
        let version = reader.version(&rules, version);
        rules.versions.push(version);
    }
    if reader.problems.is_empty() {
        Ok(rules)
    } else {
        reader.problems.sort_by_key(|problem| problem.line);
        Err(reader.problems)
    }
}

fn merged(base: Option<&Setting>, rule: RuleId, raw: RawSetting) -> Setting {
    let base = base.cloned().unwrap_or(Setting {
        severity: rule.shipped_severity(),
        basis: String::new(),
        basis_en: String::new(),
        sentences: BTreeMap::new(),
        enabled: true,
        trial: false,
        effective_from: None,
        until: None,
    });
    // An operator's basis without a translation is used in both languages.
    let basis_en = match (raw.basis_en, &raw.basis) {
        (Some(english), _) => english,
        (None, Some(basis)) => basis.clone(),
        (None, None) => base.basis_en,
    };
    let mut sentences = base.sentences;
    sentences.extend(raw.sentences);
    sentences.extend(raw.sentence.map(|sentence| (String::new(), sentence)));
    Setting {
        sentences,
        severity: raw.severity.unwrap_or(base.severity),
        basis: raw.basis.unwrap_or(base.basis),
        basis_en,
        enabled: raw.enabled.unwrap_or(base.enabled),
        trial: raw.trial.unwrap_or(base.trial),
        effective_from: raw.effective_from.or(base.effective_from),
        until: raw.until.or(base.until),
    }
}

struct RulesReader<'a> {
    text: &'a str,
    problems: Vec<RulesProblem>,
}

impl RulesReader<'_> {
    fn problem(&mut self, at: usize, key: &str, fault: RulesFault) {
        self.problems.push(RulesProblem {
            line: line_of(self.text, at),
            key: key.to_owned(),
            fault,
        });
    }

    /// Applies the settings of a file to the rules.
    fn rules(&mut self, rules: &mut Rules, raw: RawRules) {
        rules.letter = raw.letter.unwrap_or_else(|| rules.letter.clone());
        rules.letter_en = raw.letter_en.unwrap_or_else(|| rules.letter_en.clone());
        for (id, setting) in raw.rule {
            let Some(rule) = RuleId::ALL.iter().find(|rule| rule.id() == id.get_ref()) else {
                let fault = RulesFault::UnknownRule(id.get_ref().clone());
                self.problem(id.span().start, &format!("rule.{}", id.get_ref()), fault);
                continue;
            };
            let setting = merged(rules.settings.get(rule), *rule, setting);
            if let (Some(first), Some(last)) = (setting.effective_from, setting.until)
                && last < first
            {
                let key = format!("rule.{rule}.until");
                self.problem(id.span().start, &key, RulesFault::EndBeforeBeginning);
            }
            rules.settings.insert(*rule, setting);
        }
        for (name, raw, list) in [
            ("leader", raw.leader, &mut rules.leader),
            ("deputy", raw.deputy, &mut rules.deputy),
            ("centre", raw.centre, &mut rules.centre),
        ] {
            if let Some(raw) = raw {
                *list = self.verdicts(name, raw);
            }
        }
        if let Some(components) = raw.component {
            rules.components = components
                .into_iter()
                .map(|component| self.component(component))
                .collect();
        }
        for bad in Arc::make_mut(&mut rules.words).set(raw.words) {
            let key = format!("words.{}", bad.key);
            self.problem(bad.at, &key, RulesFault::Words(bad.fault));
        }
        for setting in rules.settings.values_mut() {
            setting.basis = setting.basis.replace("{letter}", &rules.letter);
            setting.basis_en = setting.basis_en.replace("{letter}", &rules.letter_en);
        }
    }

    /// Builds the version of the rules that applies between two days.
    fn version(&mut self, rules: &Rules, raw: Spanned<RawVersion>) -> Version {
        let at = raw.span().start;
        let raw = raw.into_inner();
        let (from, until) = (raw.from, raw.until);
        match (from, until) {
            (None, None) => self.problem(at, "version", RulesFault::Undated),
            (Some(first), Some(last)) if last < first => {
                self.problem(at, "version.until", RulesFault::EndBeforeBeginning);
            }
            _ => {}
        }
        let mut dated = Version {
            from,
            until,
            rules: Rules {
                versions: Vec::new(),
                ..rules.clone()
            },
        };
        if rules.versions.iter().any(|other| other.meets(&dated)) {
            self.problem(at, "version", RulesFault::Overlap);
        }
        self.rules(&mut dated.rules, raw.said());
        dated
    }

    fn at_least(&mut self, section: &str, written: Option<Spanned<u32>>) -> u32 {
        let Some(written) = written else { return 1 };
        if *written.get_ref() == 0 {
            let key = format!("{section}.at_least");
            self.problem(written.span().start, &key, RulesFault::AtLeast);
        }
        written.into_inner()
    }

    fn verdicts(&mut self, section: &str, raw: RawVerdicts) -> Verdicts {
        Verdicts {
            accepted: self.patterns(&format!("{section}.accepted"), raw.accepted),
            acting: self.patterns(&format!("{section}.acting"), raw.acting),
            ambiguous: self.patterns(&format!("{section}.ambiguous"), raw.ambiguous),
            words: office::words(&raw.words),
            at_least: self.at_least(section, raw.at_least),
            missing: raw.missing,
        }
    }

    fn component(&mut self, raw: Spanned<RawComponent>) -> Component {
        let at = raw.span().start;
        let raw = raw.into_inner();
        if raw.name.trim().is_empty() || raw.offices.is_empty() {
            self.problem(at, "component", RulesFault::Component);
        }
        Component {
            name: raw.name,
            offices: Verdicts {
                accepted: self.patterns("component.offices", raw.offices),
                words: office::words(&raw.words),
                at_least: self.at_least("component", raw.at_least),
                missing: raw.missing,
                ..Verdicts::default()
            },
        }
    }

    fn patterns(&mut self, key: &str, raw: Vec<Spanned<String>>) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for text in raw {
            match text.get_ref().parse() {
                Ok(pattern) => patterns.push(pattern),
                Err(typed) => self.problem(text.span().start, key, RulesFault::Office(typed)),
            }
        }
        patterns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, problems: &[(u32, &str)]) {
        let found: Vec<(u32, String)> = match read(text) {
            Ok(_) => Vec::new(),
            Err(found) => found.into_iter().map(|p| (p.line, p.key)).collect(),
        };
        let wanted: Vec<(u32, String)> = problems
            .iter()
            .map(|(l, k)| (*l, (*k).to_owned()))
            .collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn the_shipped_file_sets_every_rule_as_the_contract_does() {
        let rules = shipped();
        for rule in RuleId::ALL {
            let setting = rules
                .settings
                .get(rule)
                .unwrap_or_else(|| panic!("{rule} is not set"));
            assert_eq!(setting.severity, rule.shipped_severity(), "{rule}");
            assert!(
                !setting.basis.is_empty() && !setting.basis_en.is_empty(),
                "{rule}"
            );
            assert!(setting.enabled && !setting.trial, "{rule}");
            assert!(!setting.basis.contains('{'), "{rule}");
        }
    }

    #[test]
    fn the_lists_name_offices_of_the_vocabulary() {
        let vocabulary = include_str!("../../config/vocabulary/positions.toml");
        for office in shipped().offices() {
            let entry = format!("[[office]]\nid = \"{office}\"");
            let overseen = format!(" = \"{office}\"\n");
            assert!(
                vocabulary.contains(&entry) || vocabulary.contains(&overseen),
                "{office}"
            );
        }
    }

    #[test]
    fn a_file_says_only_what_differs() {
        let rules = read("[rule.decision-late]\nseverity = \"error\"\nuntil = 2025-12-31").unwrap();
        let late = rules.setting(RuleId::DecisionLate);
        assert_eq!(late.severity, Severity::Error);
        assert_eq!(late.basis, shipped().setting(RuleId::DecisionLate).basis);
        assert_eq!(
            late.until.map(|day| day.to_string()).as_deref(),
            Some("2025-12-31")
        );
        assert_eq!(rules.leader, shipped().leader);
    }

    /// When a letter changes the requirements from some day on, the file has both versions.
    #[test]
    fn a_version_is_in_force_between_its_days() {
        let rules = read(
            "[rule.pvhcc-member-missing]
severity = \"info\"
[[version]]
from = 2025-10-01
until = 2025-12-31
[version.rule.pvhcc-member-missing]
severity = \"error\"
basis = \"Công văn mới\"
[version.centre]
accepted = [\"pvhcc-staff\"]
at_least = 2
missing = \"warn\"",
        )
        .unwrap();
        let on = |day: &str| rules.on(day.parse().unwrap());
        for (day, severity, at_least) in [
            ("2025-09-30", Severity::Info, 1),
            ("2025-10-01", Severity::Error, 2),
            ("2025-12-31", Severity::Error, 2),
            ("2026-01-01", Severity::Info, 1),
        ] {
            let set = on(day).setting(RuleId::PvhccMemberMissing);
            assert_eq!(
                (set.severity, on(day).centre.at_least),
                (severity, at_least),
                "{day}"
            );
        }
        let basis = |day| on(day).setting(RuleId::PvhccMemberMissing).basis.clone();
        assert_eq!(basis("2025-10-01"), "Công văn mới");
        assert_eq!(on("2025-10-01").centre.missing, Some(Missing::Warn));
        assert_eq!(on("2025-10-01").leader, shipped().leader);
    }

    #[test]
    fn every_problem_names_its_line() {
        check("", &[]);
        check(
            "[rule.leader-absent]\nenabled = true",
            &[(1, "rule.leader-absent")],
        );
        check(
            "letter = \"x\"\n[rule.decision-late]\nsevrity = \"error\"",
            &[(3, "sevrity")],
        );
        check(
            "[rule.decision-late]\nseverity = \"grave\"",
            &[(2, "severity")],
        );
        check(
            "[rule.decision-late]\neffective_from = 2025-09-01\nuntil = 2025-08-01",
            &[(1, "rule.decision-late.until")],
        );
        check(
            "[leader]\naccepted = [\n  \"chairman-pc\",\n  \"Chủ tịch\",\n]\n[[component]]\nname = \"\"\noffices = []",
            &[(4, "leader.accepted"), (6, "component")],
        );
        check("[leader\n", &[(1, "leader")]);
        check("[[version]]\nletter = \"x\"", &[(1, "version")]);
        check(
            "[[version]]\nfrom = 2025-10-01\n[[version]]\nfrom = 2025-12-01\nuntil = 2025-11-01",
            &[(3, "version.until"), (3, "version")],
        );
        check(
            "[[component]]\nname = \"Công an xã\"\noffices = [\"police-chief\"]\nat_least = 0",
            &[(4, "component.at_least")],
        );
        check(
            "[leader]\naccepted = [\"chairman-pc\"]\nmissing = \"later\"",
            &[(3, "missing")],
        );
    }
}
