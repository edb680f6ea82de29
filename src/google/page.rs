//! Recognises the web page that came instead of a workbook.
//!
//! Pure: head and body in, kind of page out. Google's pages are recognised by text that they have
//! contained for years.

/// A kind of web page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HtmlPage {
    /// Google's sign-in page: the document is not public.
    SignIn,
    /// Google's page on automated queries.
    Quota,
    /// «Can't scan this file for viruses»: the address to continue with, and its fields.
    Confirm {
        action: String,
        fields: Vec<(String, String)>,
    },
    /// Any other page, with its title: a captive portal, a proxy's block page.
    Other { title: String },
}

/// Whether an answer is a web page, by its content type or its first bytes.
pub(crate) fn is_page(content_type: Option<&str>, body: &[u8]) -> bool {
    let start: Vec<u8> = body
        .iter()
        .copied()
        .skip_while(|byte| byte.is_ascii_whitespace() || [0xef, 0xbb, 0xbf].contains(byte))
        .take(14)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    let typed = content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("text/html"));
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html") || (typed && !is_zip(body))
}

/// Whether the bytes start like a zip file, as xlsx, xlsb and ods do.
pub(crate) fn is_zip(body: &[u8]) -> bool {
    body.starts_with(b"PK\x03\x04")
}

/// Recognises a page.
pub(crate) fn read(body: &[u8]) -> HtmlPage {
    let html = String::from_utf8_lossy(&body[..body.len().min(256 * 1024)]);
    let has = |words: &[&str]| words.iter().any(|word| html.contains(word));
    if has(&["automated queries", "unusual traffic", "google.com/sorry"]) {
        HtmlPage::Quota
    } else if let Some(confirm) = confirmation(&html) {
        confirm
    } else if has(&[
        "accounts.google.com/ServiceLogin",
        "accounts.google.com/v3/signin",
        "accounts.google.com/InteractiveLogin",
        "ServiceLogin",
        "id=\"identifierId\"",
    ]) {
        HtmlPage::SignIn
    } else {
        HtmlPage::Other {
            title: title(&html),
        }
    }
}

/// The form that Drive shows before a file which is too large for a virus scan.
fn confirmation(html: &str) -> Option<HtmlPage> {
    let form = &html[html.find("id=\"download-form\"")?..];
    let form = &form[..form.find("</form>").unwrap_or(form.len())];
    let action = attribute(form, "action")?;
    let fields = form
        .split("<input")
        .skip(1)
        .filter_map(|input| {
            let input = &input[..input.find('>').unwrap_or(input.len())];
            Some((attribute(input, "name")?, attribute(input, "value")?))
        })
        .collect();
    Some(HtmlPage::Confirm { action, fields })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &tag[start..];
    Some(value[..value.find('"')?].replace("&amp;", "&"))
}

/// The title, shortened, or the first words of a page without title.
fn title(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let titled = lower.find("<title").and_then(|start| {
        let from = start + lower[start..].find('>')? + 1;
        let to = from + lower[from..].find("</title")?;
        Some(&html[from..to])
    });
    let text: String = match titled {
        Some(title) => title.to_owned(),
        None => html
            .split('<')
            .filter_map(|piece| piece.split_once('>').map(|(_, text)| text))
            .collect::<Vec<_>>()
            .join(" "),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(80)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: HtmlPage) {
        assert!(is_page(None, html.as_bytes()), "{html}");
        assert_eq!(read(html.as_bytes()), expected, "{html}");
    }

    #[test]
    fn googles_pages_and_others() {
        check(
            "<!doctype html><html><head><title>Google Trang tính: Đăng nhập</title></head><body><form action=\"https://accounts.google.com/v3/signin/identifier\">",
            HtmlPage::SignIn,
        );
        check(
            "<html><body><a href=\"https://accounts.google.com/ServiceLogin?continue=x\">",
            HtmlPage::SignIn,
        );
        check(
            "\n<html><head><title>Sorry...</title></head><body>but your computer or network may be sending automated queries",
            HtmlPage::Quota,
        );
        check(
            "<html><head><title>Chào mừng đến\n với Wi-Fi</title></head><body>…",
            HtmlPage::Other {
                title: "Chào mừng đến với Wi-Fi".to_owned(),
            },
        );
        check(
            "<HTML><body><h1>403</h1> Forbidden",
            HtmlPage::Other {
                title: "403 Forbidden".to_owned(),
            },
        );
        check(
            "<html><form id=\"download-form\" action=\"https://drive.usercontent.google.com/download\" method=\"get\"><input type=\"hidden\" name=\"id\" value=\"1q\"><input type=\"hidden\" name=\"confirm\" value=\"t\"></form>",
            HtmlPage::Confirm {
                action: "https://drive.usercontent.google.com/download".to_owned(),
                fields: vec![
                    ("id".to_owned(), "1q".to_owned()),
                    ("confirm".to_owned(), "t".to_owned()),
                ],
            },
        );
    }

    #[test]
    fn a_workbook_is_no_page_whatever_its_type_says() {
        assert!(!is_page(Some("text/html"), b"PK\x03\x04rest"));
        assert!(!is_page(Some("application/octet-stream"), b"a;b;c"));
        assert!(is_page(Some("text/html; charset=utf-8"), b"hello"));
    }
}
