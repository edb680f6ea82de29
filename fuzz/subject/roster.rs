//! Rows and columns of text, understood and judged: every commune is one of the register, every
//! finding points into the sheet and has its sentence, and the counts add up.
//!
//! The bytes are a csv, before which lines such as `=4,1,6,1` may state merged ranges: top,
//! left, bottom, right.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate};
use cnscd::cell::CellAddress;
use cnscd::locale::{self, Language};
use cnscd::register::Register;
use cnscd::rule::{self, Ruling};
use cnscd::snapshot::Snapshot;
use cnscd::snapshot::past::Past;
use cnscd::submission::collect::{Vocabulary, collect};
use cnscd::submission::settings::SourceSettings;
use cnscd::submission::{DateClaim, Number, Reading};
use cnscd::table::{Merge, Table, workbook};

use super::table::limits;

static RULING: LazyLock<Ruling> =
    LazyLock::new(|| Ruling::new(Arc::new(Register::shipped()), day(2025, 8, 15)));
static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

pub(crate) fn hold(data: &[u8]) {
    let (merges, csv) = merges(data);
    let Ok(mut table) = workbook::read(csv, "T.csv", &limits()) else {
        return;
    };
    table.tabs[0].merges = merges;
    let settings = SourceSettings::default();
    let read = || collect(&[(&settings, &table)], &RULING.register, &VOCABULARY);
    let reading = read();
    assert!(read() == reading, "read twice, understood twice");
    communes_are_known(&reading);
    for address in addresses(&reading) {
        is_inside(&address, &table);
    }
    values_are_valid(&reading);
    figures_add_up(reading);
}

fn merges(mut data: &[u8]) -> (Vec<Merge>, &[u8]) {
    let mut merges: Vec<Merge> = Vec::new();
    while let Some((line, rest)) = data
        .strip_prefix(b"=")
        .and_then(|rest| Some(rest.split_at(rest.iter().position(|&byte| byte == b'\n')?)))
        && let Some(merge) = merge(line)
    {
        merges.push(merge);
        data = &rest[1..];
    }
    merges.sort_unstable();
    (merges, data)
}

fn merge(line: &[u8]) -> Option<Merge> {
    let numbers: Option<Vec<u32>> = std::str::from_utf8(line)
        .ok()?
        .split(',')
        .map(|number| number.parse().ok().filter(|number| *number < 16_384))
        .collect();
    let [top, left, bottom, right] = numbers?.try_into().ok()?;
    (top <= bottom && left <= right).then_some(Merge {
        top,
        left,
        bottom,
        right,
    })
}

fn communes_are_known(reading: &Reading) {
    let mut seen = BTreeSet::new();
    for submission in &reading.submissions {
        let code = submission.commune.as_str();
        assert!(RULING.register.commune(code).is_some(), "{code}");
        assert!(seen.insert(code), "{code} twice");
    }
    for finding in &reading.findings {
        let code = finding.commune.as_deref();
        assert!(code.is_none_or(|code| RULING.register.commune(code).is_some()));
    }
}

fn addresses(reading: &Reading) -> Vec<CellAddress> {
    let mut all: Vec<CellAddress> = Vec::new();
    for submission in &reading.submissions {
        all.push(submission.name_cell.clone());
        for decision in &submission.decisions {
            all.extend(decision.number_cell.clone());
            all.extend(decision.date_cell.clone());
        }
        for member in submission.members.iter() {
            all.push(member.cell.clone());
            all.extend(member.position_cell());
        }
    }
    all.extend(reading.contacts.iter().map(|contact| contact.cell.clone()));
    all.extend(
        reading
            .findings
            .iter()
            .filter_map(|finding| finding.cell.clone()),
    );
    all
}

/// Within the rows and columns that hold something, or within a merge.
fn is_inside(address: &CellAddress, table: &Table) {
    assert_eq!(address.source, 0);
    let tab = &table.tabs[0];
    assert_eq!(address.tab, tab.title);
    let merged = |end: fn(&Merge) -> u32| tab.merges.iter().map(end).max().unwrap_or(0);
    let last_row = tab.rows.last().map_or(0, |row| row.number);
    let cells = tab.rows.iter().filter_map(|row| row.cells.last());
    let last_column = cells.map(|cell| cell.column).max().unwrap_or(0);
    assert!(
        address.row <= last_row.max(merged(|merge| merge.bottom)),
        "{address}"
    );
    assert!(
        address.column <= last_column.max(merged(|merge| merge.right)),
        "{address}"
    );
}

fn values_are_valid(reading: &Reading) {
    for submission in &reading.submissions {
        for decision in &submission.decisions {
            if let Number::Named { number, .. } = &decision.number {
                assert!(!number.is_empty() && !number.contains('\n'), "{number:?}");
            }
            if let DateClaim::Unreadable(typed) = &decision.date {
                assert!(!typed.is_empty());
            }
        }
        for member in submission.members.iter() {
            let named = !member.name.is_empty() || !member.position.typed.is_empty();
            assert!(
                named,
                "a member without name and position at {}",
                member.cell
            );
            for digits in member.channels.phones() {
                assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
            }
        }
    }
}

fn figures_add_up(reading: Reading) {
    let snapshot = Snapshot {
        id: String::new(),
        campaign: String::new(),
        pulled_at: DateTime::UNIX_EPOCH,
        today: day(2025, 9, 30),
        sources: Vec::new(),
        table_digest: String::new(),
        configuration_digest: String::new(),
        reading,
    };
    let judgement = rule::judge(&snapshot, &Past::default(), day(2025, 9, 30), &RULING);
    for finding in &judgement.findings {
        for language in [Language::Vi, Language::En] {
            let sentence = locale::finding(language, finding, "Xã Ba Tơ");
            assert!(sentence.contains(' '), "{sentence:?}");
        }
    }
    let Some(progress) = judgement.progress else {
        return;
    };
    let of_all =
        progress.issued + progress.incomplete + progress.not_issued + progress.not_reported;
    assert_eq!(of_all, progress.communes);
    assert_eq!(progress.on_time + progress.late, progress.issued);
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}
