//! Reads the most common form of cell, `<c r="B7" s="2" t="s"><v>41</v></c>`, in one pass over its
//! bytes.
//!
//! Declines any cell that differs in the least. Those take the slower way through `markup` and
//! `cell`, which also find what is wrong with a cell.

/// A cell of the most common form.
#[derive(Debug, PartialEq)]
pub(super) struct Plain {
    /// Its end in the text.
    pub(super) end: usize,
    /// Row and column from zero, not checked.
    pub(super) place: (u32, u32),
    pub(super) style: usize,
    pub(super) value: PlainValue,
}

#[derive(Debug, PartialEq)]
pub(super) enum PlainValue {
    /// No content, perhaps a style.
    Empty,
    Number(f64),
    /// The number of a shared string, not checked.
    Shared(u32),
    Bool(bool),
}

/// The plain cell at the beginning of a text, if there is one.
pub(super) fn see(text: &[u8]) -> Option<Plain> {
    let mut at = text.strip_prefix(b"<c ").map(|_| 2)?;
    let mut place = None;
    let mut style = None;
    let mut kind: Option<&[u8]> = None;
    loop {
        match *text.get(at)? {
            b' ' => {
                let name = *text.get(at + 1)?;
                if text.get(at + 2..at + 4)? != b"=\"" {
                    return None;
                }
                let from = at + 4;
                let length = text[from..]
                    .iter()
                    .take(16)
                    .position(|&byte| byte == b'"')?;
                let value = &text[from..from + length];
                match name {
                    b'r' if place.is_none() => place = Some(reference(value)?),
                    b't' if kind.is_none() => kind = Some(value),
                    b's' if style.is_none() => style = Some(index(value)?),
                    _ => return None,
                }
                at = from + length + 1;
            }
            b'>' => break,
            b'/' if text.get(at + 1) == Some(&b'>') => {
                return Some(Plain {
                    end: at + 2,
                    place: place?,
                    style: style.unwrap_or(0),
                    value: PlainValue::Empty,
                });
            }
            _ => return None,
        }
    }
    let written = text.get(at + 1..)?.strip_prefix(b"<v>")?;
    let (length, number) = number(written)?;
    written.get(length..)?.strip_prefix(b"</v></c>")?;
    let value = match (kind, number) {
        (None | Some(b"n"), number) => PlainValue::Number(number.value(&written[..length])?),
        (Some(b"s"), Number::Whole(index)) => PlainValue::Shared(u32::try_from(index).ok()?),
        (Some(b"b"), Number::Whole(truth)) if length == 1 && truth < 2 => {
            PlainValue::Bool(truth == 1)
        }
        _ => return None,
    };
    Some(Plain {
        end: at + 4 + length + 8,
        place: place?,
        style: style.unwrap_or(0),
        value,
    })
}

/// Reads a number of at most six digits.
fn index(written: &[u8]) -> Option<usize> {
    if written.is_empty() || written.len() > 6 {
        return None;
    }
    written.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + usize::from(byte - b'0'))
    })
}

