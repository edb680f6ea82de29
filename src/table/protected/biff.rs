//! Opens an .xls that Excel encrypts with its own fixed key: RC4 and RC4 CryptoAPI ([MS-OFFCRYPTO]
//! 2.3.6 and 2.3.5, [MS-XLS] 2.2.10).
//!
//! The container stays as it is. In its stream of records, the encrypted ones are decrypted, and
//! the record that marks the stream as encrypted is turned into one that readers ignore.

use std::io::{Cursor, Read, Write};

use md5::{Digest, Md5};

use super::key_bytes;
use crate::hash::{DigestKind, digest};

/// The record with the parameters of the encryption.
const FILE_PASS: u16 = 0x002F;
/// A record type that readers ignore.
const NOTHING: u16 = 0x1FFF;
/// The record with a sheet's name. Its first four bytes, the offset of the sheet, are not
/// encrypted.
const BOUND_SHEET: u16 = 0x0085;
/// Records that are never encrypted: beginnings, and information on who else has the file open.
const OPEN: [u16; 7] = [0x0809, FILE_PASS, 0x00E1, 0x0194, 0x0195, 0x0138, 0x0137];
/// Bytes of the stream that are encrypted with the same key.
const BLOCK: usize = 1024;

/// Decrypts the workbook; `None` if it is not encrypted, or with another key.
pub(in crate::table) fn unlocked_xls(bytes: &[u8], max_file: u64) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let names = ["/Workbook", "/Book", "/WORKBOOK"];
    let name = names.into_iter().find(|name| container.is_stream(name))?;
    let mut records = Vec::new();
    let stream = container.open_stream(name).ok()?;
    stream.take(max_file).read_to_end(&mut records).ok()?;
    let lock = Lock::of(&records)?;
    open(&mut records, &lock);
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).ok()?;
    let mut stream = container.open_stream(name).ok()?;
    stream.write_all(&records).ok()?;
    stream.flush().ok()?;
    drop(stream);
    Some(container.into_inner().into_inner())
}

/// The parameters of the encryption, for a key that has been checked.
enum Lock {
    Rc4 { salt: [u8; 16] },
    CryptoApi { salt: Vec<u8>, key_length: usize },
}

impl Lock {
    fn of(records: &[u8]) -> Option<Self> {
        /// How many records are searched for `FILE_PASS`, which is near the beginning of the
        /// workbook.
        const NEAR: usize = 8;

        let mut found = places(records).take(NEAR);
        let (_, data) = found.find(|(kind, _)| *kind == FILE_PASS)?;
        let (head, rest) = records.get(data)?.split_first_chunk::<6>()?;
        let lock = match head {
            [1, 0, 1, 0, 1, 0] => Self::rc4(rest)?,
            [1, 0, 2..=4, 0, 2, 0] => Self::crypto_api(rest)?,
            _ => return None,
        };
        Some(lock)
    }

    fn rc4(info: &[u8]) -> Option<Self> {
        let (salt, rest) = info.split_first_chunk::<16>()?;
        let (verifier, rest) = rest.split_first_chunk::<16>()?;
        let (hash, _) = rest.split_first_chunk::<16>()?;
        let lock = Self::Rc4 { salt: *salt };
        let both = lock.open_verifier(verifier, hash);
        (Md5::digest(&both[..16])[..] == both[16..]).then_some(lock)
    }

    fn crypto_api(info: &[u8]) -> Option<Self> {
        /// Offset of the key's length in bits in the header; 0 means 40.
        const KEY_BITS: usize = 16;

        let (length, rest) = info.get(4..)?.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (header, rest) = rest.split_at_checked(length)?;
        let bits = header.get(KEY_BITS..KEY_BITS + 4)?.try_into().ok()?;
        let bits = match u32::from_le_bytes(bits) {
            0 => 40,
            bits @ (40..=128) => bits,
            _ => return None,
        };
        let (salt, rest) = rest.get(4..)?.split_at_checked(16)?;
        let (verifier, rest) = rest.split_first_chunk::<16>()?;
        let hash = rest.get(4..4 + 20)?;
        let lock = Self::CryptoApi {
            salt: salt.to_vec(),
            key_length: usize::try_from(bits / 8).ok()?,
        };
        let both = lock.open_verifier(verifier, hash);
        (digest(DigestKind::Sha1, &[&both[..16]]) == both[16..]).then_some(lock)
    }

