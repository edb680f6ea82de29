//! `cnscd privacy`: the facts for the dossier on personal data, from the configuration.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::cli::{Context, Output};
use crate::clock::written;
use crate::config::{Campaign, Channel, ChannelGets, MailTransport, Reader};
use crate::failure::Failure;
use crate::mail;
use crate::pipeline::{App, shown};

#[derive(Serialize)]
struct PrivacyDocument {
    privacy: String,
}

/// Prints the page. Like reports, it is a Vietnamese document.
pub(super) async fn run(context: &Context) -> Result<Output, Failure> {
    let app = context.app()?;
    let erasures = match app.existing_store().await? {
        Some(store) => store.erasures().await?.len(),
        None => 0,
    };
    let page = page(app, erasures);
    Ok(match context.json {
        true => Output::json(&PrivacyDocument { privacy: page }),
        false => Output::verbatim(page),
    })
}

fn page(app: &App, erasures: usize) -> String {
    let config = &app.config;
    let day = app.clock.now().with_timezone(&config.timezone).date_naive();
    let mut lines = vec![
        "# Dữ liệu cá nhân do cnscd xử lý".to_owned(),
        format!("Lập ngày {} theo cấu hình đang dùng.", written(day)),
        heading("1. Mục đích"),
        "Theo dõi, đôn đốc việc thành lập Tổ theo văn bản của cơ quan; kiểm tra thành phần Tổ; liên hệ đầu mối hỗ trợ. Không dùng vào việc khác, không phân tích hành vi, không chuyển ra ngoài các nơi nêu dưới đây.".to_owned(),
    ];
    for campaign in &config.campaigns {
        lines.push(format!("- {} ({})", campaign.title, campaign.name));
    }
    lines.extend([
        heading("2. Ai, và những thông tin nào"),
        "- Thành viên Tổ: họ tên, vai trò trong Tổ, chức vụ, số điện thoại, thư điện tử, ô trong bảng nguồn.".to_owned(),
        "- Đầu mối hỗ trợ: họ tên, đơn vị, số điện thoại, thư điện tử.".to_owned(),
        "- Danh bạ của Sở (nếu khai): tên, điện thoại, thư điện tử của người phụ trách ở đơn vị.".to_owned(),
        "- Người nhận báo cáo, người vận hành, tài khoản của trang vận hành: địa chỉ thư, tên đăng nhập, nhật ký truy cập.".to_owned(),
        "- Bản gốc của bảng nguồn được giữ nguyên, kể cả cột chương trình không đọc.".to_owned(),
        heading("3. Lấy từ đâu"),
    ]);
    lines.extend(config.campaigns.iter().flat_map(sources));
    lines.push(heading("4. Ai nhận"));
    lines.extend(config.campaigns.iter().flat_map(recipients));
    lines.extend([format!(
        "- Người vận hành (tin sự cố): {}",
        listed(&config.mail.operators)
    )]);
    lines.extend(config.channels.iter().map(channel));
    lines.extend([
        "- Công văn, phiếu, tin nhắn lập bằng `cnscd remind --out` nằm ở thư mục người dùng chọn: chỉ khi thư mục đó ở trong thư mục báo cáo thì `cnscd person` tìm và xóa được.".to_owned(),
        "- Bản rút gọn (`gets = \"summary\"`) và trang kết quả rà soát không có số điện thoại; trang kết quả không có họ tên.".to_owned(),
        heading("5. Giữ ở đâu"),
        format!("- Cơ sở dữ liệu: {} (chỉ tài khoản chạy dịch vụ đọc được)", config.store.address.shown()),
        format!("- Báo cáo: {} (quyền {:04o})", shown(&config.report.folder), config.report.mode),
        match config.mail.transport {
            MailTransport::Folder => format!("- Thư: tệp trong {}", shown(&config.mail.folder)),
            MailTransport::Smtp => "- Thư: gửi qua máy chủ thư đã khai, có mã hóa đường truyền trừ khi cùng máy; bản sao trong cơ sở dữ liệu".to_owned(),
            MailTransport::None => "- Thư: không gửi".to_owned(),
        },
        "- Bản sao lưu: nơi người vận hành đặt.".to_owned(),
        heading("6. Giữ bao lâu"),
        match config.store.keep {
            Some(keep) => format!("Dịch vụ tự xóa mỗi ngày những gì cũ hơn {} ngày (`[store] keep`).", keep.num_days()),
            None => "Cho đến khi chạy `cnscd purge --older-than …`; chương trình chưa được đặt để tự xóa. Đề nghị đặt `[store] keep` theo thời hạn của cơ quan.".to_owned(),
        },
        "Xóa bản số liệu, bản gốc, báo cáo, thư, phiếu đã gửi, nhật ký cũ hơn mốc; bản số liệu tốt gần nhất của mỗi đợt được giữ.".to_owned(),
        heading("7. Quyền của người có dữ liệu"),
        "- Xem, cung cấp: `cnscd person find`, `cnscd person export`.".to_owned(),
        "- Sửa: tại bảng nguồn; lần lấy số liệu sau thay bản cũ.".to_owned(),
        format!("- Xóa: `cnscd person erase`, có biên bản không nêu tên (đến nay: {erasures}). Xóa khỏi bảng nguồn trước, nếu không lần lấy số liệu sau sẽ có lại."),
        heading("8. Bảo vệ"),
        "- Nhật ký chương trình che số điện thoại, địa chỉ thư; mật khẩu, khóa chỉ đọc từ tệp riêng, không in ra.".to_owned(),
        "- Bảng nguồn được đọc bằng quyền chỉ xem; quyền ghi chỉ dùng cho trang kết quả.".to_owned(),
        "- Tệp lạ được đọc trong tiến trình riêng, không có mạng và quyền ghi.".to_owned(),
    ]);
    lines.join("\n")
}

