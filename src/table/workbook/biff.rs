//! What an .xls says of its rows and cells besides values: hidden rows, and where cells lead.
//!
//! Reads three kinds of records of [MS-XLS] and passes over all others. Whatever it cannot
//! make out it leaves out: the cells are calamine's, and an .xls without links is still read.

use std::io::{Cursor, Read};

use super::link::Link;
use super::scan::Facts;
use crate::table::Merge;

const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const HYPERLINK: u16 = 0x01B8;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;

/// Facts of the worksheets in their order, as far as they can be read.
pub(super) fn facts(bytes: &[u8], max_unpacked: u64) -> Vec<Facts> {
    stream(bytes, max_unpacked)
        .map(|stream| {
            let sheets = records(&stream).take_while(|record| record.kind != END);
            sheets
                .filter(|record| record.kind == BOUND_SHEET)
                .filter_map(|record| sheet(&stream, record.data))
                .collect()
        })
        .unwrap_or_default()
}

fn stream(bytes: &[u8], max_unpacked: u64) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut stream = Vec::new();
    container
        .open_stream("/Workbook")
        .ok()?
        .take(max_unpacked)
        .read_to_end(&mut stream)
        .ok()?;
    Some(stream)
}

struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

fn records(mut rest: &[u8]) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let mut fields = Fields(rest);
        let (kind, length) = (fields.half()?, fields.half()?);
        let data = fields.bytes(length.into())?;
        rest = fields.0;
        Some(Record { kind, data })
    })
}

/// The facts of the sheet that a directory record names; `None` where it is no worksheet.
fn sheet(stream: &[u8], bound: &[u8]) -> Option<Facts> {
    const WORKSHEET: u8 = 0;

    let mut fields = Fields(bound);
    let start = usize::try_from(fields.word()?).ok()?;
    fields.bytes(1)?;
    if fields.bytes(1)? != [WORKSHEET] {
        return None;
    }
    let mut facts = Facts::default();
    let mut depth = 0;
    for record in records(stream.get(start..)?) {
        match record.kind {
            // charts stand inside, with rows of their own
            BEGIN => depth += 1,
            END => depth -= 1,
            ROW if depth == 1 => facts.hidden.extend(hidden_row(record.data)),
            HYPERLINK if depth == 1 => facts.links.extend(link(record.data)),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    facts.hidden.sort_unstable();
    Some(facts)
}

fn hidden_row(data: &[u8]) -> Option<(u32, u32)> {
    const HIDDEN: u16 = 0x20;

    let mut fields = Fields(data);
    let row = u32::from(fields.half()?);
    fields.bytes(10)?;
    (fields.half()? & HIDDEN != 0).then_some((row, row + 1))
}

fn link(data: &[u8]) -> Option<Link> {
    const MONIKER: u32 = 0x01;
    const PLACE: u32 = 0x08;
    const DISPLAY_NAME: u32 = 0x10;
    const FRAME_NAME: u32 = 0x80;
    const SAVED_AS_TEXT: u32 = 0x100;
    const CLASS_ID: usize = 16;
    /// 79EAC9E0-BAF9-11CE-8C82-00AA004BA90B
    const URL: [u8; CLASS_ID] = [
        0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9,
        0x0B,
    ];

    let mut fields = Fields(data);
    let (top, bottom) = (fields.half()?, fields.half()?);
    let (left, right) = (fields.half()?, fields.half()?);
    // the class of the object, and the version of its stream
    fields.bytes(CLASS_ID + 4)?;
    let flags = fields.word()?;
    for name in [DISPLAY_NAME, FRAME_NAME] {
        if flags & name != 0 {
            fields.text()?;
        }
    }
    let target = match flags & (MONIKER | SAVED_AS_TEXT) {
        0 | SAVED_AS_TEXT => None,
        MONIKER if fields.bytes(CLASS_ID)? == URL => {
            let length = usize::try_from(fields.word()?).ok()?;
            Some(wide(fields.bytes(length)?))
        }
        // a file on somebody's disk leads nowhere from here
        MONIKER => return None,
        _ => Some(fields.text()?),
    };
    let place = match flags & PLACE {
        0 => None,
        _ => Some(fields.text()?),
    };
    let target = match (target, place) {
        (Some(target), Some(place)) => format!("{target}#{place}"),
        (Some(target), None) => target,
        (None, Some(place)) => format!("#{place}"),
        (None, None) => return None,
    };
    (top <= bottom && left <= right).then(|| Link {
        range: Merge {
            top: top.into(),
            left: left.into(),
            bottom: bottom.into(),
            right: right.into(),
        },
        target: target.into(),
    })
}

/// UTF-16 up to its first zero.
fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .take_while(|&unit| unit != 0)
        .collect();
    String::from_utf16_lossy(&units)
}

/// What is left of a record.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn half(&mut self) -> Option<u16> {
        let bytes = self.bytes(2)?;
        Some(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn word(&mut self) -> Option<u32> {
        Some(u32::from(self.half()?) | u32::from(self.half()?) << 16)
    }

    /// A text behind the count of its letters, the closing zero among them.
    fn text(&mut self) -> Option<String> {
        let letters = usize::try_from(self.word()?).ok()?;
        Some(wide(self.bytes(letters.checked_mul(2)?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link of C2:C3 with these flags and what follows them.
    fn check(flags: u32, rest: &[&[u8]], expected: Option<&str>) {
        let mut data = vec![1, 0, 2, 0, 2, 0, 2, 0];
        data.extend_from_slice(&[0xAA; 16]);
        data.extend_from_slice(&2u32.to_le_bytes());
        data.extend_from_slice(&flags.to_le_bytes());
        data.extend(rest.concat());
        let read = link(&data).map(|link| {
            assert_eq!((link.range.top, link.range.left), (1, 2));
            link.target.to_string()
        });
        assert_eq!(read.as_deref(), expected);
        for end in 0..data.len() {
            // a record cut anywhere is no link, and no panic
            let _ = link(&data[..end]);
        }
    }

    fn letters(text: &str) -> Vec<u8> {
        let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.extend_from_slice(&[0, 0]);
        bytes
    }

    #[test]
    fn links_of_an_xls_lead_where_they_did() {
        let url = letters("https://a.example/qđ.pdf");
        let size = u32::try_from(url.len()).unwrap().to_le_bytes();
        let class = 0x79EA_C9E0u32.to_le_bytes();
        let rest = [
            0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9, 0x0B,
        ];
        let moniker: [&[u8]; 4] = [&class, &rest, &size, &url];
        check(0x03, &moniker, Some("https://a.example/qđ.pdf"));
        let name = letters("Tải về");
        let count = 7u32.to_le_bytes();
        let mut named: Vec<&[u8]> = vec![&count, &name];
        named.extend(moniker);
        check(0x13, &named, Some("https://a.example/qđ.pdf"));
        let place = letters("T!A1");
        check(0x08, &[&5u32.to_le_bytes(), &place], Some("#T!A1"));
        check(0x01, &[&[0xBB; 16], &size, &url], None);
        check(0x00, &[], None);
    }

    #[test]
    fn hidden_rows_are_known_by_one_bit() {
        let row = |flags: u8| hidden_row(&[7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, flags, 1, 0, 0]);
        assert_eq!(row(0x20), Some((7, 8)));
        assert_eq!(row(0x40), None);
    }
}
