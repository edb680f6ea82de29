//! Recognises what a person pasted: a path, a link to a Google spreadsheet, or only its id.
//!
//! Pure: looks only at the text, and does not know whether the file or document exists.

use std::path::PathBuf;

use url::Url;

use crate::source::error::SourceError;

/// What the text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// A file or a folder on this machine.
    Path(PathBuf),
    /// A document of Google.
    Document(GoogleDocument),
}

/// A document of Google, as its link names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GoogleDocument {
    /// The id.
    pub id: String,
    /// The form of the link, a hint about the kind of document.
    pub form: Form,
    /// The tab that the link opens.
    pub gid: Option<i64>,
    /// A key that files shared by link before September 2021 need besides their id.
    pub resource_key: Option<String>,
}

/// The forms of links. Only a hint: what the document is, Drive decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `docs.google.com/spreadsheets/d/ID`, also with `/u/0/` or a Workspace domain.
    Sheet,
    /// `drive.google.com/file/d/ID`, `open?id=ID`, `uc?id=ID`.
    DriveFile,
    /// `docs.google.com/spreadsheets/d/e/2PACX-…/pub`, published to the web; it has no document id.
    Published,
    /// An id without a link.
    Bare,
}

impl GoogleDocument {
    /// The length of ids of Office files; native sheets have ids of 44 characters.
    const OFFICE_ID: usize = 33;

    /// Whether the id looks like that of an Office file. A hint, which never decides alone.
    pub(crate) fn looks_like_office(&self) -> bool {
        self.form == Form::DriveFile || self.id.len() == Self::OFFICE_ID
    }
}

/// Recognises a location. `own_host` is the host of the configured link endpoint, whose links are
/// treated like Google's.
///
/// # Errors
/// If the link is not Google's, or not to a spreadsheet.
pub(super) fn recognise(location: &str, own_host: Option<&str>) -> Result<Location, SourceError> {
    let typed = trimmed(location);
    let Some(url) = as_url(typed) else {
        return Ok(if is_id(typed) {
            Location::Document(GoogleDocument {
                id: typed.to_owned(),
                form: Form::Bare,
                gid: None,
                resource_key: None,
            })
        } else {
            Location::Path(PathBuf::from(typed))
        });
    };
    if url.scheme() == "file" {
        return url
            .to_file_path()
            .map(Location::Path)
            .map_err(|()| foreign(typed));
    }
    document(&url, typed, own_host).map(Location::Document)
}

/// Removes quotes, angle brackets and invisible characters that are copied together with a link.
fn trimmed(location: &str) -> &str {
    location.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | '\'' | '«' | '»' | '“' | '”' | '\u{200b}'
                    ..='\u{200f}' | '\u{feff}' | '\u{2060}'
            )
    })
}

fn as_url(typed: &str) -> Option<Url> {
    const WITHOUT_SCHEME: [&str; 3] = [
        "docs.google.com/",
        "drive.google.com/",
        "spreadsheets.google.com/",
    ];
    if typed.contains("://") {
        return Url::parse(typed).ok();
    }
    let lower = typed.to_ascii_lowercase();
    WITHOUT_SCHEME
        .iter()
        .any(|host| lower.starts_with(host))
        .then(|| Url::parse(&format!("https://{typed}")).ok())
        .flatten()
}

fn document(url: &Url, typed: &str, own_host: Option<&str>) -> Result<GoogleDocument, SourceError> {
    let host = url.host_str().unwrap_or_default();
    let ours = matches!(
        host,
        "docs.google.com" | "drive.google.com" | "spreadsheets.google.com" | "sheets.google.com"
    ) || own_host == Some(host);
    if !matches!(url.scheme(), "http" | "https") {
        return Err(foreign(typed));
    }
    if matches!(host, "www.google.com" | "google.com") && url.path() == "/url" {
        // Mail and chat programs wrap links in a redirect of Google's.
        let inner = query(url, "q").or_else(|| query(url, "url"));
        return match inner.as_deref().map(Url::parse) {
            Some(Ok(inner)) if inner.path() != "/url" => document(&inner, typed, own_host),
            _ => Err(foreign(typed)),
        };
    }
    if !ours {
        return Err(foreign(typed));
    }
    let parts: Vec<&str> = url
        .path_segments()
        .map(|parts| parts.filter(|part| !part.is_empty()).collect())
        .unwrap_or_default();
    let (id, form) = id_of(url, &parts, typed)?;
    Ok(GoogleDocument {
        id,
        form,
        gid: gid(url),
        resource_key: query(url, "resourcekey")
            .filter(|key| !key.is_empty() && key.bytes().all(is_id_byte)),
    })
}

