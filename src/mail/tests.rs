//! The mails as their readers see them.

use std::collections::BTreeMap;

use super::*;
use crate::clock::Date;
use crate::document::{Exceptions, Letterhead, Milestone};
use crate::failure::Reason;
use crate::register::{Commune, CommuneKind};
use crate::rule::area::Area;
use crate::rule::change::{Changes, Earlier};
use crate::rule::{Group, Judgement, Progress, Standing, Status, Words};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn standing(code: &str, name: &str, status: Status, on_time: Option<bool>) -> Standing {
    Standing {
        alias: None,
        commune: Commune {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: CommuneKind::Xa,
            province: String::new(),
            since: None,
            until: None,
            successor: String::new(),
            namesake: false,
            former_province: "Kon Tum".to_owned(),
            former_district: String::new(),
        },
        status,
        on_time,
        on_the_day: false,
        overdue: Some(status != Status::Issued),
        extended_to: None,
        decision: None,
        current_decision: None,
        claimed: None,
        confirmed_by: None,
        first_seen: None,
        members: std::sync::Arc::default(),
        composition: None,
        village_teams: None,
        villages: None,
        counts: Vec::new(),
        reached_on: None,
        notes: Vec::new(),
        name_cell: None,
    }
}

fn group(by: &str, name: &str, communes: u32, issued: u32) -> Group {
    Group {
        by: by.to_owned(),
        name: name.to_owned(),
        communes,
        issued,
        not_issued: communes - issued,
        on_time: issued,
        ..Group::default()
    }
}

/// 65 of 96, three of which are written out.
fn judgement() -> Judgement {
    Judgement {
        as_of: date("2025-08-20"),
        today: date("2025-08-20"),
        pulled_at: at("2025-08-20T00:05:00Z"),
        deadline: date("2025-08-15"),
        deadline_inclusive: true,
        communes: vec![
            standing("1", "Ba Tơ", Status::Issued, Some(true)),
            standing("2", "Ba Động <b>", Status::Issued, Some(false)),
            standing("3", "Đăk Ui", Status::Incomplete, None),
        ],
        progress: Some(Progress {
            communes: 96,
            issued: 65,
            incomplete: 3,
            not_issued: 20,
            not_reported: 8,
            on_time: 60,
            late: 5,
            overdue: Some(31),
            composition_ok: 50,
            composition_remarks: 10,
            composition_not_ok: 7,
            counts: Vec::new(),
            village_teams: None,
            villages: None,
            on_the_day: 4,
            groups: vec![
                group("kind", "xa", 86, 60),
                group("kind", "phuong", 9, 4),
                group("kind", "dac_khu", 1, 1),
                group("former_province", "Kon Tum", 40, 20),
                group("former_province", "Quảng Ngãi", 56, 45),
            ],
        }),
        findings: Vec::new(),
        trial: Vec::new(),
        waived: Vec::new(),
        answers: Vec::new(),
        succeeded: Vec::new(),
        words: Words::shipped(),
        counts: Vec::new(),
    }
}

fn earlier(issued: usize) -> Earlier {
    Earlier {
        as_of: date("2025-08-15"),
        made_at: at("2025-08-15T00:05:00Z"),
        statuses: (0..issued)
            .map(|number| (format!("old {number}"), Status::Issued))
            .collect(),
        findings: Vec::new(),
        deadline: None,
        facts: BTreeMap::new(),
        answers: Vec::new(),
    }
}

/// What a mail is made from, owned, so that a test changes one thing and writes.
struct World {
    judgement: Judgement,
    changes: Changes,
    earlier: Option<Earlier>,
    stale: bool,
    letterhead: Letterhead,
    milestones: Vec<Milestone>,
    max_attachment: usize,
    reply_to: Option<&'static str>,
    page: Option<&'static str>,
    area: Option<Area>,
    from: &'static str,
    file_name: &'static str,
}