    fn open_verifier(&self, verifier: &[u8], hash: &[u8]) -> Vec<u8> {
        let mut both = [verifier, hash].concat();
        Rc4::new(&self.key(0)).apply(&mut both);
        both
    }

    /// The key of a block of the stream.
    fn key(&self, block: u32) -> Vec<u8> {
        /// Bytes of the hash that the older method uses.
        const SHORT: usize = 5;
        const TURNS: usize = 16;

        let block = block.to_le_bytes();
        match self {
            Self::Rc4 { salt } => {
                let first = Md5::digest(key_bytes());
                let mut turned = Md5::new();
                for _ in 0..TURNS {
                    turned.update(&first[..SHORT]);
                    turned.update(salt);
                }
                let turned = turned.finalize();
                Md5::digest([&turned[..SHORT], &block].concat()).to_vec()
            }
            Self::CryptoApi { salt, key_length } => {
                let hash = digest(DigestKind::Sha1, &[salt, &key_bytes()]);
                let hash = digest(DigestKind::Sha1, &[&hash, &block]);
                let mut key = hash[..*key_length].to_vec();
                if key.len() == SHORT {
                    key.resize(16, 0);
                }
                key
            }
        }
    }
}

/// Decrypts the records in the stream.
fn open(records: &mut [u8], lock: &Lock) {
    let mut open = records.to_vec();
    for (block, bytes) in (0..).zip(open.chunks_mut(BLOCK)) {
        Rc4::new(&lock.key(block)).apply(bytes);
    }
    let places: Vec<_> = places(records).collect();
    for (kind, data) in places {
        if kind == FILE_PASS {
            records[data.start - 4..data.start - 2].copy_from_slice(&NOTHING.to_le_bytes());
        }
        if !OPEN.contains(&kind) {
            let begin = match kind {
                BOUND_SHEET => data.end.min(data.start + 4),
                _ => data.start,
            };
            records[begin..data.end].copy_from_slice(&open[begin..data.end]);
        }
    }
}

/// The type of each record and the range of its content.
fn places(records: &[u8]) -> impl Iterator<Item = (u16, std::ops::Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (head, _) = records.get(at..)?.split_first_chunk::<4>()?;
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let data = at + 4..(at + 4 + length).min(records.len());
        at = data.end;
        Some((kind, data))
    })
}

/// The stream cipher RC4, only to decrypt what old versions of Excel encrypted.
struct Rc4 {
    state: [u8; 256],
    at: u8,
    other: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|place| place as u8);
        let mut other = 0u8;
        for place in 0..256 {
            other = other
                .wrapping_add(state[place])
                .wrapping_add(key[place % key.len()]);
            state.swap(place, other.into());
        }
        Self {
            state,
            at: 0,
            other: 0,
        }
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.at = self.at.wrapping_add(1);
            self.other = self.other.wrapping_add(self.state[usize::from(self.at)]);
            self.state.swap(self.at.into(), self.other.into());
            let sum =
                self.state[usize::from(self.at)].wrapping_add(self.state[usize::from(self.other)]);
            *byte ^= self.state[usize::from(sum)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published pairs (Key/Plaintext, Wiki/pedia).
    #[test]
    fn the_cipher_is_rc4() {
        for (key, text, locked) in [
            ("Key", "Plaintext", "bbf316e8d940af0ad3"),
            ("Wiki", "pedia", "1021bf0420"),
        ] {
            let mut bytes = text.as_bytes().to_vec();
            Rc4::new(key.as_bytes()).apply(&mut bytes);
            assert_eq!(crate::hash::hexadecimal(&bytes), locked, "{key}");
        }
    }
}
