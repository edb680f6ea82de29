//! The Drive API: what a file is, and the bytes of an Office file.
//!
//! Uses `files.get`, `alt=media` and `files.export` of Drive v3; does not look into the bytes.

use serde::Deserialize;
use url::Url;

use crate::google::GoogleError;
use crate::google::account::{Access, Account};
use crate::google::question::Question;
use crate::google::refusal::No;
use crate::google::session::{Session, host};
use crate::source::link::GoogleDocument;

/// The Office format to which native sheets are exported.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The largest answer with metadata, in bytes; it normally has some hundred.
const METADATA_LIMIT: u64 = 256 * 1024;

/// What Drive says about a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Metadata {
    /// Its name.
    pub name: String,
    /// Its MIME type, which decides how it is fetched.
    pub mime_type: String,
    /// The hash of an Office file's bytes.
    pub md5_checksum: Option<String>,
    /// A number that grows with every change, including changes of sharing.
    pub version: Option<String>,
    /// The size of an Office file in bytes, as text.
    pub size: Option<String>,
    /// Whether it is in the owner's bin.
    pub trashed: bool,
    /// The file that a shortcut leads to.
    pub shortcut_details: Option<Shortcut>,
}

/// The file that a shortcut leads to.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shortcut {
    /// Id of the file.
    pub target_id: String,
    /// Resource key of the file.
    pub target_resource_key: Option<String>,
}

/// The kind of a file, which decides how it is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DriveFileKind {
    /// A native sheet, fetched by the Sheets API.
    Sheet,
    /// A file with bytes, fetched by `alt=media`.
    File,
    /// A link to another file.
    Shortcut,
    /// Not a spreadsheet.
    Other,
}

impl Metadata {
    /// Decides by the MIME type or, if that is too general, by the extension of the name.
    pub(super) fn kind(&self) -> DriveFileKind {
        const FILES: [&str; 9] = [
            XLSX,
            "application/vnd.ms-excel",
            "application/vnd.ms-excel.sheet.macroenabled.12",
            "application/vnd.ms-excel.sheet.binary.macroenabled.12",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/x-vnd.oasis.opendocument.spreadsheet",
            "text/csv",
            "text/comma-separated-values",
            "application/csv",
        ];
        const VAGUE: [&str; 4] = [
            "application/octet-stream",
            "application/zip",
            "text/plain",
            "",
        ];
        const ENDINGS: [&str; 6] = [".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"];
        let kind = self.mime_type.to_ascii_lowercase();
        let name = self.name.to_lowercase();
        match kind.as_str() {
            "application/vnd.google-apps.spreadsheet" => DriveFileKind::Sheet,
            "application/vnd.google-apps.shortcut" => DriveFileKind::Shortcut,
            kind if FILES.contains(&kind) => DriveFileKind::File,
            kind if VAGUE.contains(&kind) && ENDINGS.iter().any(|end| name.ends_with(end)) => {
                DriveFileKind::File
            }
            _ => DriveFileKind::Other,
        }
    }

    /// The revision: the hash of the bytes if there is one, otherwise the version.
    pub(super) fn revision(&self) -> Option<String> {
        match (&self.md5_checksum, &self.version) {
            (Some(md5), _) => Some(format!("md5:{md5}")),
            (None, Some(version)) => Some(format!("version:{version}")),
            (None, None) => None,
        }
    }

    /// The size in bytes, if Drive states it.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.size.as_deref()?.parse().ok()
    }
}

