//! LibreOffice as a test's neighbour: what it saves, and what it prints page by page.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Saves `file` into `out` as `kind` («pdf», «docx:MS Word 2007 XML»), and says where it stands. The
/// profile lies in `folder`, so that no two tests wait for each other.
pub(crate) fn saved_as(folder: &Path, file: &Path, kind: &str, out: &Path) -> PathBuf {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done = Command::new("soffice")
        .arg(profile)
        .args(["--headless", "--convert-to", kind, "--outdir"])
        .arg(out)
        .arg(file)
        .output()
        .expect("soffice was found");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}: {said}", file.display());
    let ending = kind.split(':').next().expect("a kind");
    let name = file.file_name().expect("a file");
    let saved = out.join(name).with_extension(ending);
    assert!(saved.is_file(), "{} was not made: {said}", saved.display());
    saved
}

/// The text of each page that LibreOffice prints of a file.
pub(crate) fn pages(folder: &Path, file: &Path) -> Vec<String> {
    let pdf = saved_as(folder, file, "pdf", &folder.join("printed"));
    let read = Command::new("pdftotext")
        .arg("-layout")
        .arg(pdf)
        .arg("-")
        .output();
    let text = String::from_utf8(read.expect("pdftotext was found").stdout).expect("UTF-8");
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    pages
}
