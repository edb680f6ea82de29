//! The catalogue of rules: what each means and where it comes from.
//!
//! Lists the rules; deliberately does not judge. Meanings are in `locale` under `rule-<id>`.

use crate::clock::Date;
use crate::finding::{Family, RuleId, Severity};
use crate::locale::{self, Language};
use crate::rule::declared::Rules;
use crate::rule::office::{Missing, Verdicts};

/// One line of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which rule.
    pub rule: RuleId,
    /// What it is about.
    pub family: Family,
    /// The campaign's severity.
    pub severity: Severity,
    /// When the rule reports something, in one sentence.
    pub meaning: String,
    /// Further demands of its list: of how many people, and what a missing office means.
    pub details: Vec<String>,
    /// Its legal basis.
    pub basis: String,
    /// Whether the rule is switched on.
    pub enabled: bool,
    /// Whether the rule is reported to operators only.
    pub trial: bool,
    /// The first day on which this line applies.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// Lists every rule in the order of the contract, as the campaign sets it. A rule that differs on
/// some days has a line for them too.
pub fn catalogue(rules: &Rules, language: Language) -> Vec<Entry> {
    let mut entries = Vec::new();
    for rule in RuleId::ALL {
        let own = entry(rules, *rule, language);
        for version in &rules.versions {
            let other = entry(&version.rules, *rule, language);
            if other != own {
                entries.push(Entry {
                    from: version.from.max(other.from),
                    until: version.until.or(other.until),
                    ..other
                });
            }
        }
        let place = entries.iter().position(|entry: &Entry| entry.rule == *rule);
        entries.insert(place.unwrap_or(entries.len()), own);
    }
    entries
}

fn entry(rules: &Rules, rule: RuleId, language: Language) -> Entry {
    let setting = rules.setting(rule);
    Entry {
        rule,
        family: rule.family(),
        severity: setting.severity,
        meaning: locale::say(language, &format!("rule-{rule}"), &[]),
        details: details(rules, rule, language),
        basis: match language {
            Language::Vi => setting.basis.clone(),
            Language::En => setting.basis_en.clone(),
        },
        enabled: setting.enabled,
        trial: setting.trial,
        from: setting.effective_from,
        until: setting.until,
    }
}

fn details(rules: &Rules, rule: RuleId, language: Language) -> Vec<String> {
    let say = |key: &str, arguments: &[(&str, &str)]| locale::say(language, key, arguments);
    let missing = |list: &Verdicts| {
        let key = match list.missing? {
            Missing::Ignore => "rules-detail-missing-ignore",
            Missing::Warn => "rules-detail-missing-warn",
            Missing::Error => "rules-detail-missing-error",
        };
        Some(say(key, &[]))
    };
    let several = |list: &Verdicts| {
        let count = list.at_least.to_string();
        (list.at_least > 1).then(|| say("rules-detail-at-least", &[("count", &count)]))
    };
    match rule {
        RuleId::LeaderNotChairman => missing(&rules.leader).into_iter().collect(),
        RuleId::DeputyNotEligible => missing(&rules.deputy).into_iter().collect(),
        RuleId::PvhccMemberMissing => {
            let said = several(&rules.centre).into_iter();
            said.chain(missing(&rules.centre)).collect()
        }
        RuleId::ComponentMissing => {
            let each = rules.components.iter().map(|component| {
                let count = component.offices.at_least.to_string();
                let named = [("name", component.name.as_str()), ("count", &count)];
                let said = Some(say("rules-detail-component", &named));
                let parts = said.into_iter().chain(missing(&component.offices));
                parts.collect::<Vec<_>>().join(", ")
            });
            each.collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_with_two_versions_has_a_line_for_each() {
        let rules = Rules::from_toml(
            "[[version]]\nfrom = 2025-10-01\n[version.centre]\naccepted = [\"pvhcc-staff\"]\nat_least = 2\nmissing = \"error\"",
        );
        let lines: Vec<String> = catalogue(&rules.unwrap(), Language::Vi)
            .into_iter()
            .filter(|entry| entry.rule == RuleId::PvhccMemberMissing)
            .map(|entry| format!("{:?} {}", entry.from, entry.details.join("; ")))
            .collect();
        assert_eq!(
            lines,
            [
                "None ",
                "Some(2025-10-01) ít nhất 2 người; chưa ghi chức vụ thì phải sửa"
            ]
        );
    }

    #[test]
    fn every_rule_says_what_it_means() {
        for language in [Language::Vi, Language::En] {
            for entry in catalogue(&Rules::shipped(), language) {
                assert!(!entry.meaning.starts_with("rule-"), "{}", entry.rule);
                assert!(!entry.basis.is_empty(), "{}", entry.rule);
            }
        }
    }
}
