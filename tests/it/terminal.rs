//! What a person sees on a terminal: sentences broken between words at its width, tables that fit
//! it, help and refusals in the language of the configuration. What goes into a pipe stays whole.

use crate::support::needs::script;
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Ran, Site};

/// A name that fits two communes of the register, a decision without a day, a phone with a letter.
const MESSY: &[&str] = &[
    CAM_THANH,
    NGHIA_LO,
    AN_PHU,
    "Phường Nghĩa Lô,7/QĐ-UBND,,Phạm Văn Ba,Tổ trưởng,Bí thư Đảng ủy,09123O5678\n",
    "Xã Lạ,8/QĐ-UBND,5/8/2025,Võ Thị Tư,Tổ trưởng,Chủ tịch UBND xã,0912345670\n",
];

/// What the program writes to a terminal of so many columns.
fn on_terminal(site: &Site, columns: usize, arguments: &[&str]) -> Option<Ran> {
    let program = script()?;
    let words: Vec<String> = [&[env!("CARGO_BIN_EXE_cnscd")], arguments]
        .concat()
        .iter()
        .map(|word| format!("'{word}'"))
        .collect();
    let mut command = site.command(program.as_ref(), &["-qec", &words.join(" "), "/dev/null"]);
    command
        .env("COLUMNS", columns.to_string())
        .env("NO_COLOR", "1")
        .env("TERM", "dumb");
    let mut ran = Ran::of(command);
    ran.out = ran.out.replace('\r', "");
    Some(ran)
}

/// The text with ids and instants of no run in particular.
fn of_any_day(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let words = line.split(' ').map(|word| {
            let bare = word.trim_end_matches([';', ',', '.']);
            let parts = |mark| bare.split(mark).map(str::len).collect::<Vec<_>>();
            match (
                bare,
                parts('-').as_slice(),
                parts('/').as_slice(),
                parts(':').as_slice(),
            ) {
                (_, [8, 4, 4, 4, 12], ..) => "00000000-0000-0000-0000-000000000000",
                (_, _, [1..=2, 1..=2, 4], _) => "00/00/0000",
                (_, _, _, [2, 2, 2]) => "00:00:00",
                _ => word,
            }
        });
        words.collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace()
        .filter(|word| *word != "\\")
        .collect()
}

#[test]
fn every_screen_fits_the_terminal_and_breaks_no_word() {
    let site = Site::new();
    site.sheet(MESSY);
    assert_eq!(site.run(&["sync"]).code, 0);
    let screens: &[&[&str]] = &[
        &["check", "sheet.csv", "--all"],
        &["questions"],
        &["status"],
        &["runs"],
        &["mail", "list"],
        &["config", "rules"],
        &["config", "check"],
        &["explain", "21025"],
        &["explain", "leader-not-chairman"],
        &["changes", "--since", "2025-08-01"],
        &["report", "--list"],
        &["remind", "--dry-run"],
        &["doctor"],
        &["sync", "--help"],
        &["sync", "--as-of", "mai"],
    ];
    for columns in [80, 120] {
        for screen in screens {
            let Some(shown) = on_terminal(&site, columns, screen) else {
                return;
            };
            for line in shown.out.lines() {
                // A word that is longer than the terminal stands alone.
                let fits = line.chars().count() <= columns || words(line).len() <= 1;
                assert!(fits, "{screen:?} at {columns}: {line}");
            }
        }
    }
}

/// Tables are set out anew, so only sentences are compared.
#[test]
fn a_pipe_gets_the_same_words_unbroken() {
    let site = Site::new();
    site.sheet(MESSY);
    assert_eq!(site.run(&["sync"]).code, 0);
    for screen in [
        &["status"][..],
        &["questions"],
        &["explain", "21025"],
        &["changes", "--since", "2025-08-01"],
    ] {
        let Some(shown) = on_terminal(&site, 80, screen) else {
            return;
        };
        let piped = site.run(screen).out;
        assert_eq!(words(&shown.out), words(&piped), "{screen:?}");
    }
}

