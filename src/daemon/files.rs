//! Detects that files have changed since the last check, by size, time and inode.
//!
//! Does not read contents. A change counts once it is the same in two checks, so that a file that
//! an editor is still writing is not used.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

/// Size, inode, seconds and nanoseconds of the last change; `None` if the file does not exist.
type Stamp = Option<(u64, u64, i64, i64)>;

/// Files that are checked from time to time.
#[derive(Debug, Default)]
pub(super) struct Files {
    paths: Vec<PathBuf>,
    settled: Vec<Stamp>,
    last: Vec<Stamp>,
}

impl Files {
    /// Starts from the present state of the files.
    pub(super) fn watch(paths: Vec<PathBuf>) -> Self {
        let settled: Vec<Stamp> = paths.iter().map(stamp).collect();
        Self {
            last: settled.clone(),
            settled,
            paths,
        }
    }

    /// Whether something has changed and did not change again since the check before. Each change
    /// is reported once.
    pub(super) fn have_changed(&mut self) -> bool {
        let now: Vec<Stamp> = self.paths.iter().map(stamp).collect();
        let at_rest = now == self.last;
        let changed = at_rest && now != self.settled;
        if changed {
            self.settled.clone_from(&now);
        }
        self.last = now;
        changed
    }
}

fn stamp(path: &PathBuf) -> Stamp {
    let data = fs::metadata(path).ok()?;
    Some((data.len(), data.ino(), data.mtime(), data.mtime_nsec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_counts_once_it_has_come_to_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cnscd.toml");
        let missing = folder.path().join("campaign.toml");
        fs::write(&path, "a").unwrap();
        let mut files = Files::watch(vec![path.clone(), missing.clone()]);
        assert!(!files.have_changed());
        fs::write(&path, "ab").unwrap();
        assert!(!files.have_changed(), "it may still be written");
        fs::write(&path, "abc").unwrap();
        assert!(!files.have_changed());
        assert!(files.have_changed());
        assert!(!files.have_changed(), "it is known now");
        fs::write(&missing, "").unwrap();
        assert!(!files.have_changed());
        assert!(files.have_changed());
        fs::remove_file(&path).unwrap();
        assert!(!files.have_changed());
        assert!(files.have_changed());
    }
}
