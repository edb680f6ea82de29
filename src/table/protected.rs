//! Workbooks that Excel locks with a key of its own («VelvetSweatshop»), as it does where only
//! the structure or a sheet is protected: Excel opens them without asking, and so are they here.
//!
//! Knows [MS-OFFCRYPTO] 2.3.4.5 (standard) and 2.3.4.10 (agile encryption) for that one key;
//! whoever set a password of his own is asked to take it away. Deliberately leaves the check of
//! the package's integrity to the zip inside it.

mod biff;

use std::io::{Cursor, Read};

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128Dec, Aes192Dec, Aes256Dec};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use quick_xml::events::{BytesStart, Event};

use crate::hash::{DigestKind, digest};

pub(in crate::table) use biff::unlocked_xls;

/// The key that Excel uses where nobody chose one.
const DEFAULT_KEY: &str = "VelvetSweatshop";
/// More turns than any program writes: a file that asks for them wants our time.
const MOST_TURNS: u32 = 1_000_000;
const BLOCK: usize = 16;

/// The workbook inside; `None` where another key is needed or the container is broken.
pub(in crate::table) fn unlocked(bytes: &[u8], max_file: u64) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut stream = |name: &str| {
        let mut held = Vec::new();
        let stream = container.open_stream(name).ok()?;
        stream.take(max_file).read_to_end(&mut held).ok()?;
        Some(held)
    };
    let info = stream("/EncryptionInfo")?;
    let package = stream("/EncryptedPackage")?;
    let (size, locked) = package.split_first_chunk::<8>()?;
    let size = usize::try_from(u64::from_le_bytes(*size)).ok()?;
    let (version, rest) = info.split_first_chunk::<8>()?;
    let mut open = match version[..4] {
        [4, 0, 4, 0] => Agile::read(rest)?.open(locked)?,
        [2..=4, 0, 2, 0] => Standard::read(rest)?.open(locked)?,
        _ => return None,
    };
    open.truncate(size);
    Some(open)
}

/// The key as the hashes take it: UTF-16, low byte first.
fn key_bytes() -> Vec<u8> {
    DEFAULT_KEY
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// The hash of salt and key, turned over and over to cost time.
fn turned(kind: DigestKind, salt: &[u8], turns: u32) -> Vec<u8> {
    let first = digest(kind, &[salt, &key_bytes()]);
    (0..turns).fold(first, |hash, turn| {
        digest(kind, &[&turn.to_le_bytes(), &hash])
    })
}

/// AES of one of the three lengths of key.
enum Cipher {
    Aes128(Aes128Dec),
    Aes192(Aes192Dec),
    Aes256(Aes256Dec),
}

impl Cipher {
    fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128Dec::new_from_slice(key).ok().map(Self::Aes128),
            24 => Aes192Dec::new_from_slice(key).ok().map(Self::Aes192),
            32 => Aes256Dec::new_from_slice(key).ok().map(Self::Aes256),
            _ => None,
        }
    }

    /// Each block by itself (ECB); what is shorter than a block at the end stays out.
    fn open(&self, locked: &[u8]) -> Vec<u8> {
        let (blocks, _) = locked.as_chunks::<BLOCK>();
        let mut open = Vec::with_capacity(locked.len());
        for block in blocks {
            let mut block = (*block).into();
            match self {
                Self::Aes128(cipher) => cipher.decrypt_block(&mut block),
                Self::Aes192(cipher) => cipher.decrypt_block(&mut block),
                Self::Aes256(cipher) => cipher.decrypt_block(&mut block),
            }
            open.extend_from_slice(&block);
        }
        open
    }

    /// Each block mixed with the locked one before it (CBC), the first with `start`.
    fn open_chained(&self, start: &[u8; BLOCK], locked: &[u8]) -> Vec<u8> {
        let mut open = self.open(locked);
        let before = start.iter().chain(locked);
        open.iter_mut()
            .zip(before)
            .for_each(|(byte, before)| *byte ^= before);
        open
    }
}

/// Binary header of Office 2007.
struct Standard<'a> {
    key_length: usize,
    salt: &'a [u8],
    verifier: &'a [u8],
    verifier_hash: &'a [u8],
}

impl<'a> Standard<'a> {
    fn read(info: &'a [u8]) -> Option<Self> {
        /// Where the header has the bits of the key, and the length of the verifier's salt.
        const KEY_BITS: usize = 16;
        const SALT: usize = 16;

        let (header_length, rest) = info.split_first_chunk::<4>()?;
        let header_length = usize::try_from(u32::from_le_bytes(*header_length)).ok()?;
        let (header, verifier) = rest.split_at_checked(header_length)?;
        let bits = header.get(KEY_BITS..KEY_BITS + 4)?.try_into().ok()?;
        let (_, verifier) = verifier.split_first_chunk::<4>()?;
        let (salt, verifier) = verifier.split_at_checked(SALT)?;
        let (verifier, hash) = verifier.split_at_checked(BLOCK)?;
        Some(Self {
            key_length: usize::try_from(u32::from_le_bytes(bits)).ok()? / 8,
            salt,
            verifier,
            verifier_hash: hash.get(4..4 + 2 * BLOCK)?,
        })
    }

