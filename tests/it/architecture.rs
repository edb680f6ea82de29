//! The arrows of `src/ARCHITECTURE.md`, kept true.

use std::fs;
use std::path::{Path, PathBuf};

const BASE: &[&str] = &[
    "clock", "cell", "text", "worker", "hash", "spool", "regular", "register", "finding", "locale",
    "log", "person", "failure", "schedule", "syntax",
];
/// The world outside, for whoever asks it, the later before the earlier.
const OUTSIDE: &[&str] = &["google", "http"];
const STAGES: &[&str] = &[
    "source",
    "table",
    "submission",
    "snapshot",
    "rule",
    "document",
    "report",
    "letter",
    "mail",
];
const ASSEMBLY: &[&str] = &[
    "config", "store", "delivery", "folder", "pipeline", "access",
];
/// What the doors show.
const VIEW: &[&str] = &["view"];
const DOORS: &[&str] = &["daemon", "cli", "web"];

/// Every Rust file of a module, with the part of its text before its own tests; folders of
/// tests are left out, since what they check they read by other means than the code.
fn rust_files(module: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let file = root.join(format!("{module}.rs"));
    if file.is_file() {
        files.push(file);
    }
    collect(&root.join(module), &mut files);
    assert!(!files.is_empty(), "no module {module}");
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a source file");
            let code = text
                .split("#[cfg(test)]\nmod ")
                .next()
                .expect("a split has a first part")
                .to_owned();
            (file, code)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a folder of ours").path();
        if path.ends_with("tests") {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// `modules` import none of `forbidden`.
#[track_caller]
fn check(modules: &[&str], forbidden: &[&str]) {
    for module in modules {
        for (file, code) in rust_files(module) {
            for name in forbidden {
                let imports = code.lines().any(|line| {
                    !line.trim_start().starts_with("//")
                        && (line.contains(&format!("crate::{name}::"))
                            || line.contains(&format!("use crate::{name};")))
                });
                assert!(!imports, "{} imports {name}", file.display());
            }
        }
    }
}

#[test]
fn the_base_imports_no_stage() {
    check(BASE, STAGES);
    check(BASE, ASSEMBLY);
    check(BASE, DOORS);
}

#[test]
fn the_doors_to_the_outside_import_no_stage() {
    check(BASE, OUTSIDE);
    check(OUTSIDE, STAGES);
    check(OUTSIDE, ASSEMBLY);
    check(OUTSIDE, DOORS);
    check(&["http"], &["google"]);
}

#[test]
fn a_stage_never_imports_a_later_one() {
    for (position, stage) in STAGES.iter().enumerate() {
        check(&[stage], &STAGES[position + 1..]);
    }
}

#[test]
fn no_stage_knows_the_assembly() {
    check(STAGES, ASSEMBLY);
    check(STAGES, DOORS);
    check(ASSEMBLY, VIEW);
    check(ASSEMBLY, DOORS);
    check(STAGES, VIEW);
    check(VIEW, DOORS);
}

#[test]
fn one_library_has_one_place() {
    let places: &[(&str, &[&str])] = &[
        ("calamine", &["table"]),
        ("rust_xlsxwriter", &["report"]),
        ("sqlx", &["store"]),
        ("clap", &["cli"]),
        ("lettre", &["mail", "delivery"]),
        ("hyper", &["http", "google"]),
        ("yup_oauth2", &["google"]),
        ("blake3", &["hash"]),
        ("argon2", &["access"]),
        ("axum", &[]),
    ];
    for (library, homes) in places {
        for module in BASE
            .iter()
            .chain(OUTSIDE)
            .chain(STAGES)
            .chain(ASSEMBLY)
            .filter(|module| !homes.contains(module))
        {
            for (file, code) in rust_files(module) {
                let used = code.lines().any(|line| {
                    !line.trim_start().starts_with("//") && line.contains(&format!("{library}::"))
                });
                assert!(!used, "{} uses {library}", file.display());
            }
        }
    }
}

#[test]
fn every_file_says_what_it_knows() {
    let modules = [BASE, OUTSIDE, STAGES, ASSEMBLY, VIEW, DOORS].concat();
    for module in modules {
        for (file, code) in rust_files(module) {
            assert!(
                code.starts_with("//!"),
                "{} does not open with what it knows",
                file.display()
            );
        }
    }
}