/// Asks what the file is.
///
/// # Errors
/// As [`Question::get`]; also if the answer is not metadata.
pub(super) async fn metadata(
    session: &mut Session<'_>,
    account: &Account,
    document: &GoogleDocument,
) -> Result<Metadata, No> {
    let fields = "id,name,mimeType,md5Checksum,version,modifiedTime,size,trashed,\
                  shortcutDetails(targetId,targetMimeType,targetResourceKey)";
    let mut url = address(session, document, "");
    url.query_pairs_mut()
        .append_pair("fields", fields)
        .append_pair("supportsAllDrives", "true");
    let answer = question(document, METADATA_LIMIT, None)
        .get(session, account, &url)
        .await?;
    let metadata: Metadata = serde_json::from_slice(&answer.body)
        .map_err(|error| unexpected(&url, &error.to_string()))?;
    if metadata.mime_type.is_empty() {
        return Err(unexpected(&url, "no mimeType"));
    }
    Ok(metadata)
}

/// The bytes of an Office file.
///
/// # Errors
/// As [`Question::get`]; `OtherWay` if the file has no bytes of its own.
pub(super) async fn download(
    session: &mut Session<'_>,
    account: &Account,
    document: &GoogleDocument,
    bytes: Option<u64>,
) -> Result<Vec<u8>, No> {
    let mut url = address(session, document, "");
    url.query_pairs_mut()
        .append_pair("alt", "media")
        .append_pair("supportsAllDrives", "true");
    let limit = session.settings.max_file;
    let answer = question(document, limit, bytes)
        .get(session, account, &url)
        .await?;
    Ok(answer.body)
}

/// Exports a native sheet as xlsx; Google's limit is 10 MB.
///
/// # Errors
/// As [`Question::get`]; `OtherWay` if the sheet is too large for that.
pub(super) async fn export(
    session: &mut Session<'_>,
    account: &Account,
    document: &GoogleDocument,
) -> Result<Vec<u8>, No> {
    let mut url = address(session, document, "/export");
    url.query_pairs_mut().append_pair("mimeType", XLSX);
    let limit = session.settings.max_file;
    let answer = question(document, limit, None)
        .get(session, account, &url)
        .await?;
    Ok(answer.body)
}

fn question(document: &GoogleDocument, limit: u64, whole: Option<u64>) -> Question<'_> {
    Question {
        api: "Google Drive API",
        access: Access::Reading,
        id: &document.id,
        resource_key: document.resource_key.as_deref(),
        limit,
        whole,
        takes_long: false,
    }
}

fn address(session: &Session<'_>, document: &GoogleDocument, rest: &str) -> Url {
    session
        .settings
        .drive_endpoint
        .join(&format!("drive/v3/files/{}{rest}", document.id))
        .expect("an id holds no character that an address minds")
}

fn unexpected(url: &Url, detail: &str) -> No {
    No::Final(GoogleError::Unexpected {
        host: host(url),
        detail: detail.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mime_type: &str, name: &str, expected: DriveFileKind) {
        let metadata = Metadata {
            name: name.to_owned(),
            mime_type: mime_type.to_owned(),
            ..Metadata::default()
        };
        assert_eq!(metadata.kind(), expected, "{mime_type} {name}");
    }

    #[test]
    fn the_type_decides_the_way() {
        check(
            "application/vnd.google-apps.spreadsheet",
            "Tổ CNSCĐ",
            DriveFileKind::Sheet,
        );
        check(
            "application/vnd.google-apps.shortcut",
            "Lối tắt",
            DriveFileKind::Shortcut,
        );
        check(XLSX, "Tổ CNSCĐ.xlsx", DriveFileKind::File);
        check("application/vnd.ms-excel", "a.xls", DriveFileKind::File);
        check(
            "application/vnd.ms-excel.sheet.macroEnabled.12",
            "a.xlsm",
            DriveFileKind::File,
        );
        check("text/csv", "a", DriveFileKind::File);
        check("application/octet-stream", "a.XLSX", DriveFileKind::File);
        check("application/octet-stream", "a.exe", DriveFileKind::Other);
        check(
            "application/vnd.google-apps.document",
            "a.xlsx",
            DriveFileKind::Other,
        );
        check(
            "application/vnd.google-apps.folder",
            "a",
            DriveFileKind::Other,
        );
        check("application/pdf", "a.pdf", DriveFileKind::Other);
    }
}
