//! Whether people who need help can reach somebody: every contact point has a
//! channel, every system has a contact.
//!
//! A channel is a phone (also a hotline such as `1022`), a mail address or a group link. The guide
//! document is not a channel.

use crate::finding::{Finding, RuleId};
use crate::submission::{Contact, Reading};

/// Checks the contacts tab.
pub(crate) fn check(reading: &Reading) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (position, contact) in reading.contacts.iter().enumerate() {
        if reachable(contact) || spoken(reading, contact) {
            continue;
        }
        // The person or, without a name, the unit in charge.
        let named = match (contact.name.as_str(), contact.unit.as_str()) {
            ("", unit) => unit,
            (name, _) => name,
        };
        let same = |other: &Contact| other.system == contact.system;
        if !named.is_empty() {
            findings.push(
                Finding::new(RuleId::ContactUnreachable)
                    .at(&contact.cell)
                    .value(named)
                    .with("system", &contact.system),
            );
        } else if !contact.system.is_empty()
            && !reading.contacts[..position].iter().any(same)
            && !reading.contacts.iter().any(|other| {
                same(other)
                    && (reachable(other) || !other.name.is_empty() || !other.unit.is_empty())
            })
        {
            findings.push(
                Finding::new(RuleId::SystemWithoutContact)
                    .at(&contact.cell)
                    .value(&contact.system),
            );
        }
    }
    findings
}

fn reachable(contact: &Contact) -> bool {
    !contact.phones.is_empty() || !contact.emails.is_empty() || !contact.groups.is_empty()
}

/// Whether reading already reported an unusable channel in this row.
fn spoken(reading: &Reading, contact: &Contact) -> bool {
    reading.findings.iter().any(|finding| {
        let about_a_channel = matches!(
            finding.rule,
            RuleId::PhoneInvalid | RuleId::EmailInvalid | RuleId::LinkMalformed
        );
        about_a_channel
            && finding.cell.as_ref().is_some_and(|cell| {
                let row = &contact.cell;
                (cell.source, &cell.tab, cell.row) == (row.source, &row.tab, row.row)
            })
    })
}
