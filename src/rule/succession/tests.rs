//! Communes that merge, split and are renamed: every day keeps its own denominator.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::rule::change::{Earlier, SettingChange, changes};
use crate::rule::testing::{ACommune, a_commune, day, past, pulled};
use crate::rule::{self, Judgement, Ruling, Status};
use crate::snapshot::Snapshot;
use crate::submission::DateClaim;

const BA_TO: &str = "21484";
const BA_TOO: &str = "21523";

/// The shipped register in which communes end on a day and their successors begin on the next:
/// `("21484", "99001; 99002")` and `("99001", "Ba Tơ Mới")`.
fn changed(last: &str, ended: &[(&str, &str)], begun: &[(&str, &str)]) -> Register {
    let mut communes = Register::shipped().communes;
    let last = day(last);
    for (code, successors) in ended {
        let mut one = communes.iter_mut().find(|one| one.code == *code);
        let one = one.as_mut().expect("it is in the register");
        one.until = Some(last);
        one.successor = (*successors).to_owned();
    }
    for (code, name) in begun {
        let mut one = communes[0].clone();
        one.code = (*code).to_owned();
        one.name = (*name).to_owned();
        one.since = last.succ_opt();
        (one.until, one.successor) = (None, String::new());
        communes.push(one);
    }
    Register::from_lists(communes, Vec::new(), Vec::new())
}

fn judge(register: &Register, snapshot: &Snapshot, at: &str) -> Judgement {
    let ruling = Ruling::new(Arc::new(register.clone()), day("2025-08-15"));
    rule::judge(snapshot, &past("2025-09-30", &[]), day(at), &ruling)
}

/// Returns the codes of issued communes, and the variants of the remarks.
fn told(judgement: &Judgement) -> (Vec<&str>, Vec<&str>) {
    let issued = judgement.communes.iter().filter(|one| one.issued());
    let said = judgement.findings.iter();
    let said = said.filter(|one| one.rule == RuleId::CommuneSucceeded);
    (
        issued.map(|one| one.commune.code.as_str()).collect(),
        said.map(|one| one.variant.as_str()).collect(),
    )
}

/// Ba Tơ and Ba Tô become one ward; the other communes stay the same.
fn merged() -> Register {
    let ended = [(BA_TO, "99001"), (BA_TOO, "99001")];
    changed("2025-08-31", &ended, &[("99001", "Ba Tơ Mới")])
}

#[test]
fn each_day_has_its_own_denominator_and_reports_pass_on() {
    let reported = a_commune("Xã Ba Tơ").decided("15/QĐ-UBND", "2025-08-10");
    let snapshot = pulled("2025-09-30", &[reported]);
    for (at, communes, issuer, remarks) in
        [("2025-08-31", 96, BA_TO, 0), ("2025-09-01", 95, "99001", 1)]
    {
        let judgement = judge(&merged(), &snapshot, at);
        let progress = judgement.progress.as_ref().unwrap();
        assert_eq!((progress.communes, progress.issued), (communes, 1), "{at}");
        let (issued, said) = told(&judgement);
        assert_eq!((issued, said.len()), (vec![issuer], remarks), "{at}");
    }
    let earlier = Earlier::of(&judge(&merged(), &snapshot, "2025-08-31"));
    let now = judge(&merged(), &snapshot, "2025-09-30");
    let changes = changes(Some(&earlier), &now);
    assert_eq!((changes.issued.len(), changes.withdrawn.len()), (0, 0));
    let named = format!("{:?}", changes.settings);
    assert!(
        named.contains("Xã Ba Tơ") && named.contains("Ba Tơ Mới"),
        "{named}"
    );
}

#[test]
fn of_several_predecessors_one_report_counts_and_the_others_are_said_to_be_set_aside() {
    let first = || a_commune("Xã Ba Tơ").decided("15/QĐ-UBND", "2025-08-10");
    let second = || a_commune("Xã Ba Tô").decided("20/QĐ-UBND", "2025-08-12");
    let silent = || a_commune("Xã Ba Tô").decided("", "");
    for (reports, variants) in [
        (vec![first()], vec![""]),
        (vec![first(), second()], vec!["", "aside"]),
        (vec![second()], vec![""]),
        (vec![silent()], vec![""]),
    ] {
        let count = usize::from(
            reports[0]
                .0
                .decisions
                .iter()
                .any(|one| !one.typed.is_empty()),
        );
        let judgement = judge(&merged(), &pulled("2025-09-30", &reports), "2025-09-30");
        let (issued, said) = told(&judgement);
        assert_eq!((issued.len(), said), (count, variants), "{reports:?}");
    }
    // The new unit's own report takes precedence over those of the old ones.
    let mut own = first();
    own.0.commune = "99001".to_owned();
    let judgement = judge(
        &merged(),
        &pulled("2025-09-30", &[own, second()]),
        "2025-09-30",
    );
    assert_eq!(told(&judgement), (vec!["99001"], vec!["aside"]));
}

