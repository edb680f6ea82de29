//! The report opened by other programs than ours: LibreOffice without repair, its own
//! recalculation of every formula, openpyxl.

use std::path::Path;
use std::process::Command;

use crate::support::needs;
use crate::support::office;

/// Reads the recalculated workbook and ours side by side: every cached value is the one that
/// LibreOffice computes.
const COMPARE: &str = r#"
import sys, openpyxl
ours, theirs = (openpyxl.load_workbook(path, data_only=True) for path in sys.argv[1:3])
formulas = openpyxl.load_workbook(sys.argv[1])
assert ours.sheetnames == theirs.sheetnames, theirs.sheetnames
count = 0
for sheet in formulas:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.data_type == "f":
                kept, computed = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                same = kept == computed or abs(float(kept) - float(computed)) < 1e-9
                assert same, (sheet.title, cell.coordinate, cell.value, kept, computed)
                count += 1
print(count)
"#;

#[test]
fn other_programs_open_the_report_and_compute_the_same() {
    let Some(python) = needs::office_and_openpyxl() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = folder.path();
    let report = report(here);
    let recalculated = office::saved_as(here, &report, "xlsx", &here.join("recalculated"));
    let pages = office::pages(here, &report);
    let (second, third) = (&pages[1], &pages[2]);
    assert!(
        second.contains("Nơi nhận") && second.contains("GIÁM ĐỐC"),
        "{second}"
    );
    assert!(
        second.contains("Số liệu tính đến ngày 15/8/2025"),
        "{second}"
    );
    assert!(third.contains("Phụ lục I"), "{third}");
    let compared = Command::new(python)
        .args(["-c", COMPARE])
        .arg(&report)
        .arg(recalculated)
        .output()
        .expect("python was found");
    assert!(
        compared.status.success(),
        "{}",
        String::from_utf8_lossy(&compared.stderr)
    );
    let formulas: u32 = String::from_utf8_lossy(&compared.stdout)
        .trim()
        .parse()
        .expect("a count");
    assert!(formulas >= 50, "only {formulas} formulas");
}

/// The demo's report as of the deadline, by the program itself.
fn report(folder: &Path) -> std::path::PathBuf {
    let done = Command::new(env!("CARGO_BIN_EXE_cnscd"))
        .current_dir(folder)
        .args(["init", "."])
        .output()
        .expect("the program runs");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/config/samples/to-cnscd.xlsx");
    let done = Command::new(env!("CARGO_BIN_EXE_cnscd"))
        .current_dir(folder)
        .args([
            "sync",
            "--no-mail",
            "--as-of",
            "2025-08-15",
            "--source",
            sample,
        ])
        .output()
        .expect("the program runs");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    folder.join("reports/BaoCao_ToCNSCD_to-cnscd-quang-ngai_2025-08-15.xlsx")
}
