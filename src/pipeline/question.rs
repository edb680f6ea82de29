//! Questions that the program cannot decide and asks people: which commune a name means, whether a
//! claim that cannot be counted is a decision, which of several columns to read, whether a
//! quarantined pull is right.
//!
//! Apart from quarantined pulls, questions come only from a judgement, so giving an answer removes
//! its question.

use std::collections::BTreeSet;

use crate::cell::CellAddress;
use crate::clock::{Date, Zone, written};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::finding::{Finding, RuleId};
use crate::locale::{Language, Sentence, Value};
use crate::pipeline::App;
use crate::pipeline::effective::digest;
use crate::pipeline::standing::{self, Judged, Knowledge};
use crate::register::{Named, Register};
use crate::rule::{Judgement, Standing, Status};
use crate::snapshot::Snapshot;
use crate::store::{SnapshotLine, Store};
use crate::text;

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The same for as long as the question is open.
    pub id: String,
    pub kind: QuestionKind,
    /// Code of the commune, if known.
    pub commune: Option<String>,
    pub sentence: Sentence,
    /// The rule of the finding that it asks about.
    pub finding: Option<RuleId>,
    /// The text of the cell: the name, or the number claimed.
    pub typed: String,
    pub cells: Vec<LinkedCell>,
    /// Suggested communes, best first.
    pub candidates: Vec<Candidate>,
    /// The ways to answer it.
    pub ways: Vec<AnswerOption>,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuestionKind {
    /// A pull is in quarantine.
    Quarantine,
    /// A name fits several communes, or none.
    Name,
    /// Several columns could be one field.
    Columns,
    /// A decision is claimed in a way that cannot be counted.
    Claim,
}

impl QuestionKind {
    /// The name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Quarantine => "quarantine",
            Self::Name => "name",
            Self::Columns => "columns",
            Self::Claim => "claim",
        }
    }
}

/// A cell that a question is about, and a link that opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedCell {
    pub cell: CellAddress,
    pub url: Option<String>,
}

/// A commune that a typed name may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub code: String,
    pub name: String,
    /// The similarity of its name to what was typed, from 0 to 1; `None` if it succeeded a
    /// dissolved unit of that name.
    pub fit: Option<f64>,
}

/// A way to answer a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerOption {
    /// The name means this commune.
    Alias { typed: String, code: String },
    /// A person has seen the decision; what is known of it.
    Confirm {
        code: String,
        number: Option<String>,
        date: Option<Date>,
    },
    /// The pull of this run is right.
    Accept { run: String },
    /// The pull of this run is wrong.
    Reject { run: String },
    /// A line for `[source.columns]` of the campaign's file.
    Map { field: String, title: String },
}

/// What people are asked about a campaign, most serious kind first.
///
/// # Errors
/// If the store or the stored bytes cannot be read.
pub async fn questions(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    language: Language,
) -> Result<Vec<Question>, Failure> {
    let waiting = store.quarantined(&campaign.name).await?;
    let zone = app.config.timezone;
    let mut questions: Vec<Question> = waiting
        .iter()
        .map(|pull| held_back(pull, zone, language))
        .collect();
    let judged = standing::judged(app, store, campaign, Knowledge::Present, None).await?;
    if let Some(Judged {
        snapshot,
        judgement,
        criteria,
    }) = judged
    {
        questions.extend(of(&judgement, &snapshot, &criteria.register));
    }
    Ok(questions)
}

/// The findings of a judgement that questions cover, and that need not be listed again.
pub fn said_by<'a>(questions: &[Question], judgement: &'a Judgement) -> Vec<&'a Finding> {
    let names = |finding: &Finding| {
        matches!(
            finding.rule,
            RuleId::CommuneAmbiguous | RuleId::CommuneUnknown | RuleId::ColumnAmbiguous
        )
    };
    let asks = |finding: &Finding| {
        questions.iter().any(|question| {
            let commune = question.commune.is_some() && question.commune == finding.commune;
            commune && question.finding == Some(finding.rule) && question.typed == finding.value
        })
    };
    let findings = judgement.findings.iter();
    findings
        .filter(|finding| names(finding) || asks(finding))
        .collect()
}

/// The questions that arise from a pull itself.
pub fn of(judgement: &Judgement, snapshot: &Snapshot, register: &Register) -> Vec<Question> {
    let asking = Asking {
        judgement,
        snapshot,
        register,
    };
    let mut questions = asking.names();
    questions.extend(asking.columns());
    questions.extend(asking.claims());
    questions
}

