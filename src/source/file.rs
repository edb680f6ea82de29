//! A workbook on disk: a path, or a folder whose newest workbook is taken.
//!
//! Knows names, sizes and times of files; deliberately not what they hold.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::google::error::Bytes;
use crate::source::error::SourceError;

/// Where a written path leads from a folder, without `..` in what people are shown. The folder's
/// own links are followed first, so that a leading `..` leaves the folder that it stands in.
pub(super) fn beside(folder: &Path, written: &Path) -> PathBuf {
    let mut place = fs::canonicalize(folder)
        .or_else(|_| std::path::absolute(folder))
        .unwrap_or_else(|_| folder.to_owned());
    let mut parts = written.components();
    loop {
        let rest = parts.as_path();
        match parts.next() {
            Some(Component::CurDir) => {}
            Some(Component::ParentDir) => {
                place.pop();
            }
            _ => {
                return if rest.as_os_str().is_empty() {
                    place
                } else {
                    place.join(rest)
                };
            }
        }
    }
}

/// The bytes of a workbook, whole.
#[derive(Debug)]
pub(super) struct Workbook {
    /// The file that was read, absolute.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Endings that the table stage reads.
const ENDINGS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "fods", "csv"];
/// A file that changes while it is read is read again this often …
const LOOKS: u32 = 6;
/// … after this long.
const PAUSE: Duration = Duration::from_millis(500);

/// Reads the file, or the newest workbook of the folder.
///
/// # Errors
/// Missing, unreadable, larger than `max` bytes, no workbook in the folder, or still being
/// written after three seconds.
pub(super) async fn read(path: PathBuf, max: u64) -> Result<Workbook, SourceError> {
    let mut looks = 0;
    loop {
        looks += 1;
        let named = path.clone();
        let look = tokio::task::spawn_blocking(move || look(&named, max))
            .await
            .expect("reading a file does not panic")?;
        match look {
            Look::Whole(workbook) => return Ok(workbook),
            Look::Changing(path) if looks == LOOKS => {
                return Err(SourceError::StillWritten { path });
            }
            Look::Changing(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

enum Look {
    Whole(Workbook),
    Changing(PathBuf),
}

/// Reads once; a size or a time that moved meanwhile means that someone is writing.
fn look(named: &Path, max: u64) -> Result<Look, SourceError> {
    let unreadable = |path: &Path, cause| SourceError::Unreadable {
        path: path.to_owned(),
        cause,
    };
    let mut path = std::path::absolute(named).unwrap_or_else(|_| named.to_owned());
    let mut before = match fs::metadata(&path) {
        Ok(metadata) => metadata,
        Err(cause) if is_absent(&cause) => return Err(SourceError::Missing { path }),
        Err(cause) => return Err(unreadable(&path, cause)),
    };
    if before.is_dir() {
        path = newest(&path)?;
        before = fs::metadata(&path).map_err(|cause| unreadable(&path, cause))?;
    }
    if !before.is_file() {
        return Err(SourceError::NotAFile { path });
    }
    let too_large = || SourceError::TooLarge {
        what: path.display().to_string(),
        limit: Bytes(max),
    };
    if before.len() > max {
        return Err(too_large());
    }
    let announced = usize::try_from(before.len()).unwrap_or_default();
    let mut bytes = Vec::with_capacity(announced);
    fs::File::open(&path)
        .and_then(|file| file.take(max + 1).read_to_end(&mut bytes))
        .map_err(|cause| unreadable(&path, cause))?;
    if bytes.len() as u64 > max {
        return Err(too_large());
    }
    let after = fs::metadata(&path).map_err(|cause| unreadable(&path, cause))?;
    let same = stamp(&before) == stamp(&after) && bytes.len() as u64 == after.len();
    Ok(if same {
        Look::Whole(Workbook { path, bytes })
    } else {
        Look::Changing(path)
    })
}

fn is_absent(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn stamp(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// The workbook of the folder that was modified last; of two at one moment the later by name.
fn newest(folder: &Path) -> Result<PathBuf, SourceError> {
    let entries = fs::read_dir(folder).map_err(|cause| SourceError::Unreadable {
        path: folder.to_owned(),
        cause,
    })?;
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| is_workbook(path))
        .filter_map(|path| {
            let metadata = fs::metadata(&path).ok().filter(Metadata::is_file)?;
            Some((metadata.modified().ok(), path))
        })
        .max()
        .map(|(_, path)| path)
        .ok_or_else(|| SourceError::EmptyFolder {
            path: folder.to_owned(),
        })
}

/// By name: an ending we read, and no lock file of Excel (`~$a.xlsx`) or LibreOffice
/// (`.~lock.a.xlsx#`), temporary copy, or hidden file.
fn is_workbook(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    !name.starts_with(['.', '~'])
        && ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::failure::Reason;

    fn write(path: &Path, text: &str, age: u64) {
        fs::write(path, text).unwrap();
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 - age);
        fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(then)
            .unwrap();
    }

    fn kind(path: PathBuf, max: u64) -> &'static str {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        match runtime.block_on(read(path, max)) {
            Ok(_) => "read",
            Err(error) => {
                assert_eq!(error.exit_code(), 65);
                error.kind()
            }
        }
    }

    #[test]
    fn each_thing_that_is_no_workbook_has_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xlsx");
        assert_eq!(kind(file.clone(), 10), "missing");
        assert_eq!(kind(file.join("b.xlsx"), 10), "missing");
        assert_eq!(kind(folder.path().to_owned(), 10), "empty-folder");
        assert_eq!(kind(PathBuf::from("/dev/null"), 10), "not-a-file");
        write(&file, "0123456789", 0);
        assert_eq!(kind(file.clone(), 10), "read");
        assert_eq!(kind(file.join("b.xlsx"), 10), "missing");
        assert_eq!(kind(file, 9), "too-large");
    }

    #[test]
    fn a_folder_gives_its_newest_workbook() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("cũ.xlsx"), "", 30);
        write(&at("mới.XLSX"), "", 20);
        write(&at("~$mới.xlsx"), "", 1);
        write(&at(".ẩn.xlsx"), "", 1);
        write(&at(".~lock.mới.xlsx#"), "", 1);
        write(&at("ghi chú.docx"), "", 1);
        fs::create_dir(at("thư mục.xlsx")).unwrap();
        assert_eq!(newest(folder.path()).unwrap(), at("mới.XLSX"));
        write(&at("tổng hợp.csv"), "", 5);
        assert_eq!(newest(folder.path()).unwrap(), at("tổng hợp.csv"));
    }
}
