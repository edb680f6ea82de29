//! The problems of the configuration: file, line, key and a correct example, all reported at once.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::config::example;
use crate::failure::Reason;
use crate::locale::{Language, Sentence, Value};
use crate::syntax::{SyntaxFault, line_of};

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// Counted from one; 0 for the file as a whole.
    pub line: u32,
    /// `mail.smtp.port`; empty for the file as a whole.
    pub key: String,
    pub message: Sentence,
    pub example: String,
}

/// A problem in the form for programs (JSON).
#[derive(Serialize)]
pub struct ProblemLine<'a> {
    file: &'a str,
    line: u32,
    key: &'a str,
    message: String,
    example: &'a str,
}

/// All problems found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    pub list: Vec<Problem>,
    /// The language that the service's file sets.
    pub language: Language,
}

impl Problem {
    /// Returns the problem for programs, with its message in a language.
    pub fn line(&self, language: Language) -> ProblemLine<'_> {
        ProblemLine {
            file: &self.file,
            line: self.line,
            key: &self.key,
            message: self.message.say(language),
            example: &self.example,
        }
    }

    /// Returns the problem for people: `cnscd.toml:3 mail.from: … (ví dụ: …)`.
    pub fn sentence(&self) -> Sentence {
        let key = if self.key.is_empty() {
            String::new()
        } else {
            format!(" {}:", self.key)
        };
        let name = if self.example.is_empty() {
            "config-problem-bare"
        } else {
            "config-problem"
        };
        Sentence::new(name)
            .with("place", format!("{}:{}", self.file, self.line))
            .with("key", key)
            .with("message", Value::Sentences(vec![self.message.clone()]))
            .with("example", self.example.replace('\n', " ↵ "))
    }
}

impl Problems {
    /// Returns the problems for programs, with their messages in a language.
    pub fn lines(&self, language: Language) -> Vec<ProblemLine<'_>> {
        let lines = self.list.iter().map(|problem| problem.line(language));
        lines.collect()
    }
}

impl Reason for Problems {
    fn kind(&self) -> &'static str {
        "configuration"
    }

    fn exit_code(&self) -> u8 {
        78
    }

    fn message(&self) -> Sentence {
        let lines = self.list.iter().map(Problem::sentence).collect();
        Sentence::new("config-problems")
            .with("count", self.list.len().to_string())
            .with("problems", Value::Lines(lines))
    }

    fn next_step(&self) -> Sentence {
        Sentence::new("config-problems-next")
    }

    fn details(&self, language: Language) -> Option<serde_json::Value> {
        serde_json::to_value(self.lines(language)).ok()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message().say(Language::En))
    }
}

impl Error for Problems {}

/// A file being read, with the problems found so far.
pub(super) struct TomlFile<'a> {
    pub path: &'a Path,
    pub text: &'a str,
    pub root: toml::Spanned<toml::de::DeTable<'a>>,
    pub problems: Vec<Problem>,
    /// This file, and those that it names and that were read.
    pub files: Vec<PathBuf>,
    /// Lines that are not valid TOML.
    misread: BTreeSet<u32>,
    /// Whether a syntax error made the rest of the file be misread.
    is_torn: bool,
}

impl<'a> TomlFile<'a> {
    /// Parses a file and notes every syntax error as a problem.
    pub(super) fn new(path: &'a Path, text: &'a str) -> Self {
        let (root, errors) = toml::de::DeTable::parse_recoverable(text);
        let mut reader = Self {
            path,
            text,
            root,
            problems: Vec::new(),
            files: vec![path.to_owned()],
            misread: BTreeSet::new(),
            is_torn: false,
        };
        for fault in errors.iter().map(|error| SyntaxFault::of(text, error)) {
            let example = example::somewhere(&fault.key);
            let hides_the_rest = fault.hides_the_rest();
            reader.push(fault.line, &fault.key, fault.sentence, &example);
            reader.misread.insert(fault.line);
            if hides_the_rest {
                reader.is_torn = true;
                break;
            }
        }
        reader
    }

    /// Notes a problem at the path of a key.
    pub(super) fn at(
        &mut self,
        path: &[&str],
        key: &'static str,
        arguments: &[(&'static str, &str)],
        example: &str,
    ) {
        let line = self.line_of(path);
        let message = sentence(key, arguments);
        self.push(line, &path.join("."), message, example);
    }

    /// Returns the line of a key's path; 0 if the file does not have it.
    pub(super) fn line_of(&self, path: &[&str]) -> u32 {
        let found = super::shape::locate(&self.root, path);
        found.map_or(0, |span| line_of(self.text, span.start))
    }

    /// Notes a problem, unless its line was misread because of a syntax error already noted.
    pub(super) fn push(&mut self, line: u32, key: &str, message: Sentence, example: &str) {
        if self.is_torn || self.misread.contains(&line) {
            return;
        }
        self.problems.push(Problem {
            file: self.path.display().to_string(),
            line,
            key: key.to_owned(),
            message,
            example: example.to_owned(),
        });
    }

    /// Notes a problem in the text of another file, which this one names.
    pub(super) fn elsewhere(&mut self, written: &str, fault: SyntaxFault) {
        let file = self.relative(written).display().to_string();
        let SyntaxFault {
            line,
            key,
            sentence: message,
        } = fault;
        self.problems.push(Problem {
            file,
            line,
            key,
            message,
            example: String::new(),
        });
    }

    /// Resolves a path written in this file, relative to its folder.
    pub(super) fn relative(&self, written: &str) -> PathBuf {
        crate::source::beside(
            self.path.parent().unwrap_or(Path::new("")),
            Path::new(written),
        )
    }
}

/// Returns a sentence with its values filled in.
pub(super) fn sentence(key: &'static str, arguments: &[(&'static str, &str)]) -> Sentence {
    let named = arguments.iter().copied();
    named.fold(Sentence::new(key), |sentence, (name, value)| {
        sentence.with(name, value)
    })
}
