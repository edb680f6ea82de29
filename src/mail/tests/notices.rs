//! Notices to operators.

use super::*;

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
