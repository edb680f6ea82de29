//! Finds and erases one person in everything that the program keeps: the store, the report folder,
//! the mail folder.
//!
//! The sources, copies of the database and mails that were delivered are out of its reach; whoever
//! erases is told so.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::MailTransport;
use crate::failure::Failure;
use crate::hash;
use crate::person::{PersonQuery, texts};
use crate::pipeline::{App, shown};
use crate::store::{Erased, Erasure, PersonHit, Store};

/// Finds a person, first in the store, then in files.
///
/// # Errors
/// If the store cannot be read.
pub async fn find(
    app: &App,
    store: &Store,
    words: &PersonQuery,
) -> Result<Vec<PersonHit>, Failure> {
    let mut hits = store.find_person(words).await?;
    hits.extend(files(app, words).iter().map(|path| PersonHit {
        kind: "file",
        id: shown(path),
        name: String::new(),
        holds: Vec::new(),
    }));
    Ok(hits)
}

/// An erasure, and the key that proves who was erased. The key is not stored anywhere.
pub struct KeyedErasure {
    pub erased: Erased,
    pub key: String,
}

/// Erases a person everywhere, and stores a proof that does not name the person.
///
/// # Errors
/// If the store or a file cannot be written.
pub async fn erase(
    app: &App,
    store: &Store,
    words: &PersonQuery,
    who: String,
    reason: String,
    key: String,
) -> Result<KeyedErasure, Failure> {
    let proof = Erasure {
        id: uuid::Uuid::now_v7().to_string(),
        at: app.clock.now(),
        who,
        reason,
        fingerprint: hash::keyed(&key, &words.normal()),
        counts: std::collections::BTreeMap::new(),
    };
    let held = files(app, words);
    let mut proof = proof;
    if !held.is_empty() {
        proof.counts.insert("file".to_owned(), held.len() as u64);
    }
    let erased = store.erase_person(words, proof).await?;
    app.folder().forget(&erased.report_files)?;
    app.delivery().forget(&erased.mail_ids)?;
    for path in held {
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
            crate::folder::forget(folder, &[name.to_string_lossy().into_owned()])?;
        }
    }
    Ok(KeyedErasure { erased, key })
}

/// Files of the report folder and the mail folder that contain the person.
fn files(app: &App, words: &PersonQuery) -> Vec<PathBuf> {
    let mut folders = vec![app.config.report.folder.as_path()];
    if app.config.mail.transport == MailTransport::Folder {
        folders.push(&app.config.mail.folder);
    }
    let mut held: Vec<PathBuf> = folders
        .into_iter()
        .flat_map(|folder| below(folder, DEEPEST))
        .filter(|path| {
            let bytes = fs::read(path).unwrap_or_default();
            texts(&bytes, &mut |text| words.stand_in(text))
        })
        .collect();
    held.sort();
    held
}

/// How many levels of subfolders are searched: letters may be placed in a folder of their own.
const DEEPEST: usize = 4;

/// The files of a folder and its subfolders; links are not followed.
fn below(folder: &Path, deep: usize) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            Ok(kind) if kind.is_dir() && deep > 0 => {
                files.append(&mut below(&entry.path(), deep - 1));
            }
            Ok(_) | Err(_) => {}
        }
    }
    files
}
