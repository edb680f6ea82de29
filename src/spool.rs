//! Bytes that wait to be stored. A long workbook waits in an unnamed temporary file, because its
//! rows need the memory meanwhile.
//!
//! Knows nothing of the content. No other process can open the file, and it disappears with the
//! process, however that ends.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use tempfile::{SpooledData, SpooledTempFile};

use crate::hash::{Hashed, Sha256};

/// More bytes than this go into a file.
pub const LONG: usize = 1 << 20;
/// The number of bytes read at a time.
const PIECE: usize = 64 << 10;
/// The number of bytes from which a format is recognised.
const BEGINNING: usize = 512;

/// Bytes that do not change, in memory or in a file. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Spooled {
    /// In memory: few bytes, or there was no room for a file.
    Held(Hashed),
    /// In a file.
    Filed(Arc<Filed>),
}

/// Bytes in a file.
#[derive(Debug)]
pub struct Filed {
    file: File,
    length: usize,
    beginning: Vec<u8>,
    sha256: String,
}

impl Spooled {
    /// The number of bytes.
    pub fn length(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::Filed(filed) => filed.length,
        }
    }

    /// The first bytes, from which formats are recognised.
    pub fn beginning(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Filed(filed) => &filed.beginning,
        }
    }

    /// Up to `length` bytes from a position on; empty at the end.
    ///
    /// # Errors
    /// If the file cannot be read any more.
    pub fn piece(&self, from: usize, length: usize) -> io::Result<Cow<'_, [u8]>> {
        let until = self.length().min(from.saturating_add(length));
        let from = from.min(until);
        match self {
            Self::Held(bytes) => Ok(Cow::Borrowed(&bytes[from..until])),
            Self::Filed(filed) => {
                let mut piece = vec![0; until - from];
                filed.file.read_exact_at(&mut piece, from as u64)?;
                Ok(Cow::Owned(piece))
            }
        }
    }

    /// Writes all bytes.
    ///
    /// # Errors
    /// As [`Spooled::piece`], or if they cannot be written.
    pub fn write_to(&self, mut writer: impl Write) -> io::Result<()> {
        let mut written = 0;
        while written < self.length() {
            let piece = self.piece(written, PIECE)?;
            writer.write_all(&piece)?;
            written += piece.len();
        }
        Ok(())
    }

    /// Returns all bytes.
    ///
    /// # Errors
    /// As [`Spooled::piece`].
    pub fn whole(&self) -> io::Result<Cow<'_, [u8]>> {
        self.piece(0, self.length())
    }

    /// The SHA-256 in lower-case hexadecimal digits.
    pub fn sha256(&self) -> &str {
        match self {
            Self::Held(bytes) => bytes.sha256(),
            Self::Filed(filed) => &filed.sha256,
        }
    }

    /// Starts to compute the hash on a thread, unless it is known.
    pub fn hash_ahead(&self) {
        if let Self::Held(bytes) = self {
            bytes.hash_ahead();
        }
    }
}

impl Filed {
    /// Takes the contents of a file.
    fn new(file: File) -> io::Result<Self> {
        let mut hash = Sha256::default();
        let mut beginning = Vec::new();
        let mut length = 0;
        let mut piece = vec![0; PIECE];
        loop {
            let count = file.read_at(&mut piece, length as u64)?;
            if count == 0 {
                break;
            }
            let read = &piece[..count];
            hash.update(read);
            let missing = BEGINNING.saturating_sub(beginning.len());
            beginning.extend_from_slice(&read[..count.min(missing)]);
            length += count;
        }
        Ok(Self {
            file,
            length,
            beginning,
            sha256: hash.finish(),
        })
    }
}

impl TryFrom<SpooledTempFile> for Spooled {
    type Error = io::Error;

    /// Takes what was written, in memory or in a file.
    fn try_from(written: SpooledTempFile) -> io::Result<Self> {
        match written.into_inner() {
            SpooledData::InMemory(bytes) => Ok(Hashed::from(bytes.into_inner()).into()),
            SpooledData::OnDisk(file) => Ok(Self::Filed(Arc::new(Filed::new(file)?))),
        }
    }
}

impl Default for Spooled {
    fn default() -> Self {
        Self::Held(Hashed::default())
    }
}

impl From<Hashed> for Spooled {
    fn from(bytes: Hashed) -> Self {
        Self::Held(bytes)
    }
}

impl From<Vec<u8>> for Spooled {
    /// Puts many bytes into a file; they stay in memory only if there is no room for one.
    fn from(bytes: Vec<u8>) -> Self {
        if bytes.len() <= LONG {
            return Self::Held(bytes.into());
        }
        let filed = || {
            let mut file = tempfile::tempfile()?;
            file.write_all(&bytes)?;
            Filed::new(file)
        };
        match filed() {
            Ok(filed) => Self::Filed(Arc::new(filed)),
            Err(_) => Self::Held(bytes.into()),
        }
    }
}

impl Eq for Spooled {}

impl PartialEq for Spooled {
    fn eq(&self, other: &Self) -> bool {
        self.sha256() == other.sha256()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    #[test]
    fn few_and_many_bytes_are_the_same_to_who_reads_them() {
        for length in [0, 3, LONG, LONG + 1] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let spooled = Spooled::from(bytes.clone());
            let is_filed = matches!(spooled, Spooled::Filed(_));
            assert_eq!(is_filed, length > LONG);
            assert_eq!(spooled.length(), length);
            assert!(spooled.whole().unwrap() == bytes);
            let mut written = SpooledTempFile::new(LONG);
            spooled.write_to(&mut written).unwrap();
            assert!(Spooled::try_from(written).unwrap() == spooled);
            assert!(bytes.starts_with(&spooled.beginning()[..length.min(3)]));
            assert_eq!(spooled.sha256(), hash::sha256(&[&bytes]));
            assert!(spooled == Spooled::from(Hashed::from(bytes.clone())));
            let piece = |from| spooled.piece(from, 1_000_000).unwrap();
            let pieces = (0..).map(|number| piece(number * 1_000_000));
            let read: Vec<u8> = pieces
                .take_while(|piece| !piece.is_empty())
                .flat_map(Cow::into_owned)
                .collect();
            assert!(read == bytes);
        }
    }
}
