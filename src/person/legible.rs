//! Extracts the texts from bytes of any kind: workbooks and letters (zip of XML), mails (base64 and
//! quoted-printable), JSON, plain text, and UTF-16 in anything else.
//!
//! Only for searching: tags are removed, and positions are lost.

use std::borrow::Cow;
use std::io::{Cursor, Read};

/// How many bytes of a package are searched after unpacking; the rest is skipped.
const MOST: u64 = 512 * 1024 * 1024;
/// How deep mails inside mails are opened.
const DEEPEST: u8 = 4;

/// Passes every text to `look`, until it returns that it has seen enough.
pub fn texts(bytes: &[u8], look: &mut dyn FnMut(&str) -> bool) -> bool {
    within(bytes, 0, look)
}

fn within(bytes: &[u8], depth: u8, look: &mut dyn FnMut(&str) -> bool) -> bool {
    if depth > DEEPEST {
        return false;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return package(bytes, look);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => look(text) || parts(text, depth, look),
        Err(_) => {
            look(&String::from_utf8_lossy(bytes)) || (0..2).any(|from| look(&wide(bytes, from)))
        }
    }
}

/// The bytes as UTF-16, which older workbooks use.
fn wide(bytes: &[u8], from: usize) -> String {
    let units = bytes.get(from..).unwrap_or_default().chunks_exact(2);
    let units: Vec<u16> = units
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

fn package(bytes: &[u8], look: &mut dyn FnMut(&str) -> bool) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return look(&String::from_utf8_lossy(bytes));
    };
    let mut left = MOST;
    for place in 0..archive.len() {
        let Ok(part) = archive.by_index(place) else {
            continue;
        };
        let mut content = Vec::new();
        // A damaged part is searched as far as it can be read.
        let _ = part.take(left).read_to_end(&mut content);
        left = left.saturating_sub(content.len() as u64);
        if look(&marked_up(&String::from_utf8_lossy(&content))) {
            return true;
        }
    }
    false
}

/// The text of XML; runs of one text are joined, everything else is separated.
fn marked_up(xml: &str) -> String {
    let mut text = String::with_capacity(xml.len() / 2);
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let Some(end) = rest[start..].find('>') else {
            return text;
        };
        let tag = &rest[start + 1..start + end];
        let attributes = tag.split_once(' ').map_or("", |(_, attributes)| attributes);
        let name = tag.trim_start_matches('/').trim_end_matches('/');
        let name = name.split([' ', '\n']).next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default();
        rest = &rest[start + end + 1..];
        if name == "rPr" && !tag.starts_with('/') && !tag.ends_with('/') {
            let close = rest.find("rPr>").map_or(rest.len(), |close| close + 4);
            rest = &rest[close..];
        } else if !matches!(name, "t" | "r" | "span" | "proofErr") {
            text.push('\n');
            text.push_str(attributes);
            text.push('\n');
        }
    }
    text.push_str(rest);
    unescaped(&text).into_owned()
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(';').filter(|end| *end < 12);
        let letter = end.and_then(|end| entity(&rest[1..end]));
        match (letter, end) {
            (Some(letter), Some(end)) => {
                kept.push(letter);
                rest = &rest[end + 1..];
            }
            _ => {
                kept.push('&');
                rest = &rest[1..];
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

/// Searches the parts of a mail, each decoded.
fn parts(mail: &str, depth: u8, look: &mut dyn FnMut(&str) -> bool) -> bool {
    const ENCODING: &str = "content-transfer-encoding:";
    let lines: Vec<&str> = mail.lines().collect();
    for (place, line) in lines.iter().enumerate() {
        let lower = line.to_ascii_lowercase();
        let Some(encoding) = lower.strip_prefix(ENCODING).map(str::trim) else {
            continue;
        };
        let Some(head) = lines[place..].iter().position(|line| line.is_empty()) else {
            continue;
        };
        let body = &lines[place + head + 1..];
        let end = body.iter().position(|line| line.starts_with("--"));
        let body = &body[..end.unwrap_or(body.len())];
        let decoded = match encoding {
            "base64" => base64(body),
            "quoted-printable" => quoted_printable(body),
            _ => continue,
        };
        if within(&decoded, depth + 1, look) {
            return true;
        }
    }
    false
}

fn base64(lines: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for letter in lines.iter().flat_map(|line| line.bytes()) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

fn quoted_printable(lines: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        let (line, goes_on) = match line.trim_end().strip_suffix('=') {
            Some(line) => (line, true),
            None => (*line, false),
        };
        let mut rest = line.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let code = after
                .get(..2)
                .and_then(|code| std::str::from_utf8(code).ok());
            let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
            match (first, code) {
                (b'=', Some(byte)) => {
                    bytes.push(byte);
                    rest = &after[2..];
                }
                _ => {
                    bytes.push(*first);
                    rest = after;
                }
            }
        }
        if !goes_on {
            bytes.push(b'\n');
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn holds(bytes: &[u8], wanted: &str) -> bool {
        texts(bytes, &mut |text| text.contains(wanted))
    }

    fn package_of(xml: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("xl/sharedStrings.xml", options).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_text_is_found_in_every_wrapping() {
        let workbook = package_of(
            "<sst><si><r><rPr><b/></rPr><t>Lê </t></r><r><t>Văn &#65;n</t></r></si><si><t>x</t></si></sst>",
        );
        assert!(holds(&workbook, "Lê Văn An"));
        assert!(!holds(&workbook, "Anx"), "texts of two cells are parted");
        assert!(holds("Lê Văn An".as_bytes(), "Lê Văn An"));
        let wide: Vec<u8> = "xLê Văn An"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(holds(
            &[&[0xD0, 0xCF, 0x11][..], &wide].concat(),
            "Lê Văn An"
        ));
    }

    #[test]
    fn a_mail_is_looked_through_part_by_part() {
        let mail = "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nL=C3=AA V=C4=83n =\r\nAn\r\n--b\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nVHLhuqduIFRo4buLIELDrG5o\r\n--b--\r\n";
        assert!(holds(mail.as_bytes(), "Lê Văn An"));
        assert!(holds(mail.as_bytes(), "Trần Thị Bình"));
        assert!(!holds(mail.as_bytes(), "Lê Thị"));
    }
}