#[test]
fn what_a_split_commune_reported_goes_to_the_part_that_kept_its_name_or_to_nobody() {
    let snapshot = pulled(
        "2025-09-30",
        &[a_commune("Xã Ba Tơ").decided("15/QĐ-UBND", "2025-08-10")],
    );
    let ended = [(BA_TO, "99001; 99002")];
    for (names, issued, variant) in [
        (["Ba Tơ", "Ba Động Mới"], vec!["99001"], ""),
        (["Ba Tơ Đông", "Ba Tơ Tây"], vec![], "split"),
    ] {
        let begun = [("99001", names[0]), ("99002", names[1])];
        let register = changed("2025-08-31", &ended, &begun);
        let judgement = judge(&register, &snapshot, "2025-09-30");
        assert_eq!(judgement.progress.as_ref().unwrap().communes, 97);
        assert_eq!(told(&judgement), (issued, vec![variant]), "{names:?}");
        let before = judge(&register, &snapshot, "2025-08-31");
        assert_eq!(told(&before), (vec![BA_TO], Vec::new()));
    }
}

/// Regression: «Xã Ba Tơ thành Xã Ba Tơ» was reported of a commune that was split in two; and when
/// two merged, nothing explained why one less had issued.
#[test]
fn what_ended_communes_became_is_named_and_what_that_moves_counted() {
    let both = [("Xã Ba Tơ", "15"), ("Xã Ba Tô", "20")];
    let both = both.map(|(title, number)| {
        a_commune(title).decided(&format!("{number}/QĐ-UBND"), "2025-08-10")
    });
    let snapshot = pulled("2025-09-30", &both);
    let named = |title: &str| vec![title.to_owned()];
    type Row<'a> = (
        &'a [(&'a str, &'a str)],
        &'a [(&'a str, &'a str)],
        Vec<SettingChange>,
    );
    let rows: [Row<'_>; 4] = [
        (
            &[(BA_TO, "99001"), (BA_TOO, "99001")],
            &[("99001", "Ba Tơ Mới")],
            vec![
                SettingChange::Communes(96, 95),
                SettingChange::Succeeded(
                    vec!["Xã Ba Tơ".to_owned(), "Xã Ba Tô".to_owned()],
                    "Phường Ba Tơ Mới".to_owned(),
                ),
                SettingChange::Rearranged(-1),
            ],
        ),
        (
            &[(BA_TO, "99001; 99002")],
            &[("99001", "Ba Tơ"), ("99002", "Ba Động Mới")],
            vec![
                SettingChange::Communes(96, 97),
                SettingChange::Succeeded(
                    named("Xã Ba Tơ"),
                    "Phường Ba Tơ, Phường Ba Động Mới".to_owned(),
                ),
            ],
        ),
        (
            &[(BA_TO, BA_TOO)],
            &[],
            vec![
                SettingChange::Communes(96, 95),
                SettingChange::Absorbed(named("Xã Ba Tơ"), "Xã Ba Tô".to_owned()),
                SettingChange::Rearranged(-1),
            ],
        ),
        (
            &[(BA_TO, "99001")],
            &[("99001", "Ba Tơ Mới")],
            vec![SettingChange::Succeeded(
                named("Xã Ba Tơ"),
                "Phường Ba Tơ Mới".to_owned(),
            )],
        ),
    ];
    for (ended, begun, told) in rows {
        let register = changed("2025-08-31", ended, begun);
        let earlier = Earlier::of(&judge(&register, &snapshot, "2025-08-31"));
        let now = judge(&register, &snapshot, "2025-09-30");
        let since = changes(Some(&earlier), &now);
        assert_eq!(since.settings, told, "{ended:?}");
        let one_less = told.contains(&SettingChange::Rearranged(-1));
        assert_eq!(since.rearranged().as_deref(), one_less.then_some("−1"));
    }
}

/// A change to the communes of a generated register.
#[derive(Clone, Debug)]
enum Step {
    Merge(Vec<usize>),
    Split(usize, bool),
    Rename(usize),
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::collection::vec(0usize..96, 2..5).prop_map(Step::Merge),
        (0usize..96, any::<bool>()).prop_map(|(one, keeps)| Step::Split(one, keeps)),
        (0usize..96).prop_map(Step::Rename),
    ]
}

