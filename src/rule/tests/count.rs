//! Counted columns: how a number changes a commune's status on a day, and the findings about it.

use std::collections::BTreeMap;

use crate::rule::testing::{a_commune, day, morning, pulled, ruling, said, standing};
use crate::rule::{Judgement, Ruling, Status, judge};
use crate::snapshot::past::{Past, SeenCount};
use crate::submission::count::{Count, CountClaim, Quantity, Share, Titles, Whole};

const HERE: &str = "Xã Ba Tơ";

/// A target of four in five, by 15/8/2025.
fn counting() -> Ruling {
    let count = Count {
        name: "chung-chi".to_owned(),
        title: "Người có chứng chỉ".to_owned(),
        unit: "người".to_owned(),
        number: Titles::One("Đã có".to_owned()),
        of: Whole::Column(Titles::One("Tổng số".to_owned())),
        target: Share::parse("80%").unwrap(),
        by: None,
        decides: true,
    };
    Ruling {
        counts: vec![count],
        ..ruling()
    }
}

fn quantity(text: &str) -> Quantity {
    match text.parse() {
        Ok(number) => Quantity::Known(number),
        Err(_) if text.is_empty() => Quantity::Absent,
        Err(_) => Quantity::Text(text.to_owned()),
    }
}

/// Judges, at a day, a pull in which one commune states a count such as `8/10`.
fn judged(today: &str, stated: &str, seen: &[(&str, &str, &str)], as_of: &str) -> Judgement {
    let mut commune = a_commune(HERE);
    if let Some((number, of)) = stated.split_once('/') {
        commune.0.reported = true;
        commune.0.counts.push(CountClaim {
            count: 0,
            number: quantity(number),
            of: quantity(of),
            number_cell: None,
            of_cell: None,
        });
    }
    let code = commune.0.commune.clone();
    let seen = seen.iter().map(|(stated, first, last)| {
        let written = format!("#chung-chi {stated}");
        SeenCount::read(&written, morning(first), morning(last)).unwrap()
    });
    let past = Past {
        counts: BTreeMap::from([(code, seen.collect())]),
        ..Past::default()
    };
    judge(&pulled(today, &[commune]), &past, day(as_of), &counting())
}

/// Judgements that have a finding of every rule about counts.
pub(super) fn everything_wrong() -> Vec<Judgement> {
    let judged_on = |today: &str, stated: &str| judged(today, stated, &[], today);
    vec![
        judged_on("2025-08-10", ""),
        judged_on("2025-08-10", "11/10"),
        judged_on("2025-08-10", "7/10"),
        judged_on("2025-08-20", "8/10"),
        judged("2025-08-20", "8/10", &[], "2025-08-10"),
    ]
}

#[test]
fn a_number_settles_a_commune() {
    use Status::{Incomplete, Issued, NotIssued, NotReported};
    for (stated, status, told) in [
        ("8/10", Issued, &[][..]),
        ("10/10", Issued, &[]),
        ("7/10", NotIssued, &["count-below"]),
        ("0/10", NotIssued, &["count-below"]),
        ("11/10", Incomplete, &["count-unclear/more"]),
        ("0/0", Incomplete, &["count-unclear/zero"]),
        ("tám/10", Incomplete, &["count-unclear"]),
        ("8/mười", Incomplete, &["count-unclear/of"]),
        ("8/", Incomplete, &["count-unclear/of-missing"]),
        ("/10", Incomplete, &["count-unclear/number-missing"]),
        ("", NotReported, &["count-missing"]),
    ] {
        let judgement = judged("2025-08-10", stated, &[], "2025-08-10");
        assert_eq!(standing(&judgement, HERE).status, status, "{stated}");
        assert_eq!(said(&judgement, HERE), told, "{stated}");
        let progress = judgement.progress.unwrap();
        let statuses =
            progress.issued + progress.incomplete + progress.not_issued + progress.not_reported;
        assert_eq!(statuses, progress.communes, "{stated}");
        let all = progress.counts[0].all;
        assert!(all.number <= all.of, "{stated}: a rate above 100 %");
    }
}

#[test]
fn since_when_is_told_by_the_pulls() {
    let reached = [("8/10", "2025-08-14", "2025-08-19")];
    let late = [
        ("7/10", "2025-08-01", "2025-08-18"),
        ("8/10", "2025-08-19", "2025-08-19"),
    ];
    let unseen = [("7/10", "2025-08-01", "2025-08-13")];
    for (what, today, seen, as_of, on_time) in [
        (
            "seen today, in time",
            "2025-08-15",
            &[][..],
            "2025-08-15",
            Some(true),
        ),
        (
            "seen before the day",
            "2025-08-20",
            &reached,
            "2025-08-20",
            Some(true),
        ),
        (
            "open after the day",
            "2025-08-20",
            &late,
            "2025-08-20",
            Some(false),
        ),
        (
            "nobody looked around the day",
            "2025-08-20",
            &unseen,
            "2025-08-20",
            None,
        ),
        (
            "nobody looked before",
            "2025-08-20",
            &[],
            "2025-08-20",
            None,
        ),
        (
            "an earlier day, by what was seen then",
            "2025-08-20",
            &reached,
            "2025-08-16",
            Some(true),
        ),
    ] {
        let judgement = judged(today, "8/10", seen, as_of);
        let standing = standing(&judgement, HERE);
        assert_eq!(standing.status, Status::Issued, "{what}");
        assert_eq!(standing.on_time, on_time, "{what}");
        let undated = said(&judgement, HERE) == ["count-undated"];
        assert_eq!(undated, on_time.is_none(), "{what}");
    }
    // A day before the first pull: nothing is known of it, whatever the sheet says now.
    let judgement = judged("2025-08-20", "8/10", &[], "2025-08-10");
    assert_eq!(standing(&judgement, HERE).status, Status::NotReported);
    // Regression: the finding was that the commune had reported nothing.
    assert_eq!(said(&judgement, HERE), ["count-missing/later"]);
    assert!(judgement.nothing_counted());
    let known = judged("2025-08-20", "8/10", &reached, "2025-08-16");
    assert!(!known.nothing_counted());
}

#[test]
fn what_is_remembered_is_read_back() {
    let (first, last) = (morning("2025-08-01"), morning("2025-08-02"));
    let written = SeenCount::written("chung-chi", 8, 10);
    let read = SeenCount::read(&written, first, last).unwrap();
    assert_eq!(
        (read.name.as_str(), read.number, read.of),
        ("chung-chi", 8, 10)
    );
    assert_eq!(SeenCount::read("15/QĐ-UBND", first, last), None);
}
