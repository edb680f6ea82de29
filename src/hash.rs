//! Hashes that identify bytes: SHA-256 for workbooks, configurations, reports and mails; BLAKE3 for
//! tables, which are long and whose hashes nobody compares by hand.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};

use crate::worker;

/// A hash being computed.
pub struct Sha256(Context);

impl Sha256 {
    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash in lower-case hexadecimal digits.
    pub fn finish(self) -> String {
        hexadecimal(self.0.finish().as_ref())
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";

    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)])
        .collect()
}

impl Default for Sha256 {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

/// The hash of these parts, one after the other, in lower-case hexadecimal digits.
pub fn sha256(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::default();
    parts.iter().for_each(|part| hash.update(part));
    hash.finish()
}

/// The hash of a text with a key (HMAC-SHA256), in lower-case hexadecimal digits. Without the key
/// nobody can find the text by trying.
pub fn keyed(key: &str, text: &str) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key.as_bytes());
    hexadecimal(ring::hmac::sign(&key, text.as_bytes()).as_ref())
}

/// The hashes that file formats use.
#[derive(Clone, Copy, Debug)]
pub enum DigestKind {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// The hash of these parts, one after the other, of the given kind.
pub fn digest(kind: DigestKind, parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Context::new(match kind {
        DigestKind::Sha1 => &SHA1_FOR_LEGACY_USE_ONLY,
        DigestKind::Sha256 => &SHA256,
        DigestKind::Sha384 => &SHA384,
        DigestKind::Sha512 => &SHA512,
    });
    parts.iter().for_each(|part| hash.update(part));
    hash.finish().as_ref().to_vec()
}

/// A BLAKE3 hash being computed from many short pieces.
#[derive(Default)]
pub struct Blake3 {
    hash: blake3::Hasher,
    /// Pieces that are not hashed yet: hashing long ones is several times faster.
    waiting: Vec<u8>,
}

impl Blake3 {
    /// A buffer to which the next bytes are appended.
    pub fn piece(&mut self) -> &mut Vec<u8> {
        const LONG: usize = 64 * 1024;

        if self.waiting.len() >= LONG {
            self.hash_waiting();
        }
        &mut self.waiting
    }

    /// The hash in lower-case hexadecimal digits.
    pub fn finish(mut self) -> String {
        self.hash_waiting();
        hexadecimal(self.hash.finalize().as_bytes())
    }

    fn hash_waiting(&mut self) {
        self.hash.update(&self.waiting);
        self.waiting.clear();
    }
}

/// Bytes that do not change, and their SHA-256, which is computed only once.
#[derive(Clone, Debug, Default)]
pub struct Hashed(Arc<(Vec<u8>, OnceLock<String>)>);

impl Hashed {
    /// The SHA-256 in lower-case hexadecimal digits.
    pub fn sha256(&self) -> &str {
        let (bytes, hash) = &*self.0;
        hash.get_or_init(|| sha256(&[bytes]))
    }

    /// Starts to compute the hash on a thread, so that it is ready sooner.
    pub fn hash_ahead(&self) {
        let bytes = self.clone();
        worker::begin(move || {
            bytes.sha256();
        });
    }
}

impl From<Vec<u8>> for Hashed {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new((bytes, OnceLock::new())))
    }
}

impl Deref for Hashed {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0.0
    }
}

impl PartialEq for Hashed {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first of BLAKE3's own test vectors (an empty message), and pieces compared with the
    /// library's hash of the whole.
    #[test]
    fn pieces_hash_as_the_whole() {
        let empty = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        assert_eq!(Blake3::default().finish(), empty);
        let mut hash = Blake3::default();
        let mut whole = Vec::new();
        for length in [0, 1, 1_023, 65_536, 3, 200_000, 7] {
            let piece = vec![b'x'; length];
            hash.piece().extend_from_slice(&piece);
            whole.extend(piece);
        }
        assert_eq!(hash.finish(), blake3::hash(&whole).to_hex().as_str());
    }

    #[test]
    fn bytes_are_hashed_once_for_all_who_hold_them() {
        let bytes = Hashed::from(b"abc".to_vec());
        bytes.hash_ahead();
        let other = bytes.clone();
        assert_eq!(other.sha256(), sha256(&[b"abc"]));
        assert!(std::ptr::eq(other.sha256(), bytes.sha256()));
        drop(other);
        assert_eq!(*bytes, *b"abc");
    }

    /// FIPS 180-4, examples of one and of two blocks.
    #[test]
    fn hashes_as_the_standard_says() {
        for (parts, hash) in [
            (
                &["abc"][..],
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                &["a", "", "bc"],
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                &["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"],
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ] {
            let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
            assert_eq!(sha256(&parts), hash);
        }
    }
}
