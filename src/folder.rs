//! Places a workbook under reports/, completely or not at all.
//!
//! The file is written under another name, synced to disk, and then renamed, so that a reader of
//! the folder sees either the old or the new workbook. The bytes are in the store first, so a lost
//! file can always be placed again.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::failure::reasons;
use crate::spool::Spooled;

/// The folder for workbooks, and who may read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The folder; created if it does not exist.
    pub path: PathBuf,
    /// The mode of each workbook, such as 0o640, whatever the umask is.
    pub mode: u32,
}

reasons! {
    /// Why a workbook could not be placed; no part of it is left behind.
    pub enum FolderError {
        /// The folder or file cannot be written.
        CannotWrite { path: PathBuf, cause: io::Error } = 73 "folder-cannot-write",
    }
}

impl Folder {
    /// Writes the bytes under a name and returns the absolute path. An earlier workbook of that
    /// name is replaced: the folder has the latest one of a day.
    pub fn place(&self, name: &str, bytes: &Spooled) -> Result<PathBuf, FolderError> {
        let failed = |cause| FolderError::CannotWrite {
            path: self.path.join(name),
            cause,
        };
        self.make().map_err(failed)?;
        let folder = fs::canonicalize(&self.path).map_err(failed)?;
        sweep(&folder);
        let path = folder.join(name);
        let beside = folder.join(format!(".{name}.{}.part", std::process::id()));
        let placed = self
            .write(&beside, bytes)
            .and_then(|()| fs::rename(&beside, &path))
            .and_then(|()| File::open(&folder)?.sync_all());
        if placed.is_err() {
            // A half-written file is of no use; the first error matters more than one of removing
            // it.
            let _ = fs::remove_file(&beside);
        }
        placed.map_err(failed)?;
        Ok(path)
    }

    /// Tries to write in the folder, creating it if necessary, and leaves no file behind.
    ///
    /// # Errors
    /// If a workbook could not be placed there.
    pub fn probe(&self) -> Result<(), FolderError> {
        let failed = |cause| FolderError::CannotWrite {
            path: self.path.clone(),
            cause,
        };
        self.make().map_err(failed)?;
        // With a random name, since campaigns that run at the same time do this at the same moment.
        let beside = tempfile::Builder::new()
            .prefix(".cnscd-")
            .suffix(".part")
            .tempfile_in(&self.path);
        beside
            .and_then(|file| {
                file.as_file()
                    .set_permissions(Permissions::from_mode(self.mode))?;
                file.as_file().sync_all()?;
                file.close()
            })
            .map_err(failed)
    }

    /// Deletes workbooks that were purged from the store, and half-written ones of processes that
    /// were killed. Files that are gone already are not an error.
    pub fn forget(&self, names: &[String]) -> Result<(), FolderError> {
        forget(&self.path, names)?;
        forget(&self.path, &self.half_written(names))
    }

    fn half_written(&self, names: &[String]) -> Vec<String> {
        let is_of = |file: &str, name: &str| {
            file.strip_prefix('.')
                .and_then(|file| file.strip_prefix(name)?.strip_suffix(".part"))
                .is_some()
        };
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|file| names.iter().any(|name| is_of(file, name)))
            .collect()
    }

    /// Creates the folder if it does not exist, never writable for everybody, whatever the umask
    /// is.
    fn make(&self) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(&self.path)
    }

    fn write(&self, path: &Path, bytes: &Spooled) -> io::Result<()> {
        // Not accessible to others until it has its final mode.
        let file = create_new(path, 0o600)?;
        bytes.write_to(&file)?;
        file.set_permissions(Permissions::from_mode(self.mode))?;
        file.sync_all()
    }
}

/// Creates a new file. Anything that exists under the name is removed first, even a link: writing
/// through a planted link would write to a place that an attacker has chosen.
pub(crate) fn create_new(path: &Path, mode: u32) -> io::Result<File> {
    let create = || {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(mode).open(path)
    };
    match create() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            create()
        }
        created => created,
    }
}

