//! Reads a file that must be a regular one: a key, a password, a certificate.
//!
//! Reading a pipe would wait until somebody writes to it, and a device may never end.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

/// In bytes; larger than any key, password or list of certificates.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Opens a file for reading, without blocking, and checks the opened file itself, since the path
/// may have changed after an earlier check. Returns `None` if it is not a regular file.
///
/// # Errors
/// If it cannot be opened.
pub fn open(path: &Path) -> io::Result<Option<(File, Metadata)>> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = File::options()
        .read(true)
        .custom_flags(i32::try_from(flags.bits()).expect("flags of open(2) are an int"))
        .open(path)?;
    let metadata = file.metadata()?;
    Ok(metadata.is_file().then_some((file, metadata)))
}

/// The bytes of a small file, and its metadata.
///
/// # Errors
/// If it cannot be read, is not a regular file or is too large.
pub fn bytes(path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
    let Some((file, metadata)) = open(path)? else {
        let cause = "not a regular file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, cause));
    };
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok((bytes, metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_or_a_device_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (pipe, plain) = (folder.path().join("pipe"), folder.path().join("plain"));
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        let kind = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
        std::fs::write(&plain, "khóa").unwrap();
        for path in [&pipe, Path::new("/dev/zero"), folder.path()] {
            let error = bytes(path).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{path:?}");
        }
        assert_eq!(bytes(&plain).unwrap().0, "khóa".as_bytes());
        let missing = bytes(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}
