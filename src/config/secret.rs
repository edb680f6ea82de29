//! Secrets in files of their own.

use std::io;

use secrecy::SecretString;

use crate::config::Environment;
use crate::config::problem::TomlFile;
use crate::regular;

/// Reads a secret from a file that only its owner may read. A bare file name is first looked for
/// among systemd's credentials.
pub(super) fn secret(
    reader: &mut TomlFile<'_>,
    path: &[&str],
    file: &str,
    environment: &Environment,
) -> Option<SecretString> {
    use std::os::unix::fs::PermissionsExt;
    let credential = environment
        .credentials_directory
        .as_ref()
        .map(|folder| folder.join(file))
        .filter(|path| path.is_file());
    let given = credential.is_some();
    let location = credential.unwrap_or_else(|| reader.relative(file));
    reader.files.push(location.clone());
    let shown = location.display().to_string();
    let read = regular::bytes(&location).and_then(|(bytes, data)| {
        let text = String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok((data.permissions().mode(), text))
    });
    match read {
        Ok((mode, _)) if mode & 0o077 != 0 && !given => {
            reader.at(path, "config-secret-open", &[("path", &shown)], "chmod 600");
            None
        }
        Ok((_, text)) => Some(SecretString::from(
            text.trim_end_matches(['\n', '\r']).to_owned(),
        )),
        Err(error) => {
            reader.at(
                path,
                "config-file-unreadable",
                &[("path", &shown), ("error", &error.to_string())],
                "",
            );
            None
        }
    }
}