fn heading(text: &str) -> String {
    format!("\n## {text}\n")
}

fn sources(campaign: &Campaign) -> Vec<String> {
    let sources = campaign.sources.iter();
    sources
        .map(|(source, _)| {
            // A password in an address is a secret.
            let place = match source.location.split_once('@') {
                Some((before, rest)) if before.contains("://") => format!("…@{rest}"),
                _ => source.location.clone(),
            };
            format!("- {}: {} ({place})", campaign.name, source.name)
        })
        .collect()
}

fn recipients(campaign: &Campaign) -> Vec<String> {
    let readers: Vec<String> = campaign
        .readers
        .iter()
        .flat_map(Reader::everybody)
        .cloned()
        .collect();
    let mut lines = vec![format!(
        "- {}: người nhận báo cáo: {}",
        campaign.name,
        listed(&readers)
    )];
    let told = campaign.directory.values();
    let addresses: usize = told.map(|entry| mail::addresses(&entry.emails).len()).sum();
    if addresses > 0 {
        lines.push(format!(
            "- {}: các đơn vị, mỗi đơn vị chỉ nhận nội dung của mình ({addresses} địa chỉ trong danh bạ)",
            campaign.name
        ));
    }
    let copies: BTreeSet<&str> = campaign
        .reminders
        .iter()
        .flat_map(|reminder| reminder.copy_to.iter().map(String::as_str))
        .collect();
    if !copies.is_empty() {
        let copies: Vec<String> = copies.into_iter().map(str::to_owned).collect();
        lines.push(format!(
            "- {}: người theo dõi việc nhắc (tên đơn vị, số nội dung): {}",
            campaign.name,
            listed(&copies)
        ));
    }
    if let Some(results) = &campaign.results {
        let place = results.spreadsheet.as_deref().unwrap_or("tệp KetQua");
        lines.push(format!(
            "- {}: trang kết quả rà soát «{}» ({place})",
            campaign.name, results.tab
        ));
    }
    lines
}

/// A line about a program of the site that passes messages on.
fn channel(channel: &Channel) -> String {
    let gets = channel.gets.iter().map(|gets| match gets {
        ChannelGets::Operators => "tin sự cố",
        ChannelGets::Communes => "phiếu gửi đơn vị (chỉ nội dung của đơn vị đó)",
    });
    let gets: Vec<&str> = gets.collect();
    format!(
        "- Chương trình của cơ quan «{}»: {}",
        channel.program.name,
        gets.join(", ")
    )
}

fn listed(all: &[String]) -> String {
    match all.is_empty() {
        true => "chưa khai".to_owned(),
        false => all.join(", "),
    }
}
