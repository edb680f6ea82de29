//! Care of the database: a backup while it is in use, and a check of its integrity.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::SqlitePool;

use super::engine::Pool;
use super::engine::sqlite::{self, private, restrict};
use super::{Store, StoreError};

impl Store {
    /// Writes a consistent copy to `to` while the database is in use. The copy has mode 0600; it is
    /// written beside its final place and then renamed, so an earlier backup of the same name stays
    /// whole until then.
    ///
    /// The backup of a database on a server is a SQLite file too, without leases and sessions.
    ///
    /// # Errors
    /// If the copy cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let beside = unused_beside(to);
        let Pool::Sqlite(pool) = &self.pool else {
            if let Err(error) = self.copy_into_file(&beside).await {
                let _ = fs::remove_file(&beside);
                return Err(error);
            }
            return File::open(&beside)
                .and_then(|file| file.sync_all())
                .and_then(|()| fs::rename(&beside, to))
                .and_then(|()| File::open(folder_of(to))?.sync_all())
                .map_err(StoreError::cannot_write(to));
        };
        let copied = self.copy(pool, &beside, to).await;
        if copied.is_err() {
            // A half-written copy is of no use; the first error matters more than one of removing
            // it.
            let _ = fs::remove_file(&beside);
        }
        copied
    }

    async fn copy(&self, pool: &SqlitePool, beside: &Path, to: &Path) -> Result<(), StoreError> {
        if fs::canonicalize(to).is_ok_and(|to| self.file() == Some(to.as_path())) {
            let itself = io::Error::new(io::ErrorKind::AlreadyExists, "the database itself");
            return Err(StoreError::cannot_write(to)(itself));
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let file = private(&mut options)
            .open(beside)
            .map_err(StoreError::cannot_write(to))?;
        restrict(&file).map_err(StoreError::cannot_write(to))?;
        let name = beside.to_str().ok_or_else(|| {
            StoreError::cannot_write(to)(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path is not UTF-8",
            ))
        })?;
        sqlite::copy_into(pool, name).await?;
        file.sync_all()
            .and_then(|()| fs::rename(beside, to))
            .and_then(|()| File::open(folder_of(to))?.sync_all())
            .map_err(StoreError::cannot_write(to))
    }

    /// The faults that the engine finds in the database; empty if it is whole.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        match &self.pool {
            Pool::Sqlite(pool) => sqlite::integrity(pool).await,
            Pool::Postgres(_) => Ok(Vec::new()),
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn unused_beside(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    PathBuf::from(name)
}
