//! The wording of notices: what is wrong, the cause, and what to do.

use serde::Serialize;

use super::{
    BAD_CONFIGURATION, FAILING, MAIL_REFUSED, MAIL_STUCK, Notice, QUARANTINED, REPORT_SKIPPED,
    RESULTS,
};
use crate::clock::{Timestamp, Zone};
use crate::document::words::moment;
use crate::mail::words::one_line;

/// The content of the mail.
#[derive(Serialize)]
pub(super) struct NoticeBody<'a> {
    pub(super) what: String,
    lines: Vec<String>,
    next_step: String,
    campaign: &'a str,
}

/// What is wrong, details, and what to do; empty if nothing needs to be done.
struct Said {
    what: String,
    lines: Vec<String>,
    next_step: String,
}

/// The wording of a notice. Errors, losses and answers are quoted from elsewhere, so each is
/// reduced to one line.
pub(super) fn body<'a>(notice: &Notice, campaign: &'a str, zone: Zone) -> NoticeBody<'a> {
    let said = said(notice, zone);
    NoticeBody {
        what: said.what,
        lines: said.lines.iter().map(|line| one_line(line)).collect(),
        next_step: one_line(&said.next_step),
        campaign,
    }
}

fn said(notice: &Notice, zone: Zone) -> Said {
    match notice {
        Notice::Failing {
            times,
            since,
            error,
            next_step,
        } => Said {
            what: failed(*times),
            lines: vec![
                began(*since, zone),
                latest(error),
                "Báo cáo gần nhất vẫn giữ nguyên, không có số liệu nào bị thay đổi.".to_owned(),
            ],
            next_step: next_step.clone(),
        },
        Notice::Quarantined { name, run, loss } => quarantined(name, run, loss),
        Notice::Results { since, error, name } => Said {
            what: "Chưa cập nhật được trang kết quả rà soát".to_owned(),
            lines: vec![
                began(*since, zone),
                latest(error),
                "Số liệu, báo cáo và thư không bị ảnh hưởng.".to_owned(),
            ],
            next_step: format!(
                "xử lý theo nội dung trên, rồi chạy «cnscd results {name}» để thử lại ngay"
            ),
        },
        Notice::MailStuck {
            waiting,
            since,
            error,
        } => Said {
            what: format!("{waiting} thư chờ gửi chưa gửi được"),
            lines: vec![began(*since, zone), latest(error)],
            next_step: "chạy «cnscd doctor» để thử máy chủ thư, rồi «cnscd mail retry»".to_owned(),
        },
        Notice::Refused { recipients } => refused(recipients),
        Notice::ClockBack { last, now } => clock_back(*last, *now, zone),
        Notice::ReportSkipped { promised } => report_skipped(*promised, zone),
        Notice::BadConfiguration { problems } => bad_configuration(problems),
        Notice::Well { kind, since } => Said {
            what: format!("Đã trở lại bình thường: {}", over(kind)),
            lines: vec![format!("Sự việc bắt đầu: {}", moment(*since, zone))],
            next_step: String::new(),
        },
        Notice::Test => Said {
            what: "Thư thử".to_owned(),
            lines: vec!["Thư này cho biết đường gửi thư của cnscd hoạt động.".to_owned()],
            next_step: String::new(),
        },
    }
}

/// A single failure is reported too, if the figures become stale because of it.
fn failed(times: u32) -> String {
    match times {
        0 | 1 => "Lần chạy gần nhất không thành công".to_owned(),
        _ => format!("{times} lần chạy liên tiếp không thành công"),
    }
}

fn began(since: Timestamp, zone: Zone) -> String {
    format!("Kể từ: {}", moment(since, zone))
}

fn latest(error: &str) -> String {
    format!("Lần gần nhất: {error}")
}

fn quarantined(name: &str, run: &str, loss: &str) -> Said {
    Said {
        what: "Bản số liệu mới tạm giữ, chờ xác nhận".to_owned(),
        lines: vec![
            format!("Lý do: {loss}"),
            "Số liệu tốt gần nhất vẫn đang được dùng; báo cáo chưa thay đổi.".to_owned(),
        ],
        next_step: format!(
            "mở bảng tính nguồn để kiểm tra; nếu đúng là như vậy, chạy «cnscd sync {name} --accept {run}», \
             nếu không, khôi phục bảng tính rồi chạy «cnscd sync {name} --reject {run}»"
        ),
    }
}

fn refused(recipients: &[(String, String)]) -> Said {
    let lines = recipients
        .iter()
        .map(|(address, answer)| format!("{address}: {answer}"));
    Said {
        what: format!("{} người nhận không nhận được thư", recipients.len()),
        lines: lines.collect(),
        next_step: "kiểm tra địa chỉ trong readers hoặc danh bạ (directory) của đợt theo dõi, rồi «cnscd mail retry ĐỊA_CHỈ»; những người nhận khác không bị ảnh hưởng"
            .to_owned(),
    }
}

fn clock_back(last: Timestamp, now: Timestamp, zone: Zone) -> Said {
    Said {
        what: "Đồng hồ máy chủ lùi lại".to_owned(),
        lines: vec![
            format!("Lần chạy trước ghi lúc: {}", moment(last, zone)),
            format!("Đồng hồ bây giờ: {}", moment(now, zone)),
            "Số liệu được xếp theo thứ tự nhận, không theo giờ đã ghi sai.".to_owned(),
        ],
        next_step: "kiểm tra đồng hồ và đồng bộ thời gian (NTP) của máy chủ; nếu báo cáo của lần chạy ghi sai giờ \
                    đã gửi đi, báo cho người nhận dùng báo cáo mới"
            .to_owned(),
    }
}

fn report_skipped(promised: Timestamp, zone: Zone) -> Said {
    Said {
        what: "Báo cáo định kỳ không gửi được đúng hẹn".to_owned(),
        lines: vec![
            format!("Báo cáo hẹn lúc: {}", moment(promised, zone)),
            "Máy chủ hoặc dịch vụ cnscd dừng vào lúc đó; nay đã quá thời hạn gửi bù (catch_up)."
                .to_owned(),
        ],
        next_step: "nếu người nhận cần báo cáo ngay, chạy «cnscd sync --mail»; nếu không, báo cáo kỳ sau gửi như thường lệ"
            .to_owned(),
    }
}

fn bad_configuration(problems: &str) -> Said {
    let lines = problems.lines().map(str::to_owned);
    let in_force = "Cấu hình trước đó vẫn có hiệu lực.".to_owned();
    Said {
        what: "Cấu hình vừa sửa không dùng được".to_owned(),
        lines: lines.chain([in_force]).collect(),
        next_step: "sửa tệp cấu hình rồi chạy «cnscd config check»".to_owned(),
    }
}

fn over(kind: &str) -> &'static str {
    match kind {
        FAILING => "lần chạy gần nhất thành công",
        QUARANTINED => "không còn bản số liệu tạm giữ",
        REPORT_SKIPPED => "báo cáo đã gửi đến người nhận",
        BAD_CONFIGURATION => "cấu hình dùng được",
        RESULTS => "trang kết quả rà soát đã cập nhật được",
        MAIL_STUCK => "thư chờ gửi đã gửi được",
        MAIL_REFUSED => "mọi người nhận đều nhận được thư",
        _ => "sự việc đã báo trước đó đã kết thúc",
    }
}
