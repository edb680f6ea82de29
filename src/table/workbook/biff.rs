//! Reads properties of rows and cells from an .xls besides values: what is hidden, links, what is
//! struck out, and which days are shown month first.
//!
//! Reads a few kinds of records of [MS-XLS] and skips all others. What it cannot interpret it
//! leaves out: the values come from calamine, and an .xls without links is still useful.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use super::biff_text::{Part, pieces, struck_parts};
use super::link::Link;
use super::not_struck;
use super::xlsx::joined;
use crate::table::number_format::NumberFormat;
use crate::table::ole;
use crate::table::{Cell, Columns, Merge, Value};

const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const COLUMN: u16 = 0x007D;
const HYPERLINK: u16 = 0x01B8;
const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
/// Records of one cell each: a number, a formula, a text, a boolean or an error.
const CELLS: [u16; 7] = [0x0203, 0x027E, 0x0006, 0x00FD, 0x0204, 0x00D6, 0x0205];
/// The record of `CELLS` that contains the number of a shared string.
const SHARED_TEXT: u16 = 0x00FD;
/// A record of adjacent numbers.
const NUMBERS: u16 = 0x00BD;

/// The properties of a worksheet.
#[derive(Default)]
pub(super) struct Facts {
    /// Hidden rows, in order.
    hidden: Vec<u32>,
    pub(super) hidden_columns: Vec<Columns>,
    pub(super) links: Vec<Link>,
    /// The looks of cells that differ from the default.
    looks: HashMap<(u32, u32), Look>,
    /// The parts of the cells' texts, if one of them is struck out.
    parts: HashMap<(u32, u32), Arc<[Part]>>,
}

/// The effect of a style on a cell.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    is_struck: bool,
    month_first: bool,
}

impl Facts {
    pub(super) fn is_hidden(&self, row: u32) -> bool {
        self.hidden.binary_search(&row).is_ok()
    }

    /// Applies the properties to a cell of a row.
    pub(super) fn cell(&self, row: u32, cell: Cell) -> Cell {
        let look = self.looks.get(&(row, cell.column));
        let look = look.copied().unwrap_or_default();
        if let Some(parts) = self.parts.get(&(row, cell.column))
            && let Value::Text(text) = &cell.value
        {
            let (left, struck) = not_struck(pieces(text, parts, look.is_struck));
            return Cell {
                struck,
                value: Value::Text(left),
                ..cell
            };
        }
        if look.is_struck {
            return cell.struck_out();
        }
        Cell {
            month_first: look.month_first && matches!(cell.value, Value::Date(_)),
            ..cell
        }
    }
}

/// Renames the file's stream of records to the spelling that calamine looks for: names in a
/// container are equal whatever their case ([MS-CFB] 2.6.4).
pub(super) fn with_usual_names(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut bytes = Cow::Borrowed(bytes);
    let streams: Vec<(usize, String)> = ole::names(&bytes).collect();
    for (at, name) in streams {
        for usual in ["Workbook", "Book"] {
            if name != usual && name.eq_ignore_ascii_case(usual) {
                let wide = usual.encode_utf16().flat_map(u16::to_le_bytes);
                for (byte, letter) in bytes.to_mut()[at..].iter_mut().zip(wide) {
                    *byte = letter;
                }
            }
        }
    }
    bytes
}

/// The properties of the worksheets in their order, as far as they can be read.
pub(super) fn facts(bytes: &[u8], max_unpacked: u64) -> Vec<Facts> {
    let Some(stream) = stream(bytes, max_unpacked) else {
        return Vec::new();
    };
    let styles = styles(&stream);
    let sheets = records(&stream).take_while(|record| record.kind != END);
    sheets
        .filter(|record| record.kind == BOUND_SHEET)
        .filter_map(|record| sheet(&stream, record.data, &styles))
        .collect()
}

fn stream(bytes: &[u8], max_unpacked: u64) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut stream = Vec::new();
    // Excel 95 uses the second name.
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| container.is_stream(name))?;
    container
        .open_stream(name)
        .ok()?
        .take(max_unpacked)
        .read_to_end(&mut stream)
        .ok()?;
    Some(stream)
}

/// The properties of cells that precede the sheets in the workbook.
struct Styles {
    /// The effect of each style, by its number.
    looks: Vec<Look>,
    /// The parts of the shared strings that are partly struck out.
    parts: HashMap<u32, Arc<[Part]>>,
}

fn styles(stream: &[u8]) -> Styles {
    const STRUCK: u16 = 0x08;
    const STRINGS: u16 = 0x00FC;
    const CONTINUED: u16 = 0x003C;

    let mut fonts = Vec::new();
    let mut formats = HashMap::new();
    let mut looks = Vec::new();
    let mut strings: Vec<&[u8]> = Vec::new();
    let mut before = 0;
    for record in records(stream).take_while(|record| record.kind != END) {
        let mut fields = Fields(record.data);
        match record.kind {
            FONT => {
                let flags = fields.half().and_then(|_| fields.half());
                fonts.push(flags.is_some_and(|flags| flags & STRUCK != 0));
            }
            FORMAT => {
                if let Some((id, code)) = fields.half().zip(format_code(&mut fields)) {
                    formats.insert(id, NumberFormat::of_code(&code));
                }
            }
            XF => looks.push(look(&mut fields, &fonts, &formats).unwrap_or_default()),
            STRINGS => strings.push(record.data),
            CONTINUED if before == STRINGS => {
                strings.push(record.data);
                continue;
            }
            _ => {}
        }
        before = record.kind;
    }
    let parts = struck_parts(&strings, |font| is_struck(&fonts, font.into()));
    let parts = parts
        .into_iter()
        .map(|(number, parts)| (number, parts.into()));
    Styles {
        looks,
        parts: parts.collect(),
    }
}

