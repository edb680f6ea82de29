//! Google in every form it takes, against a local stand-in that answers as Google's discovery
//! documents say.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail as the tests themselves do"
)]

mod doors;
mod faults;
mod results;
mod stand_in;
mod ways;
mod workbook;

use std::path::PathBuf;

use tempfile::TempDir;

use stand_in::StandIn;

/// A stand-in that serves the small workbook, and that workbook on disk.
fn stand_in() -> Option<(StandIn, PathBuf, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Tổ CNSCĐ.xlsx");
    workbook::write(&path);
    Some((StandIn::start(&path)?, path, folder))
}