fn reference(written: &[u8]) -> Option<(u32, u32)> {
    let (mut row, mut column, mut digits, mut letters) = (0u32, 0u32, 0, 0);
    for &byte in written {
        match byte {
            b'A'..=b'Z' if digits == 0 && letters < 3 => {
                column = column * 26 + u32::from(byte - b'A') + 1;
                letters += 1;
            }
            b'0'..=b'9' if digits < 7 => {
                row = row * 10 + u32::from(byte - b'0');
                digits += 1;
            }
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

enum Number {
    Whole(u64),
    Other,
}

impl Number {
    fn value(self, written: &[u8]) -> Option<f64> {
        /// Whole numbers below this are exact.
        const EXACT: u64 = 1 << 53;

        match self {
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            Self::Whole(number) if number < EXACT => Some(number as f64),
            Self::Whole(_) | Self::Other => std::str::from_utf8(written).ok()?.parse().ok(),
        }
    }
}

/// Reads a number of digits with an optional minus sign and decimal point; returns its length too.
fn number(written: &[u8]) -> Option<(usize, Number)> {
    const LONGEST: usize = 17;

    let sign = usize::from(written.first() == Some(&b'-'));
    let mut whole = 0u64;
    let mut point = None;
    let mut length = sign;
    loop {
        match *written.get(length)? {
            digit @ b'0'..=b'9' if length < LONGEST => {
                whole = whole * 10 + u64::from(digit - b'0');
            }
            b'.' if point.is_none() && length > sign => point = Some(length),
            b'<' => break,
            _ => return None,
        }
        length += 1;
    }
    match point {
        Some(point) if point + 1 < length => Some((length, Number::Other)),
        None if sign == 1 && length > 1 => Some((length, Number::Other)),
        None if sign == 0 && length > 0 => Some((length, Number::Whole(whole))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, expected: Option<((u32, u32), usize, PlainValue)>) {
        let followed = format!("{cell}<c r=\"");
        let expected = expected.map(|(place, style, value)| Plain {
            end: cell.len(),
            place,
            style,
            value,
        });
        assert_eq!(see(followed.as_bytes()), expected, "{cell}");
        for end in 0..cell.len() {
            assert_eq!(see(&cell.as_bytes()[..end]), None, "{cell} {end}");
        }
    }

    #[test]
    fn plain_cells_are_read_at_once() {
        use PlainValue::{Bool, Empty, Number, Shared};

        check("<c r=\"A1\"/>", Some(((0, 0), 0, Empty)));
        check(
            "<c r=\"XFD1048576\" s=\"12\"/>",
            Some(((1_048_575, 16_383), 12, Empty)),
        );
        check(
            "<c r=\"B7\" s=\"2\" t=\"s\"><v>2</v></c>",
            Some(((6, 1), 2, Shared(2))),
        );
        check(
            "<c r=\"AA10\"><v>-12.5</v></c>",
            Some(((9, 26), 0, Number(-12.5))),
        );
        check(
            "<c r=\"A1\" t=\"n\"><v>45866.75</v></c>",
            Some(((0, 0), 0, Number(45_866.75))),
        );
        check(
            "<c r=\"A1\"><v>12345678901234567</v></c>",
            Some(((0, 0), 0, Number(12_345_678_901_234_567.0))),
        );
        check(
            "<c r=\"A1\" t=\"b\"><v>1</v></c>",
            Some(((0, 0), 0, Bool(true))),
        );
    }

    #[test]
    fn all_others_go_the_long_way() {
        for other in [
            "<c><v>1</v></c>",
            "<c r=\"A0\"><v>1</v></c>",
            "<c r=\"1\"><v>1</v></c>",
            "<c r=\"A1B\"><v>1</v></c>",
            "<c r=\"AAAA1\"><v>1</v></c>",
            "<c r=\"A1\" r=\"B1\"><v>1</v></c>",
            "<c r=\"A1\" s=\"1\" s=\"2\"><v>1</v></c>",
            "<c r=\"A1\" s=\"-1\"><v>1</v></c>",
            "<c r='A1'><v>1</v></c>",
            "<c r=\"A1\" t=\"s\"><v>-1</v></c>",
            "<c r=\"A1\" t=\"s\"><v>1.0</v></c>",
            "<c r=\"A1\" t=\"s\"><v>9999999999</v></c>",
            "<c r=\"A1\" t=\"b\"><v>2</v></c>",
            "<c r=\"A1\" t=\"b\"><v>01</v></c>",
            "<c r=\"A1\" t=\"e\"><v>1</v></c>",
            "<c r=\"A1\"><v>1e5</v></c>",
            "<c r=\"A1\"><v>.5</v></c>",
            "<c r=\"A1\"><v>5.</v></c>",
            "<c r=\"A1\"><v>-</v></c>",
            "<c r=\"A1\"><v></v></c>",
            "<c r=\"A1\"><v>123456789012345678</v></c>",
            "<c r=\"A1\"><f>1</f><v>1</v></c>",
            "<c r=\"A1\"><v>1</v><v>2</v></c>",
        ] {
            check(other, None);
        }
    }
}