#[test]
fn the_main_screens_at_eighty_columns() {
    let site = Site::new();
    site.sheet(MESSY);
    assert_eq!(site.run(&["sync"]).code, 0);
    let shown = |screen: &[&str]| Some(of_any_day(&on_terminal(&site, 80, screen)?.out));
    let Some(questions) = shown(&["questions"]) else {
        return;
    };
    insta::assert_snapshot!(questions, @r"
    Cần trả lời (2):

    [Tên đơn vị] Tên ghi «Xã Lạ» không có trong danh mục và không giống tên nào. Là
      đơn vị nào?
      sheet!A6

    [Quyết định] Phường Nghĩa Lộ: Quyết định «7/QĐ-UBND» chưa có ngày ký, nên chưa
      đủ căn cứ xác nhận; căn cứ Công văn của Sở. Đề nghị UBND phường bổ sung ngày
      ký. Nếu đã đối chiếu bản ký, xác nhận số và ngày.
      sheet!B5
      → cnscd answer confirm 21028 --number '7/QĐ-UBND' --date YYYY-MM-DD \
            --reason '…'
    ");
    insta::assert_snapshot!(shown(&["mail", "list"]).unwrap(), @r"
    00/00/0000 00:00:00
      Người nhận: b@example.vn · Tình trạng: nằm trong thư mục, chưa gửi
      Lần thử: 1
      Tiêu đề: [Tổ CNSCĐ] 2/3 xã, phường, đặc khu đã ban hành quyết định (66,7%),
        tính đến 00/00/0000
      Mã: 00000000-0000-0000-0000-000000000000
    00/00/0000 00:00:00
      Người nhận: a@example.vn · Tình trạng: nằm trong thư mục, chưa gửi
      Lần thử: 1
      Tiêu đề: [Tổ CNSCĐ] 2/3 xã, phường, đặc khu đã ban hành quyết định (66,7%),
        tính đến 00/00/0000
      Mã: 00000000-0000-0000-0000-000000000000
    ");
    insta::assert_snapshot!(shown(&["explain", "21025"]).unwrap(), @r"
    21025: 1 đơn vị, số liệu tính đến ngày 00/00/0000 bản số liệu
      00000000-0000-0000-0000-000000000000 lấy lúc 00/00/0000 00:00:00
      21025 Phường Cẩm Thành · 15/QĐ-UBND · 00/00/0000 · sheet!A2 sheet!B2 sheet!C2
        sheet!D2
      [Cần xem lại] sheet!A2  Phường Cẩm Thành: Danh sách Tổ chưa có thành viên là
        CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở.
        Đề nghị UBND phường bổ sung.
    ");
    insta::assert_snapshot!(shown(&["changes", "--since", "2025-08-01"]).unwrap(), @r"
    Chưa có bản số liệu nào trước đó; bản hiện tại lúc 00/00/0000 00:00:00
    Chưa có kỳ trước để so sánh
    ");
}

/// Help was English whatever the configuration said.
#[test]
fn help_and_refusals_speak_the_configurations_language() {
    let mut site = Site::new();
    let help = site.run(&["mail", "--help"]).out;
    assert!(help.contains("Cách dùng: cnscd mail"), "{help}");
    assert!(
        !help.contains("Usage") && !help.contains("Options"),
        "{help}"
    );
    let refused = site.run(&["sync", "--as-of", "mai"]);
    assert_eq!((refused.code, refused.out.as_str()), (64, ""));
    insta::assert_snapshot!(refused.err, @r#"
    Lỗi: giá trị «mai» không dùng được cho «--as-of <YYYY-MM-DD>»: cần một ngày, ví dụ 2025-08-15 hoặc 15/8/2025
    Việc cần làm: xem cách dùng bằng «cnscd --help»
    "#);
    insta::assert_snapshot!(site.run(&["synk"]).err, @r#"
    Lỗi: không có lệnh «synk»
      có phải: sync
      cách dùng: cnscd [TÙY CHỌN] <LỆNH>
    Việc cần làm: xem cách dùng bằng «cnscd --help»
    "#);
    let english = site.run(&["--lang", "en", "sync", "--mial"]);
    insta::assert_snapshot!(english.err, @r#"
    Error: there is no option “--mial”
      is it: --mail
      usage: cnscd sync --mail [CAMPAIGN]
    Next step: see "cnscd --help"
    "#);

    site.service = format!("language = \"en\"\n{}", site.service);
    site.write(
        "config/cnscd.toml",
        format!(
            "language = \"en\"\ncampaigns = [\"campaigns/c.toml\"]\n{}",
            "[mail]\nfrom = \"a@example.vn\"\n"
        ),
    );
    let help = site.run(&["mail", "--help"]).out;
    assert!(help.contains("Usage: cnscd mail"), "{help}");
    let unquoted = site.run(&["--lang", "vi", "explain", "Ba", "To"]).err;
    assert!(unquoted.contains("đặt trong dấu nháy"), "{unquoted}");
    // Also where something else in it is wrong.
    site.write("config/cnscd.toml", "language = \"en\"\nnonsense = 1\n");
    assert!(site.run(&["bogus"]).err.contains("Next step"), "in English");
    assert!(
        site.run(&["bogus", "--lang", "vi"])
            .err
            .contains("Việc cần làm")
    );
}

/// What the program says where stdout, or stderr, leads to a disk that is full.
#[test]
fn a_result_that_cannot_be_written_is_no_success() {
    let full = || {
        let file = std::fs::File::options().write(true).open("/dev/full");
        std::process::Stdio::from(file.expect("Linux has it"))
    };
    let site = Site::new();
    site.sheet(&[CAM_THANH]);
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_cnscd"));
    let ran = |arguments: &[&str], out: bool| {
        let mut command = site.command(program.as_ref(), arguments);
        match out {
            true => command.stdout(full()).stderr(std::process::Stdio::piped()),
            false => command.stdout(std::process::Stdio::piped()).stderr(full()),
        };
        let output = command.output().expect("it starts");
        let said = String::from_utf8(output.stderr).expect("text");
        (output.status.code(), said)
    };
    let (code, said) = ran(&["sync", "--json"], true);
    assert_eq!(code, Some(73), "{said}");
    assert!(said.contains("chưa ghi hết được kết quả"), "{said}");
    // What was done is done.
    assert_eq!(site.json(0, &["sync"])["outcome"], "unchanged");
    // A sentence that cannot be said ends no command.
    assert_eq!(ran(&["sync"], false).0, Some(0));
    assert_eq!(ran(&["check", "absent.xlsx"], false).0, Some(65));
}