/// The id and the form of a link, from its path and query.
fn id_of(url: &Url, parts: &[&str], typed: &str) -> Result<(String, Form), SourceError> {
    // `/a/DOMAIN/…` of Workspace and `/u/0/` of a second account do not depend on the document.
    let mut words: Vec<&str> = Vec::new();
    let mut rest = parts;
    while let Some((first, after)) = rest.split_first() {
        rest = match (*first, after) {
            ("a" | "u", [_, after @ ..]) if !words.contains(&"d") => after,
            _ => {
                words.push(first);
                after
            }
        };
    }
    let no_id = || SourceError::NoId {
        location: typed.to_owned(),
    };
    let checked = |id: &str, form| {
        if id.bytes().all(is_id_byte) && !id.is_empty() {
            Ok((id.to_owned(), form))
        } else {
            Err(no_id())
        }
    };
    match words.as_slice() {
        ["spreadsheets", "d", "e", id, ..] => checked(id, Form::Published),
        ["spreadsheets", "d", id, ..] => checked(id, Form::Sheet),
        ["file", "d", id, ..] => checked(id, Form::DriveFile),
        [
            kind @ ("document" | "presentation" | "forms" | "drawings"),
            ..,
        ] => other(typed, kind),
        ["drive", "folders", ..] | ["drive", "mobile", "folders", ..] | ["folderview", ..] => {
            other(typed, "folder")
        }
        ["spreadsheets" | "ccc" | "spreadsheet", ..] => match query(url, "key") {
            Some(id) => checked(&id, Form::Sheet),
            None => Err(no_id()),
        },
        _ => match query(url, "id") {
            Some(id) => checked(&id, Form::DriveFile),
            None => Err(no_id()),
        },
    }
}

/// The `gid` in the fragment, which is what the browser shows, or else in the query.
fn gid(url: &Url) -> Option<i64> {
    let fragment = url.fragment().unwrap_or_default();
    fragment
        .split(['&', '?', ';'])
        .find_map(|pair| pair.strip_prefix("gid="))
        .and_then(|gid| gid.parse().ok())
        .or_else(|| query(url, "gid")?.parse().ok())
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.into_owned())
}

