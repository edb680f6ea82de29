//! Reads the rules that a campaign's file names.

use crate::config::campaign::file;
use crate::config::problem::{Problem, TomlFile};
use crate::config::shape;
use crate::finding::RuleId;
use crate::locale::Sentence;
use crate::rule::declared::Rules;
use crate::rule::fault::RulesFault;
use crate::submission::position::Positions;

pub(super) const RULES: &str = include_str!("../../config/rules/to-cnscd.toml");

/// Returns the text of the rules and the rules read from it.
pub(super) fn read(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
    positions: Option<&Positions>,
) -> (String, Rules) {
    let Some((written, text)) =
        written.and_then(|written| Some((written, file(reader, "rules", written)?)))
    else {
        return (RULES.to_owned(), Rules::shipped());
    };
    let path = reader.relative(written).display().to_string();
    let rules = Rules::from_toml(&text).unwrap_or_else(|problems| {
        for problem in problems {
            let message = match &problem.fault {
                RulesFault::UnknownRule(id) => unknown_rule(id),
                _ => problem.sentence(),
            };
            reader.problems.push(Problem {
                file: path.clone(),
                line: problem.line,
                key: problem.key.clone(),
                message,
                example: problem.example().to_owned(),
            });
        }
        Rules::shipped()
    });
    if let Some(positions) = positions {
        unknown_offices(reader, &path, &text, &rules, positions);
    }
    (text, rules)
}

/// Notes offices in the lists of the rules that the vocabulary does not have. Such an entry would
/// silently accept nobody.
fn unknown_offices(
    reader: &mut TomlFile<'_>,
    path: &str,
    text: &str,
    rules: &Rules,
    positions: &Positions,
) {
    let offices = positions.known_offices();
    let known: Vec<&str> = offices.iter().map(|(office, _)| office.as_str()).collect();
    for office in rules.offices() {
        if known.contains(&office) {
            continue;
        }
        let named = |line: &&str| {
            let code = line.split('#').next().unwrap_or_default();
            code.split('"')
                .any(|part| part.trim_end_matches('?').split(':').next() == Some(office))
        };
        // An office missing from the file comes from the shipped rules,
        // and the vocabulary dropped it.
        let line = text.lines().position(|line| named(&line));
        let message = shape::unknown("config-office", office, &known);
        reader.problems.push(Problem {
            file: path.to_owned(),
            line: line.map_or(0, |line| u32::try_from(line + 1).unwrap_or(u32::MAX)),
            key: office.to_owned(),
            message,
            example: "accepted = [\"chairman-pc\", \"chairman-pc:acting\", \"chairman-pc?\"]"
                .to_owned(),
        });
    }
}

/// Returns the sentence that no rule has this id, with the ids that exist.
pub(super) fn unknown_rule(id: &str) -> Sentence {
    let known: Vec<&str> = RuleId::ALL.iter().map(|rule| rule.id()).collect();
    shape::unknown("config-rule", id, &known)
}
