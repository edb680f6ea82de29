//! Bytes stored once under their hash, however often they arrive, and compressed unless they are a
//! zip file already (every .xlsx is).

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read;
use flate2::write::{ZlibDecoder, ZlibEncoder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::SpooledTempFile;

use super::StoreError;
use super::engine::{Row, Transaction, query};
use super::pieces::{self, Unfetched};
use crate::hash::Hashed;
use crate::spool::{self, Spooled};

/// Bytes ready to be stored.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    pub(super) sha256: String,
    packing: &'static str,
    size: i64,
    bytes: Spooled,
}

impl Packed {
    /// A zip file is not copied: it can be most of a pull.
    pub(super) fn new(bytes: impl Into<Spooled>) -> io::Result<Self> {
        let bytes = bytes.into();
        let is_zip = bytes.beginning().starts_with(b"PK\x03\x04");
        Ok(Self {
            sha256: bytes.sha256().to_owned(),
            packing: if is_zip { "plain" } else { "zlib" },
            size: i64::try_from(bytes.length()).expect("no buffer is longer than an i64 counts"),
            bytes: if is_zip {
                bytes
            } else {
                Hashed::from(pack(&bytes.whole()?)).into()
            },
        })
    }

    /// Stores the bytes, unless the same ones are stored already.
    pub(super) async fn keep(self, writing: &mut Transaction) -> Result<(), StoreError> {
        let kept = query(
            "INSERT INTO content (sha256, packing, size, bytes) VALUES ($1, $2, $3, $4)
             ON CONFLICT (sha256) DO NOTHING",
        )
        .bind(&self.sha256)
        .bind(self.packing)
        .bind(self.size)
        .bind(&*pieces::first(&self.bytes)?)
        .execute(&mut *writing)
        .await?;
        match kept {
            0 => Ok(()),
            _ => pieces::keep_rest(writing, &self.sha256, &self.bytes).await,
        }
    }
}

/// Returns the bytes with this hash, and checks that they have it.
pub(super) async fn fetch(reading: &mut Transaction, sha256: &str) -> Result<Spooled, StoreError> {
    let row = query("SELECT packing, bytes FROM content WHERE sha256 = $1")
        .bind(sha256)
        .fetch_one(&mut *reading)
        .await?;
    let fetched = match copied(reading, sha256, &row, spool::LONG).await? {
        Ok(bytes) => bytes,
        // No room for a temporary file: use memory.
        Err(_) => copied(reading, sha256, &row, usize::MAX)
            .await?
            .map_err(|error| damaged(&error))?,
    };
    if fetched.sha256() == sha256 {
        Ok(fetched)
    } else {
        Err(StoreError::Damaged {
            what: format!("content {sha256}"),
        })
    }
}

/// The bytes of a row of `content`; more than `most` bytes go into a temporary file.
async fn copied(
    reading: &mut Transaction,
    sha256: &str,
    row: &Row,
    most: usize,
) -> Result<io::Result<Spooled>, StoreError> {
    let pieces = Unfetched::new(sha256, row.try_get("bytes")?);
    let mut file = SpooledTempFile::new(most);
    let poured = match row.try_get("packing")? {
        "plain" => pieces.pour(reading, &mut file).await?,
        _ => {
            let mut decoder = ZlibDecoder::new(&mut file);
            let poured = pieces.pour(reading, &mut decoder).await?;
            poured.and_then(|()| decoder.finish().map(drop))
        }
    };
    Ok(poured.and_then(|()| Spooled::try_from(file)))
}

pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("a Vec takes every byte");
    encoder.finish().expect("a Vec takes every byte")
}

pub(super) fn unpack(packed: impl Read) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    read::ZlibDecoder::new(packed)
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(&error))?;
    Ok(bytes)
}

/// Packs a value as compressed JSON.
pub(super) fn pack_json<T: Serialize>(value: &T) -> Vec<u8> {
    let text = serde_json::to_vec(value).expect("our values have string keys");
    pack(&text)
}

pub(super) fn unpack_json<T: DeserializeOwned>(packed: impl Read) -> Result<T, StoreError> {
    serde_json::from_reader(io::BufReader::new(read::ZlibDecoder::new(packed)))
        .map_err(|error| damaged(&error))
}

fn damaged(error: &dyn std::error::Error) -> StoreError {
    StoreError::Damaged {
        what: error.to_string(),
    }
}
