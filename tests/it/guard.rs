//! A sheet that somebody spoilt changes nothing that readers see; one that was only rearranged is
//! believed.

use serde_json::Value;

use crate::support::site::{HEAD, Site};

const COMMUNES: usize = 12;

/// Twelve communes, each with a decision.
fn site() -> Site {
    let site = Site::new();
    let register: Vec<String> = (0..COMMUNES)
        .map(|number| {
            format!(
                "{},Mẫu {},xa,Quảng Ngãi,huyện Mẫu\n",
                30000 + number,
                name(number)
            )
        })
        .collect();
    let head = "code,name,kind,former_province,former_district\n";
    site.write(
        "config/registers/r.csv",
        format!("{head}{}", register.concat()),
    );
    site.write("sheet.csv", sheet(&rows()));
    site
}

/// Names that no two share when folded.
fn name(number: usize) -> char {
    char::from(b'A' + u8::try_from(number).expect("a letter"))
}

fn rows() -> Vec<String> {
    (0..COMMUNES)
        .map(|number| {
            format!(
                "Xã Mẫu {},{}/QĐ-UBND,28/7/2025,Trần Văn {},Tổ trưởng,Chủ tịch UBND xã,09123456{number:02}\n",
                name(number),
                number + 10,
                name(number),
            )
        })
        .collect()
}

fn sheet(rows: &[String]) -> String {
    format!("{HEAD}{}", rows.concat())
}

/// What a run on this sheet comes to, and what stands afterwards.
#[track_caller]
fn check(sheet: impl AsRef<[u8]>, code: i32, outcome: &str) -> Value {
    let site = site();
    let good = site.json(0, &["sync"]);
    assert_eq!(good["progress"]["issued"], COMMUNES, "{good}");
    let before = site.files("reports");
    site.write("sheet.csv", sheet);
    let done = site.json(code, &["sync"]);
    let last = site.json(0, &["runs", "--limit", "1"]);
    assert_eq!(last["runs"][0]["outcome"], outcome, "{done}");
    let status = site.json(0, &["status"]);
    assert_eq!(
        status["campaigns"][0]["progress"], good["progress"],
        "{status}"
    );
    assert_eq!(site.files("reports"), before);
    let mails = site.json(0, &["mail", "list"]);
    if code != 0 {
        assert_eq!(
            mails["mails"].as_array().map(Vec::len),
            Some(2),
            "only the first report's"
        );
    }
    done
}

#[test]
fn emptied() {
    check(HEAD, 65, "quarantined");
    check("", 65, "failed");
    check("\n\n,,,\n", 65, "failed");
}

#[test]
fn half_deleted() {
    let done = check(sheet(&rows()[..COMMUNES / 2]), 65, "quarantined");
    let loss = done["quarantine"].as_array().expect("a list");
    assert_eq!(loss.len(), 2, "rows and decisions: {done}");
}

#[test]
fn sorted_another_way() {
    let mut sorted = rows();
    sorted.reverse();
    let done = check(sheet(&sorted), 0, "stored");
    assert_eq!(done["changes"]["issued"], serde_json::json!([]));
    assert_eq!(done["changes"]["withdrawn"], serde_json::json!([]));
}

#[test]
fn moved_by_a_column() {
    let whole: Vec<String> = rows().iter().map(|row| format!(",{row}")).collect();
    check(format!(",{HEAD}{}", whole.concat()), 0, "stored");
    // The cells without their heads: dates stand under «Số quyết định», and so on.
    let cells: Vec<String> = rows()
        .iter()
        .map(|row| row.replacen(',', ",,", 1))
        .collect();
    check(sheet(&cells), 65, "quarantined");
}

#[test]
fn another_table_in_its_place() {
    let books = "Tên sách,Tác giả,Năm\nDế Mèn phiêu lưu ký,Tô Hoài,1941\n";
    check(books, 65, "failed");
    let contacts = "Hệ thống,Đầu mối,Điện thoại\nDịch vụ công,Nguyễn Văn A,0912345678\n";
    check(contacts, 65, "quarantined");
}

/// The figures of a pull that is held back looked like those that count.
#[test]
fn figures_that_are_held_back_are_marked() {
    let site = site();
    site.json(0, &["sync"]);
    site.write("sheet.csv", HEAD);
    let said = site.run(&["sync"]).out;
    let mark = said.find("CHƯA TÍNH").expect("a mark");
    assert!(mark < said.find("Đã ban hành").expect("figures"), "{said}");
    site.write("sheet.csv", sheet(&rows()));
    assert!(!site.run(&["sync"]).out.contains("CHƯA TÍNH"));
}