/// Deletes half-written files of processes that were killed. Failures are ignored, since they must
/// not prevent writing.
fn sweep(folder: &Path) {
    let is_dead = |process: u32| !Path::new("/proc").join(process.to_string()).exists();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let writer = name.to_str().and_then(half_written_by);
        if writer.is_some_and(is_dead) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The number of the process that writes `.NAME.xlsx.PROCESS.part`.
fn half_written_by(name: &str) -> Option<u32> {
    let inner = name.strip_prefix('.')?.strip_suffix(".part")?;
    let (name, process) = inner.rsplit_once('.')?;
    let process = process.parse().ok()?;
    name.ends_with(".xlsx").then_some(process)
}

/// Deletes files from a folder by name. Files that are gone already are not an error; names that
/// lead outside the folder are ignored.
pub fn forget(folder: &Path, names: &[String]) -> Result<(), FolderError> {
    for name in names {
        if Path::new(name).file_name() != Some(name.as_ref()) {
            continue;
        }
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(FolderError::CannotWrite { path, cause }),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;
    use crate::locale::Language;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_workbook_is_placed_whole_with_its_mode() {
        let sandbox = tempfile::tempdir().unwrap();
        for mode in [0o640, 0o666, 0o600] {
            let folder = Folder {
                path: sandbox.path().join("reports"),
                mode,
            };
            let path = folder
                .place("a.xlsx", &mode.to_string().into_bytes().into())
                .unwrap();
            assert!(path.is_absolute());
            assert_eq!(fs::read_to_string(&path).unwrap(), mode.to_string());
            let found = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(found, mode);
            assert_eq!(names(&folder.path), ["a.xlsx"]);
        }
    }

    #[test]
    fn a_planted_link_is_not_followed() {
        let sandbox = tempfile::tempdir().unwrap();
        let outside = sandbox.path().join("outside");
        fs::write(&outside, "precious").unwrap();
        let folder = Folder {
            path: sandbox.path().join("reports"),
            mode: 0o640,
        };
        fs::create_dir(&folder.path).unwrap();
        for planted in ["a.xlsx", &format!(".a.xlsx.{}.part", std::process::id())] {
            std::os::unix::fs::symlink(&outside, folder.path.join(planted)).unwrap();
        }
        let path = folder.place("a.xlsx", &b"bytes".to_vec().into()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "bytes");
        assert_eq!(fs::read_to_string(&outside).unwrap(), "precious");
        assert_eq!(names(&folder.path), ["a.xlsx"]);
    }

    #[test]
    fn what_a_killed_process_had_half_written_is_swept_away() {
        let sandbox = tempfile::tempdir().unwrap();
        let folder = Folder {
            path: sandbox.path().to_owned(),
            mode: 0o640,
        };
        // No process can have this number: the largest is 2^22.
        let dead = ".b.xlsx.4194305.part";
        let living = format!(".b.xlsx.{}.part", std::process::id());
        for name in [dead, &living, ".foreign.part", ".c.4194305.part"] {
            fs::write(sandbox.path().join(name), "").unwrap();
        }
        folder.place("a.xlsx", &Spooled::default()).unwrap();
        let mut left = [".c.4194305.part", &*living, ".foreign.part", "a.xlsx"];
        left.sort_unstable();
        assert_eq!(names(sandbox.path()), left);
    }

    #[test]
    fn what_cannot_be_placed_leaves_nothing_behind() {
        let sandbox = tempfile::tempdir().unwrap();
        let folder = Folder {
            path: sandbox.path().to_owned(),
            mode: 0o640,
        };
        // A folder exists where the workbook should be.
        fs::create_dir(sandbox.path().join("a.xlsx")).unwrap();
        let error = folder
            .place("a.xlsx", &b"bytes".to_vec().into())
            .unwrap_err();
        assert_eq!(error.exit_code(), 73);
        assert!(error.message().say(Language::Vi).contains("a.xlsx"));
        assert_eq!(names(sandbox.path()), ["a.xlsx"]);
    }

    #[test]
    fn only_names_in_the_folder_are_forgotten() {
        let sandbox = tempfile::tempdir().unwrap();
        let path = sandbox.path().join("reports");
        let folder = Folder {
            path: path.clone(),
            mode: 0o640,
        };
        folder.place("a.xlsx", &Spooled::default()).unwrap();
        folder.place("b.xlsx", &Spooled::default()).unwrap();
        fs::write(sandbox.path().join("outside"), "").unwrap();
        let gone = ["a.xlsx", "never-there.xlsx", "../outside"].map(str::to_owned);
        folder.forget(&gone).unwrap();
        assert_eq!(names(&path), ["b.xlsx"]);
        assert!(sandbox.path().join("outside").exists());
    }
}
