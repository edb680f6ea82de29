//! Opens workbooks that Excel encrypts with a fixed key of its own («VelvetSweatshop»), as it does
//! if only the structure or a sheet is protected. Excel opens them without asking, so this does
//! too.
//!
//! Implements [MS-OFFCRYPTO] 2.3.4.5 (standard) and 2.3.4.10 (agile encryption) for that key only;
//! people who set their own password are asked to remove it. Leaves out the check of the package's
//! integrity, because the zip inside has checksums.

mod biff;

use std::io::{Cursor, Read};

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128Dec, Aes192Dec, Aes256Dec};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use quick_xml::events::{BytesStart, Event};

use crate::hash::{DigestKind, digest};

pub(in crate::table) use biff::unlocked_xls;

/// The key that Excel uses if the user chose none.
const DEFAULT_KEY: &str = "VelvetSweatshop";
/// More iterations than any program uses: a file with more would only waste time.
const MOST_TURNS: u32 = 1_000_000;
const BLOCK: usize = 16;

/// Decrypts the workbook; `None` if it needs another key or the container is broken.
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

/// The key in the form that is hashed: UTF-16, little-endian.
fn key_bytes() -> Vec<u8> {
    DEFAULT_KEY
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// The hash of salt and key, hashed again `turns` times to make it slow.
fn turned(kind: DigestKind, salt: &[u8], turns: u32) -> Vec<u8> {
    let first = digest(kind, &[salt, &key_bytes()]);
    (0..turns).fold(first, |hash, turn| {
        digest(kind, &[&turn.to_le_bytes(), &hash])
    })
}

/// AES decryption with one of the three key lengths.
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

    /// Decrypts each block separately (ECB); an incomplete block at the end is left out.
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

    /// Decrypts blocks chained to the encrypted block before them (CBC), the first one to `start`.
    fn open_chained(&self, start: &[u8; BLOCK], locked: &[u8]) -> Vec<u8> {
        let mut open = self.open(locked);
        let before = start.iter().chain(locked);
        open.iter_mut()
            .zip(before)
            .for_each(|(byte, before)| *byte ^= before);
        open
    }
}

/// The binary header of Office 2007.
struct Standard<'a> {
    key_length: usize,
    salt: &'a [u8],
    verifier: &'a [u8],
    verifier_hash: &'a [u8],
}

impl<'a> Standard<'a> {
    fn read(info: &'a [u8]) -> Option<Self> {
        /// Offset of the key's length in bits in the header.
        const KEY_BITS: usize = 16;
        /// Length of the verifier's salt in bytes.
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
        /// The fixed number of iterations of standard encryption.
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

/// The XML header of Office 2010 and later.
#[derive(Default)]
struct Agile {
    /// `keyData`: how the package is encrypted.
    package: Lock,
    /// `encryptedKey`: how the package's key is encrypted with a password.
    key: Lock,
    turns: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    locked_key: Vec<u8>,
}

/// The parameters of an encryption: hash, key length in bytes and salt.
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
            // For a password; the entry for a certificate has no `spinCount`.
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
        /// The values hashed in to derive a key for each of the three uses.
        const VERIFIER: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
        const VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
        const KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];
        /// Bytes that are encrypted with the same initialisation vector.
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

/// Cuts bytes to a length, or extends them with the padding byte of the format.
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