    fn open(&self, locked: &[u8]) -> Option<Vec<u8>> {
        /// How often this kind turns the key.
        const TURNS: u32 = 50_000;

        let hash = turned(DigestKind::Sha1, self.salt, TURNS);
        let hash = digest(DigestKind::Sha1, &[&hash, &[0; 4]]);
        let mixed = |filler: u8| {
            let mut mixed = [filler; 64];
            mixed
                .iter_mut()
                .zip(&hash)
                .for_each(|(byte, hash)| *byte ^= hash);
            digest(DigestKind::Sha1, &[&mixed])
        };
        let key = [mixed(0x36), mixed(0x5C)].concat();
        let cipher = Cipher::new(key.get(..self.key_length)?)?;
        let hash = digest(DigestKind::Sha1, &[&cipher.open(self.verifier)]);
        let fits = cipher.open(self.verifier_hash).starts_with(&hash);
        fits.then(|| cipher.open(locked))
    }
}

/// XML header of Office 2010 and later.
#[derive(Default)]
struct Agile {
    /// `keyData`: how the package is locked.
    package: Lock,
    /// `encryptedKey`: how its key is locked by a password.
    key: Lock,
    turns: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    locked_key: Vec<u8>,
}

/// A hash, a length of key and a salt.
#[derive(Default)]
struct Lock {
    hash: Option<DigestKind>,
    key_length: usize,
    salt: Vec<u8>,
}

impl Agile {
    fn read(info: &[u8]) -> Option<Self> {
        let mut reader = quick_xml::Reader::from_reader(info);
        let mut read = Self::default();
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) | Event::Empty(tag) => read.take(&tag)?,
                Event::Eof => return (read.turns <= MOST_TURNS).then_some(read),
                _ => {}
            }
        }
    }

    fn take(&mut self, tag: &BytesStart<'_>) -> Option<()> {
        match tag.local_name().as_ref() {
            "keyData" => self.package = Lock::read(tag)?,
            // of a password; one of a certificate has none of this
            "encryptedKey" if attribute(tag, "spinCount").is_some() => {
                self.key = Lock::read(tag)?;
                self.turns = attribute(tag, "spinCount")?.parse().ok()?;
                self.verifier = unbased(&attribute(tag, "encryptedVerifierHashInput")?)?;
                self.verifier_hash = unbased(&attribute(tag, "encryptedVerifierHashValue")?)?;
                self.locked_key = unbased(&attribute(tag, "encryptedKeyValue")?)?;
            }
            _ => {}
        }
        Some(())
    }

    fn open(&self, locked: &[u8]) -> Option<Vec<u8>> {
        /// What the hash is mixed with for each of three uses.
        const VERIFIER: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
        const VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
        const KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];
        /// Bytes that are locked with a start of their own.
        const SEGMENT: usize = 4_096;

        let hash = self.key.hash?;
        let turned = turned(hash, &self.key.salt, self.turns);
        let start: [u8; BLOCK] = filled(&self.key.salt, BLOCK).try_into().ok()?;
        let of_password = |locked: &[u8], use_of: &[u8]| {
            let key = filled(&digest(hash, &[&turned, use_of]), self.key.key_length);
            Some(Cipher::new(&key)?.open_chained(&start, locked))
        };
        let verifier = of_password(&self.verifier, &VERIFIER)?;
        let expected = of_password(&self.verifier_hash, &VERIFIER_HASH)?;
        let verifier = verifier.get(..self.key.salt.len())?;
        if !expected.starts_with(&digest(hash, &[verifier])) {
            return None;
        }
        let key = of_password(&self.locked_key, &KEY)?;
        let cipher = Cipher::new(key.get(..self.package.key_length)?)?;
        let hash = self.package.hash?;
        let mut open = Vec::with_capacity(locked.len());
        for (number, segment) in (0_u32..).zip(locked.chunks(SEGMENT)) {
            let start = digest(hash, &[&self.package.salt, &number.to_le_bytes()]);
            let start: [u8; BLOCK] = filled(&start, BLOCK).try_into().ok()?;
            open.extend(cipher.open_chained(&start, segment));
        }
        Some(open)
    }
}

impl Lock {
    fn read(tag: &BytesStart<'_>) -> Option<Self> {
        let is_known = attribute(tag, "cipherAlgorithm")? == "AES"
            && attribute(tag, "cipherChaining")? == "ChainingModeCBC";
        let hash = match attribute(tag, "hashAlgorithm")?.as_str() {
            "SHA1" | "SHA-1" => DigestKind::Sha1,
            "SHA256" => DigestKind::Sha256,
            "SHA384" => DigestKind::Sha384,
            "SHA512" => DigestKind::Sha512,
            _ => return None,
        };
        let key_length = match attribute(tag, "keyBits")?.as_str() {
            "128" => 16,
            "192" => 24,
            "256" => 32,
            _ => return None,
        };
        is_known.then_some(Self {
            hash: Some(hash),
            key_length,
            salt: unbased(&attribute(tag, "saltValue")?)?,
        })
    }
}

/// Cut to a length, or made as long with the filler of the format.
fn filled(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut filled = bytes.to_vec();
    filled.resize(length, 0x36);
    filled
}

fn unbased(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.value.into_owned())
}
