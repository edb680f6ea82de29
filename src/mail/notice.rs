//! Notices to the operators: once when something is wrong, once when it is well again.
//!
//! When a notice is due is the daemon's to know (`store::Store::raise_alert`); here are its words.

use serde::Serialize;

use super::mime::Draft;
use super::page::render;
use super::words::one_line;
use super::{AddressError, Addressee, Message, Sender};
use crate::clock::{Timestamp, Zone};
use crate::document::{Detail, words::moment};

/// What operators are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Runs fail one after another.
    Failing {
        times: u32,
        since: Timestamp,
        /// The last run's sentence and what to do, in Vietnamese.
        error: String,
        next_step: String,
    },
    /// A pull lost too much and waits for a decision.
    Quarantined {
        /// The campaign's name, for the command line.
        name: String,
        run: String,
        /// What was lost.
        loss: String,
    },
    /// The results sheet could not be written several times in a row.
    Results {
        since: Timestamp,
        error: String,
        /// The campaign's name, for the command line.
        name: String,
    },
    /// Mails wait for longer than they should.
    MailStuck {
        waiting: u32,
        since: Timestamp,
        error: String,
    },
    /// The server will never take mail for some recipients: address and answer of each.
    Refused { recipients: Vec<(String, String)> },
    /// The clock shows less than when the last run began.
    ClockBack { last: Timestamp, now: Timestamp },
    /// A report promised for an instant was not mailed, and is too old to be made up for.
    ReportSkipped { promised: Timestamp },
    /// The configuration on disk cannot be used; the one before it stays in force.
    BadConfiguration { problems: String },
    /// What was told of before is over.
    Well {
        kind: &'static str,
        since: Timestamp,
    },
    /// Asked for by a person, to try the way.
    Test,
}

/// The kinds as the store's alerts name them.
const FAILING: &str = "run-failing";
const QUARANTINED: &str = "quarantined";
const RESULTS: &str = "results-stuck";
const MAIL_STUCK: &str = "mail-stuck";
const MAIL_REFUSED: &str = "mail-refused";
const CLOCK_BACK: &str = "clock-back";
const REPORT_SKIPPED: &str = "report-skipped";
const BAD_CONFIGURATION: &str = "bad-configuration";

#[derive(Serialize)]
struct NoticeBody<'a> {
    what: String,
    lines: Vec<String>,
    next_step: String,
    campaign: &'a str,
}

impl Notice {
    /// The kinds that concern a campaign.
    pub const OF_CAMPAIGN: [&str; 4] = [FAILING, QUARANTINED, REPORT_SKIPPED, RESULTS];
    /// The kinds that concern the service.
    pub const OF_SERVICE: [&str; 2] = [MAIL_STUCK, MAIL_REFUSED];

    /// The kind of a configuration that cannot be used.
    pub const CONFIGURATION: &str = BAD_CONFIGURATION;
    /// The kind of a clock that was set back, which nobody needs to hear the end of.
    pub const CLOCK: &str = CLOCK_BACK;

