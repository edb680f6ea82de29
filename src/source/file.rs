//! Reads a workbook on disk: a file, or the newest workbook of a folder.
//!
//! Knows names, sizes and times of files, not their contents.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::google::error::Bytes;
use crate::regular;
use crate::source::error::SourceError;

/// Resolves a path relative to a folder, without leaving `..` in what people see. Links in the
/// folder's own path are resolved first, so that a leading `..` means the folder's real parent.
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

/// A workbook file, read completely.
#[derive(Debug)]
pub(super) struct FileBytes {
    /// The absolute path of the file.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Extensions of files that the table stage reads.
const ENDINGS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "fods", "csv"];
/// How often a file is read again if it changes while it is read.
const LOOKS: u32 = 6;
/// How long to wait before it is read again.
const PAUSE: Duration = Duration::from_millis(500);

/// Reads the file, or the newest workbook of the folder.
///
/// # Errors
/// If the file is missing, unreadable, or larger than `max` bytes, the folder contains no workbook,
/// the file is still being written after three seconds, or reading takes longer than `patience`.
pub(super) async fn read(
    path: PathBuf,
    max: u64,
    patience: Duration,
) -> Result<FileBytes, SourceError> {
    let until = Instant::now() + patience;
    let mut looks = 0;
    loop {
        looks += 1;
        let named = path.clone();
        match in_time(&path, until, move || look(&named, max)).await? {
            ReadAttempt::Whole(workbook) => return Ok(workbook),
            ReadAttempt::Changing(path) if looks == LOOKS => {
                return Err(SourceError::StillWritten { path });
            }
            ReadAttempt::Changing(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Reads that were given up and have not returned yet, by path. A file system that is gone (NFS, a
/// disconnected disk) blocks a thread for ever, and one blocked thread for each path is enough.
static STUCK: Mutex<Option<HashMap<PathBuf, oneshot::Receiver<AttemptResult>>>> = Mutex::new(None);

type AttemptResult = Result<ReadAttempt, SourceError>;

/// Reads on a thread of its own, and waits for it until an instant.
async fn in_time(
    path: &Path,
    until: Instant,
    look: impl FnOnce() -> AttemptResult + Send + 'static,
) -> AttemptResult {
    let stalled = || SourceError::Stalled {
        path: path.to_owned(),
    };
    if is_stuck(path) {
        return Err(stalled());
    }
    let (told, mut hears) = oneshot::channel();
    let thread = std::thread::Builder::new().name("source".to_owned());
    thread
        .spawn(move || {
            // The receiver may have given up, which does not matter here.
            let _ = told.send(look());
        })
        .map_err(|cause| SourceError::Unreadable {
            path: path.to_owned(),
            cause,
        })?;
    match timeout_at(until, &mut hears).await {
        Ok(outcome) => outcome.expect("reading a file does not panic"),
        Err(_) => {
            let mut stuck = STUCK.lock().unwrap_or_else(PoisonError::into_inner);
            stuck.get_or_insert_default().insert(path.to_owned(), hears);
            Err(stalled())
        }
    }
}

/// Whether an earlier read of this path still has not returned.
fn is_stuck(path: &Path) -> bool {
    let mut stuck = STUCK.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(reads) = stuck.as_mut() else {
        return false;
    };
    reads.retain(|_, hears| matches!(hears.try_recv(), Err(oneshot::error::TryRecvError::Empty)));
    reads.contains_key(path)
}

#[derive(Debug)]
enum ReadAttempt {
    Whole(FileBytes),
    Changing(PathBuf),
}

/// Reads once. If size or time changed meanwhile, the file is still being written.
fn look(named: &Path, max: u64) -> Result<ReadAttempt, SourceError> {
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
    let file = open(&path)?;
    let too_large = || SourceError::TooLarge {
        what: path.display().to_string(),
        limit: Bytes(max),
    };
    if before.len() > max {
        return Err(too_large());
    }
    let announced = usize::try_from(before.len()).unwrap_or_default();
    let mut bytes = Vec::with_capacity(announced);
    file.take(max + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| unreadable(&path, cause))?;
    if bytes.len() as u64 > max {
        return Err(too_large());
    }
    let after = fs::metadata(&path).map_err(|cause| unreadable(&path, cause))?;
    let same = stamp(&before) == stamp(&after) && bytes.len() as u64 == after.len();
    Ok(if same {
        ReadAttempt::Whole(FileBytes { path, bytes })
    } else {
        ReadAttempt::Changing(path)
    })
}

/// Opens a regular file.
fn open(path: &Path) -> Result<fs::File, SourceError> {
    let unreadable = |cause| SourceError::Unreadable {
        path: path.to_owned(),
        cause,
    };
    if let Some((file, _)) = regular::open(path).map_err(unreadable)? {
        Ok(file)
    } else {
        Err(SourceError::NotAFile {
            path: path.to_owned(),
        })
    }
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

/// The workbook in the folder that was modified last; of two with the same time, the last by name.
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

/// Whether a name is that of a workbook: it has a known extension, and is not a lock file of Excel
/// (`~$a.xlsx`) or LibreOffice (`.~lock.a.xlsx#`), a temporary copy or a hidden file.
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
        match runtime.block_on(read(path, max, Duration::from_secs(30))) {
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
    fn what_became_a_pipe_after_the_look_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("a.xlsx");
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert_eq!(kind(pipe.clone(), 10), "not-a-file");
        // The check before may have seen a file, so the opened one is checked too.
        assert!(matches!(open(&pipe), Err(SourceError::NotAFile { .. })));
    }

    #[tokio::test]
    async fn a_read_that_does_not_return_is_given_up_and_not_begun_again() {
        let path = Path::new("/mnt/gone/a.xlsx");
        let (release, held) = std::sync::mpsc::channel::<()>();
        let soon = || Instant::now() + Duration::from_millis(50);
        let later = || Instant::now() + Duration::from_secs(30);
        let whole = || {
            Ok(ReadAttempt::Whole(FileBytes {
                path: PathBuf::new(),
                bytes: Vec::new(),
            }))
        };
        let (ended, has_ended) = std::sync::mpsc::channel::<()>();
        let stalled = in_time(path, soon(), move || {
            let _ = held.recv();
            drop(ended);
            whole()
        })
        .await
        .unwrap_err();
        assert_eq!((stalled.kind(), stalled.exit_code()), ("stalled", 69));
        let again = in_time(path, later(), || panic!("begun again")).await;
        assert!(matches!(again, Err(SourceError::Stalled { .. })));
        let other = in_time(Path::new("/srv/b.xlsx"), later(), whole).await;
        assert!(matches!(other, Ok(ReadAttempt::Whole(_))));
        // The file system responds again.
        drop(release);
        let _ = has_ended.recv();
        while is_stuck(path) {
            tokio::task::yield_now().await;
        }
        assert!(matches!(
            in_time(path, later(), whole).await,
            Ok(ReadAttempt::Whole(_))
        ));
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
