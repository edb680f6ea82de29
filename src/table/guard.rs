//! Recognises the format of a file by its bytes, and refuses what is not a workbook.
//!
//! Knows first bytes and the names of a zip's parts. Parses no cells; the readers report what is
//! wrong inside a workbook.

use crate::table::archive::Archive;
use crate::table::ole;
use crate::table::workbook::part;
use crate::table::{Limits, Remark, TableError};

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Excel since 2007, including macro workbooks and templates.
    Xlsx,
    /// Excel's binary format, in a zip.
    Xlsb,
    /// OpenDocument, in a zip.
    Ods,
    /// OpenDocument as a single XML document.
    FlatOds,
    /// Excel before 2007.
    Xls,
    /// Delimited text.
    Csv,
}

/// The format of a file.
///
/// # Errors
/// What the file is instead, if it is not a workbook that can be read.
pub fn kind(bytes: &[u8], limits: &Limits) -> Result<FileFormat, TableError> {
    let size = bytes.len() as u64;
    if size > limits.max_file {
        return Err(TableError::TooLarge {
            size,
            limit: limits.max_file,
        });
    }
    match bytes {
        [] => Err(TableError::Empty),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => zip_kind(bytes, limits),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => ole_kind(bytes),
        // BIFF2 to BIFF4 is a bare stream without a container, which calamine does not read.
        [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..] => Err(other("Excel 2.0 - 4.0")),
        [b'%', b'P', b'D', b'F', ..] => Err(TableError::Pdf),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => {
            Err(other("PNG/JPEG/GIF"))
        }
        [b'R', b'a', b'r', b'!', ..] => Err(other("RAR")),
        [b'7', b'z', 0xBC, 0xAF, ..] => Err(other("7-Zip")),
        [0x1F, 0x8B, ..] => Err(other("GZip")),
        [b'{', b'\\', b'r', b't', b'f', ..] => Err(other("RTF")),
        [0x4C, 0, 0, 0, 1, 0x14, 2, 0, ..] => Err(other("Windows shortcut (.lnk)")),
        _ => text_kind(bytes),
    }
}

/// A remark if the file name's ending belongs to another format than the bytes.
pub fn name_remark(kind: FileFormat, file_name: &str) -> Option<Remark> {
    let ending = file_name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase())?;
    let expected: &[&str] = match kind {
        FileFormat::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
        FileFormat::Xlsb => &["xlsb"],
        FileFormat::Ods => &["ods", "ots"],
        FileFormat::FlatOds => &["fods"],
        FileFormat::Xls => &["xls", "xlt"],
        FileFormat::Csv => &["csv", "tsv", "txt"],
    };
    let workbook_endings = ["xlsx", "xlsm", "xlsb", "ods", "fods", "xls", "csv", "tsv"];
    if expected.contains(&ending.as_str()) || !workbook_endings.contains(&ending.as_str()) {
        return None;
    }
    let key = match kind {
        FileFormat::Csv => "table-remark-csv-named-otherwise",
        FileFormat::Xlsx
        | FileFormat::Xlsb
        | FileFormat::Ods
        | FileFormat::FlatOds
        | FileFormat::Xls => "table-remark-named-otherwise",
    };
    Some(Remark {
        key: key.to_owned(),
        value: file_name.to_owned(),
    })
}

fn other(found: &str) -> TableError {
    TableError::OtherDocument {
        found: found.to_owned(),
    }
}

fn zip_kind(bytes: &[u8], limits: &Limits) -> Result<FileFormat, TableError> {
    let archive = Archive::open(bytes, limits)?;
    let has = |name: &str| archive.position(name).is_some();
    if has("xl/workbook.bin") {
        Ok(FileFormat::Xlsb)
    } else if has("xl/workbook.xml") {
        Ok(FileFormat::Xlsx)
    } else if archive.any("word/") {
        Err(other("Word (.docx)"))
    } else if archive.any("ppt/") {
        Err(other("PowerPoint (.pptx)"))
    } else if has("content.xml") {
        open_document_kind(&archive)
    } else if archive.any("Index/") && archive.parts.iter().any(|part| part.name.ends_with(".iwa"))
    {
        Err(other("Apple Numbers (.numbers)"))
    } else if has("[Content_Types].xml") && has("_rels/.rels") {
        // A package whose relationships name another place for the workbook.
        Ok(FileFormat::Xlsx)
    } else {
        Err(TableError::ZipWithoutWorkbook)
    }
}

