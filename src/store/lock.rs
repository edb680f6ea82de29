//! Locks across processes: a file beside the database, locked as long as the value lives. The
//! kernel frees it when its process dies, so no lock is ever left behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::open::{private, restrict};
use super::{Store, StoreError};

/// The right to pull, store and decide for one campaign.
#[derive(Debug)]
pub struct CampaignLock {
    campaign: String,
    _file: File,
}

impl CampaignLock {
    /// The campaign's name.
    pub fn campaign(&self) -> &str {
        &self.campaign
    }
}

/// The right to send the outbox.
#[derive(Debug)]
pub struct OutboxLock {
    _file: File,
}

/// The right to be the daemon of a store.
#[derive(Debug)]
pub struct DaemonLock {
    _file: File,
}

impl Store {
    /// Becomes the store's daemon, or says at once who is.
    pub fn lock_daemon(&self) -> Result<DaemonLock, StoreError> {
        match take(&beside(&self.file, "@daemon"))? {
            Ok(file) => Ok(DaemonLock { _file: file }),
            Err(process) => Err(StoreError::DaemonHeld { process }),
        }
    }

    /// Takes a campaign, or says at once who holds it.
    pub fn lock(&self, campaign: &str) -> Result<CampaignLock, StoreError> {
        let path = beside(&self.file, &file_part(campaign));
        match take(&path)? {
            Ok(file) => Ok(CampaignLock {
                campaign: campaign.to_owned(),
                _file: file,
            }),
            Err(process) => Err(StoreError::CampaignHeld {
                campaign: campaign.to_owned(),
                process,
            }),
        }
    }

    /// Takes the outbox, or says at once who holds it.
    pub fn lock_outbox(&self) -> Result<OutboxLock, StoreError> {
        // `@` cannot stand in a campaign's part, so no campaign takes this name.
        match take(&beside(&self.file, "@outbox"))? {
            Ok(file) => Ok(OutboxLock { _file: file }),
            Err(process) => Err(StoreError::OutboxHeld { process }),
        }
    }
}

/// The locked file, or the process that says it holds it.
fn take(path: &Path) -> Result<Result<File, Option<u32>>, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = private(&mut options)
        .open(path)
        .map_err(StoreError::cannot_write(path))?;
    restrict(&file).map_err(StoreError::cannot_write(path))?;
    match file.try_lock() {
        Ok(()) => {
            // For people only; the lock itself is the kernel's.
            let noted = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| writeln!(file, "{}", std::process::id()));
            noted.map_err(StoreError::cannot_write(path))?;
            Ok(Ok(file))
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let process = file
                .read_to_string(&mut text)
                .ok()
                .and_then(|_| text.trim().parse().ok());
            Ok(Err(process))
        }
        Err(TryLockError::Error(error)) => Err(StoreError::cannot_write(path)(error)),
    }
}

/// `<database>.<part>.lock`
fn beside(database: &Path, part: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(format!(".{part}.lock"));
    PathBuf::from(name)
}

/// A campaign's name as part of a file name: other bytes than letters, digits, `-` and `_` are
/// written as `%2F`, so two campaigns never share a file.
fn file_part(campaign: &str) -> String {
    campaign
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
