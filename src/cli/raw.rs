//! `cnscd raw`: the bytes that a pull was read from, unchanged.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::arguments::Raw as Arguments;
use crate::cli::error::CommandError;
use crate::cli::{Context, Output};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::pipeline::shown;
use crate::source::Body;
use crate::store::Raw;

/// The mode of files that may contain people's names.
const PRIVATE: u32 = 0o600;

#[derive(Serialize)]
struct RawDocument<'a> {
    snapshot: &'a str,
    files: Vec<FileLine>,
}

#[derive(Serialize)]
struct FileLine {
    source: String,
    path: String,
    sha256: String,
    bytes: usize,
}

/// Writes the bytes of each source, or of the one that was named.
pub(super) async fn run(context: &Context, arguments: &Arguments) -> Result<Output, Failure> {
    let app = context.app()?;
    let unknown = || CommandError::SnapshotUnknown {
        snapshot: arguments.snapshot.clone(),
    };
    let store = app.existing_store().await?.ok_or_else(unknown)?;
    let mut sources = store.raw(&arguments.snapshot).await?;
    if sources.is_empty() {
        return Err(unknown().into());
    }
    let names: Vec<&str> = sources.iter().map(|raw| &*raw.source).collect();
    let which = CommandError::RawWhich {
        sources: names.join(", "),
    };
    if let Some(named) = &arguments.source {
        sources.retain(|raw| raw.source == *named);
    }
    let out = context.typed(&arguments.out);
    let is_folder = out.is_dir() || arguments.out.to_string_lossy().ends_with('/');
    if sources.is_empty() || sources.len() > 1 && !is_folder {
        return Err(which.into());
    }
    let mut files = Vec::with_capacity(sources.len());
    for raw in sources {
        let target = match is_folder {
            true => out.join(file_name(&raw)),
            false => out.clone(),
        };
        files.push(write(raw, &target)?);
    }
    if context.json {
        return Ok(Output::json(&RawDocument {
            snapshot: &arguments.snapshot,
            files,
        }));
    }
    let screen = context.screen(app);
    let line = |file: &FileLine| {
        let bytes = screen.count(file.bytes);
        let said = [
            ("source", &*file.source),
            ("path", &file.path),
            ("bytes", &bytes),
        ];
        let said = [said[0], said[1], said[2], ("sha256", &file.sha256)];
        screen.say("cli-raw", &said)
    };
    let lines: Vec<String> = files.iter().map(line).collect();
    Ok(Output::told(lines.join("\n")))
}

fn write(raw: Raw, target: &Path) -> Result<FileLine, Failure> {
    if target.exists() {
        let path = shown(target);
        return Err(CommandError::RawThere { path }.into());
    }
    let folder = Folder {
        path: target.parent().map_or_else(PathBuf::new, Path::to_owned),
        mode: PRIVATE,
    };
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let source = raw.source;
    let bytes = raw.body.into_bytes();
    let path = folder.place(&name, &bytes)?;
    Ok(FileLine {
        source,
        path: shown(&path),
        sha256: bytes.sha256().to_owned(),
        bytes: bytes.length(),
    })
}

/// The source's name with the extension that fits its bytes.
fn file_name(raw: &Raw) -> String {
    let ending = match &raw.body {
        Body::Sheets { .. } => "json",
        Body::Workbook { file_name, .. } => {
            let ending = Path::new(file_name).extension();
            ending.and_then(|ending| ending.to_str()).unwrap_or("bin")
        }
    };
    format!("{}.{ending}", raw.source.replace(['/', '\\'], "_"))
}
