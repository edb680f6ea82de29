//! Heads, bytes and attachments of messages.

use super::*;

/// All bytes except the line ends, as they are in the mail folder and sent to a server.
#[test]
fn a_mail_as_it_is_sent() {
    let mail = whole(&World::new().one());
    assert!(
        mail.split('\n')
            .all(|line| line.is_empty() || line.ends_with('\r'))
    );
    insta::assert_snapshot!("eml", mail.replace("\r\n", "\n"));
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

/// The mail says whenever it has less: the summary instead of the full report, then only a link.
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
