//! Masking for readers who may not see members' phones and mail addresses, neither in the value of
//! a cell nor in the sentence of a finding.

use crate::document::personal;
use crate::finding::{Finding, RuleId};

/// Replaces what is not shown.
const HIDDEN: &str = "…";

/// A finding without persons' phones and mail addresses.
pub(super) fn finding(finding: &Finding) -> Finding {
    let mut shown = finding.clone();
    // Their values are phones or mail addresses, however they were typed.
    let is_channel = matches!(
        finding.rule,
        RuleId::PhoneInvalid | RuleId::PhoneRepaired | RuleId::EmailInvalid
    );
    let hide = |text: &str| match is_channel {
        true if !text.is_empty() => HIDDEN.to_owned(),
        _ => text_of(text),
    };
    shown.value = hide(&finding.value);
    for value in shown.arguments.values_mut() {
        *value = hide(value);
    }
    shown
}

/// A text without mail addresses and without numbers that may be phones.
pub(super) fn text_of(text: &str) -> String {
    personal::without_mail_addresses(&personal::without_phones(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_addresses_are_hidden_and_dates_and_numbers_are_not() {
        for (text, shown) in [
            ("0912345678", "…"),
            ("Chủ tịch UBND, ĐT: 0912-345-678", "Chủ tịch UBND, ĐT: …"),
            ("lan@quangngai.gov.vn; 1022", "…; 1022"),
            ("15/QĐ-UBND ngày 28/7/2025", "15/QĐ-UBND ngày 28/7/2025"),
            ("2025-07-28 và 2025-08-15", "2025-07-28 và 2025-08-15"),
        ] {
            assert_eq!(text_of(text), shown, "{text}");
        }
    }

    #[test]
    fn a_finding_about_a_phone_shows_none_of_it() {
        let said = Finding::new(RuleId::PhoneInvalid)
            .value("O912 34")
            .with("phone", "O912 34");
        let shown = finding(&said);
        assert_eq!(shown.value, HIDDEN);
        assert!(shown.arguments.values().all(|value| value == HIDDEN));
        let other = Finding::new(RuleId::LeaderNotChairman).value("Bí thư (0912345678)");
        assert_eq!(finding(&other).value, "Bí thư (…)");
    }
}
