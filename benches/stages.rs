//! How long each stage takes on its own: where the whole program's time goes.
//!
//! `cargo bench --bench stages` (add `medium` for one size). Pure stages only: what waits for the
//! network or the disk is measured by compare.py. The child process is left out too, so that a
//! profiler sees the reader.

mod support;

use std::sync::{Arc, OnceLock};

use cnscd::clock::Date;
use cnscd::register::Register;
use cnscd::rule::{self, Ruling};
use cnscd::snapshot::Snapshot;
use cnscd::snapshot::past::Past;
use cnscd::submission::collect::{self, Vocabulary};
use cnscd::submission::settings::SourceSettings;
use cnscd::table::limits::{Limits, MIB};
use cnscd::table::{Table, workbook};
use divan::Bencher;

use support::campaign::{Campaign, Size};
use support::communes;

fn main() {
    divan::main();
}

/// One size's input to every stage.
struct StageInput {
    bytes: Vec<u8>,
    register: Arc<Register>,
    table: Table,
    snapshot: Snapshot,
}

const SIZES: [Size; 2] = [Size::Small, Size::Medium];

#[divan::bench(args = SIZES, sample_count = 20)]
fn table_read(bencher: Bencher, size: Size) {
    let input = input(size);
    bencher.bench(|| read(&input.bytes));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn table_digest(bencher: Bencher, size: Size) {
    let input = input(size);
    bencher.bench(|| input.table.digest());
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn submission_collect(bencher: Bencher, size: Size) {
    let input = input(size);
    let vocabulary = Vocabulary::shipped();
    let settings = SourceSettings::default();
    bencher.bench(|| collect::collect(&[(&settings, &input.table)], &input.register, &vocabulary));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn snapshot_as_json(bencher: Bencher, size: Size) {
    let input = input(size);
    bencher.bench(|| serde_json::to_vec(&input.snapshot));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn rule_judge(bencher: Bencher, size: Size) {
    let input = input(size);
    let ruling = Ruling::new(input.register.clone(), day(8, 15));
    bencher.bench(|| rule::judge(&input.snapshot, &Past::default(), day(9, 30), &ruling));
}

fn input(size: Size) -> &'static StageInput {
    static BUILT: [OnceLock<StageInput>; 3] = [const { OnceLock::new() }; 3];
    BUILT[size as usize].get_or_init(|| StageInput::build(size))
}

impl StageInput {
    fn build(size: Size) -> Self {
        let communes = match size {
            Size::Small => communes::province(),
            Size::Medium | Size::Large => communes::country(),
        };
        let campaign = Campaign::invent(communes, size.rows());
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("bang.xlsx");
        support::workbook::write(&campaign, true, &file).expect("the workbook can be written");
        let bytes = std::fs::read(&file).expect("it was just written");
        let listed = communes::register(campaign.communes());
        let register = Register::from_csv(&listed, "", "").expect("every name stands once");
        let table = read(&bytes);
        let settings = SourceSettings::default();
        let reading = collect::collect(&[(&settings, &table)], &register, &Vocabulary::shipped());
        let today = day(9, 30);
        let snapshot = Snapshot {
            id: String::new(),
            campaign: String::new(),
            pulled_at: today.and_time(chrono::NaiveTime::MIN).and_utc(),
            today,
            sources: Vec::new(),
            table_digest: String::new(),
            configuration_digest: String::new(),
            reading,
        };
        let input = Self {
            bytes,
            register: Arc::new(register),
            table,
            snapshot,
        };
        input.check(&campaign);
        input
    }

    /// A fast wrong answer is not worth measuring.
    fn check(&self, campaign: &Campaign) {
        let ruling = Ruling::new(self.register.clone(), day(8, 15));
        let judgement = rule::judge(&self.snapshot, &Past::default(), day(9, 30), &ruling);
        let progress = judgement.progress.expect("the workbook holds submissions");
        let truth: serde_json::Value = serde_json::from_str(&campaign.truth()).expect("it is JSON");
        let counted = serde_json::to_value(&progress).expect("it is JSON");
        for figure in [
            "communes",
            "issued",
            "not_issued",
            "on_time",
            "late",
            "composition_ok",
        ] {
            assert_eq!(counted[figure], truth[figure], "{figure}");
        }
    }
}

fn read(bytes: &[u8]) -> Table {
    let limits = Limits {
        max_unpacked: 1024 * MIB,
        max_cells: 20_000_000,
        ..Limits::default()
    };
    workbook::read(bytes, "bang.xlsx", &limits).expect("the workbook is sound")
}

fn day(month: u32, day: u32) -> Date {
    Date::from_ymd_opt(2025, month, day).expect("a day of the calendar")
}
