//! The sheet that `cnscd init` lays out, filled in and saved by the programs that people have:
//! it reads back without a finding.

use std::process::Command;

use crate::support::needs;
use crate::support::office;
use crate::support::site::Ran;

/// Fills in three communes: a decision, and a team of three.
const FILL: &str = r#"
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.active
team = [("Nguyễn Văn Bình", "Tổ trưởng", "Chủ tịch UBND"), ("Trần Thị Cúc", "Tổ phó", "Phó Chủ tịch UBND"),
        ("Lê Văn Dũng", "Thành viên", "Chuyên viên Trung tâm Phục vụ hành chính công")]
filled = 0
for row in range(4, sheet.max_row + 1):
    if sheet.cell(row, 2).value and filled < 3:
        filled += 1
        sheet.cell(row, 3).value = f"{filled}/QĐ-UBND"
        sheet.cell(row, 4).value = "28/07/2025"
        for place, (name, role, position) in enumerate(team):
            values = [name, role, position, f"09123456{filled}{place}"]
            for column, value in enumerate(values, 5):
                sheet.cell(row + place, column).value = value
book.save(sys.argv[2])
"#;

#[test]
fn the_template_filled_in_reads_back_without_a_finding() {
    let Some(python) = needs::office_and_openpyxl() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("dat");
    let laid = run(&["init", place.to_str().expect("UTF-8")]);
    assert_eq!(laid.code, 0, "{}", laid.err);
    let filled = folder.path().join("bieu.xlsx");
    let done = Command::new(python)
        .args(["-c", FILL])
        .arg(place.join("config/samples/to-cnscd.xlsx"))
        .arg(&filled)
        .status();
    assert!(done.expect("python was found").success());
    let mut books = vec![filled.clone()];
    books.extend(["xlsx", "ods", "xls"].map(|kind| {
        let out = folder.path().join(kind);
        office::saved_as(folder.path(), &filled, kind, &out)
    }));
    let service = place.join("config/cnscd.toml");
    for book in books {
        let read = run(&[
            "--config",
            service.to_str().expect("UTF-8"),
            "check",
            book.to_str().expect("UTF-8"),
            "--json",
            "--as-of",
            "2025-08-31",
        ]);
        let document = read.json();
        assert_eq!(document["progress"]["issued"], 3, "{}", book.display());
        assert_eq!(document["progress"]["composition_ok"], 3);
        let findings = document["findings_list"].as_array().expect("findings");
        let told: Vec<&serde_json::Value> = findings
            .iter()
            .filter(|one| one["rule"] != "decision-missing")
            .collect();
        assert!(told.is_empty(), "{}: {told:?}", book.display());
    }
}

/// Fills in a whole and a number for every commune, 40 of 50.
const COUNT: &str = r#"
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.active
for row in range(4, sheet.max_row + 1):
    sheet.cell(row, 3).value, sheet.cell(row, 4).value = 50, 40
book.save(sys.argv[1])
"#;

#[test]
fn a_campaign_of_another_kind_begins_from_what_init_lays_out() {
    let Some(python) = needs::office_and_openpyxl() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().to_str().expect("UTF-8");
    let laid = run(&["init", place, "--province", "Cao Bằng"]);
    assert_eq!(laid.code, 0, "{}", laid.err);
    let config = folder.path().join("config");
    let service = config.join("cnscd.toml");
    let text = std::fs::read_to_string(&service).expect("it was laid out");
    let other = "campaigns = [\"campaigns/binh-dan-hoc-vu-so-cao-bang.toml\"]";
    let text = text.replace("campaigns = [\"campaigns/to-cnscd-cao-bang.toml\"]", other);
    std::fs::write(&service, text).expect("it can be written");
    let done = Command::new(python)
        .args(["-c", COUNT])
        .arg(config.join("samples/binh-dan-hoc-vu-so.xlsx"))
        .status();
    assert!(done.expect("python was found").success());
    let service = service.to_str().expect("UTF-8");
    let asked = run(&["--config", service, "config", "check", "--json"]).json();
    assert_eq!(asked["campaigns"][0]["name"], "binh-dan-hoc-vu-so-cao-bang");
    for key in ["agency", "signer_title", "letter", "deadline", "readers"] {
        assert!(asked["remarks"].to_string().contains(key), "{key}: {asked}");
    }
    let done = run(&["--config", service, "sync", "--json"]).json();
    assert_eq!(done["progress"]["communes"], 56);
    assert_eq!(done["progress"]["issued"], 56);
    assert_eq!(done["findings"]["error"], 0, "{done}");
    let report = done["report"]["path"].as_str().expect("a report");
    assert!(report.contains("BinhDanHocVuSo"), "{report}");
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cnscd"));
    command.args(arguments);
    Ran::of(command)
}