    /// The kind under which the store remembers that operators were told.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Failing { .. } => FAILING,
            Self::Quarantined { .. } => QUARANTINED,
            Self::Results { .. } => RESULTS,
            Self::MailStuck { .. } => MAIL_STUCK,
            Self::Refused { .. } => MAIL_REFUSED,
            Self::ClockBack { .. } => CLOCK_BACK,
            Self::ReportSkipped { .. } => REPORT_SKIPPED,
            Self::BadConfiguration { .. } => BAD_CONFIGURATION,
            Self::Well { kind, .. } => kind,
            Self::Test => "test",
        }
    }

    fn page<'a>(&self, campaign: &'a str, zone: Zone) -> NoticeBody<'a> {
        let (what, lines, next_step) = match self {
            Self::Failing {
                times,
                since,
                error,
                next_step,
            } => (
                format!("{times} lần chạy liên tiếp không thành công"),
                vec![
                    format!("Kể từ: {}", moment(*since, zone)),
                    format!("Lần gần nhất: {error}"),
                    "Báo cáo gần nhất vẫn giữ nguyên, không có số liệu nào bị thay đổi.".to_owned(),
                ],
                next_step.clone(),
            ),
            Self::Quarantined { name, run, loss } => (
                "Bản số liệu mới tạm giữ, chờ xác nhận".to_owned(),
                vec![
                    format!("Lý do: {loss}"),
                    "Số liệu tốt gần nhất vẫn đang được dùng; báo cáo chưa thay đổi.".to_owned(),
                ],
                format!(
                    "mở bảng tính nguồn để kiểm tra; nếu đúng là như vậy, chạy «cnscd sync {name} --accept {run}», \
                     nếu không, khôi phục bảng tính rồi chạy «cnscd sync {name} --reject {run}»"
                ),
            ),
            Self::Results { since, error, name } => (
                "Chưa cập nhật được trang kết quả rà soát".to_owned(),
                vec![
                    format!("Kể từ: {}", moment(*since, zone)),
                    format!("Lần gần nhất: {error}"),
                    "Số liệu, báo cáo và thư không bị ảnh hưởng.".to_owned(),
                ],
                format!("xử lý theo nội dung trên, rồi chạy «cnscd results {name}» để thử lại ngay"),
            ),
            Self::MailStuck {
                waiting,
                since,
                error,
            } => (
                format!("{waiting} thư chờ gửi chưa gửi được"),
                vec![
                    format!("Kể từ: {}", moment(*since, zone)),
                    format!("Lần gần nhất: {error}"),
                ],
                "chạy «cnscd doctor» để thử máy chủ thư, rồi «cnscd mail retry»".to_owned(),
            ),
            Self::Refused { recipients } => (
                format!("{} người nhận không nhận được thư", recipients.len()),
                recipients
                    .iter()
                    .map(|(address, answer)| format!("{address}: {answer}"))
                    .collect(),
                "kiểm tra địa chỉ trong readers của đợt theo dõi; những người nhận khác không bị ảnh hưởng"
                    .to_owned(),
            ),
            Self::ClockBack { last, now } => (
                "Đồng hồ máy chủ lùi lại".to_owned(),
                vec![
                    format!("Lần chạy trước ghi lúc: {}", moment(*last, zone)),
                    format!("Đồng hồ bây giờ: {}", moment(*now, zone)),
                    "Số liệu được xếp theo thứ tự nhận, không theo giờ đã ghi sai.".to_owned(),
                ],
                "kiểm tra đồng hồ và đồng bộ thời gian (NTP) của máy chủ; nếu báo cáo của lần chạy ghi sai giờ \
                 đã gửi đi, báo cho người nhận dùng báo cáo mới"
                    .to_owned(),
            ),
            Self::ReportSkipped { promised } => (
                "Báo cáo định kỳ không gửi được đúng hẹn".to_owned(),
                vec![
                    format!("Báo cáo hẹn lúc: {}", moment(*promised, zone)),
                    "Máy chủ hoặc dịch vụ cnscd dừng vào lúc đó; nay đã quá thời hạn gửi bù (catch_up)."
                        .to_owned(),
                ],
                "nếu người nhận cần báo cáo ngay, chạy «cnscd sync --mail»; nếu không, báo cáo kỳ sau gửi như thường lệ"
                    .to_owned(),
            ),
            Self::BadConfiguration { problems } => (
                "Cấu hình vừa sửa không dùng được".to_owned(),
                problems
                    .lines()
                    .map(str::to_owned)
                    .chain(["Cấu hình trước đó vẫn có hiệu lực.".to_owned()])
                    .collect(),
                "sửa tệp cấu hình rồi chạy «cnscd config check»".to_owned(),
            ),
            Self::Well { kind, since } => (
                format!("Đã trở lại bình thường: {}", over(kind)),
                vec![format!("Sự việc bắt đầu: {}", moment(*since, zone))],
                String::new(),
            ),
            Self::Test => (
                "Thư thử".to_owned(),
                vec!["Thư này cho biết đường gửi thư của cnscd hoạt động.".to_owned()],
                String::new(),
            ),
        };
        // Errors, losses and answers quote what others wrote.
        NoticeBody {
            what,
            lines: lines.iter().map(|line| one_line(line)).collect(),
            next_step: one_line(&next_step),
            campaign,
        }
    }
}

/// One message for each operator. `campaign` is the campaign's title, empty where the notice concerns
/// the service.
pub fn compose_notice(
    notice: &Notice,
    campaign: &str,
    zone: Zone,
    sender: &Sender<'_>,
    operators: &[Addressee],
) -> Result<Vec<Message>, AddressError> {
    let (subject, text) = notice_text(notice, campaign, zone);
    let draft = Draft::new(&subject, &text, None, Detail::Full, &[]);
    operators
        .iter()
        .map(|operator| draft.finish(sender, operator))
        .collect()
}

/// Subject and text of a notice, as every channel has them.
pub fn notice_text(notice: &Notice, campaign: &str, zone: Zone) -> (String, String) {
    let page = notice.page(campaign, zone);
    let subject = if campaign.is_empty() {
        format!("[cnscd] {}", page.what)
    } else {
        format!("[cnscd] {}: {campaign}", page.what)
    };
    let text = render("notice.txt", include_str!("notice.txt"), &page);
    (subject, text)
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