impl World {
    fn new() -> Self {
        Self {
            judgement: judgement(),
            changes: Changes {
                issued: vec!["1".to_owned(), "2".to_owned()],
                fixed: 3,
                new: 1,
                moved: vec![("3".to_owned(), Status::NotReported, Status::Incomplete)],
                ..Changes::default()
            },
            earlier: Some(earlier(53)),
            stale: false,
            letterhead: Letterhead::shipped(),
            milestones: vec![Milestone {
                date: date("2025-08-01"),
                issued: 21,
                note: "số liệu nêu trong công văn của Sở".to_owned(),
            }],
            max_attachment: 1000,
            reply_to: None,
            page: None,
            area: None,
            from: "Theo dõi <cnscd@example.vn>",
            file_name: "BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx",
        }
    }

    fn write(&self, readers: &[(&str, Detail)]) -> Result<Vec<Message>, AddressError> {
        let directory = BTreeMap::new();
        let bases = BTreeMap::new();
        let content = Content {
            campaign: "to-cnscd",
            title: "Thành lập Tổ công nghệ số cộng đồng cấp xã",
            area: self.area.as_ref(),
            judgement: &self.judgement,
            changes: &self.changes,
            earlier: self.earlier.as_ref(),
            milestones: &self.milestones,
            counted_at_milestones: &[19],
            cumulative: &[],
            contacts: &[],
            sources: &[],
            tabs: &[],
            letterhead: &self.letterhead,
            directory: &directory,
            bases: &bases,
            exceptions: Exceptions::default(),
            known_at: None,
            stale: self.stale,
            detail: Detail::Full,
            snapshot: "s1",
            table_digest: "",
            zone: chrono_tz::Asia::Ho_Chi_Minh,
        };
        let sender = Sender {
            from: self.from,
            date: at("2025-08-20T00:06:00Z"),
            max_attachment: self.max_attachment,
            reply_to: self.reply_to,
            page: self.page,
        };
        let readers: Vec<_> = readers
            .iter()
            .zip(1..)
            .map(|((address, gets), number)| Addressee {
                id: format!("mail-{number}"),
                address: (*address).to_owned(),
                gets: *gets,
                circle: None,
            })
            .collect();
        let workbooks =
            [(Detail::Full, &b"full!"[..]), (Detail::Summary, b"less")].map(|(detail, bytes)| {
                Attachment {
                    detail,
                    name: self.file_name,
                    kind: ArtifactKind::Workbook,
                    bytes,
                }
            });
        compose(&content, &sender, &readers, &workbooks)
    }

    fn one(&self) -> Message {
        self.write(&[("a@example.vn", Detail::Full)])
            .unwrap()
            .remove(0)
    }

    fn page(&self) -> String {
        // The text part is what `Page::text` gives; it is tested before MIME hides it.
        decoded(&self.one())
    }
}

fn whole(message: &Message) -> String {
    String::from_utf8([&message.head, &message.body[..]].concat()).unwrap()
}

/// Header lines unfolded, and every part decoded, in order; enough MIME for our own mails.
fn decoded(message: &Message) -> String {
    let bytes = whole(message);
    let mut text = String::new();
    for part in bytes.split("Content-Transfer-Encoding: ").skip(1) {
        let (encoding, rest) = part.split_once("\r\n").unwrap();
        let body = rest.split_once("\r\n\r\n").map_or(rest, |(_, body)| body);
        let body = body.split("\r\n--cnscd-").next().unwrap();
        match encoding {
            "quoted-printable" => text.push_str(&unquoted(body)),
            "base64" => text.push_str(&unbased(body)),
            _ => text.push_str(body),
        }
    }
    text.replace("\r\n", "\n")
}

