//! One link or path: which way in, and what was pulled.
//!
//! Knows how to fetch bytes and what each refusal means; deliberately not what the bytes say.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// One spreadsheet as the campaign names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its name in the campaign.
    pub name: String,
    /// A path, a folder (its newest workbook), a pasted link, or an id.
    pub location: String,
    /// Folder that a relative path starts from.
    pub base: PathBuf,
}

/// What one source gave: bytes that the table stage reads, and how they were had.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// The source's name in the campaign.
    pub name: String,
    /// Which way in was taken.
    pub kind: SourceKind,
    /// The link or the absolute path that was read.
    pub location: String,
    /// When.
    pub fetched_at: Timestamp,
    /// The revision that the service names, where it names one.
    pub revision: Option<String>,
    /// What was had.
    pub body: Body,
    /// The tab that the link's `gid` names.
    pub gid: Option<i64>,
    /// Address that leads to a cell when `#gid=…&range=F17` is added: `https://…/d/ID/edit`.
    pub link: Option<String>,
    /// What was tried, in order, one sentence key and argument each, for `doctor` and the run's record.
    pub trail: Vec<Step>,
    /// Requests made, retries and tokens included.
    pub requests: u32,
}

/// The way in that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A workbook on disk.
    File,
    /// A native sheet through the Sheets API.
    GoogleSheet,
    /// An Office file through the Drive API.
    DriveFile,
    /// A public link, without credentials.
    PublicLink,
}

/// The bytes had, by what reads them.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A workbook file: xlsx, xls, xlsb, ods, csv. The name decides nothing but a csv's tab title.
    Workbook { bytes: Vec<u8>, file_name: String },
    /// The Sheets API's answer (`spreadsheets.get` with grid data), as JSON.
    Sheets { json: Vec<u8> },
}

/// One step on the way in, for people: a key of `locale` and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Key of its sentence, such as `source-step-public-link`.
    pub key: String,
    /// The sentence's arguments by name.
    pub arguments: Vec<(String, String)>,
}