/// Whether a text can be an id. Ids have had 25 to about 50 characters. A file of such a name
/// without extension is rarer than a pasted id, and an existing path is tried first.
fn is_id(typed: &str) -> bool {
    (25..=100).contains(&typed.len())
        && typed.bytes().all(is_id_byte)
        && typed.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn other<T>(typed: &str, kind: &str) -> Result<T, SourceError> {
    Err(SourceError::OtherDocument {
        location: typed.to_owned(),
        kind: kind.to_owned(),
    })
}

fn foreign(typed: &str) -> SourceError {
    SourceError::ForeignLink {
        location: typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;

    /// The id of a native sheet: 44 characters.
    const NATIVE: &str = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";
    /// An id in the form of the letter's own link: 33 characters, an Office file.
    const OFFICE: &str = "1qAbCdEfGhIjKlMnOpQrStUvWxYz01234";

    #[track_caller]
    fn check(location: &str, id: &str, form: Form, gid: Option<i64>) {
        let location = location.replace("{N}", NATIVE).replace("{O}", OFFICE);
        match recognise(&location, None) {
            Ok(Location::Document(document)) => {
                assert_eq!(document.id, id, "{location}");
                assert_eq!(document.form, form, "{location}");
                assert_eq!(document.gid, gid, "{location}");
            }
            other => panic!("{location}: {other:?}"),
        }
    }

    #[track_caller]
    fn refused(location: &str, kind: &str) {
        let location = location.replace("{N}", NATIVE).replace("{O}", OFFICE);
        match recognise(&location, None) {
            Err(error) => assert_eq!(error.kind(), kind, "{location}"),
            other => panic!("{location}: {other:?}"),
        }
    }

    #[test]
    fn links_as_browsers_and_people_give_them() {
        use Form::*;
        const D: &str = "https://docs.google.com/spreadsheets/d";
        check(
            &format!("{D}/{{N}}/edit?gid=17#gid=17"),
            NATIVE,
            Sheet,
            Some(17),
        );
        check(&format!("{D}/{{N}}/edit#gid=0"), NATIVE, Sheet, Some(0));
        check(
            &format!("{D}/{{N}}/edit?gid=1#gid=2"),
            NATIVE,
            Sheet,
            Some(2),
        );
        check(
            &format!("{D}/{{N}}/edit#gid=5&range=F17"),
            NATIVE,
            Sheet,
            Some(5),
        );
        check(&format!("{D}/{{N}}/edit?usp=sharing"), NATIVE, Sheet, None);
        check(&format!("{D}/{{N}}/view"), NATIVE, Sheet, None);
        check(&format!("{D}/{{N}}/copy"), NATIVE, Sheet, None);
        check(&format!("{D}/{{N}}/htmlview#"), NATIVE, Sheet, None);
        check(
            &format!("{D}/{{N}}/pub?gid=3&single=true"),
            NATIVE,
            Sheet,
            Some(3),
        );
        check(
            &format!("{D}/{{N}}/export?format=xlsx"),
            NATIVE,
            Sheet,
            None,
        );
        check(&format!("{D}/{{N}}"), NATIVE, Sheet, None);
        check(&format!("{D}/{{N}}/"), NATIVE, Sheet, None);
        check(
            "https://docs.google.com/spreadsheets/u/0/d/{N}/edit",
            NATIVE,
            Sheet,
            None,
        );
        check(
            "https://docs.google.com/spreadsheets/u/2/d/{N}/edit#gid=9",
            NATIVE,
            Sheet,
            Some(9),
        );
        check(
            "https://docs.google.com/a/example.vn/spreadsheets/d/{N}/edit",
            NATIVE,
            Sheet,
            None,
        );
        check(
            "http://docs.google.com/spreadsheets/d/{N}/edit",
            NATIVE,
            Sheet,
            None,
        );
        check(
            "docs.google.com/spreadsheets/d/{N}/edit",
            NATIVE,
            Sheet,
            None,
        );
        check(
            "  «https://docs.google.com/spreadsheets/d/{N}/edit»\n",
            NATIVE,
            Sheet,
            None,
        );
        check(
            "<https://docs.google.com/spreadsheets/d/{N}/edit>",
            NATIVE,
            Sheet,
            None,
        );
        check(
            "https://spreadsheets.google.com/ccc?key={N}",
            NATIVE,
            Sheet,
            None,
        );
        check(
            "https://drive.google.com/file/d/{O}/view?usp=drive_link",
            OFFICE,
            DriveFile,
            None,
        );
        check(
            "https://drive.google.com/file/u/0/d/{O}/view",
            OFFICE,
            DriveFile,
            None,
        );
        check(
            "https://drive.google.com/open?id={O}",
            OFFICE,
            DriveFile,
            None,
        );
        check(
            "https://drive.google.com/u/1/open?id={O}&usp=drive_copy",
            OFFICE,
            DriveFile,
            None,
        );
        check(
            "https://drive.google.com/uc?export=download&id={O}",
            OFFICE,
            DriveFile,
            None,
        );
        check(
            "https://www.google.com/url?q=https://docs.google.com/spreadsheets/d/{N}/edit%23gid%3D4&sa=D",
            NATIVE,
            Sheet,
            Some(4),
        );
        check(
            "https://docs.google.com/spreadsheets/d/e/2PACX-1vAbCdEf_0123/pubhtml",
            "2PACX-1vAbCdEf_0123",
            Published,
            None,
        );
        check(NATIVE, NATIVE, Bare, None);
        check(OFFICE, OFFICE, Bare, None);
    }

    #[test]
    fn the_letters_own_link_is_an_office_file_opened_in_sheets() {
        let link = format!(
            "https://docs.google.com/spreadsheets/d/{OFFICE}/edit?usp=sharing&ouid=1&rtpof=true&sd=true"
        );
        match recognise(&link, None) {
            Ok(Location::Document(document)) => {
                assert_eq!(document.id.len(), 33);
                assert!(document.looks_like_office());
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn resource_keys_travel_with_the_link() {
        let link = format!("https://drive.google.com/file/d/{OFFICE}/view?resourcekey=0-aB_c");
        match recognise(&link, None) {
            Ok(Location::Document(document)) => {
                assert_eq!(document.resource_key.as_deref(), Some("0-aB_c"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        refused("https://example.vn/{N}/edit", "foreign-link");
        refused(
            "https://docs.google.com.example.vn/spreadsheets/d/{N}",
            "foreign-link",
        );
        refused("https://onedrive.live.com/edit.aspx?id=1", "foreign-link");
        refused("ftp://docs.google.com/spreadsheets/d/{N}", "foreign-link");
        refused(
            "https://docs.google.com/document/d/{N}/edit",
            "other-document",
        );
        refused(
            "https://docs.google.com/forms/d/e/1FAIp/viewform",
            "other-document",
        );
        refused(
            "https://drive.google.com/drive/folders/{O}",
            "other-document",
        );
        refused(
            "https://drive.google.com/drive/u/0/folders/{O}",
            "other-document",
        );
        refused("https://docs.google.com/spreadsheets/", "no-id");
        refused("https://docs.google.com/spreadsheets/d/", "no-id");
        refused("https://docs.google.com/spreadsheets/d/a%2Fb/edit", "no-id");
        refused("https://drive.google.com/open", "no-id");
    }

    #[test]
    fn everything_else_is_a_path() {
        for path in [
            "to-cnscd.xlsx",
            "../samples/to-cnscd.xlsx",
            "/srv/bao cao/tháng 8.xlsx",
            "a-folder-with-a-name-long-enough-to-be-an-id",
        ] {
            assert_eq!(
                recognise(path, None).unwrap(),
                Location::Path(PathBuf::from(path))
            );
        }
        assert_eq!(
            recognise("file:///srv/a%20b.xlsx", None).unwrap(),
            Location::Path(PathBuf::from("/srv/a b.xlsx"))
        );
    }

    #[test]
    fn a_gateways_links_are_taken_like_googles() {
        let link = format!("http://127.0.0.1:8080/spreadsheets/d/{NATIVE}/edit");
        assert!(recognise(&link, None).is_err());
        assert!(matches!(
            recognise(&link, Some("127.0.0.1")),
            Ok(Location::Document(_))
        ));
    }
}
