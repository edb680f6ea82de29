//! What is wrong with the configuration: file, line, key, and a right example; all of it at once.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::failure::Failure;
use crate::locale::{Language, say};

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub file: String,
    /// From one; 0 for the file as a whole.
    pub line: u32,
    /// `mail.smtp.port`; empty for the file as a whole.
    pub key: String,
    pub message: String,
    pub example: String,
}

impl Problem {
    /// One line of a list: place, key, what is wrong, a right example.
    pub fn line(&self, language: Language) -> String {
        let place = format!("{}:{}", self.file, self.line);
        let key = if self.key.is_empty() {
            String::new()
        } else {
            format!(" {}:", self.key)
        };
        let example = if self.example.is_empty() {
            String::new()
        } else {
            format!(
                " ({})",
                say(language, "config-example", &[("example", &self.example)])
            )
        };
        format!("  {place}:{key} {}{example}", self.message)
    }
}

/// Every problem that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    pub list: Vec<Problem>,
}

impl Problems {
    /// One failure that says them all.
    pub fn failure(&self, language: Language) -> Failure {
        let count = self.list.len().to_string();
        let lines: Vec<String> = self
            .list
            .iter()
            .map(|problem| format!("\n{}", problem.line(language)))
            .collect();
        Failure {
            kind: "configuration".to_owned(),
            exit_code: 78,
            message: format!(
                "{}{}",
                say(language, "config-problems", &[("count", &count)]),
                lines.concat()
            ),
            next_step: say(language, "config-problems-next", &[]),
            details: serde_json::to_value(&self.list).ok(),
        }
    }
}

/// A file being read, and where its problems go.
pub(super) struct Reader<'a> {
    pub path: &'a Path,
    pub text: &'a str,
    pub root: toml::Spanned<toml::de::DeTable<'a>>,
    pub language: Language,
    pub problems: Vec<Problem>,
    /// The files that this one names and that were read.
    pub files: Vec<PathBuf>,
}

impl<'a> Reader<'a> {
    /// Parses a file; every syntax error is a problem.
    pub(super) fn new(path: &'a Path, text: &'a str, language: Language) -> Self {
        let (root, errors) = toml::de::DeTable::parse_recoverable(text);
        let mut reader = Self {
            path,
            text,
            root,
            language,
            problems: Vec::new(),
            files: vec![path.to_owned()],
        };
        for error in errors {
            let line = error.span().map_or(0, |span| line(text, span.start));
            let message = say(language, "config-syntax", &[("error", error.message())]);
            reader.push(line, "", message, "name = \"…\"");
        }
        reader
    }

    /// Notes a problem at a key's path.
    pub(super) fn at(
        &mut self,
        path: &[&str],
        key: &str,
        arguments: &[(&str, &str)],
        example: &str,
    ) {
        let found = super::shape::locate(&self.root, path);
        let line = found.map_or(0, |span| line(self.text, span.start));
        let message = say(self.language, key, arguments);
        self.push(line, &path.join("."), message, example);
    }

    /// Notes a problem.
    pub(super) fn push(&mut self, line: u32, key: &str, message: String, example: &str) {
        self.problems.push(Problem {
            file: self.path.display().to_string(),
            line,
            key: key.to_owned(),
            message,
            example: example.to_owned(),
        });
    }

    /// A path written in this file, which starts from its folder.
    pub(super) fn relative(&self, written: &str) -> PathBuf {
        crate::source::beside(
            self.path.parent().unwrap_or(Path::new("")),
            Path::new(written),
        )
    }
}

/// The line of a place in a text, from one.
pub(super) fn line(text: &str, place: usize) -> u32 {
    let before = text.get(..place).unwrap_or(text);
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
}
