//! What each rule means and where it comes from: the rules page of the program.
//!
//! Lists; deliberately judges nothing. Meanings are in `locale` under `rule-<id>`.

use crate::finding::{Family, RuleId, Severity};
use crate::locale::{self, Language};
use crate::rule::declared::Rules;

/// One line of the rules page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which rule.
    pub rule: RuleId,
    /// What it is about.
    pub family: Family,
    /// The campaign's severity.
    pub severity: Severity,
    /// When it speaks, in one sentence.
    pub meaning: String,
    /// Its legal basis.
    pub basis: String,
    /// Switched on.
    pub enabled: bool,
    /// Reported to operators only.
    pub trial: bool,
}

/// Every rule in the order of the contract, as the campaign sets it.
pub fn catalogue(rules: &Rules, language: Language) -> Vec<Entry> {
    let entry = |rule: &RuleId| {
        let setting = rules.setting(*rule);
        Entry {
            rule: *rule,
            family: rule.family(),
            severity: setting.severity,
            meaning: locale::say(language, &format!("rule-{rule}"), &[]),
            basis: match language {
                Language::Vi => setting.basis.clone(),
                Language::En => setting.basis_en.clone(),
            },
            enabled: setting.enabled,
            trial: setting.trial,
        }
    };
    RuleId::ALL.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