/// Checks the type of an OpenDocument file, which is in a part of its own. If a repacked zip lacks
/// that part, the reader of the content finds out the type.
fn open_document_kind(archive: &Archive<'_>) -> Result<FileFormat, TableError> {
    let part = archive
        .position("mimetype")
        .map(|index| &archive.parts[index]);
    let kind = match part.filter(|part| part.size < 256) {
        Some(part) => String::from_utf8_lossy(&part::whole(part)?).into_owned(),
        None => String::new(),
    };
    if kind.trim().is_empty() || kind.contains("opendocument.spreadsheet") {
        Ok(FileFormat::Ods)
    } else if kind.contains("opendocument.text") {
        Err(other("OpenDocument (.odt)"))
    } else {
        Err(other(&format!("OpenDocument ({kind})")))
    }
}

/// Recognises the document in an OLE container by the names in its directory, ignoring case.
fn ole_kind(bytes: &[u8]) -> Result<FileFormat, TableError> {
    let names: Vec<String> = ole::names(bytes).map(|(_, name)| name).collect();
    let has = |name: &str| names.iter().any(|found| found.eq_ignore_ascii_case(name));
    if has("EncryptedPackage") {
        Err(TableError::Protected)
    } else if has("Workbook") || has("Book") {
        Ok(FileFormat::Xls)
    } else if has("WordDocument") {
        Err(other("Word (.doc)"))
    } else if has("PowerPoint Document") {
        Err(other("PowerPoint (.ppt)"))
    } else {
        Err(TableError::Unrecognised)
    }
}

fn text_kind(bytes: &[u8]) -> Result<FileFormat, TableError> {
    let head = bytes
        .strip_prefix(&[0xEF, 0xBB, 0xBF])
        .unwrap_or(bytes)
        .trim_ascii_start();
    let start = String::from_utf8_lossy(&head[..head.len().min(64 * 1024)]).to_lowercase();
    if start.starts_with('<') {
        return markup(&start);
    }
    if start.starts_with("[internetshortcut]") {
        return Err(other("Internet shortcut (.url)"));
    }
    if start.starts_with("id;pwxl") || start.starts_with("id;pcalc") {
        return Err(other("SYLK (.slk)"));
    }
    if start.starts_with("table\r\n0,1") || start.starts_with("table\n0,1") {
        return Err(other("DIF (.dif)"));
    }
    if is_web_archive(&start) {
        return Err(other("MHTML (.mht)"));
    }
    if matches!(head.first(), Some(b'{' | b'['))
        && serde_json::from_slice::<serde::de::IgnoredAny>(head).is_ok()
    {
        let is_pointer = start.contains("docs.google.com") && start.contains("\"doc_id\"");
        return Err(match is_pointer {
            // What Google Drive on a computer keeps in the place of a sheet.
            true => other("Google Sheets shortcut (.gsheet)"),
            false => TableError::Json,
        });
    }
    if is_owner_file(bytes) {
        return Err(other("Excel ~$ (.xlsx)"));
    }
    let wide = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C);
    if !wide && bytes.iter().any(control) {
        return Err(TableError::Unrecognised);
    }
    Ok(FileFormat::Csv)
}

/// Whether this is the file `~$…` that Excel keeps beside a workbook while somebody has it open: 165
/// bytes with the user's name, its length first.
fn is_owner_file(bytes: &[u8]) -> bool {
    let [length @ 1..=54, rest @ ..] = bytes else {
        return false;
    };
    bytes.len() == 165
        && rest[usize::from(*length)..54]
            .iter()
            .all(|byte| *byte == b' ')
}

/// Whether this is a web page saved with its pictures in the form of a mail (RFC 2557). Excel can
/// save workbooks like that too.
fn is_web_archive(start: &str) -> bool {
    let head = start.split_once("\n\n").map_or(start, |(head, _)| head);
    let head = head.split_once("\r\n\r\n").map_or(head, |(head, _)| head);
    let is_field = |line: &str| {
        ["mime-version:", "from: <saved"]
            .iter()
            .any(|name| line.starts_with(name))
    };
    head.lines().any(is_field) && head.contains("multipart/related")
}

