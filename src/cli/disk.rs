//! Free space on the disks that the program writes to.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::table::limits::MIB;

/// Space that must be free in addition to the size of the database: room for some hundred reports
/// and mails, and for the log of a commit.
const SPARE: u64 = 256 * MIB;

/// A disk, and the first of the folders on it.
pub(super) struct Disk {
    pub(super) folder: PathBuf,
    /// Bytes that this account can still write.
    pub(super) free: u64,
    /// Bytes that the next weeks and a backup may need.
    pub(super) needed: u64,
}

impl Disk {
    pub(super) fn has_room(&self) -> bool {
        self.free >= self.needed
    }
}

/// The disks that contain these folders, each once. The disk of the database needs the database's
/// size again, for a backup.
///
/// # Errors
/// If a folder cannot be examined.
pub(super) fn disks(folders: &[&Path], database: Option<&Path>) -> io::Result<Vec<Disk>> {
    let mut found: BTreeMap<u64, Disk> = BTreeMap::new();
    for folder in folders {
        let device = fs::metadata(folder)?.dev();
        if found.contains_key(&device) {
            continue;
        }
        let system = rustix::fs::statvfs(*folder)?;
        let disk = Disk {
            folder: folder.to_path_buf(),
            free: system.f_bavail.saturating_mul(system.f_frsize),
            needed: SPARE,
        };
        found.insert(device, disk);
    }
    if let Some(database) = database.and_then(|file| fs::metadata(file).ok())
        && let Some(disk) = found.get_mut(&database.dev())
    {
        disk.needed = disk.needed.saturating_add(database.len());
    }
    Ok(found.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_counted_once_and_must_hold_the_database_again() {
        let sandbox = tempfile::tempdir().unwrap();
        let database = sandbox.path().join("cnscd.db");
        fs::write(&database, [0; 1000]).unwrap();
        let reports = sandbox.path().join("reports");
        fs::create_dir(&reports).unwrap();
        let disks = disks(&[sandbox.path(), &reports], Some(&database)).unwrap();
        assert_eq!(disks.len(), 1);
        assert_eq!(disks[0].folder, sandbox.path());
        assert_eq!(disks[0].needed, SPARE + 1000);
    }

    #[test]
    fn a_disk_without_space_has_no_room() {
        // Linux's /proc has no blocks at all.
        let full = disks(&[Path::new("/proc")], None).unwrap();
        assert_eq!(full[0].free, 0);
        assert!(!full[0].has_room());
        assert!(disks(&[Path::new("/none")], None).is_err());
    }
}
