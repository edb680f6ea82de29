//! The questions that people are asked.

use serde::Serialize;

use crate::locale::Language;
use crate::pipeline::question::{AnswerOption, Question};

/// `questions --json`.
#[derive(Debug, Serialize)]
pub struct QuestionsDocument<'a> {
    pub campaign: &'a str,
    pub questions: Vec<QuestionLine<'a>>,
}

/// One question.
#[derive(Debug, Serialize)]
pub struct QuestionLine<'a> {
    pub id: &'a str,
    pub kind: &'static str,
    pub commune: Option<&'a str>,
    pub sentence: String,
    pub typed: &'a str,
    pub cells: Vec<String>,
    /// The link to each cell, or `null`.
    pub urls: Vec<Option<&'a str>>,
    pub candidates: Vec<CandidateLine<'a>>,
    /// For each way to answer, the command, or the line of the campaign's file.
    pub answers: Vec<String>,
}

/// A commune that may be meant.
#[derive(Debug, Serialize)]
pub struct CandidateLine<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub fit: Option<f64>,
}

/// The line of a question. Its commands name the campaign if there are several.
pub fn question<'a>(
    question: &'a Question,
    campaign: Option<&str>,
    language: Language,
) -> QuestionLine<'a> {
    QuestionLine {
        id: &question.id,
        kind: question.kind.id(),
        commune: question.commune.as_deref(),
        sentence: question.sentence.say(language),
        typed: &question.typed,
        cells: question
            .cells
            .iter()
            .map(|place| place.cell.to_string())
            .collect(),
        urls: question
            .cells
            .iter()
            .map(|place| place.url.as_deref())
            .collect(),
        candidates: question
            .candidates
            .iter()
            .map(|candidate| CandidateLine {
                code: &candidate.code,
                name: &candidate.name,
                fit: candidate.fit,
            })
            .collect(),
        answers: question
            .ways
            .iter()
            .map(|way| command(way, campaign))
            .collect(),
    }
}

/// What to type to answer in this way.
pub fn command(way: &AnswerOption, campaign: Option<&str>) -> String {
    let (words, place) = match way {
        AnswerOption::Alias { typed, code } => {
            (format!("answer alias {} {code}", quoted(typed)), true)
        }
        AnswerOption::Confirm { code, number, date } => {
            let number = number.as_deref().map_or_else(|| "N".to_owned(), quoted);
            let date = date.map_or_else(|| "YYYY-MM-DD".to_owned(), |date| date.to_string());
            let words = format!("answer confirm {code} --number {number} --date {date}");
            (words, true)
        }
        AnswerOption::Accept { run } => (format!("sync --accept {run}"), false),
        AnswerOption::Reject { run } => (format!("sync --reject {run}"), false),
        AnswerOption::Map { field, title } => {
            return format!("[source.columns] {field} = {}", toml::Value::from(&**title));
        }
    };
    let campaign = match (campaign, place) {
        (None, _) => String::new(),
        (Some(name), true) => format!(" --campaign {name}"),
        (Some(name), false) => format!(" {name}"),
    };
    format!("cnscd {words}{campaign} --reason '…'")
}

/// Quotes a word for a shell.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_is_typed_as_a_shell_takes_it() {
        let alias = |typed: &str| AnswerOption::Alias {
            typed: typed.to_owned(),
            code: "21484".to_owned(),
        };
        let confirm = |number: Option<&str>, date: Option<&str>| AnswerOption::Confirm {
            code: "21484".to_owned(),
            number: number.map(str::to_owned),
            date: date.map(|date| date.parse().unwrap()),
        };
        for (way, campaign, typed) in [
            (
                alias("Ba To"),
                None,
                "cnscd answer alias 'Ba To' 21484 --reason '…'",
            ),
            (
                alias("Ia H'Drai"),
                Some("c"),
                r"cnscd answer alias 'Ia H'\''Drai' 21484 --campaign c --reason '…'",
            ),
            (
                confirm(None, None),
                None,
                "cnscd answer confirm 21484 --number N --date YYYY-MM-DD --reason '…'",
            ),
            (
                confirm(Some("15/QĐ-UBND"), Some("2025-08-01")),
                None,
                "cnscd answer confirm 21484 --number '15/QĐ-UBND' --date 2025-08-01 --reason '…'",
            ),
            (
                AnswerOption::Accept {
                    run: "r1".to_owned(),
                },
                Some("c"),
                "cnscd sync --accept r1 c --reason '…'",
            ),
            (
                AnswerOption::Map {
                    field: "decision_number".to_owned(),
                    title: "Số \"QĐ\"".to_owned(),
                },
                None,
                "[source.columns] decision_number = 'Số \"QĐ\"'",
            ),
        ] {
            assert_eq!(command(&way, campaign), typed);
        }
    }
}
