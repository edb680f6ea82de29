//! The text of one cell, read as everything that it may be: what is read is of a valid form,
//! and reading it once more gives it again.

use std::sync::LazyLock;

use cnscd::submission::date::DayWords;
use cnscd::submission::decision::DecisionWords;
use cnscd::submission::person::People;
use cnscd::submission::position::{Positions, offices};
use cnscd::submission::reach_words::ReachWords;
use cnscd::submission::{DateClaim, Number, date, decision, email, link, person, phone, position};
use cnscd::table::Value;
use cnscd::text::{self, legacy};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use url::Url;

use super::commune;

static POSITIONS: LazyLock<Positions> = LazyLock::new(Positions::shipped);
static WORDS: LazyLock<DecisionWords> = LazyLock::new(DecisionWords::shipped);
static DAYS: LazyLock<DayWords> = LazyLock::new(DayWords::shipped);
static REACH: LazyLock<ReachWords> = LazyLock::new(ReachWords::shipped);

pub(crate) fn hold(data: &[u8]) {
    let typed = &*String::from_utf8_lossy(data);
    normal_forms(typed);
    legacy_text(typed);
    days(typed);
    decisions(typed);
    phones(typed);
    emails(typed);
    links(typed);
    people(typed);
    positions(typed);
    commune::hold(typed);
}

fn normal_forms(typed: &str) {
    let clean = text::clean(typed);
    assert!(is_nfc(&clean), "{clean:?}");
    let hidden = |letter: char| letter.is_control() && letter != '\n';
    assert!(!clean.contains(hidden), "{clean:?}");
    assert!(!clean.contains("  "), "{clean:?}");
    let decomposed: String = typed.nfd().collect();
    assert_eq!(text::clean(&decomposed), clean, "{typed:?}");
    for form in [text::clean, text::one_line, text::key, text::fold] {
        let once = form(typed);
        assert_eq!(form(&once), once, "{typed:?}");
        assert_eq!(form(&clean), once, "{typed:?}");
    }
    assert!(!text::one_line(typed).contains('\n'));
}

fn legacy_text(typed: &str) {
    let Some(repaired) = legacy::repair(typed) else {
        return;
    };
    assert!(!text::clean(&repaired.text).is_empty(), "{typed:?}");
    // a text without letters of its own is not one in a legacy encoding
    assert!(!typed.is_ascii(), "{typed:?}");
    assert_eq!(legacy::repair(&repaired.text), None, "{typed:?}");
}

fn days(typed: &str) {
    for epoch_1904 in [false, true] {
        let reckoning = date::Reckoning {
            epoch_1904,
            ..date::Reckoning::default()
        };
        if let DateClaim::Day(day) = date::read(&Value::Text(typed.into()), reckoning, &DAYS) {
            let written = day.format("%d/%m/%Y").to_string();
            assert_eq!(
                date::read_text(&written, &DAYS),
                DateClaim::Day(day),
                "{typed:?}"
            );
            if let Some(swapped) = date::swapped(day) {
                assert_eq!(date::swapped(swapped), Some(day));
            }
        }
    }
    if let Ok(number) = typed.parse() {
        date::read(&Value::Number(number), date::Reckoning::default(), &DAYS);
        decision::read(&Value::Number(number), &WORDS);
    }
}

fn decisions(typed: &str) {
    let claims = decision::read(&Value::Text(typed.into()), &WORDS);
    assert!(!claims.is_empty(), "{typed:?}");
    for claim in claims {
        let (Number::Named { number, .. } | Number::OtherDocument { number }) = &claim.number
        else {
            continue;
        };
        is_one_line(number);
        let again = decision::read(&Value::Text(number.as_str().into()), &WORDS);
        let same = matches!(
            again.as_slice(),
            [one] if matches!(
                &one.number,
                Number::Named { number: read, .. } | Number::OtherDocument { number: read }
                    if read == number
            )
        );
        assert!(same, "{typed:?}: {number:?} is read as {again:?}");
    }
}

fn phones(typed: &str) {
    let phones = phone::read(typed, &REACH);
    for found in &phones.numbers {
        let digits = &found.digits;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        assert!(
            plain && (3..=11).contains(&digits.len()),
            "{typed:?}: {digits}"
        );
        let again = phone::read(digits, &REACH);
        assert_eq!(again.numbers.len(), 1, "{typed:?}: {digits}");
        assert_eq!(&again.numbers[0].digits, digits, "{typed:?}");
        assert_eq!(again.numbers[0].repaired, None, "{typed:?}: {digits}");
    }
    assert!(phones.invalid.iter().all(|typed| !typed.trim().is_empty()));
}

fn emails(typed: &str) {
    for address in email::read(typed, &REACH).good {
        assert!(address.is_ascii(), "{address:?}");
        let strange = |letter: char| letter <= ' ' || "<>,;:\"()[]\\".contains(letter);
        assert!(!address.contains(strange), "{address:?}");
        assert_eq!(address.matches('@').count(), 1, "{address:?}");
        assert_eq!(email::read(&address, &REACH).good, [address]);
    }
}

fn links(typed: &str) {
    let as_typed = |address: &str| link::read(address, None);
    // in what is typed, a semicolon ends an address
    let as_clicked = |address: &str| link::read("", Some(address));
    let ways: [&dyn Fn(&str) -> link::Link; 2] = [&as_typed, &as_clicked];
    for way in ways {
        let link::Link::Good(address) = way(typed) else {
            continue;
        };
        let url = Url::parse(&address).expect("an address");
        assert!(matches!(url.scheme(), "http" | "https"), "{address}");
        let strange = |letter: char| letter.is_whitespace() || letter.is_control();
        assert!(!address.contains(strange), "{address:?}");
        let again = way(&address);
        assert_eq!(again, link::Link::Good(address), "{typed:?}");
    }
}

fn people(typed: &str) {
    let People::Named(people) = person::read(typed, &POSITIONS) else {
        return;
    };
    assert!(
        people.iter().any(|person| !person.name.is_empty()),
        "{typed:?}"
    );
    for person in &people {
        assert!(
            !person.name.is_empty() || person.position.is_some(),
            "{typed:?}: nobody with nothing"
        );
        is_one_line(&person.name);
        is_one_line(person.position.as_deref().unwrap_or_default());
    }
    if let Some(items) = person::aligned(typed, people.len()) {
        assert_eq!(items.len(), people.len());
    }
}

fn positions(typed: &str) {
    let position = position::read(typed, &POSITIONS);
    let decomposed: String = typed.nfd().collect();
    let again = position::read(&decomposed, &POSITIONS);
    assert_eq!(again.held, position.held, "{typed:?}");
    assert_eq!(
        POSITIONS.role(&decomposed),
        POSITIONS.role(typed),
        "{typed:?}"
    );
    for office in offices(&position) {
        let known = office
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(known && !office.is_empty(), "{office:?}");
    }
}

/// A value as it is stored and printed: composed, without breaks, trimmed.
fn is_one_line(value: &str) {
    assert_eq!(text::one_line(value), value);
}
