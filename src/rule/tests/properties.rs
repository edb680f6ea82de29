//! Properties of every judgement, whatever the sheet says.

use proptest::prelude::*;

use crate::rule::Status;
use crate::rule::testing::{ACommune, a_commune, day, judged, past, pulled, seen, standing};
use crate::snapshot::past::SeenDecision;
use crate::submission::Act;

const OURS: &str = "Xã Đăk Ui";

fn an_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => Just(Act::Founds),
        1 => Just(Act::Reorganises),
        1 => Just(Act::Replaced),
        1 => Just(Act::Withdrawn),
    ]
}

fn a_number() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "15/QĐ-UBND",
        "16/QĐ-UBND",
        "40/QĐ-UBND",
        "15",
        "",
        "-",
        "0",
        "…/QĐ-UBND",
        "chưa",
        "Có",
        "x",
        "12/KH-UBND",
        "#REF!",
        "theo văn bản",
    ])
}

fn a_date() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "2022-07-15",
        "2025-05-08",
        "2025-06-30",
        "2025-07-01",
        "2025-07-28",
        "2025-08-14",
        "2025-08-15",
        "2025-08-16",
        "2025-09-30",
        "2025-10-01",
        "2052-08-05",
        "tháng 8",
        "#N/A",
    ])
}

fn a_sheet() -> impl Strategy<Value = Option<ACommune>> {
    let entries = prop::collection::vec((an_act(), a_number(), a_date()), 0..4);
    (any::<bool>(), entries).prop_map(|(there, entries)| {
        let entry = |commune: ACommune, (act, number, date)| commune.decided_by(act, number, date);
        there.then(|| entries.into_iter().fold(a_commune(OURS), entry))
    })
}

fn a_history() -> impl Strategy<Value = Vec<SeenDecision>> {
    let pulls = prop::sample::select(vec!["2025-07-28", "2025-08-08", "2025-08-15"]);
    let one = (
        a_number(),
        prop::sample::select(vec!["2025-07-20", "2025-08-05", "2025-08-14"]),
        pulls,
    );
    prop::collection::vec(one, 0..3).prop_map(|seen_before| {
        let one = |(number, date, last)| seen(number, date, "2025-07-28", last);
        seen_before.into_iter().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_judgement_adds_up(sheet in a_sheet(), history in a_history()) {
        let communes: Vec<ACommune> = sheet.into_iter().collect();
        let snapshot = pulled("2025-09-30", &communes);
        let past = past("2025-07-28", &[(OURS, &history)]);
        let mut before: Option<Status> = None;
        for as_of in ["2025-06-30", "2025-08-01", "2025-08-15", "2025-08-16", "2025-09-30", "2026-01-01"] {
            let judgement = judged(&snapshot, &past, as_of);
            let progress = judgement.progress.clone().unwrap();
            let statuses = [progress.issued, progress.incomplete, progress.not_issued, progress.not_reported];
            prop_assert_eq!(statuses.iter().sum::<u32>(), 96);
            prop_assert_eq!(progress.on_time + progress.late, progress.issued);

            let ours = standing(&judgement, OURS);
            let issued = ours.status == Status::Issued;
            prop_assert_eq!(ours.on_time.is_some(), issued);
            if issued {
                let decision = ours.decision.clone().unwrap();
                prop_assert!(decision.number.is_some());
                let date = decision.date.unwrap();
                prop_assert!((day("2025-07-01")..=day(as_of).min(day("2025-09-30"))).contains(&date));
            }
            // A commune that is issued stays issued; a claim that counts on no date never counts.
            match before {
                Some(Status::Issued) => prop_assert!(issued),
                Some(Status::Incomplete) => prop_assert_eq!(ours.status, Status::Incomplete),
                Some(Status::NotReported) => prop_assert_eq!(ours.status, Status::NotReported),
                Some(Status::NotIssued) | None => {}
            }
            before = Some(ours.status);

            // One cause, one finding: a commune without a countable decision gets exactly one.
            let about = judgement.findings.iter().filter(|one| one.commune.as_deref() == Some("23510"));
            let absent = about.filter(|one| matches!(one.rule.id(), "decision-missing" | "decision-withdrawn"));
            let expected = usize::from(matches!(ours.status, Status::NotIssued | Status::NotReported));
            prop_assert_eq!(absent.count(), expected);
        }
    }
}