/// The shipped register after these changes, one a month from 2025-08-31 on.
fn generated(steps: &[Step]) -> Register {
    let mut communes = Register::shipped().communes;
    let lasts = ["2025-08-31", "2025-09-30", "2025-10-31", "2025-11-30"];
    for (at, step) in steps.iter().enumerate() {
        let last = day(lasts[at]);
        let living: Vec<usize> = (0..communes.len())
            .filter(|one| communes[*one].until.is_none())
            .collect();
        let pick = |one: usize| living[one % living.len()];
        let mut ended: Vec<usize> = match step {
            Step::Merge(all) => all.iter().map(|one| pick(*one)).collect(),
            Step::Split(one, _) | Step::Rename(one) => vec![pick(*one)],
        };
        ended.sort_unstable();
        ended.dedup();
        let parts = if matches!(step, Step::Split(..)) {
            2
        } else {
            1
        };
        let codes: Vec<String> = (0..parts).map(|part| format!("99{at}{part}0")).collect();
        for (part, code) in codes.iter().enumerate() {
            let mut new = communes[ended[0]].clone();
            let keeps = matches!(step, Step::Split(_, true)) && part == 0;
            if !keeps {
                new.name = format!("{} Mới {at}{part}", new.name);
            }
            new.code.clone_from(code);
            new.since = last.succ_opt();
            communes.push(new);
        }
        for one in ended {
            communes[one].until = Some(last);
            communes[one].successor = codes.join("; ");
        }
    }
    Register::from_lists(communes, Vec::new(), Vec::new())
}

fn reports() -> impl Strategy<Value = Vec<ACommune>> {
    let titles: Vec<String> = Register::shipped()
        .communes
        .iter()
        .map(Commune::title)
        .collect();
    let one = (0usize..96, any::<bool>()).prop_map(move |(at, whole)| {
        let commune = a_commune(&titles[at]);
        match whole {
            true => commune.decided(&format!("{at}/QĐ-UBND"), "2025-08-10"),
            false => commune.decided("chưa", ""),
        }
    });
    prop::collection::vec(one, 0..40).prop_map(|mut all| {
        all.sort_by(|left, right| left.0.commune.cmp(&right.0.commune));
        all.dedup_by(|left, right| left.0.commune == right.0.commune);
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever merges and splits: the parts sum to the whole, no report counts twice, and days
    /// before a change keep their result.
    #[test]
    fn rates_stay_within_the_register_of_their_day(
        steps in prop::collection::vec(a_step(), 0..5), all in reports()
    ) {
        let steps = &steps[..steps.len().min(4)];
        let snapshot = pulled("2026-03-01", &all);
        let register = generated(steps);
        let stated = all.iter().filter(|one| one.0.decisions[0].date != DateClaim::Absent);
        let stated = u32::try_from(stated.count()).unwrap();
        let mut earlier: Option<Judgement> = None;
        for (at, known) in [("2025-08-31", 0), ("2025-09-01", 1), ("2025-10-15", 2), ("2026-01-01", 4)] {
            let judgement = judge(&register, &snapshot, at);
            let progress = judgement.progress.clone().unwrap();
            let counted = register.communes.iter().filter(|one| one.counts_on(day(at))).count();
            prop_assert_eq!(progress.communes as usize, counted);
            let statuses = progress.issued + progress.incomplete + progress.not_issued + progress.not_reported;
            prop_assert_eq!(statuses, progress.communes);
            prop_assert!(progress.issued <= stated, "no report counts twice");
            prop_assert_eq!(progress.on_time + progress.late, progress.issued);
            for by in ["kind", "former_province"] {
                let groups = progress.groups.iter().filter(|one| one.by == by);
                prop_assert_eq!(groups.map(|one| one.communes).sum::<u32>(), progress.communes);
            }
            // The register of that time, when the later changes were not known.
            let then = judge(&generated(&steps[..steps.len().min(known)]), &snapshot, at);
            let statuses = |judgement: &Judgement| -> Vec<(String, Status)> {
                let all = judgement.communes.iter();
                all.map(|one| (one.commune.code.clone(), one.status)).collect()
            };
            prop_assert_eq!(statuses(&then), statuses(&judgement), "{}", at);
            if let Some(earlier) = earlier.replace(judgement.clone()) {
                let since = changes(Some(&Earlier::of(&earlier)), &judgement);
                let moved = since.settings.iter().find_map(|one| match one {
                    SettingChange::Rearranged(more) => Some(*more),
                    _ => None,
                });
                let many = |codes: &[String]| i64::try_from(codes.len()).unwrap();
                let added = many(&since.issued) - many(&since.withdrawn) + moved.unwrap_or(0);
                let before = i64::from(earlier.progress.clone().unwrap().issued);
                prop_assert_eq!(before + added, i64::from(progress.issued), "{}", at);
            }
        }
    }
}
