//! Long values, written and read in pieces: a database value passes through three buffers on its
//! way, and a pull may be a hundred megabytes.
//!
//! The first piece is in the row that the bytes belong to, the others in `piece`.

use std::borrow::Cow;
use std::io::{self, Cursor, Read, Write};

use tokio::sync::mpsc;

use super::StoreError;
use super::engine::{Transaction, query};
use crate::spool::Spooled;

/// Length of a piece when written; the last may be shorter. Stored pieces may be longer.
const LENGTH: usize = 256 << 10;

/// The first piece, for the row that the bytes belong to.
pub(super) fn first(bytes: &Spooled) -> Result<Cow<'_, [u8]>, StoreError> {
    Ok(bytes.piece(0, LENGTH).map_err(sqlx::Error::Io)?)
}

/// Writes the other pieces, as those of an owner.
pub(super) async fn keep_rest(
    writing: &mut Transaction,
    owner: &str,
    bytes: &Spooled,
) -> Result<(), StoreError> {
    for (number, from) in (1..).zip((LENGTH..bytes.length()).step_by(LENGTH)) {
        let piece = bytes.piece(from, LENGTH).map_err(sqlx::Error::Io)?;
        keep(writing, owner, number, &piece).await?;
    }
    Ok(())
}

/// Stored bytes, to be fetched piece by piece.
pub(super) struct Unfetched<'a> {
    owner: &'a str,
    /// The first piece, until it is returned.
    first: Option<Vec<u8>>,
    /// The number of the next piece; `None` after the last.
    next: Option<i64>,
}

impl<'a> Unfetched<'a> {
    /// Starts with the first piece, and fetches the owner's others.
    pub(super) fn new(owner: &'a str, first: Vec<u8>) -> Self {
        Self {
            owner,
            next: (first.len() >= LENGTH).then_some(1),
            first: Some(first),
        }
    }

    /// The next piece; `None` after the last.
    pub(super) async fn next(
        &mut self,
        reading: &mut Transaction,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        let Some(number) = self.next else {
            return Ok(None);
        };
        let row = query("SELECT bytes FROM piece WHERE owner = $1 AND number = $2")
            .bind(self.owner)
            .bind(number)
            .fetch_optional(reading)
            .await?;
        self.next = row.is_some().then_some(number + 1);
        row.map(|row| row.try_get("bytes")).transpose()
    }

    /// Writes all pieces out. The inner error is the writer's.
    pub(super) async fn pour(
        mut self,
        reading: &mut Transaction,
        into: &mut impl Write,
    ) -> Result<io::Result<()>, StoreError> {
        while let Some(piece) = self.next(reading).await? {
            if let Err(error) = into.write_all(&piece) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }
}

/// A reader, for a thread, of pieces as they are fetched.
pub(super) struct Arriving {
    piece: Cursor<Vec<u8>>,
    others: mpsc::Receiver<Vec<u8>>,
}

impl Arriving {
    pub(super) fn new(pieces: mpsc::Receiver<Vec<u8>>) -> Self {
        Self {
            piece: Cursor::default(),
            others: pieces,
        }
    }
}

impl Read for Arriving {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.piece.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            match self.others.blocking_recv() {
                Some(next) => self.piece = Cursor::new(next),
                None => return Ok(0),
            }
        }
    }
}

/// Writes a piece other than the owner's first, which has the number 0.
async fn keep(
    writing: &mut Transaction,
    owner: &str,
    number: i64,
    piece: &[u8],
) -> Result<(), StoreError> {
    query("INSERT INTO piece (owner, number, bytes) VALUES ($1, $2, $3)")
        .bind(owner)
        .bind(number)
        .bind(piece)
        .execute(writing)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_in_pieces_is_read_as_one() {
        for length in [0, 1, LENGTH - 1, LENGTH, LENGTH + 1, 3 * LENGTH] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let (give, pieces) = mpsc::channel(8);
            for piece in bytes.chunks(LENGTH) {
                give.try_send(piece.to_vec()).unwrap();
            }
            drop(give);
            let mut read = Vec::new();
            Arriving::new(pieces).read_to_end(&mut read).unwrap();
            assert!(read == bytes, "{length}");
        }
    }
}
