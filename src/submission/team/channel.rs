//! The phones and mail addresses of people, and the findings about their cells.
//!
//! Does not know whose they are; `team` does.

use std::borrow::Cow;

use super::Group;
use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::layout::OF_COLUMN;
use crate::submission::phone::{Phone, Repair};
use crate::submission::reach_words::ReachWords;
use crate::submission::{cell_error, email, person, phone};
use crate::text;

/// Adds findings about phones and mail addresses, whoever they belong to.
pub(super) fn contact_findings(
    grid: &Grid,
    line: &Line,
    (group, words): (&Group, &ReachWords),
    findings: &mut Vec<Finding>,
) {
    let at = |cell: &Text| grid.address(line.number, cell.column);
    if let Some(cell) = group.phone.and_then(|column| line.cell(column)) {
        findings.extend(phone_findings(&at(cell), cell, words));
    }
    if let Some(cell) = group.email.and_then(|column| line.cell(column)) {
        findings.extend(email_findings(&at(cell), cell, words));
    }
}

/// The findings about a cell of phone numbers.
pub(in crate::submission) fn phone_findings(
    at: &CellAddress,
    cell: &Text,
    words: &ReachWords,
) -> Vec<Finding> {
    if cell.is_error() {
        return vec![cell_error(at, &cell.text)];
    }
    let phones = phone::read(&unnumbered(&cell.text), words);
    let told = |typed: String| Finding::new(RuleId::PhoneInvalid).at(at).value(typed);
    let invalid = phones.invalid.into_iter().map(told);
    let shortened = phones.shortened.into_iter();
    let shortened = shortened.map(|typed| told(typed).variant(OF_COLUMN));
    let repaired = phones.numbers.into_iter();
    let repaired = repaired.filter_map(|phone| phone_repaired(at, cell, phone));
    invalid.chain(shortened).chain(repaired).collect()
}

/// The finding about a number that was repaired.
pub(super) fn phone_repaired(at: &CellAddress, cell: &Text, phone: Phone) -> Option<Finding> {
    let finding = Finding::new(RuleId::PhoneRepaired);
    let finding = match phone.repaired? {
        Repair::LostZero => finding.variant(OF_COLUMN),
        Repair::LetterForDigit | Repair::OldPrefix => finding,
    };
    let finding = finding.at(at).value(text::one_line(&cell.text));
    Some(finding.with("repaired", phone.digits))
}

/// Removes the numbering from a list of phone numbers.
fn unnumbered(text: &str) -> Cow<'_, str> {
    match person::is_one_item(text) {
        true => text.into(),
        false => person::items(text).join("\n").into(),
    }
}

/// The findings about a cell of mail addresses.
pub(in crate::submission) fn email_findings(
    at: &CellAddress,
    cell: &Text,
    words: &ReachWords,
) -> Vec<Finding> {
    if cell.is_error() {
        return vec![cell_error(at, &cell.text)];
    }
    let invalid = email::read(&cell.text, words).invalid;
    invalid
        .into_iter()
        .map(|typed| Finding::new(RuleId::EmailInvalid).at(at).value(typed))
        .collect()
}

/// The valid numbers in a text.
pub(in crate::submission) fn digits(text: &str, words: &ReachWords) -> Vec<String> {
    phone::read(&unnumbered(text), words)
        .numbers
        .into_iter()
        .map(|phone| phone.digits)
        .collect()
}
