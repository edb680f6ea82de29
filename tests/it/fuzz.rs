//! What fuzzers found stays found: every file of `fuzz/corpus` is tried on its subject.
//!
//! A fuzzer makes new ones: `cargo +nightly fuzz run cell`, see `fuzz/README.md`.

#[path = "../../fuzz/subject/mod.rs"]
mod subject;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use crate::support::needs::whole;

#[test]
fn every_subject_holds_on_its_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let every = if whole("the corpora of the fuzzers", "every tenth file") {
        1
    } else {
        10
    };
    let mut broken = Vec::new();
    for (name, _) in subject::SUBJECTS {
        let mut files: Vec<_> = fs::read_dir(corpus.join(name))
            .expect("each subject has a corpus")
            .map(|entry| entry.expect("readable").path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{name}");
        for file in files.into_iter().step_by(every) {
            let data = fs::read(&file).expect("readable");
            if catch_unwind(|| subject::hold(name, &data)).is_err() {
                broken.push(file);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn the_corpus_of_the_wire_speaks_its_present_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/wire");
    let files = fs::read_dir(folder).expect("a folder");
    let told = files.filter(|file| {
        let file = file.as_ref().expect("readable").path();
        let told = cnscd::table::wire::told(&fs::read(file).expect("readable"));
        matches!(told, Some(Ok(_)))
    });
    assert!(told.count() >= 10);
}
