//! A folder of .eml files. Each is written under another name and then renamed, so that nobody sees
//! half a mail. A mail that is written twice is there once.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

use super::DeliveryError;
use crate::folder::create_new;

/// Writes `<id>.eml`, readable by its owner alone; a folder created here has mode 0700.
pub(super) fn write(folder: &Path, id: &str, bytes: &[u8]) -> Result<(), DeliveryError> {
    let path = folder.join(file_name(id));
    place(folder, &path, bytes).map_err(|cause| DeliveryError::CannotWrite { path, cause })
}

/// The file name of a mail.
pub(super) fn file_name(id: &str) -> String {
    format!("{id}.eml")
}

fn place(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let beside = path.with_extension("part");
    let mut file = create_new(&beside, 0o600)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(folder)?.sync_all()
}
