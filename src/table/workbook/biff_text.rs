//! Finds the struck-out parts of texts in an .xls: its shared strings, and the fonts of their
//! parts.
//!
//! Strings and the data after them continue in further records whenever one is full ([MS-XLS]
//! 2.5.293). A text that cannot be interpreted has no parts, so all of it is read.

use std::collections::HashMap;

/// The beginning of a part of a text, in UTF-16 units, and whether it is struck out.
pub(super) type Part = (usize, bool);

/// The parts of the shared strings with a struck-out one, by the number of the string. `pieces` are
/// the record of the strings and its continuations.
pub(super) fn struck_parts(
    pieces: &[&[u8]],
    is_struck: impl Fn(u16) -> bool,
) -> HashMap<u32, Vec<Part>> {
    let mut strings = Strings { pieces, at: 0 };
    let mut found = HashMap::new();
    // Skip the number of uses and the number of strings.
    if strings.skip(8).is_none() {
        return found;
    }
    for number in 0.. {
        let Some(parts) = strings.next(&is_struck) else {
            break;
        };
        if parts.iter().any(|(_, struck)| *struck) {
            found.insert(number, parts);
        }
    }
    found
}

/// Splits a text into pieces as `not_struck` takes them. The text before the first part has the
/// style of the cell.
pub(super) fn pieces<'a>(text: &'a str, parts: &[Part], cell: bool) -> Vec<(&'a str, bool)> {
    let mut pieces = Vec::new();
    let (mut begin, mut struck) = (0, cell);
    let mut units = 0;
    let mut parts = parts.iter().peekable();
    for (place, letter) in text.char_indices() {
        while let Some((_, next)) = parts.next_if(|(at, _)| *at <= units) {
            pieces.push((&text[begin..place], struck));
            (begin, struck) = (place, *next);
        }
        units += letter.len_utf16();
    }
    pieces.push((&text[begin..], struck));
    pieces
}

struct Strings<'a> {
    pieces: &'a [&'a [u8]],
    /// Position in the first piece.
    at: usize,
}

impl Strings<'_> {
    /// Reads the next string and returns its parts.
    fn next(&mut self, is_struck: &impl Fn(u16) -> bool) -> Option<Vec<Part>> {
        const WIDE: u8 = 0x01;
        const EXTENDED: u8 = 0x04;
        const RICH: u8 = 0x08;

        let letters = usize::from(self.half()?);
        let flags = self.byte()?;
        let count = if flags & RICH != 0 { self.half()? } else { 0 };
        let extended = match flags & EXTENDED {
            0 => 0,
            _ => u32::from(self.half()?) | u32::from(self.half()?) << 16,
        };
        let (mut left, mut width) = (letters, 1 + usize::from(flags & WIDE));
        while left > 0 {
            let here = self.pieces.first()?.len().saturating_sub(self.at) / width;
            let taken = here.min(left);
            self.at += taken * width;
            left -= taken;
            if left > 0 {
                // The next piece begins with the width of its letters.
                self.turn()?;
                width = 1 + usize::from(self.byte()? & WIDE);
            }
        }
        let mut parts = Vec::new();
        for _ in 0..count {
            let (begin, font) = (self.half()?, self.half()?);
            parts.push((usize::from(begin), is_struck(font)));
        }
        self.skip(usize::try_from(extended).ok()?)?;
        Some(parts)
    }

    fn turn(&mut self) -> Option<()> {
        self.pieces = self.pieces.get(1..)?;
        self.at = 0;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        loop {
            if let Some(byte) = self.pieces.first()?.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            self.turn()?;
        }
    }

    fn half(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let here = self.pieces.first()?.len().saturating_sub(self.at);
            let taken = here.min(count);
            self.at += taken;
            count -= taken;
            if count > 0 {
                self.turn()?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_strings_are_found_where_a_record_is_full() {
        let is_struck = |font: u16| font == 7;
        // «ab», plain; «cdef», with its last two letters struck out and continued in the next
        // record
        let first = [
            2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, b'a', b'b', 4, 0, 8, 1, 0, b'c', b'd', b'e',
        ];
        let second = [1, b'f', 0, 2, 0, 7, 0];
        let parts = struck_parts(&[&first, &second], is_struck);
        assert_eq!(parts, HashMap::from([(1, vec![(2, true)])]));
        assert_eq!(struck_parts(&[&first], is_struck), HashMap::new());
        assert_eq!(struck_parts(&[], is_struck), HashMap::new());
    }

    #[test]
    fn a_text_falls_into_its_parts() {
        for (parts, cell, expected) in [
            (&[(2, true)][..], false, vec![("đã", false), ("cũ", true)]),
            (
                &[(0, true), (2, false)],
                false,
                vec![("", false), ("đã", true), ("cũ", false)],
            ),
            (&[(9, true)], true, vec![("đãcũ", true)]),
        ] {
            assert_eq!(pieces("đãcũ", parts, cell), expected);
        }
    }
}