fn markup(start: &str) -> Result<FileFormat, TableError> {
    // Systems with an «export to Excel» often write a table without an enclosing page.
    const HTML: &[&str] = &["<html", "<!doctype html", "<body", "<table", "<meta"];
    const SIGN_IN: &[&str] = &[
        "accounts.google.com",
        "servicelogin",
        "login.microsoftonline.com",
        "type=\"password\"",
    ];
    // Many pages have a link to sign in, so only the title counts.
    const TITLES: &[&str] = &["sign in", "sign-in", "login", "log in", "đăng nhập"];

    let title = start
        .split_once("<title")
        .and_then(|(_, rest)| rest.split_once("</title"))
        .map_or("", |(title, _)| title);
    Err(
        if start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            other("XML Spreadsheet 2003")
        } else if start.contains("<office:document") {
            return flat_kind(start);
        } else if !HTML.iter().any(|tag| start.contains(tag)) {
            TableError::Unrecognised
        } else if SIGN_IN.iter().any(|sign| start.contains(sign))
            || TITLES.iter().any(|words| title.contains(words))
        {
            TableError::SignInPage
        } else {
            TableError::HtmlPage
        },
    )
}

/// Checks the type of a single-document OpenDocument file, which is in its outermost tag.
fn flat_kind(start: &str) -> Result<FileFormat, TableError> {
    let kind = start
        .split_once("office:mimetype=")
        .map_or("", |(_, kind)| kind)
        .trim_start_matches(['"', '\'']);
    if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        Ok(FileFormat::FlatOds)
    } else {
        Err(other("OpenDocument (XML)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;

    fn check(bytes: &[u8], expected: Result<FileFormat, &str>) {
        let found = kind(bytes, &Limits::default());
        assert_eq!(
            found.as_ref().map_err(Reason::kind),
            expected.as_ref().map_err(|kind| *kind),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        check(b"", Err("table-empty"));
        check(b"%PDF-1.7\n", Err("table-pdf"));
        check(b"\x89PNG\r\n\x1a\n", Err("table-other-document"));
        check(b"{\\rtf1 text}", Err("table-other-document"));
        check(b"PK\x03\x04cut off", Err("table-damaged-zip"));
        check(b"{\"error\": {\"code\": 404}}", Err("table-json"));
        check(b"<!DOCTYPE html><p>Xin chao", Err("table-html-page"));
        check(
            b"\n<html><form action=\"https://accounts.google.com/x\">",
            Err("table-sign-in-page"),
        );
        check(
            b"<meta charset=utf-8><table><tr><td>1",
            Err("table-html-page"),
        );
        check(
            "<html><title>Đăng nhập hệ thống</title>".as_bytes(),
            Err("table-sign-in-page"),
        );
        check(
            b"<html><title>Not found</title><a>Sign in</a>",
            Err("table-html-page"),
        );
        check(b"<?xml version=\"1.0\"?><a/>", Err("table-unrecognised"));
        check(b"\x00\x01\x02\x03", Err("table-unrecognised"));
        check("TT,Xã\n1,Ba Tơ\n".as_bytes(), Ok(FileFormat::Csv));
        check(b"[1],a,b\n", Ok(FileFormat::Csv));
        check("ID;Phường\n1;Kon Tum\n".as_bytes(), Ok(FileFormat::Csv));
        check(
            b"{\"doc_id\": \"x\", \"url\": \"https://docs.google.com/open?id=x\"}",
            Err("table-other-document"),
        );
        check(
            b"ID;PWXL;N;E\r\nC;Y1;X1;K\"TT\"\r\nE\r\n",
            Err("table-other-document"),
        );
        check(
            b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n",
            Err("table-other-document"),
        );
        check(b"\x4C\0\0\0\x01\x14\x02\0", Err("table-other-document"));
        check(
            b"[InternetShortcut]\r\nURL=https://docs.google.com/spreadsheets/d/x\r\n",
            Err("table-other-document"),
        );
        check(
            b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x",
            Err("table-other-document"),
        );
        check(
            b"<?xml version='1.0'?><office:document office:mimetype='application/vnd.oasis.opendocument.spreadsheet'>",
            Ok(FileFormat::FlatOds),
        );
        check(
            b"<office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">",
            Err("table-other-document"),
        );
    }

    #[test]
    fn a_file_named_otherwise_is_remarked_on() {
        let key = |kind, name| name_remark(kind, name).map(|remark| remark.key);
        assert_eq!(key(FileFormat::Xlsx, "Bảng.XLSX"), None);
        assert_eq!(key(FileFormat::Xlsx, "no ending"), None);
        assert_eq!(
            key(FileFormat::Csv, "bang.xlsx").as_deref(),
            Some("table-remark-csv-named-otherwise")
        );
        assert_eq!(
            key(FileFormat::Xls, "bang.xlsx").as_deref(),
            Some("table-remark-named-otherwise")
        );
    }
}
