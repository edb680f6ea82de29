//! The command line as it is explained: clap's own in English, and in Vietnamese every word of it.
//!
//! English stands beside the arguments as their documentation; Vietnamese in `locale`, one message
//! for each command, one attribute for each argument.

use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, Command, CommandFactory};

use crate::cli::arguments::Arguments;
use crate::locale::{self, Language, say};

/// How clap names options that are not listed.
const ANY_OPTIONS: &str = "[OPTIONS]";
/// How clap begins a line of usage.
const USAGE: &str = "Usage: ";

/// The command line, explained in a language and for a terminal of a width.
pub(super) fn command(language: Language, width: Option<usize>) -> Command {
    let mut command = Arguments::command();
    if let Some(width) = width {
        command = command.term_width(width);
    }
    match language {
        Language::En => command,
        Language::Vi => {
            // First whole, so that what clap adds by itself is there to be explained.
            command.build();
            explained(command, &["root"])
        }
    }
}

/// How a command is used, in clap's line without its label.
pub(super) fn usage(rendered: &str) -> String {
    let lines = rendered.trim().lines().map(|line| {
        let line = line.trim();
        line.strip_prefix(USAGE.trim_end()).unwrap_or(line).trim()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn explained(command: Command, path: &[&str]) -> Command {
    let name = command.get_name().to_owned();
    let deeper: Vec<&str> = match path {
        ["root"] => Vec::new(),
        path => path.to_vec(),
    };
    let command = command
        .mut_args(|argument| explained_argument(argument, path))
        .mut_subcommands(|inner| {
            let name = inner.get_name().to_owned();
            let inner_path: Vec<&str> = deeper.iter().copied().chain([name.as_str()]).collect();
            match name.as_str() {
                // It holds every command once more, and shows none of them by itself.
                "help" => about(inner, &["help"]),
                _ => explained(inner, &inner_path),
            }
        });
    let mut command = about(command, path)
        .subcommand_help_heading(label("commands"))
        .subcommand_value_name(label("command"));
    if let Some(after) = attribute(path, "after") {
        command = command.after_long_help(after);
    }
    let used = usage(&command.render_usage().to_string());
    let used = used.replace(ANY_OPTIONS, &label("any-options"));
    let first = label("usage");
    let indent = " ".repeat(first.chars().count() + 1);
    let styles = command.get_styles().clone();
    let style = styles.get_usage();
    debug_assert!(!name.is_empty());
    command
        .override_usage(used.replace('\n', &format!("\n{indent}")))
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{style}{first}{style:#} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
}

fn about(command: Command, path: &[&str]) -> Command {
    match locale::find(Language::Vi, &key(path)) {
        Some(text) => command.about(text),
        None => command,
    }
}

/// An argument with its words, and with what clap would add to them in English.
fn explained_argument(argument: Arg, path: &[&str]) -> Arg {
    let mut help = attribute(path, argument.get_id().as_str()).unwrap_or_else(|| {
        let own = argument.get_help().map(StyledStr::to_string);
        own.unwrap_or_default()
    });
    let default: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if !default.is_empty() && argument.get_action().takes_values() {
        let said = [("value", &*default.join(", "))];
        help.push(' ');
        help.push_str(&say(Language::Vi, "help-label-default", &said));
    }
    let values: Vec<String> = match argument.get_action().takes_values() {
        true => argument.get_possible_values().iter().map(value).collect(),
        false => Vec::new(),
    };
    if !values.is_empty() {
        let said = [("values", &*values.join(", "))];
        help.push(' ');
        help.push_str(&say(Language::Vi, "help-label-values", &said));
    }
    if let Some(variable) = argument.get_env() {
        let said = [("name", &*variable.to_string_lossy())];
        help.push(' ');
        help.push_str(&say(Language::Vi, "help-label-variable", &said));
    }
    let is_common =
        argument.is_global_set() || ["help", "version"].contains(&argument.get_id().as_str());
    let heading = match (argument.is_positional(), is_common) {
        (true, _) => label("arguments"),
        (false, true) => label("common-options"),
        (false, false) => label("options"),
    };
    let names: Option<Vec<String>> = argument
        .get_value_names()
        .map(|names| names.iter().map(|name| value_name(name)).collect());
    let argument = argument
        .long_help(help.clone())
        .help(help)
        .help_heading(heading)
        .hide_default_value(true)
        .hide_possible_values(true)
        .hide_env(true);
    match names {
        Some(names) if argument.get_action().takes_values() => argument.value_names(names),
        _ => argument,
    }
}

fn value(value: &PossibleValue) -> String {
    value.get_name().to_owned()
}

/// `FILE|DIR` in Vietnamese; a name that is an example (`365d`) stays.
fn value_name(name: &str) -> String {
    let parts: Vec<String> = name
        .split('|')
        .map(|part| {
            let key = format!("help-value-{}", part.to_lowercase());
            locale::find(Language::Vi, &key).unwrap_or_else(|| part.to_owned())
        })
        .collect();
    parts.join("|")
}

fn label(name: &str) -> String {
    say(Language::Vi, &format!("help-label-{name}"), &[])
}

fn key(path: &[&str]) -> String {
    format!("help-{}", path.join("-"))
}

/// The words of an argument: the command's own, else those of a command around it.
fn attribute(path: &[&str], id: &str) -> Option<String> {
    let around = (1..=path.len()).rev().map(|length| key(&path[..length]));
    around
        .chain([key(&["root"])])
        .find_map(|key| locale::attribute(Language::Vi, &key, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(language: Language, path: &[&str]) -> String {
        let mut command = command(language, Some(80));
        let mut inner = &mut command;
        for name in path {
            inner = inner.find_subcommand_mut(name).expect("a command");
        }
        inner.render_long_help().to_string()
    }

    #[test]
    fn a_command_is_explained_in_vietnamese() {
        insta::assert_snapshot!(help(Language::Vi, &["sync"]), @r"
        Lấy số liệu, kiểm tra, lưu, lập báo cáo, gửi thư: việc chính, làm một lần, ngay
        bây giờ

        Cách dùng: cnscd sync [TÙY CHỌN] [ĐỢT]

        Tham số:
          [ĐỢT]
                  Đợt theo dõi; bỏ trống khi chỉ có một đợt

        Tùy chọn:
              --source <LIÊN KẾT|ĐƯỜNG DẪN>
                  Đọc nguồn này thay cho các nguồn của đợt (có thể lặp lại); vẫn được
                  lưu và vẫn qua bước chặn như mọi lần lấy

              --as-of <YYYY-MM-DD>
                  Tính các quyết định ký đến hết ngày này [mặc định: hôm nay theo múi
                  giờ của đợt]

              --dry-run
                  Cho xem sẽ thay đổi gì và gửi thư cho ai; không lưu, không ghi, không
                  gửi gì

              --no-mail
                  Không gửi thư cho người nhận báo cáo

              --mail
                  Gửi thư cho người nhận báo cáo trong mọi trường hợp

              --accept <LƯỢT>
                  Xác nhận bản số liệu đang tạm giữ của lượt chạy này

              --reject <LƯỢT>
                  Loại bản số liệu đang tạm giữ của lượt chạy này

              --reason <NỘI DUNG>
                  Lý do, được lưu cùng lượt chạy

              --no-wait
                  Không chờ lượt đang chạy: kết thúc với mã 75 và mã của lượt đó

        Tùy chọn chung:
              --config <TỆP>
                  Tệp cấu hình [mặc định: config/cnscd.toml, nếu không có thì
                  /etc/cnscd/cnscd.toml] [biến môi trường: CNSCD_CONFIG]

              --json
                  In đúng một văn bản JSON

              --lang <vi|en>
                  Ngôn ngữ của lời in ra [mặc định: theo cấu hình]

          -v, --verbose...
                  Nói rõ hơn (có thể lặp lại)

          -q, --quiet
                  Chỉ in lỗi

              --no-color
                  Không dùng màu

          -h, --help
                  In hướng dẫn này

          -V, --version
                  In phiên bản
        ");
        insta::assert_snapshot!(help(Language::Vi, &["user", "add"]), @r"
        Thêm tài khoản; mật khẩu được gõ hai lần, hoặc đọc từ đầu vào chuẩn

        Cách dùng: cnscd user add [TÙY CHỌN] <TÊN>

        Tham số:
          <TÊN>
                  Tên đăng nhập

        Tùy chọn:
              --role <VAI TRÒ>
                  Được làm gì: viewer (xem số liệu và báo cáo, không thấy số điện thoại
                  thành viên), operator (xem tất cả và quyết định) [mặc định: viewer]
                  [các giá trị: viewer, operator]

              --generate
                  Tạo mật khẩu và cho xem một lần

        Tùy chọn chung:
              --config <TỆP>
                  Tệp cấu hình [mặc định: config/cnscd.toml, nếu không có thì
                  /etc/cnscd/cnscd.toml] [biến môi trường: CNSCD_CONFIG]

              --json
                  In đúng một văn bản JSON

              --lang <vi|en>
                  Ngôn ngữ của lời in ra [mặc định: theo cấu hình]

          -v, --verbose...
                  Nói rõ hơn (có thể lặp lại)

          -q, --quiet
                  Chỉ in lỗi

              --no-color
                  Không dùng màu

          -h, --help
                  In hướng dẫn này

          -V, --version
                  In phiên bản
        ");
        insta::assert_snapshot!(help(Language::Vi, &[]), @r"
        Theo dõi bảng tính chung về Tổ công nghệ số cộng đồng: đọc, kiểm tra, lập báo
        cáo, gửi thư

        Cách dùng: cnscd [TÙY CHỌN] <LỆNH>

        Lệnh:
          sync         Lấy số liệu, kiểm tra, lưu, lập báo cáo, gửi thư: việc chính, làm
                       một lần, ngay bây giờ
          check        Đọc và kiểm tra một bảng tính hay liên kết bất kỳ; không lưu,
                       không ghi, không gửi gì
          report       Lập lại báo cáo từ số liệu đã lưu
          results      Cập nhật bảng kết quả: tình trạng từng đơn vị, trên một bảng tính
                       riêng của Sở
          remind       Công văn, phiếu gửi từng đơn vị, tin nhắn cho nhóm
          run          Dịch vụ chạy liên tục: theo lịch và gửi thư; dừng gọn khi nhận
                       SIGTERM
          status       Lượt chạy gần nhất, tiến độ, lượt chạy tới, thư chờ gửi, bản số
                       liệu tạm giữ
          runs         Các lượt chạy đã qua
          changes      Những gì thay đổi trong bảng tính từ một ngày
          explain      Các đơn vị, các ô và bản số liệu đứng sau một con số, một quy tắc
                       hoặc một đơn vị
          questions    Những điều cần người trả lời, mỗi điều kèm các phương án và lệnh
                       để trả lời
          answer       Trả lời một câu hỏi, liệt kê các câu trả lời, rút lại một câu
          mail         Thư chờ gửi và thư đã gửi
          doctor       Thử cấu hình, từng nguồn, cơ sở dữ liệu, máy chủ thư, đồng hồ;
                       nói phải sửa gì
          config       Kiểm tra cấu hình, in lược đồ hoặc những gì đang có hiệu lực
          init         Tạo cấu hình có chú thích và bảng mẫu trống để gửi các xã
          raw          Dữ liệu gốc của một bản số liệu đã lưu, nguyên như khi nhận
          backup       Sao lưu cơ sở dữ liệu trong khi đang dùng
          purge        Xóa những gì cũ hơn một số ngày
          person       Những gì lưu về một người: ở đâu, toàn bộ, hoặc xóa đi
          privacy      Các dữ kiện cho hồ sơ bảo vệ dữ liệu cá nhân: mục đích, trường dữ
                       liệu, nơi nhận, thời gian lưu, nơi lưu
          store        Toàn bộ cơ sở dữ liệu: chép sang nơi khác, hoặc đọc lại để kiểm
                       tra
          user         Ai được đăng nhập trang của người vận hành
          token        Các chương trình được hỏi số liệu qua trang
          web          Trang của người vận hành
          completions  Gợi ý lệnh cho trình dòng lệnh
          man          Trang hướng dẫn dạng man
          help         In hướng dẫn này hoặc hướng dẫn của một lệnh

        Tùy chọn chung:
              --config <TỆP>
                  Tệp cấu hình [mặc định: config/cnscd.toml, nếu không có thì
                  /etc/cnscd/cnscd.toml] [biến môi trường: CNSCD_CONFIG]

              --json
                  In đúng một văn bản JSON

              --lang <vi|en>
                  Ngôn ngữ của lời in ra [mặc định: theo cấu hình]

          -v, --verbose...
                  Nói rõ hơn (có thể lặp lại)

          -q, --quiet
                  Chỉ in lỗi

              --no-color
                  Không dùng màu

          -h, --help
                  In hướng dẫn này

          -V, --version
                  In phiên bản
        ");
    }

    /// Nothing is left in English: every command and argument has its words.
    #[test]
    fn every_command_and_argument_has_its_words() {
        fn walk(command: &Command, path: &[&str], missing: &mut Vec<String>) {
            if locale::find(Language::Vi, &key(path)).is_none() {
                missing.push(key(path));
            }
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                if attribute(path, id).is_none() {
                    missing.push(format!("{} .{id}", key(path)));
                }
            }
            for inner in command.get_subcommands() {
                let name = inner.get_name();
                if name == "help" {
                    continue;
                }
                let path: Vec<&str> = match path {
                    ["root"] => vec![name],
                    path => path.iter().copied().chain([name]).collect(),
                };
                walk(inner, &path, missing);
            }
        }
        let mut command = Arguments::command();
        command.build();
        let mut missing = Vec::new();
        walk(&command, &["root"], &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn an_explained_command_line_is_read_as_before() {
        let typed = [
            "cnscd",
            "answer",
            "waive",
            "21025",
            "leader-missing",
            "--until",
            "1/9/2025",
        ];
        let read = command(Language::Vi, None).try_get_matches_from(typed);
        assert!(read.is_ok(), "{read:?}");
    }
}
