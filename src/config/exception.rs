//! The exceptions that a campaign makes for single communes: confirmations, waivers, extensions.

use std::collections::BTreeMap;

use crate::config::problem::TomlFile;
use crate::config::raw::RawCampaign;
use crate::config::rules::unknown_rule;
use crate::finding::RuleId;

/// Checks that they name communes of the register and rules that exist.
pub(super) fn check(reader: &mut TomlFile<'_>, raw: &RawCampaign, known: &dyn Fn(&str) -> bool) {
    let confirmed = raw.confirmed.iter().map(|one| ("confirmed", &one.commune));
    let waived = raw.waiver.iter().map(|one| ("waiver", &one.commune));
    let extended = raw.extension.iter().map(|one| ("extension", &one.commune));
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (table, code) in confirmed.chain(waived).chain(extended) {
        let place = places.entry(table).or_insert(0);
        *place += 1;
        if !known(code) {
            reader.at(
                &[table, &place.to_string(), "commune"],
                "config-code",
                &[("value", code)],
                "commune = \"21025\"",
            );
        }
    }
    for (place, waiver) in raw.waiver.iter().enumerate() {
        if !RuleId::ALL.iter().any(|rule| rule.id() == waiver.rule) {
            let place = (place + 1).to_string();
            let line = reader.line_of(&["waiver", &place, "rule"]);
            reader.push(
                line,
                &format!("waiver.{place}.rule"),
                unknown_rule(&waiver.rule),
                "rule = \"deputy-not-eligible\"",
            );
        }
    }
}
