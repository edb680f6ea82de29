//! Long bytes, written and read in pieces: a value of the database passes through three buffers on
//! its way, and a pull may be a hundred megabytes.
//!
//! The first piece stands in the row that the bytes belong to, the others in `piece`.

use std::borrow::Cow;
use std::io::{self, Cursor, Read, Write};

use sqlx::{Row, SqliteConnection};

use super::StoreError;
use crate::spool::Spooled;

/// Bytes of a piece; the last may be shorter.
const LENGTH: usize = 1 << 20;

/// The piece for the row that the bytes belong to.
pub(super) fn first(bytes: &Spooled) -> Result<Cow<'_, [u8]>, StoreError> {
    Ok(bytes.piece(0, LENGTH).map_err(sqlx::Error::Io)?)
}

/// Writes the others down as those of an owner.
pub(super) async fn keep_rest(
    writing: &mut SqliteConnection,
    owner: &str,
    bytes: &Spooled,
) -> Result<(), StoreError> {
    for (number, from) in (1..).zip((LENGTH..bytes.length()).step_by(LENGTH)) {
        let piece = bytes.piece(from, LENGTH).map_err(sqlx::Error::Io)?;
        keep(writing, owner, number, &piece).await?;
    }
    Ok(())
}

/// Bytes as they were fetched, in pieces.
pub(super) struct Fetched(Vec<Vec<u8>>);

impl Fetched {
    /// What was written: the first piece, and the others of its owner.
    pub(super) async fn fetch(
        reading: &mut SqliteConnection,
        owner: &str,
        first: Vec<u8>,
    ) -> Result<Self, StoreError> {
        let is_whole = first.len() < LENGTH;
        let mut all = vec![first];
        if is_whole {
            return Ok(Self(all));
        }
        for number in 1_i64.. {
            let row = sqlx::query("SELECT bytes FROM piece WHERE owner = $1 AND number = $2")
                .bind(owner)
                .bind(number)
                .fetch_optional(&mut *reading)
                .await?;
            let Some(row) = row else { break };
            all.push(row.try_get("bytes")?);
        }
        Ok(Self(all))
    }

    /// The bytes, each piece given up once it is read.
    pub(super) fn into_reader(self) -> impl Read {
        Unread {
            piece: Cursor::default(),
            others: self.0.into_iter(),
        }
    }

    /// The bytes in one.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        match <[Vec<u8>; 1]>::try_from(self.0) {
            Ok([only]) => only,
            Err(all) => all.concat(),
        }
    }
}

/// Writes a piece down that is not its owner's first, which has the number 0.
pub(super) async fn keep(
    writing: &mut SqliteConnection,
    owner: &str,
    number: i64,
    piece: &[u8],
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO piece (owner, number, bytes) VALUES ($1, $2, $3)")
        .bind(owner)
        .bind(number)
        .bind(piece)
        .execute(writing)
        .await?;
    Ok(())
}

/// Cuts what is written into it, and gives each piece away once it is full.
pub(super) struct Cutter<G> {
    piece: Vec<u8>,
    give: G,
}

impl<G: FnMut(Vec<u8>) -> io::Result<()>> Cutter<G> {
    pub(super) fn new(give: G) -> Self {
        Self {
            piece: Vec::new(),
            give,
        }
    }

    /// Gives away what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        match self.piece.is_empty() {
            true => Ok(()),
            false => (self.give)(self.piece),
        }
    }
}

impl<G: FnMut(Vec<u8>) -> io::Result<()>> Write for Cutter<G> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(LENGTH - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == LENGTH {
            (self.give)(std::mem::take(&mut self.piece))?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Unread {
    piece: Cursor<Vec<u8>>,
    others: std::vec::IntoIter<Vec<u8>>,
}

impl Read for Unread {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.piece.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            match self.others.next() {
                Some(next) => self.piece = Cursor::new(next),
                None => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_any_portions_is_read_again() {
        for length in [0, 1, LENGTH - 1, LENGTH, LENGTH + 1, 3 * LENGTH] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut given = Vec::new();
            let mut cutter = Cutter::new(|piece| {
                given.push(piece);
                Ok(())
            });
            for portion in bytes.chunks(700_001) {
                cutter.write_all(portion).unwrap();
            }
            cutter.finish().unwrap();
            assert!(given.iter().all(|piece| piece.len() <= LENGTH));
            let mut read = Vec::new();
            let fetched = Fetched(given.clone());
            fetched.into_reader().read_to_end(&mut read).unwrap();
            assert!(
                read == bytes && Fetched(given).into_bytes() == bytes,
                "{length}"
            );
        }
    }
}
