//! `cnscd init`: a commented configuration, and an empty sheet to hand to communes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::cli::arguments::Init;
use crate::cli::error::CommandError;
use crate::cli::{Answer, Context};
use crate::failure::Failure;
use crate::locale::say;
use crate::pipeline::shown;
use crate::register::Register;
use crate::report::{ReportError, template};

/// Everything that a new installation starts from, as it is shipped.
const FILES: &[(&str, &str)] = &[
    ("cnscd.toml", include_str!("../../config/cnscd.toml")),
    (
        "campaigns/to-cnscd-quang-ngai.toml",
        include_str!("../../config/campaigns/to-cnscd-quang-ngai.toml"),
    ),
    (
        "rules/to-cnscd.toml",
        include_str!("../../config/rules/to-cnscd.toml"),
    ),
    (
        "vocabulary/headers.toml",
        include_str!("../../config/vocabulary/headers.toml"),
    ),
    (
        "vocabulary/positions.toml",
        include_str!("../../config/vocabulary/positions.toml"),
    ),
    (
        "vocabulary/rows.toml",
        include_str!("../../config/vocabulary/rows.toml"),
    ),
    (
        "registers/quang-ngai.csv",
        include_str!("../../config/registers/quang-ngai.csv"),
    ),
    (
        "registers/quang-ngai-cu.csv",
        include_str!("../../config/registers/quang-ngai-cu.csv"),
    ),
    (
        "registers/ten-khac.csv",
        include_str!("../../config/registers/ten-khac.csv"),
    ),
];
/// The sheet that communes fill in; the source of a fresh configuration.
const SHEET: &str = "samples/to-cnscd.xlsx";

#[derive(Serialize)]
struct Document {
    folder: String,
    written: Vec<String>,
}

/// Writes what is not there yet; a file that is there stays, and none is written then.
pub(super) fn run(context: &Context, arguments: &Init) -> Result<Answer, Failure> {
    let language = context.language;
    let folder = arguments
        .folder
        .as_deref()
        .map_or_else(|| context.here.clone(), |folder| context.typed(folder))
        .join("config");
    let names = FILES.iter().map(|(name, _)| *name).chain([SHEET]);
    let there: Vec<String> = names
        .filter(|name| folder.join(name).exists())
        .map(str::to_owned)
        .collect();
    if !there.is_empty() {
        return Err(CommandError::InitThere {
            folder: shown(&folder),
            files: there.join(", "),
        }
        .into());
    }
    let sheet = template::workbook(&Register::shipped().communes).map_err(ReportError::from)?;
    let mut written = Vec::new();
    let all = FILES
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .chain([(SHEET, sheet.as_slice())]);
    for (name, bytes) in all {
        let path = folder.join(name);
        write(&path, bytes).map_err(|error| CommandError::InitUnwritable {
            path: shown(&path),
            error,
        })?;
        written.push(shown(&path));
    }
    if context.json {
        return Ok(Answer::json(&Document {
            folder: shown(&folder),
            written,
        }));
    }
    Ok(Answer::text(say(
        language,
        "cli-init-done",
        &[
            ("folder", &shown(&folder)),
            ("files", &written.join("\n  ")),
        ],
    )))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?
        .write_all(bytes)
}
