//! `cnscd init`: a commented configuration, and an empty sheet to give to communes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::cli::arguments::Init;
use crate::cli::error::CommandError;
use crate::cli::{Context, Output};
use crate::config::fresh::{self, Home, HomeFault};
use crate::failure::Failure;
use crate::letter;
use crate::locale::say;
use crate::pipeline::shown;
use crate::register::Register;
use crate::register::country::{self, Province};

/// Shipped files of a new installation that do not depend on the province.
const FILES: &[(&str, &str)] = &[
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
        "vocabulary/units.toml",
        include_str!("../../config/vocabulary/units.toml"),
    ),
];
/// Shipped files of the example campaign, which belongs to one province.
const SHIPPED: &[(&str, &str)] = &[
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
        "campaigns/binh-dan-hoc-vu-so-quang-ngai.toml",
        include_str!("../../config/campaigns/binh-dan-hoc-vu-so-quang-ngai.toml"),
    ),
    (
        "rules/binh-dan-hoc-vu-so.toml",
        include_str!("../../config/rules/binh-dan-hoc-vu-so.toml"),
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
    (
        "registers/README.md",
        include_str!("../../config/registers/README.md"),
    ),
];
/// Names and texts of files.
type Texts = Vec<(String, String)>;
/// Names and bytes of workbooks.
type Sheets = Vec<(String, Vec<u8>)>;

#[derive(Serialize)]
struct InitDocument {
    folder: String,
    written: Vec<String>,
}

/// Writes the files of a configuration. If any of them exists, none is written.
pub(super) fn run(context: &Context, arguments: &Init) -> Result<Output, Failure> {
    let language = context.language;
    let folder = arguments
        .folder
        .as_deref()
        .map_or_else(|| context.here.clone(), |folder| context.typed(folder))
        .join("config");
    let home = home(context, arguments)?;
    let (files, sheets) = laid_out(home.as_ref())?;
    let letters = letter::shipped();
    let letters = letters
        .iter()
        .map(|letter| (letter.path, letter.bytes.as_slice()));
    let texts = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()));
    let sheets = sheets
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let all = texts.chain(sheets).chain(letters);
    let there: Vec<String> = all
        .clone()
        .map(|(name, _)| name)
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
    let mut written = Vec::new();
    for (name, bytes) in all {
        let path = folder.join(name);
        write(&path, bytes).map_err(|error| CommandError::InitUnwritable {
            path: shown(&path),
            error,
        })?;
        written.push(shown(&path));
    }
    if context.json {
        return Ok(Output::json(&InitDocument {
            folder: shown(&folder),
            written,
        }));
    }
    let listed: String = written.iter().map(|file| format!("\n  {file}")).collect();
    let done = say(
        language,
        "cli-init-done",
        &[("folder", &shown(&folder)), ("files", &listed)],
    );
    let asks = home.map(|_| say(language, "cli-init-asks", &[]));
    let lines: Vec<String> = [done].into_iter().chain(asks).collect();
    Ok(Output::told(lines.join("\n")))
}

/// Whom the configuration is for; `None` for the shipped example.
fn home(context: &Context, arguments: &Init) -> Result<Option<Home>, Failure> {
    let province = arguments
        .province
        .as_deref()
        .map(|typed| country::province(typed).map_err(|near| unknown(typed, &near)))
        .transpose()?;
    let Some(register) = &arguments.register else {
        return Ok(province.map(Home::of_province));
    };
    let path = context.typed(register);
    match Home::of_register(&path, province) {
        Ok(home) => Ok(Some(home)),
        Err(HomeFault::Register(problems)) => Err(problems.into()),
        Err(HomeFault::Elsewhere) => Err(CommandError::InitElsewhere {
            path: shown(&path),
            province: province.map_or(String::new(), Province::title),
        }
        .into()),
    }
}

/// The error for an unknown province, with similar names, or else all names.
fn unknown(typed: &str, near: &[&'static Province]) -> CommandError {
    let all: Vec<&Province> = country::provinces().iter().collect();
    let offered = if near.is_empty() { &all } else { near };
    let names: Vec<&str> = offered.iter().map(|one| one.name.as_str()).collect();
    CommandError::InitProvince {
        typed: typed.to_owned(),
        near: names.join(", "),
    }
}

/// The texts and the sheets to write.
fn laid_out(home: Option<&Home>) -> Result<(Texts, Sheets), Failure> {
    let owned = |files: &[(&str, &str)]| -> Texts {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        files.iter().map(owned).collect()
    };
    let (mut files, sheets) = match home {
        Some(home) => (home.files(), home.sheets()?),
        None => {
            let communes = Register::shipped().communes;
            let sheets = fresh::sheets(&communes, "tỉnh Quảng Ngãi")?;
            (owned(SHIPPED), sheets)
        }
    };
    files.extend(owned(FILES));
    Ok((files, sheets))
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
