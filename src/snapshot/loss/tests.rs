//! What a pull may lose before it is put in quarantine.

use super::*;
use crate::snapshot::testing::{a_member, a_tab, deciding, pulled};
use crate::submission::Role;
use crate::submission::count::{CountClaim, Quantity};

/// Numbers of decisions and rows, before and now, and the sentences about the loss.
#[track_caller]
fn check(before: (u32, u32), now: (u32, u32), sentences: &[&str]) {
    let pull = |(decisions, rows)| pulled(deciding(0..decisions), vec![a_tab("Tổ", rows)]);
    let loss = loss(
        &pull(before),
        &pull(now),
        &Guard::default(),
        &Register::shipped(),
    );
    let said = loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi));
    assert_eq!(said, sentences, "{before:?} to {now:?}");
}

#[test]
fn a_pull_that_lost_little_is_believed() {
    check((21, 300), (21, 300), &[]);
    check((21, 300), (61, 900), &[]);
    check((21, 300), (20, 290), &[]);
    check((21, 300), (19, 290), &[]);
    check((2, 3), (1, 2), &[]);
    check((1, 2), (0, 1), &[]);
    check((0, 0), (0, 0), &[]);
    check((65, 300), (65, 210), &[]);
}

#[test]
fn a_pull_that_lost_much_is_not() {
    let decisions = "mất quyết định của 3 trong 21 đơn vị (14,3%, mức cho phép 10%)";
    check((21, 300), (18, 300), &[decisions]);
    let rows = "mất 91 trong 300 dòng số liệu (30,3%, mức cho phép 30%)";
    check((65, 300), (65, 209), &[rows]);
    let emptied = "mất 1 trong 1 dòng số liệu (100%, mức cho phép 30%)";
    check((0, 1), (0, 0), &[emptied]);
}

#[test]
fn a_tab_may_be_renamed_but_not_vanish() {
    let check = |before: &[&str], now: &[&str], sentences: &[&str]| {
        let pull = |titles: &[&str]| {
            let tabs = titles.iter().map(|title| a_tab(title, 10)).collect();
            pulled(Vec::new(), tabs)
        };
        let loss = loss(
            &pull(before),
            &pull(now),
            &Guard::default(),
            &Register::shipped(),
        );
        let said = loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi));
        assert_eq!(said, sentences, "{before:?} to {now:?}");
    };
    check(&["Tổ"], &["Tổ CNSCĐ"], &[]);
    check(
        &["Kon Tum", "Quảng Ngãi"],
        &["Kon Tum"],
        &["không còn trang «Quảng Ngãi»"],
    );
    check(&["Tổ"], &[], &["không còn trang «Tổ»"]);
}

#[test]
fn a_column_may_not_vanish_unless_nothing_rests_on_it() {
    let check = |now: &[&str], sentences: &[&str]| {
        let pull = |fields: &[&str]| {
            let mut tab = a_tab("Tổ", 10);
            for field in fields {
                tab.columns.insert((*field).to_owned(), "A".to_owned());
            }
            pulled(Vec::new(), vec![tab])
        };
        let before = pull(&[
            "commune",
            "ordinal",
            "decision_number",
            "decision_date",
            "note",
        ]);
        let loss = loss(&before, &pull(now), &Guard::default(), &Register::shipped());
        let said = loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi));
        assert_eq!(said, sentences);
    };
    check(
        &["commune", "decision_number", "decision_date", "note"],
        &[],
    );
    check(
        &["commune", "decision_number", "decision_date"],
        &["trang «Tổ» không còn cột ghi chú"],
    );
    check(
        &["commune", "decision_date", "note"],
        &["trang «Tổ» không còn cột số quyết định"],
    );
}

/// Each column of a field counts; snapshots of earlier versions did not count them.
#[test]
fn one_of_two_columns_of_a_field_may_not_vanish() {
    let check = |before: &[(&str, u32)], now: &[(&str, u32)], sentences: &[&str]| {
        let pull = |fields: &[(&str, u32)]| {
            let mut tab = a_tab("Tổ", 10);
            for (field, count) in fields {
                tab.columns.insert((*field).to_owned(), "A".to_owned());
                if *count > 0 {
                    tab.read.insert((*field).to_owned(), *count);
                }
            }
            pulled(Vec::new(), vec![tab])
        };
        let guard = Guard::default();
        let loss = loss(&pull(before), &pull(now), &guard, &Register::shipped());
        let said = loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi));
        assert_eq!(said, sentences, "{before:?} {now:?}");
    };
    check(&[("phone", 2)], &[("phone", 2)], &[]);
    check(&[("phone", 1)], &[("phone", 2)], &[]);
    check(
        &[("phone", 2)],
        &[("phone", 1)],
        &["trang «Tổ» không còn cột điện thoại"],
    );
    check(&[("phone", 0)], &[("phone", 1)], &[]);
    check(
        &[("leader_phone", 1), ("phone", 1)],
        &[("phone", 1)],
        &["trang «Tổ» không còn cột điện thoại (Tổ trưởng)"],
    );
}