fn unquoted(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn unbased(body: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values: Vec<usize> = body
        .bytes()
        .filter_map(|byte| LETTERS.iter().position(|letter| *letter == byte))
        .collect();
    let mut bytes = Vec::new();
    for four in values.chunks(4) {
        let bits = four.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - four.len()));
        for position in 0..four.len() - 1 {
            bytes.push(u8::try_from(bits >> (16 - 8 * position) & 0xff).unwrap());
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_text_says_what_changed_first_and_every_figure() {
    let page = World::new().page();
    let text = page.split("<!doctype html>").next().unwrap();
    insta::assert_snapshot!(text.trim_end(), @r"
    Thành lập Tổ công nghệ số cộng đồng cấp xã

    Đến hết ngày 20/8/2025: 65/96 xã, phường, đặc khu đã ban hành (67,7%), tăng 12 so với kỳ trước; còn 31.
    Thời hạn: đến hết ngày 15/8/2025 (đã quá 5 ngày).

    - Đã ban hành: 65/96 (67,7%)
    - Đúng hạn: 60 (trong đó ký đúng ngày 15/8/2025: 4; Ban hành sau hạn: 5)
    - Còn lại: 31 (Chưa ban hành: 20; Chưa báo cáo: 8; Chưa đủ căn cứ xác nhận: 3; Quá hạn, chưa ban hành: 31)
    - Thành phần Tổ phù hợp: 50/57 (trong đó có nội dung lưu ý: 10; Chưa phù hợp: 7)

    Thay đổi so với kỳ trước (số liệu tính đến ngày 15/8/2025):
    - Mới ban hành (2): Xã Ba Động <b>; Xã Ba Tơ.
    - Trong đó ban hành sau hạn (1): Xã Ba Động <b>.
    - Thay đổi tình trạng khác (1): Xã Đăk Ui («Chưa báo cáo» thành «Chưa đủ căn cứ xác nhận»).
    - Quá hạn, chưa ban hành kể từ kỳ này (1): Xã Đăk Ui.
    - Nội dung rà soát: 3 đã khắc phục, 1 mới phát sinh.

    Còn 1 đơn vị chưa có quyết định được tính: Xã Đăk Ui.

    Tỷ lệ thấp nhất: Kon Tum (cũ) 20/40 (50,0%); Phường 4/9 (44,4%).
    Mốc đã biết ngày 01/8/2025: 21 (số liệu nêu trong công văn của Sở); tính theo số liệu hiện có: 19, chênh lệch -2.

    Tệp kèm theo: BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx.
    Số liệu lấy lúc 07 giờ 05 phút ngày 20/8/2025. Đơn vị tính: xã, phường, đặc khu.
    Thư này do hệ thống theo dõi của Sở Khoa học và Công nghệ gửi tự động.
    ");
}

#[test]
fn the_subject_carries_the_figures() {
    let mut world = World::new();
    let subject = |world: &World| world.one().subject;
    assert_eq!(
        subject(&world),
        "[Tổ CNSCĐ] 65/96 xã, phường, đặc khu đã ban hành quyết định (67,7%), tính đến 20/8/2025"
    );
    world.stale = true;
    assert!(subject(&world).ends_with("tính đến 20/8/2025 (số liệu đã cũ)"));
    world.judgement.progress = None;
    assert!(subject(&world).starts_with("[Tổ CNSCĐ] Chưa có nguồn số liệu báo cáo"));
}

#[test]
fn without_submissions_no_figure_is_made_up() {
    let mut world = World::new();
    world.judgement.progress = None;
    let page = world.page();
    assert!(page.contains("chưa có nguồn số liệu báo cáo"));
    assert!(!page.contains("/96") && !page.contains('%'), "{page}");
    assert!(!page.contains("Mốc đã biết"));
}

#[test]
fn those_of_the_very_day_stand_where_the_campaign_counts_them() {
    for (inclusive, said) in [
        (
            true,
            "- Đúng hạn: 60 (trong đó ký đúng ngày 15/8/2025: 4; Ban hành sau hạn: 5)\n",
        ),
        (
            false,
            "- Đúng hạn: 60 (Ban hành sau hạn: 5 (trong đó ký đúng ngày 15/8/2025: 4))\n",
        ),
    ] {
        let mut world = World::new();
        world.judgement.deadline_inclusive = inclusive;
        assert!(world.page().contains(said), "{said}");
    }
}

#[test]
fn the_headline_compares_with_what_readers_got() {
    for (then, said) in [
        (Some(53), ", tăng 12 so với kỳ trước; còn 31."),
        (Some(65), ", không đổi so với kỳ trước; còn 31."),
        (Some(70), ", giảm 5 so với kỳ trước; còn 31."),
        (None, "đã ban hành (67,7%); còn 31."),
    ] {
        let mut world = World::new();
        world.earlier = then.map(earlier);
        assert!(world.page().contains(said), "{said}");
    }
}

#[test]
fn the_first_report_says_that_it_is_the_first() {
    let mut world = World::new();
    world.earlier = None;
    let page = world.page();
    assert!(page.contains("Đây là báo cáo đầu tiên"));
    assert!(!page.contains("Mới ban hành ("));
}

#[test]
fn names_are_escaped_in_html_and_plain_in_text() {
    let page = World::new().page();
    let (text, html) = page.split_once("<!doctype html>").unwrap();
    assert!(text.contains("Xã Ba Động <b>"));
    assert!(html.contains("Xã Ba Động &lt;b&gt;") && !html.contains("Động <b>"));
}

#[test]
fn the_summary_says_nothing_of_data_faults() {
    let readers = [
        ("a@example.vn", Detail::Full),
        ("b@example.vn", Detail::Summary),
    ];
    let messages = World::new().write(&readers).unwrap();
    let texts: Vec<_> = messages.iter().map(decoded).collect();
    assert!(texts[0].contains("Nội dung rà soát") && texts[0].contains("full"));
    assert!(!texts[1].contains("Nội dung rà soát") && texts[1].contains("less"));
    assert_eq!(messages[1].detail, Detail::Summary);
}

#[test]
fn a_header_is_never_made_longer_by_what_is_in_it() {
    let mut world = World::new();
    world.file_name = "a\r\nBcc: x@example.vn\r\n.xlsx";
    let bytes = whole(&world.one());
    assert!(!bytes.contains("\r\nBcc:"));
    for bad in [
        "a@example.vn\r\nBcc: b@example.vn",
        "A <a@example.vn>",
        "nobody",
        "",
    ] {
        let error = world.write(&[(bad, Detail::Full)]).unwrap_err();
        let address = bad.to_owned();
        assert_eq!(error, AddressError::Unusable { address });
        assert_eq!(error.exit_code(), 78);
    }
    world.from = "not an address";
    assert!(world.write(&[("a@example.vn", Detail::Full)]).is_err());
}

#[test]
fn the_same_input_gives_the_same_bytes_and_readers_share_a_body() {
    let readers = [
        ("a@example.vn", Detail::Full),
        ("b@example.vn", Detail::Full),
    ];
    let world = World::new();
    let messages = world.write(&readers).unwrap();
    assert_eq!(messages, world.write(&readers).unwrap());
    assert!(Arc::ptr_eq(&messages[0].body, &messages[1].body));
    assert_ne!(messages[0].message_id, messages[1].message_id);
    let head = whole(&messages[0]);
    for line in [
        "Message-ID: <mail-1@example.vn>",
        "Date: Wed, 20 Aug 2025 00:06:00 +0000",
        "To: a@example.vn",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(head.contains(&format!("{line}\r\n")), "{line}\n{head}");
    }
    assert!(whole(&messages[0]).is_ascii());
}

#[test]
fn a_workbook_that_is_too_large_is_left_out_with_a_clear_word() {
    let mut world = World::new();
    world.max_attachment = 3;
    let message = world.one();
    assert!(message.is_without_attachment);
    let text = decoded(&message);
    assert!(text.contains("vượt mức được gửi kèm"));
    assert!(!text.contains("Tệp kèm theo"));
    assert!(!whole(&message).contains("spreadsheetml"));
}

/// Each step down is said in the mail: the summary in the place of the whole, then a link alone.
#[test]
fn a_mail_above_the_limit_has_a_smaller_form() {
    let mut world = World::new();
    let about_files = |world: &World| {
        let text = world.page();
        let text = text.split("<!doctype html>").next().unwrap();
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| {
                line.contains("Tệp ") || line.contains("Kèm ") || line.contains("ản đầy đủ")
            })
            .collect();
        lines.join("\n")
    };
    world.max_attachment = 4;
    insta::assert_snapshot!(about_files(&world), @r"
    Tệp BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx có dung lượng 0,1 MB, vượt mức được gửi kèm (0,1 MB) nên không kèm theo thư này.
    Kèm theo bản tóm tắt: BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx; bản này không có số điện thoại của thành viên và các nội dung rà soát dữ liệu.
    Đề nghị liên hệ đơn vị gửi để nhận bản đầy đủ.
    ");
    assert!(whole(&world.one()).contains("spreadsheetml"));
    world.page = Some("https://theo-doi.example.vn");
    insta::assert_snapshot!(about_files(&world), @r"
    Tệp BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx có dung lượng 0,1 MB, vượt mức được gửi kèm (0,1 MB) nên không kèm theo thư này.
    Kèm theo bản tóm tắt: BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx; bản này không có số điện thoại của thành viên và các nội dung rà soát dữ liệu.
    Bản đầy đủ tải tại https://theo-doi.example.vn/reports (đăng nhập bằng tài khoản được cấp).
    ");
    world.max_attachment = 3;
    insta::assert_snapshot!(about_files(&world), @r"
    Tệp BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx có dung lượng 0,1 MB, vượt mức được gửi kèm (0,1 MB) nên không kèm theo thư này.
    Bản đầy đủ tải tại https://theo-doi.example.vn/reports (đăng nhập bằng tài khoản được cấp).
    ");
    assert!(!whole(&world.one()).contains("spreadsheetml"));
}

/// A reader of a part is told of no other: title, subject, sentence and figures are its own.
#[test]
fn a_mail_about_a_part_names_it() {
    let mut world = World::new();
    world.area = Some(Area {
        former_province: Some("Kon Tum".to_owned()),
        ..Area::default()
    });
    world.milestones = Vec::new();
    // As the publication of a part has it.
    let own = Arc::make_mut(&mut world.judgement.words);
    own.units = "xã, phường, đặc khu thuộc Kon Tum (cũ)".to_owned();
    let message = world.one();
    assert_eq!(
        message.subject,
        "[Tổ CNSCĐ] 65/96 xã, phường, đặc khu thuộc Kon Tum (cũ) đã ban hành quyết định (67,7%), tính đến 20/8/2025"
    );
    assert!(decoded(&message).contains(
        "Đến hết ngày 20/8/2025: 65/96 xã, phường, đặc khu thuộc Kon Tum (cũ) đã ban hành"
    ));
}

#[test]
fn the_page_says_the_same_as_the_text() {
    let page = World::new().page();
    let html = page.split("<!doctype html>").nth(1).unwrap();
    let shown = html.split("</body>").next().unwrap();
    insta::assert_snapshot!(shown.trim(), @r#"
    <html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>[Tổ CNSCĐ] 65&#x2f;96 xã, phường, đặc khu đã ban hành quyết định (67,7%), tính đến 20&#x2f;8&#x2f;2025</title></head>
    <body style="margin:0;padding:12px;font-family:'Times New Roman',serif;font-size:16px;color:#111;line-height:1.4">
    <div style="max-width:600px;overflow-wrap:anywhere">
    <p style="color:#555;margin:0 0 8px">Thành lập Tổ công nghệ số cộng đồng cấp xã</p>
    <p style="font-size:19px;margin:0 0 4px"><strong>Đến hết ngày 20&#x2f;8&#x2f;2025: 65&#x2f;96 xã, phường, đặc khu đã ban hành (67,7%), tăng 12 so với kỳ trước; còn 31.</strong></p>
    <p style="margin:0 0 12px">Thời hạn: đến hết ngày 15&#x2f;8&#x2f;2025 (đã quá 5 ngày).</p>
    <div style="display:inline-block;vertical-align:top;box-sizing:border-box;width:49%;min-width:150px;padding:8px;border:1px solid #bbb">
    <div style="font-size:24px"><strong>65&#x2f;96</strong></div>
    <div><strong>Đã ban hành</strong></div>
    <div style="color:#555;font-size:14px">67,7%</div>
    </div>
    <div style="display:inline-block;vertical-align:top;box-sizing:border-box;width:49%;min-width:150px;padding:8px;border:1px solid #bbb">
    <div style="font-size:24px"><strong>60</strong></div>
    <div><strong>Đúng hạn</strong></div>
    <div style="color:#555;font-size:14px">trong đó ký đúng ngày 15&#x2f;8&#x2f;2025: 4; Ban hành sau hạn: 5</div>
    </div>
    <div style="display:inline-block;vertical-align:top;box-sizing:border-box;width:49%;min-width:150px;padding:8px;border:1px solid #bbb">
    <div style="font-size:24px"><strong>31</strong></div>
    <div><strong>Còn lại</strong></div>
    <div style="color:#555;font-size:14px">Chưa ban hành: 20; Chưa báo cáo: 8; Chưa đủ căn cứ xác nhận: 3; Quá hạn, chưa ban hành: 31</div>
    </div>
    <div style="display:inline-block;vertical-align:top;box-sizing:border-box;width:49%;min-width:150px;padding:8px;border:1px solid #bbb">
    <div style="font-size:24px"><strong>50&#x2f;57</strong></div>
    <div><strong>Thành phần Tổ phù hợp</strong></div>
    <div style="color:#555;font-size:14px">trong đó có nội dung lưu ý: 10; Chưa phù hợp: 7</div>
    </div>
    <h3 style="margin:16px 0 4px;font-size:16px">Thay đổi so với kỳ trước (số liệu tính đến ngày 15&#x2f;8&#x2f;2025)</h3>
    <ul style="margin:0;padding-left:20px">
    <li>Mới ban hành (2): Xã Ba Động &lt;b&gt;; Xã Ba Tơ.</li>
    <li>Trong đó ban hành sau hạn (1): Xã Ba Động &lt;b&gt;.</li>
    <li>Thay đổi tình trạng khác (1): Xã Đăk Ui («Chưa báo cáo» thành «Chưa đủ căn cứ xác nhận»).</li>
    <li>Quá hạn, chưa ban hành kể từ kỳ này (1): Xã Đăk Ui.</li>
    <li>Nội dung rà soát: 3 đã khắc phục, 1 mới phát sinh.</li>
    </ul>
    <h3 style="margin:16px 0 4px;font-size:16px">Còn 1 đơn vị chưa có quyết định được tính</h3>
    <p style="margin:0">Xã Đăk Ui.</p>
    <p style="margin:10px 0 0">Tỷ lệ thấp nhất: Kon Tum (cũ) 20&#x2f;40 (50,0%); Phường 4&#x2f;9 (44,4%).</p>
    <p style="margin:10px 0 0">Mốc đã biết ngày 01&#x2f;8&#x2f;2025: 21 (số liệu nêu trong công văn của Sở); tính theo số liệu hiện có: 19, chênh lệch -2.</p>
    <p style="margin:10px 0 0">Tệp kèm theo: BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx.</p>
    <p style="color:#555;font-size:14px;margin:10px 0 0">Số liệu lấy lúc 07 giờ 05 phút ngày 20&#x2f;8&#x2f;2025. Đơn vị tính: xã, phường, đặc khu.<br>Thư này do hệ thống theo dõi của Sở Khoa học và Công nghệ gửi tự động.</p>
    </div>
    "#);
}

#[test]
fn notices_say_what_is_wrong_and_what_to_do() {
    let operators = [Addressee {
        id: "mail-1".to_owned(),
        address: "operator@example.vn".to_owned(),
        gets: Detail::Full,
        circle: None,
    }];
    let sender = Sender {
        from: "cnscd@example.vn",
        date: at("2025-08-20T00:06:00Z"),
        max_attachment: 0,
        reply_to: None,
        page: None,
    };
    let write = |notice: Notice| {
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        let is_of_campaign = Notice::OF_CAMPAIGN.contains(&notice.kind());
        let campaign = if is_of_campaign { "Tổ CNSCĐ" } else { "" };
        let messages = compose_notice(&notice, campaign, zone, &sender, &operators).unwrap();
        (messages[0].subject.clone(), decoded(&messages[0]))
    };
    let since = at("2025-08-20T00:05:00Z");
    let rows = [
        (
            Notice::Failing {
                times: 3,
                since,
                error: "không kết nối được".to_owned(),
                next_step: "kiểm tra mạng".to_owned(),
            },
            "[cnscd] 3 lần chạy liên tiếp không thành công: Tổ CNSCĐ",
            "Việc cần làm: kiểm tra mạng",
        ),
        (
            Notice::Quarantined {
                name: "to-cnscd".to_owned(),
                run: "0198".to_owned(),
                loss: "mất 60 trên 96 dòng".to_owned(),
            },
            "[cnscd] Bản số liệu mới tạm giữ, chờ xác nhận: Tổ CNSCĐ",
            "«cnscd sync to-cnscd --accept 0198»",
        ),
        (
            Notice::MailStuck {
                waiting: 4,
                since,
                error: "535".to_owned(),
            },
            "[cnscd] 4 thư chờ gửi chưa gửi được",
            "Kể từ: 07 giờ 05 phút ngày 20/8/2025",
        ),
        (
            Notice::Well {
                kind: "run-failing",
                since,
            },
            "[cnscd] Đã trở lại bình thường: lần chạy gần nhất thành công: Tổ CNSCĐ",
            "Sự việc bắt đầu: 07 giờ 05 phút ngày 20/8/2025",
        ),
        (
            Notice::Refused {
                recipients: vec![("a@example.vn".to_owned(), "550 no such user".to_owned())],
            },
            "[cnscd] 1 người nhận không nhận được thư",
            "a@example.vn: 550 no such user",
        ),
        (
            Notice::Results {
                since,
                error: "không có quyền ghi".to_owned(),
                name: "to-cnscd".to_owned(),
            },
            "[cnscd] Chưa cập nhật được trang kết quả rà soát: Tổ CNSCĐ",
            "«cnscd results to-cnscd»",
        ),
        (
            Notice::ClockBack {
                last: at("2025-08-21T00:05:00Z"),
                now: since,
            },
            "[cnscd] Đồng hồ máy chủ lùi lại",
            "Đồng hồ bây giờ: 07 giờ 05 phút ngày 20/8/2025",
        ),
        (
            Notice::ReportSkipped { promised: since },
            "[cnscd] Báo cáo định kỳ không gửi được đúng hẹn: Tổ CNSCĐ",
            "Báo cáo hẹn lúc: 07 giờ 05 phút ngày 20/8/2025",
        ),
        (
            Notice::BadConfiguration {
                problems: "cnscd.toml:3: khóa «languge» không có".to_owned(),
            },
            "[cnscd] Cấu hình vừa sửa không dùng được",
            "cnscd.toml:3",
        ),
        (Notice::Test, "[cnscd] Thư thử", "hoạt động"),
    ];
    let mut letters = String::new();
    for (notice, subject, said) in rows {
        let (found, text) = write(notice);
        assert_eq!(found, subject);
        assert!(text.contains(said), "{said}\n{text}");
        letters += &format!("== {found}\n{}\n\n", text.trim());
    }
    insta::assert_snapshot!(letters.trim_end(), @r"
    == [cnscd] 3 lần chạy liên tiếp không thành công: Tổ CNSCĐ
    3 lần chạy liên tiếp không thành công

    Kể từ: 07 giờ 05 phút ngày 20/8/2025
    Lần gần nhất: không kết nối được
    Báo cáo gần nhất vẫn giữ nguyên, không có số liệu nào bị thay đổi.

    Việc cần làm: kiểm tra mạng

    Đợt theo dõi: Tổ CNSCĐ
    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] Bản số liệu mới tạm giữ, chờ xác nhận: Tổ CNSCĐ
    Bản số liệu mới tạm giữ, chờ xác nhận

    Lý do: mất 60 trên 96 dòng
    Số liệu tốt gần nhất vẫn đang được dùng; báo cáo chưa thay đổi.

    Việc cần làm: mở bảng tính nguồn để kiểm tra; nếu đúng là như vậy, chạy «cnscd sync to-cnscd --accept 0198», nếu không, khôi phục bảng tính rồi chạy «cnscd sync to-cnscd --reject 0198»

    Đợt theo dõi: Tổ CNSCĐ
    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] 4 thư chờ gửi chưa gửi được
    4 thư chờ gửi chưa gửi được

    Kể từ: 07 giờ 05 phút ngày 20/8/2025
    Lần gần nhất: 535

    Việc cần làm: chạy «cnscd doctor» để thử máy chủ thư, rồi «cnscd mail retry»

    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] Đã trở lại bình thường: lần chạy gần nhất thành công: Tổ CNSCĐ
    Đã trở lại bình thường: lần chạy gần nhất thành công

    Sự việc bắt đầu: 07 giờ 05 phút ngày 20/8/2025

    Đợt theo dõi: Tổ CNSCĐ
    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] 1 người nhận không nhận được thư
    1 người nhận không nhận được thư

    a@example.vn: 550 no such user

    Việc cần làm: kiểm tra địa chỉ trong readers hoặc danh bạ (directory) của đợt theo dõi, rồi «cnscd mail retry ĐỊA_CHỈ»; những người nhận khác không bị ảnh hưởng

    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] Chưa cập nhật được trang kết quả rà soát: Tổ CNSCĐ
    Chưa cập nhật được trang kết quả rà soát

    Kể từ: 07 giờ 05 phút ngày 20/8/2025
    Lần gần nhất: không có quyền ghi
    Số liệu, báo cáo và thư không bị ảnh hưởng.

    Việc cần làm: xử lý theo nội dung trên, rồi chạy «cnscd results to-cnscd» để thử lại ngay

    Đợt theo dõi: Tổ CNSCĐ
    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] Đồng hồ máy chủ lùi lại
    Đồng hồ máy chủ lùi lại

    Lần chạy trước ghi lúc: 07 giờ 05 phút ngày 21/8/2025
    Đồng hồ bây giờ: 07 giờ 05 phút ngày 20/8/2025
    Số liệu được xếp theo thứ tự nhận, không theo giờ đã ghi sai.

    Việc cần làm: kiểm tra đồng hồ và đồng bộ thời gian (NTP) của máy chủ; nếu báo cáo của lần chạy ghi sai giờ đã gửi đi, báo cho người nhận dùng báo cáo mới

    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] Báo cáo định kỳ không gửi được đúng hẹn: Tổ CNSCĐ
    Báo cáo định kỳ không gửi được đúng hẹn

    Báo cáo hẹn lúc: 07 giờ 05 phút ngày 20/8/2025
    Máy chủ hoặc dịch vụ cnscd dừng vào lúc đó; nay đã quá thời hạn gửi bù (catch_up).

    Việc cần làm: nếu người nhận cần báo cáo ngay, chạy «cnscd sync --mail»; nếu không, báo cáo kỳ sau gửi như thường lệ

    Đợt theo dõi: Tổ CNSCĐ
    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] Cấu hình vừa sửa không dùng được
    Cấu hình vừa sửa không dùng được

    cnscd.toml:3: khóa «languge» không có
    Cấu hình trước đó vẫn có hiệu lực.

    Việc cần làm: sửa tệp cấu hình rồi chạy «cnscd config check»

    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.

    == [cnscd] Thư thử
    Thư thử

    Thư này cho biết đường gửi thư của cnscd hoạt động.

    Thư này do cnscd gửi tự động cho người vận hành, một lần cho mỗi sự việc.
    ");
}