fn is_struck(fonts: &[bool], font: usize) -> bool {
    // No font has the number 4.
    let font = font - usize::from(font > 4);
    fonts.get(font).copied().unwrap_or(false)
}

fn look(
    fields: &mut Fields<'_>,
    fonts: &[bool],
    formats: &HashMap<u16, NumberFormat>,
) -> Option<Look> {
    let font = usize::from(fields.half()?);
    let format = fields.half()?;
    Some(Look {
        is_struck: is_struck(fonts, font),
        month_first: formats
            .get(&format)
            .is_some_and(|format| format.is_month_first()),
    })
}

/// Reads a text that comes after the number of its letters and their width.
fn format_code(fields: &mut Fields<'_>) -> Option<String> {
    let letters = usize::from(fields.half()?);
    match fields.bytes(1)? {
        [0] => Some(
            fields
                .bytes(letters)?
                .iter()
                .map(|&byte| char::from(byte))
                .collect(),
        ),
        _ => Some(wide(fields.bytes(letters.checked_mul(2)?)?)),
    }
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

/// The properties of the sheet that a directory record names; `None` if it is not a worksheet.
fn sheet(stream: &[u8], bound: &[u8], styles: &Styles) -> Option<Facts> {
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
            // Charts are nested streams with rows of their own.
            BEGIN => depth += 1,
            END => depth -= 1,
            _ if depth != 1 => {}
            ROW => facts.hidden.extend(hidden_row(record.data)),
            COLUMN => facts.hidden_columns.extend(hidden_columns(record.data)),
            HYPERLINK => facts.links.extend(link(record.data)),
            NUMBERS => facts
                .numbers(record.data, &styles.looks)
                .unwrap_or_default(),
            kind if CELLS.contains(&kind) => {
                let mut fields = Fields(record.data);
                if let Some(place) = fields.half().zip(fields.half())
                    && let Some(style) = fields.half()
                {
                    facts.look(place, style, &styles.looks);
                    if kind == SHARED_TEXT
                        && let Some(parts) = fields.word().and_then(|text| styles.parts.get(&text))
                    {
                        let (row, column) = place;
                        let place = (row.into(), column.into());
                        facts.parts.insert(place, Arc::clone(parts));
                    }
                }
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    facts.hidden.sort_unstable();
    facts.hidden_columns.sort_unstable();
    facts.hidden_columns = joined(facts.hidden_columns);
    Some(facts)
}

impl Facts {
    fn look(&mut self, (row, column): (u16, u16), style: u16, looks: &[Look]) {
        let look = looks.get(usize::from(style)).copied().unwrap_or_default();
        if look != Look::default() {
            self.looks.insert((row.into(), column.into()), look);
        }
    }

    fn numbers(&mut self, data: &[u8], looks: &[Look]) -> Option<()> {
        let mut fields = Fields(data);
        let (row, first) = (fields.half()?, fields.half()?);
        for column in first.. {
            // The last number is followed by the number of the last column.
            let style = fields.half()?;
            fields.word()?;
            self.look((row, column), style, looks);
        }
        Some(())
    }
}

fn hidden_row(data: &[u8]) -> Option<u32> {
    const HIDDEN: u16 = 0x20;

    let mut fields = Fields(data);
    let row = u32::from(fields.half()?);
    fields.bytes(10)?;
    (fields.half()? & HIDDEN != 0).then_some(row)
}

fn hidden_columns(data: &[u8]) -> Option<Columns> {
    const HIDDEN: u16 = 1;
    /// The last column of an .xls.
    const LAST: u16 = 255;

    let mut fields = Fields(data);
    let (first, last) = (fields.half()?, fields.half()?.min(LAST));
    // Skip width and style.
    fields.bytes(4)?;
    (fields.half()? & HIDDEN != 0 && first <= last).then_some(Columns {
        first: first.into(),
        last: last.into(),
    })
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
    // Skip the class of the object and the version of its stream.
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
        // A file on somebody's disk cannot be opened from here.
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

/// Decodes UTF-16 up to its first zero.
fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .take_while(|&unit| unit != 0)
        .collect();
    String::from_utf16_lossy(&units)
}

/// The unread rest of a record.
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

    /// Reads a text that comes after the number of its letters, including the final zero.
    fn text(&mut self) -> Option<String> {
        let letters = usize::try_from(self.word()?).ok()?;
        Some(wide(self.bytes(letters.checked_mul(2)?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link of C2:C3 with these flags and the bytes after them.
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
            // A record that is cut off anywhere gives no link, and no panic.
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
        assert_eq!(row(0x20), Some(7));
        assert_eq!(row(0x40), None);
    }
}