/// The question about a quarantined pull.
fn held_back(pull: &SnapshotLine, zone: Zone, language: Language) -> Question {
    let at = pull.pulled_at.with_timezone(&zone);
    let loss = pull.lost(language).join("; ");
    Question {
        id: id(QuestionKind::Quarantine, &[&pull.run]),
        kind: QuestionKind::Quarantine,
        commune: None,
        sentence: Sentence::new("question-quarantine")
            .with(
                "at",
                format!("{} {}", written(at.date_naive()), at.format("%H:%M")),
            )
            .with("loss", loss),
        finding: None,
        typed: String::new(),
        cells: Vec::new(),
        candidates: Vec::new(),
        ways: vec![
            AnswerOption::Accept {
                run: pull.run.clone(),
            },
            AnswerOption::Reject {
                run: pull.run.clone(),
            },
        ],
    }
}

struct Asking<'a> {
    judgement: &'a Judgement,
    snapshot: &'a Snapshot,
    register: &'a Register,
}

impl Asking<'_> {
    /// One question for each spelling, however many cells have it.
    fn names(&self) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        for finding in self.said(&[RuleId::CommuneAmbiguous, RuleId::CommuneUnknown]) {
            let key = text::key(&finding.value);
            let places = self.places(finding.cell.iter());
            match questions
                .iter_mut()
                .find(|known| text::key(&known.typed) == key)
            {
                Some(known) => known.cells.extend(places),
                None => questions.push(self.name(finding, &key, places)),
            }
        }
        questions
    }

    fn name(&self, finding: &Finding, key: &str, cells: Vec<LinkedCell>) -> Question {
        let typed = &finding.value;
        let named = self.register.find(typed);
        let (word, positions, old) = match &named {
            Named::Ambiguous(several) => ("several", several.clone(), None),
            Named::Dissolved { old_name, into } => ("old", into.clone(), Some(old_name.clone())),
            Named::Unknown { candidates } if candidates.is_empty() => ("nobody", Vec::new(), None),
            Named::Unknown { candidates } => match self.of_another_kind(key, candidates) {
                true => ("kind", candidates.clone(), None),
                false => ("unknown", candidates.clone(), None),
            },
            // Answered since the pull was read; it is read again before this question is asked.
            Named::Exact(one) | Named::Alias(one) | Named::Folded(one) => {
                ("unknown", vec![*one], None)
            }
        };
        let mut candidates: Vec<Candidate> = positions
            .iter()
            .map(|&position| self.candidate(typed, position, old.is_some()))
            .collect();
        candidates
            .sort_by(|one, other| other.fit.unwrap_or(0.0).total_cmp(&one.fit.unwrap_or(0.0)));
        let names: Vec<String> = candidates
            .iter()
            .map(|candidate| format!("{} ({})", candidate.name, candidate.code))
            .collect();
        let sentence = Sentence::new(format!("question-name-{word}"))
            .with("typed", typed.as_str())
            .with("old", old.unwrap_or_default())
            .with("candidates", names.join(", "));
        let ways = candidates.iter().map(|candidate| AnswerOption::Alias {
            typed: typed.clone(),
            code: candidate.code.clone(),
        });
        let ways = ways.collect();
        Question {
            id: id(QuestionKind::Name, &[key]),
            kind: QuestionKind::Name,
            commune: None,
            sentence,
            finding: Some(finding.rule),
            typed: typed.clone(),
            cells,
            candidates,
            ways,
        }
    }

    /// Whether what was typed is a candidate's name with another kind of unit in front.
    fn of_another_kind(&self, key: &str, candidates: &[usize]) -> bool {
        candidates.iter().any(|&at| {
            let name = text::key(&self.register.communes[at].name);
            key.strip_suffix(name.as_str())
                .is_some_and(|kind| kind.ends_with(' '))
        })
    }

    fn candidate(&self, typed: &str, position: usize, successor: bool) -> Candidate {
        let commune = &self.register.communes[position];
        Candidate {
            code: commune.code.clone(),
            name: commune.title(),
            fit: (!successor).then(|| self.register.fit(typed, position)),
        }
    }

    fn columns(&self) -> Vec<Question> {
        let findings = self.said(&[RuleId::ColumnAmbiguous]);
        findings
            .map(|finding| {
                let field = finding.arguments.get("field").cloned().unwrap_or_default();
                let cell = finding.cell.as_ref().map(ToString::to_string);
                Question {
                    id: id(QuestionKind::Columns, &[&field, &cell.unwrap_or_default()]),
                    kind: QuestionKind::Columns,
                    commune: None,
                    sentence: spoken(finding, ""),
                    finding: Some(finding.rule),
                    typed: finding.value.clone(),
                    cells: self.places(finding.cell.iter()),
                    candidates: Vec::new(),
                    ways: choices(finding, &field),
                }
            })
            .collect()
    }

    /// One question for each commune that claims a decision which does not count.
    fn claims(&self) -> Vec<Question> {
        if self.judgement.by_count() {
            return Vec::new();
        }
        let incomplete = self
            .judgement
            .communes
            .iter()
            .filter(|standing| standing.status == Status::Incomplete);
        incomplete
            .filter_map(|standing| self.claim(standing))
            .collect()
    }

    fn claim(&self, standing: &Standing) -> Option<Question> {
        let code = &standing.commune.code;
        let cells = self.decision_cells(code);
        let why = self.why(standing, &cells);
        // The ambiguous columns are asked about instead, once for all communes.
        if why.is_none() && self.said(&[RuleId::ColumnAmbiguous]).next().is_some() {
            return None;
        }
        let title = standing.commune.title();
        let sentence = match why {
            Some(finding) => Sentence::new("question-claim")
                .with("commune", title.as_str())
                .with("finding", Value::Sentences(vec![spoken(finding, &title)])),
            None => Sentence::new("question-claim-plain").with("commune", title.as_str()),
        };
        let claimed = standing.claimed.as_ref();
        let doubted = why.is_some_and(|why| why.rule == RuleId::DecisionDateImplausible);
        let number = claimed.and_then(|claimed| claimed.number.clone());
        let date = claimed.and_then(|claimed| claimed.date);
        let typed = why.map_or_else(String::new, |why| why.value.clone());
        let said = why.map_or("", |why| why.rule.id());
        Some(Question {
            id: id(QuestionKind::Claim, &[code, said, &typed]),
            kind: QuestionKind::Claim,
            commune: Some(code.clone()),
            sentence,
            finding: why.map(|why| why.rule),
            typed,
            cells: self.places(
                why.and_then(|why| why.cell.as_ref())
                    .into_iter()
                    .chain(&cells),
            ),
            candidates: Vec::new(),
            ways: vec![AnswerOption::Confirm {
                code: code.clone(),
                number,
                date: date.filter(|_| !doubted),
            }],
        })
    }

    /// The finding that explains why a claim does not count.
    fn why(&self, standing: &Standing, cells: &[CellAddress]) -> Option<&Finding> {
        let of_commune =
            |finding: &&Finding| finding.commune.as_deref() == Some(standing.commune.code.as_str());
        let about_cells = |finding: &&Finding| {
            let cell = finding.cell.as_ref();
            cell.is_some_and(|cell| cells.contains(cell))
        };
        let sharp = [
            RuleId::DecisionNotADecision,
            RuleId::DecisionDateImplausible,
            RuleId::DecisionIncomplete,
        ];
        self.said(&sharp).find(of_commune).or_else(|| {
            self.said(&[RuleId::DateUnreadable, RuleId::CellError])
                .filter(of_commune)
                .find(about_cells)
        })
    }

    /// The cells of a commune's decisions.
    fn decision_cells(&self, code: &str) -> Vec<CellAddress> {
        let mut submissions = self.snapshot.reading.submissions.iter();
        let submission = submissions.find(|submission| submission.commune == code);
        let decisions = submission.iter().flat_map(|one| &one.decisions);
        decisions
            .flat_map(|decision| [&decision.number_cell, &decision.date_cell])
            .flatten()
            .cloned()
            .collect()
    }

    fn said(&self, rules: &[RuleId]) -> impl Iterator<Item = &Finding> {
        let findings = self.judgement.findings.iter();
        findings.filter(move |finding| rules.contains(&finding.rule))
    }

    fn places<'c>(&self, cells: impl Iterator<Item = &'c CellAddress>) -> Vec<LinkedCell> {
        let mut seen = BTreeSet::new();
        cells
            .filter(|cell| seen.insert(*cell))
            .map(|cell| LinkedCell {
                cell: cell.clone(),
                url: self.snapshot.cell_url(cell),
            })
            .collect()
    }
}

/// Every column that could be the field. Pulls read by older versions name only the first.
fn choices(finding: &Finding, field: &str) -> Vec<AnswerOption> {
    let all = finding.arguments.get("choices");
    let all = all.map_or(finding.value.as_str(), String::as_str);
    let way = |title: &str| AnswerOption::Map {
        field: field.to_owned(),
        title: title.to_owned(),
    };
    all.lines().map(way).collect()
}

/// The finding's own sentence.
fn spoken(finding: &Finding, commune: &str) -> Sentence {
    let sentence = Sentence::new(finding.message_key())
        .with("commune", commune)
        .with("value", finding.value.as_str());
    let arguments = finding.arguments.iter();
    arguments.fold(sentence, |sentence, (name, value)| {
        sentence.with(name.clone(), value.as_str())
    })
}

/// The kind, and eight digits of a hash of what the question is about.
fn id(kind: QuestionKind, about: &[&str]) -> String {
    let parts: Vec<&[u8]> = about.iter().map(|part| part.as_bytes()).collect();
    format!("{}-{}", kind.id(), &digest(&parts)[..8])
}