#[test]
fn every_mail_names_thirty_who_owe_and_counts_the_rest() {
    let mut world = World::new();
    world.judgement.communes = (1..=42)
        .map(|number| {
            standing(
                &number.to_string(),
                &format!("Mẫu {number:02}"),
                Status::NotReported,
                None,
            )
        })
        .collect();
    let page = world.page();
    assert!(page.contains("Còn 42 đơn vị chưa có quyết định được tính: Xã Mẫu 01; "));
    assert!(page.contains("Xã Mẫu 30; và 12 đơn vị khác."), "{page}");
    assert!(page.contains("Thời hạn: đến hết ngày 15/8/2025 (đã quá 5 ngày)."));
}

#[test]
fn files_are_attached_as_long_as_a_mail_has_room() {
    let file = |name, bytes| Attachment {
        detail: Detail::Full,
        name,
        kind: ArtifactKind::of(name),
        bytes,
    };
    let files = [
        file("a.xlsx", b"four"),
        file("b.docx", b"seven!!"),
        file("c.txt", b"1"),
    ];
    let (attached, left_out) = fitting(&files, Detail::Full, 6);
    let names = |files: Vec<Attachment<'_>>| -> Vec<String> {
        files.iter().map(|file| file.name.to_owned()).collect()
    };
    assert_eq!(
        (names(attached), names(left_out)),
        (
            vec!["a.xlsx".to_owned(), "c.txt".to_owned()],
            vec!["b.docx".to_owned()],
        )
    );
}

#[test]
fn a_campaign_that_says_nothing_of_its_department_names_none() {
    let mut world = World::new();
    world.letterhead = Letterhead::default();
    let page = world.page();
    assert!(page.contains("Thư này do hệ thống theo dõi gửi tự động."));
    assert!(
        !page.contains("Quảng Ngãi") && !page.contains("Sở Khoa học"),
        "{page}"
    );
}
