//! Texts of an .xls of which a part is struck out: its shared strings, and the fonts of their parts.
//!
//! Strings and what follows them go on in further records wherever one is full ([MS-XLS] 2.5.293);
//! what cannot be made out has no parts, and its text is read whole.

use std::collections::HashMap;

/// Where in a text a part begins, by its UTF-16 units, and whether it is struck out.
pub(super) type Part = (usize, bool);

/// The parts of the shared strings that have a struck one, by their numbers. `pieces` are the record
/// of the strings and those that go on with it.
pub(super) fn struck_parts(
    pieces: &[&[u8]],
    is_struck: impl Fn(u16) -> bool,
) -> HashMap<u32, Vec<Part>> {
    let mut strings = Strings { pieces, at: 0 };
    let mut found = HashMap::new();
    // how many there are, in cells and each once
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

/// A text in pieces as `not_struck` takes them; before its first part it looks as its cell does.
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
    /// Place in the first piece.
    at: usize,
}

impl Strings<'_> {
    /// The parts of the next string.
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
                // the next piece says anew how wide its letters are
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
        // «ab», plain; «cdef», its last two letters struck out, which the next record goes on with
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
