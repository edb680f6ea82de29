//! The body of an answer, decompressed while it arrives if it is packed with gzip (RFC 1952).
//!
//! A packed body that is broken or ends early was cut off between the service and us, so repeating
//! the request may help.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use crate::http::Trouble;

/// A body that arrives in pieces.
pub(super) enum Arriving {
    Plain(Bounded),
    Packed(Box<MultiGzDecoder<Bounded>>),
}

/// A buffer that accepts bytes up to a limit.
pub(super) struct Bounded {
    bytes: Vec<u8>,
    limit: u64,
}

impl Arriving {
    /// A body of at most `limit` bytes after decompression.
    pub(super) fn new(encoding: Option<&str>, announced: u64, limit: u64) -> Self {
        let capacity = usize::try_from(announced.min(limit)).unwrap_or_default();
        let bounded = Bounded {
            bytes: Vec::with_capacity(capacity),
            limit,
        };
        let packed = encoding.is_some_and(|name| {
            let name = name.trim();
            name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip")
        });
        if packed {
            Self::Packed(Box::new(MultiGzDecoder::new(bounded)))
        } else {
            Self::Plain(bounded)
        }
    }

    /// Adds the next piece.
    ///
    /// # Errors
    /// If the limit is exceeded or a packed body is broken.
    pub(super) fn take(&mut self, piece: &[u8]) -> Result<(), Trouble> {
        let taken = match self {
            Self::Plain(bounded) => bounded.write_all(piece),
            Self::Packed(decoder) => decoder.write_all(piece),
        };
        taken.map_err(|error| trouble(&error))
    }

    /// Returns the whole body, of which `arrived` bytes were received.
    ///
    /// # Errors
    /// If a packed body ends early.
    pub(super) fn whole(self, arrived: u64) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::Plain(bounded) => Ok(bounded.bytes),
            // An answer without a body may still have the header.
            Self::Packed(_) if arrived == 0 => Ok(Vec::new()),
            Self::Packed(decoder) => match decoder.finish() {
                Ok(bounded) => Ok(bounded.bytes),
                Err(error) => Err(trouble(&error)),
            },
        }
    }
}

fn trouble(error: &io::Error) -> Trouble {
    if error.kind() == io::ErrorKind::FileTooLarge {
        Trouble::TooLarge
    } else {
        Trouble::CutShort
    }
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[track_caller]
    fn check(encoding: Option<&str>, body: &[u8], limit: u64, expected: Result<&[u8], Trouble>) {
        for size in [1, 7, body.len().max(1)] {
            let mut arriving = Arriving::new(encoding, 0, limit);
            let taken = body.chunks(size).try_for_each(|piece| arriving.take(piece));
            let whole = taken.and_then(|()| arriving.whole(body.len() as u64));
            assert_eq!(
                whole.as_deref(),
                expected.as_ref().map(|bytes| &**bytes),
                "{size}"
            );
        }
    }

    #[test]
    fn a_packed_body_is_whole_cut_or_too_large() {
        let text = b"{\"sheets\":[]}".repeat(100);
        let whole = packed(&text);
        check(Some("gzip"), &whole, 2_000, Ok(&text));
        check(Some("GZIP"), &whole, 2_000, Ok(&text));
        check(
            Some("gzip"),
            &[&whole[..], &whole[..]].concat(),
            4_000,
            Ok(&text.repeat(2)),
        );
        check(Some("gzip"), b"", 10, Ok(b""));
        check(None, &whole, 2_000, Ok(&whole));
        // Cut off in the head, in the middle, and in the checksum.
        for end in [1, 5, whole.len() / 2, whole.len() - 1] {
            check(Some("gzip"), &whole[..end], 2_000, Err(Trouble::CutShort));
        }
        let mut broken = whole.clone();
        let end = broken.len();
        broken[end - 6] ^= 1;
        check(Some("gzip"), &broken, 2_000, Err(Trouble::CutShort));
        check(
            Some("gzip"),
            b"{\"sheets\":[]}",
            2_000,
            Err(Trouble::CutShort),
        );
        check(Some("gzip"), &whole, 1_000, Err(Trouble::TooLarge));
        check(None, &text, 1_000, Err(Trouble::TooLarge));
    }
}