/// Forty communes with one decision and one person each; the names of some rows moved by one.
#[test]
fn decisions_and_people_exchanged_by_sorting_one_column_are_not_believed() {
    let guard = Guard::default();
    let day = |number: u32| Date::from_ymd_opt(2025, 8, 1 + number % 28).unwrap();
    let pull = |moved: u32| {
        let mut submissions = deciding(0..40);
        for (number, submission) in (0..).zip(&mut submissions) {
            let told = if number < moved {
                (number + 1) % moved
            } else {
                number
            };
            submission.decisions = deciding(told..told + 1).remove(0).decisions;
            submission.decisions[0].date = DateClaim::Day(day(told));
            let person = a_member(Role::Leader, &format!("Lê Văn {told}"), "Chủ tịch UBND xã");
            submission.members = vec![person].into();
        }
        pulled(submissions, Vec::new())
    };
    let said = |moved: u32| {
        let loss = loss(&pull(0), &pull(moved), &guard, &Register::shipped());
        loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi))
    };
    assert_eq!(said(0), [""; 0]);
    assert_eq!(said(12), [""; 0]);
    assert_eq!(
        said(13),
        ["13 trong 40 đơn vị đã có quyết định nay có cả số và ngày khác (32,5%, mức cho phép 30%)"]
    );
    assert_eq!(
        said(38),
        [
            "38 trong 40 đơn vị đã có quyết định nay có cả số và ngày khác (95%, mức cho phép 30%)",
            "38 trong 40 thành viên không còn hoặc đã thay người khác (95%, mức cho phép 50%)",
        ]
    );
}

#[test]
fn a_few_or_half_a_change_is_believed() {
    let change = |count: u32, all: u32, both: bool| {
        let mut now = pulled(deciding(0..all), Vec::new());
        for submission in now.reading.submissions.iter_mut().take(count as usize) {
            let decision = &mut submission.decisions[0];
            decision.number = Number::Named {
                number: "99/QĐ-UBND".to_owned(),
                odd: false,
            };
            if both {
                decision.date = DateClaim::Day("2025-08-09".parse().unwrap());
            }
        }
        loss(
            &pulled(deciding(0..all), Vec::new()),
            &now,
            &Guard::default(),
            &Register::shipped(),
        )
        .is_some()
    };
    for (count, all, both, held) in [
        (2, 2, true, false),
        (3, 3, true, true),
        (3, 10, true, false),
        (4, 10, true, true),
        (10, 10, false, false),
    ] {
        assert_eq!(change(count, all, both), held, "{count} of {all}");
    }
}

#[test]
fn a_decision_said_to_be_withdrawn_is_not_lost() {
    let before = pulled(deciding(0..5), Vec::new());
    let mut now = before.clone();
    for submission in &mut now.reading.submissions {
        submission.decisions[0].act = Act::Withdrawn;
    }
    assert_eq!(
        loss(&before, &now, &Guard::default(), &Register::shipped()),
        None
    );
}

/// Three of four communes were joined into one: its report replaces theirs, which are not lost.
#[test]
fn what_went_to_a_successor_is_not_lost() {
    let day = |text: &str| Some(text.parse().unwrap());
    let mut communes: Vec<_> = Register::shipped().communes[..5].to_vec();
    for (position, one) in communes.iter_mut().enumerate() {
        one.code = format!("{position:05}");
        if position < 3 {
            one.until = day("2025-07-31");
            one.successor = "00004".to_owned();
        }
    }
    communes[4].since = day("2025-08-01");
    let register = Register::from_lists(communes, Vec::new(), Vec::new());
    let team = |mut submissions: Vec<Submission>, count: u32| {
        for one in &mut submissions {
            let member = |at: u32| a_member(Role::Member, &format!("{} {at}", one.commune), "");
            one.members = (0..count).map(member).collect::<Vec<_>>().into();
        }
        submissions
    };
    let before = pulled(team(deciding(0..4), 10), vec![a_tab("Tổ", 40)]);
    let mut merged = deciding(3..5);
    merged = team(merged, 10);
    let now = pulled(merged, vec![a_tab("Tổ", 20)]);
    let guard = Guard::default();
    assert_eq!(loss(&before, &now, &guard, &register), None);
    // If the successor reports nothing, everything is lost.
    let gone = pulled(team(deciding(3..4), 10), vec![a_tab("Tổ", 10)]);
    let causes = loss(&before, &gone, &guard, &register).map(|loss| loss.causes.len());
    assert_eq!(causes, Some(3));
    assert!(loss(&before, &now, &guard, &Register::shipped()).is_some());
}

#[test]
fn numbers_of_a_counted_campaign_are_not_called_decisions() {
    let counting = |numbered: u32| {
        let mut submissions = deciding(0..20);
        for (place, one) in (0..).zip(&mut submissions) {
            one.decisions.clear();
            let number = match place < numbered {
                true => Quantity::Known(place),
                false => Quantity::Absent,
            };
            one.counts.push(CountClaim {
                count: 0,
                number,
                of: Quantity::Absent,
                number_cell: None,
                of_cell: None,
            });
        }
        pulled(submissions, vec![a_tab("Chứng chỉ", 20)])
    };
    let register = Register::shipped();
    let said = |now: u32| {
        let loss = loss(&counting(20), &counting(now), &Guard::default(), &register);
        loss.map_or_else(Vec::new, |loss| loss.sentences(Language::Vi))
    };
    assert_eq!(said(19), [""; 0]);
    assert_eq!(
        said(10),
        ["mất số liệu của 10 trong 20 đơn vị (50%, mức cho phép 10%)"]
    );
}

/// Sentences used to be stored in the language of whoever pulled.
#[test]
fn what_is_kept_is_said_in_whatever_language() {
    let loss = Loss {
        causes: vec![
            Cause::Rows {
                before: 300,
                now: 209,
                allowed: 0.3,
            },
            Cause::Tab {
                tab: "Tổ".to_owned(),
            },
        ],
    };
    for (kept, language, said) in [
        (loss.kept(), Language::Vi, loss.sentences(Language::Vi)),
        (loss.kept(), Language::En, loss.sentences(Language::En)),
        // Stored by an earlier version.
        (
            "mất 91 dòng".to_owned(),
            Language::En,
            vec!["mất 91 dòng".to_owned()],
        ),
    ] {
        assert_eq!(told(&kept, language), said, "{kept}");
    }
    assert_ne!(loss.sentences(Language::Vi), loss.sentences(Language::En));
}
