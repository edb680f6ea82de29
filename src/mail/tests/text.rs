//! The report's mail as text and as HTML.

use super::*;

#[test]
fn the_text_says_what_changed_first_and_every_figure() {
    let page = World::new().page();
    let text = page.split("<!doctype html>").next().unwrap();
    insta::assert_snapshot!(text.trim_end(), @r"
    Thành lập Tổ công nghệ số cộng đồng cấp xã

    Đến hết ngày 20/8/2025: 65/96 xã, phường, đặc khu đã ban hành (67,7%), tăng 12 so với kỳ trước; còn 31.
    Thời hạn: đến hết ngày 15/8/2025 (đã quá 5 ngày).

    - Đã ban hành: 65/96 (67,7%; trong đó ban hành sau hạn: 5)
    - Đúng hạn: 60 (trong đó ký đúng ngày 15/8/2025: 4)
    - Còn lại: 31 (Chưa ban hành: 20; Chưa báo cáo: 8; Chưa đủ căn cứ xác nhận: 3; trong đó quá hạn, chưa ban hành: 31)
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
fn a_day_that_the_data_say_nothing_of_is_told() {
    let mut world = World::new();
    for (day, said) in [
        (
            "2025-06-30",
            "ngày 30/6/2025 ở trước ngày các đơn vị bắt đầu hoạt động (01/7/2025)",
        ),
        ("2025-07-01", ""),
        ("2025-08-20", ""),
        (
            "2025-08-21",
            "số liệu lấy ngày 20/8/2025, chưa có những gì ký",
        ),
    ] {
        world.judgement.as_of = day.parse().unwrap();
        let page = world.page();
        assert_eq!(page.contains("Lưu ý: "), !said.is_empty(), "{day}: {page}");
        assert!(page.contains(said), "{day}: {page}");
    }
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
            "- Đúng hạn: 60 (trong đó ký đúng ngày 15/8/2025: 4)\n",
        ),
        (
            false,
            "- Đã ban hành: 65/96 (67,7%; trong đó ban hành sau hạn: 5, kể cả ký đúng ngày 15/8/2025: 4)\n",
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

/// Everything that a reader of the summary gets, as text.
#[test]
fn a_summary_as_its_reader_gets_it() {
    let readers = [("b@example.vn", Detail::Summary)];
    let message = World::new().write(&readers).unwrap().remove(0);
    let all = decoded(&message);
    let text = all.split("<!doctype html>").next().unwrap();
    insta::assert_snapshot!("summary", text.trim_end());
}

/// A reader of an area is told of no other: title, subject, sentences and figures are the area's.
#[test]
fn a_mail_about_a_part_names_it() {
    let mut world = World::new();
    world.area = Some(Area {
        former_province: Some("Kon Tum".to_owned()),
        ..Area::default()
    });
    world.milestones = Vec::new();
    // As the publication of an area sets it.
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
    <div style="color:#555;font-size:14px">67,7%; trong đó ban hành sau hạn: 5</div>
    </div>
    <div style="display:inline-block;vertical-align:top;box-sizing:border-box;width:49%;min-width:150px;padding:8px;border:1px solid #bbb">
    <div style="font-size:24px"><strong>60</strong></div>
    <div><strong>Đúng hạn</strong></div>
    <div style="color:#555;font-size:14px">trong đó ký đúng ngày 15&#x2f;8&#x2f;2025: 4</div>
    </div>
    <div style="display:inline-block;vertical-align:top;box-sizing:border-box;width:49%;min-width:150px;padding:8px;border:1px solid #bbb">
    <div style="font-size:24px"><strong>31</strong></div>
    <div><strong>Còn lại</strong></div>
    <div style="color:#555;font-size:14px">Chưa ban hành: 20; Chưa báo cáo: 8; Chưa đủ căn cứ xác nhận: 3; trong đó quá hạn, chưa ban hành: 31</div>
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
