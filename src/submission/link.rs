//! Reads links to guides, groups and scanned decisions.
//!
//! Knows what a web address looks like; never checks whether it can be reached.

use url::{Host, Url};

use crate::text;

/// The link in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// No link.
    Absent,
    /// An address that a browser can open.
    Good(String),
    /// Meant as an address, but not a valid one; as typed.
    Malformed(String),
}

/// Sites that communes write without `https://`.
const KNOWN_SITES: &[&str] = &[
    "zalo.me",
    "drive.google.com",
    "docs.google.com",
    "facebook.com",
    "fb.com",
    "m.me",
    "youtube.com",
    "youtu.be",
    "forms.gle",
    "bit.ly",
    "t.me",
];

/// Reads the link of a cell: the typed address, else the target of its hyperlink.
pub fn read(cell: &str, hyperlink: Option<&str>) -> Link {
    let typed = text::one_line(cell);
    let target = hyperlink.map(text::one_line).unwrap_or_default();
    let in_text = from_text(&typed);
    match (in_text, good(&target)) {
        (Link::Good(address), _) => Link::Good(address),
        (_, Some(address)) => Link::Good(address),
        (Link::Malformed(typed), None) => Link::Malformed(typed),
        (Link::Absent, None) if target.is_empty() || target.starts_with('#') => Link::Absent,
        (Link::Absent, None) if target.starts_with("mailto:") => Link::Absent,
        (Link::Absent, None) => Link::Malformed(target),
    }
}

fn from_text(typed: &str) -> Link {
    let mut without_scheme = None;
    let mut malformed = None;
    for word in typed.split([' ', ';', '<', '>', '"']) {
        let word = word.trim_matches(|letter: char| ",.()'".contains(letter));
        if let Some(address) = good(word) {
            return Link::Good(address);
        }
        if let Some(address) = good(&completed(word)) {
            without_scheme.get_or_insert(address);
        } else if is_meant_as_link(word) {
            malformed.get_or_insert(typed);
        }
    }
    match (malformed, without_scheme) {
        (Some(typed), _) => Link::Malformed(typed.to_owned()),
        (None, Some(address)) => Link::Good(address),
        (None, None) => Link::Absent,
    }
}

/// The address with the scheme that was left out; empty if the word is not an address.
fn completed(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let host = lower.split(['/', '?']).next().unwrap_or_default();
    let site = host.strip_prefix("www.").unwrap_or(host);
    let path = lower.contains('/');
    let known =
        KNOWN_SITES.contains(&site) && path || host.starts_with("www.") && site.contains('.');
    let governmental = host.ends_with(".gov.vn") && !lower.contains('@');
    if known || governmental {
        format!("https://{word}")
    } else {
        String::new()
    }
}

fn good(address: &str) -> Option<String> {
    let lower = address.to_ascii_lowercase();
    if !(lower.starts_with("http://") || lower.starts_with("https://")) || address.contains(' ') {
        return None;
    }
    let url = Url::parse(address).ok()?;
    let fits = match url.host()? {
        Host::Domain(domain) => {
            let in_names = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
            domain.contains('.')
                && !domain.ends_with('.')
                && !domain.contains("..")
                && domain.chars().all(in_names)
        }
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    fits.then(|| address.to_owned())
}

/// Whether a word has a scheme, perhaps mistyped, or names a site without the rest of the address.
fn is_meant_as_link(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let scheme = lower.split(['/', ':']).next().unwrap_or_default();
    let like_http = (3..=6).contains(&scheme.len())
        && scheme.starts_with('h')
        && scheme.chars().all(|letter| "htps".contains(letter))
        && lower.len() > scheme.len();
    let site = lower.split('/').next().unwrap_or_default();
    let site = site.strip_prefix("www.").unwrap_or(site);
    like_http || lower.contains("://") || lower.starts_with("www.") || KNOWN_SITES.contains(&site)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(cell: &str, hyperlink: Option<&str>, expected: &str) {
        let link = match read(cell, hyperlink) {
            Link::Absent => "-".to_owned(),
            Link::Good(address) => address,
            Link::Malformed(typed) => format!("!{typed}"),
        };
        assert_eq!(link, expected, "{cell:?} {hyperlink:?}");
    }

    #[test]
    fn links_as_they_are_typed() {
        check(
            "https://zalo.me/g/vidu001",
            None,
            "https://zalo.me/g/vidu001",
        );
        check(
            " https://zalo.me/g/vidu001 ",
            None,
            "https://zalo.me/g/vidu001",
        );
        check("http://a.vn/x?y=1#z", None, "http://a.vn/x?y=1#z");
        check("zalo.me/g/abc", None, "https://zalo.me/g/abc");
        check("www.quangngai.gov.vn", None, "https://www.quangngai.gov.vn");
        check("Nhóm: https://zalo.me/g/abc", None, "https://zalo.me/g/abc");
        check("Tải về", Some("https://a.vn/qd.pdf"), "https://a.vn/qd.pdf");
        check("Xem hướng dẫn", Some("https://a.vn/hd"), "https://a.vn/hd");
        check("http://10.0.0.1/x", None, "http://10.0.0.1/x");
        check("https://đăkui.vn/x", None, "https://đăkui.vn/x");
        check("https://a.vn/1;0912000001", None, "https://a.vn/1");
        check("Tải về", Some("https://a.vn/qd;v=1"), "https://a.vn/qd;v=1");
    }

    #[test]
    fn links_that_lead_nowhere() {
        check("http://", None, "!http://");
        check("htp:/zalo.me/g/x", None, "!htp:/zalo.me/g/x");
        check("zalo.me g vidu", None, "!zalo.me g vidu");
        check("https://zalo", None, "!https://zalo");
        check("https//zalo.me/g/x", None, "!https//zalo.me/g/x");
        check("Tải về", Some("http://"), "!http://");
        // The URL standard of browsers allows more letters than names of sites have.
        check("Zalo", Some("https://Zal;.me/g/x"), "!https://Zal;.me/g/x");
        check("http:// zalo.me/g/x", None, "!http:// zalo.me/g/x");
    }

    #[test]
    fn no_link() {
        for cell in [
            "",
            "Tải về",
            "-",
            "chưa có",
            "Nhóm Zalo hỗ trợ",
            "qd-15.pdf",
            "a@b.vn",
        ] {
            check(cell, None, "-");
        }
        check("a@b.vn", Some("mailto:a@b.vn"), "-");
        check("Mục lục", Some("#Sheet2!A1"), "-");
    }

    proptest! {
        #[test]
        fn any_text_is_answered(typed in any::<String>(), link in any::<Option<String>>()) {
            let _ = read(&typed, link.as_deref());
        }
    }
}
