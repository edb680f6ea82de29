//! Answers of people, and what an answer changes.

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::pipeline::answer::Preview;
use crate::rule::answer::{Answer, Decided};
use crate::rule::{Judgement, Progress, Status};
use crate::store::{KeptAnswer, Withdrawn};

/// `answer list --json`.
#[derive(Debug, Serialize)]
pub struct AnswersDocument<'a> {
    pub campaign: &'a str,
    pub answers: Vec<AnswerLine<'a>>,
}

/// `answer … --json`.
#[derive(Debug, Serialize)]
pub struct AnswerDocument<'a> {
    pub campaign: &'a str,
    pub answer: AnswerLine<'a>,
    /// Whether it was stored; `false` for a dry run.
    pub stored: bool,
    /// What it changes; `null` if nothing is stored yet.
    pub changes: Option<PreviewLine<'a>>,
}

/// One answer.
#[derive(Debug, Serialize)]
pub struct AnswerLine<'a> {
    pub id: &'a str,
    #[serde(flatten)]
    pub decided: &'a Decided,
    pub who: &'a str,
    pub reason: &'a str,
    pub given_at: Timestamp,
    pub withdrawn: Option<WithdrawnLine<'a>>,
}

/// Who withdrew an answer, when and why.
#[derive(Debug, Serialize)]
pub struct WithdrawnLine<'a> {
    pub who: &'a str,
    pub reason: &'a str,
    pub at: Timestamp,
}

/// What would change in the judgement of the latest pull.
#[derive(Debug, Serialize)]
pub struct PreviewLine<'a> {
    pub as_of: Date,
    pub before: Option<&'a Progress>,
    pub after: Option<&'a Progress>,
    pub moved: Vec<MovedLine<'a>>,
    pub fixed: u32,
    pub new: u32,
    pub waived: u32,
}

/// A commune with another status.
#[derive(Debug, Serialize)]
pub struct MovedLine<'a> {
    pub code: &'a str,
    pub name: String,
    pub before: Status,
    pub after: Status,
}

/// The line of an answer that was not withdrawn.
pub fn answer(answer: &Answer) -> AnswerLine<'_> {
    AnswerLine {
        id: &answer.id,
        decided: &answer.decided,
        who: &answer.who,
        reason: &answer.reason,
        given_at: answer.given_at,
        withdrawn: None,
    }
}

/// The line of a stored answer.
pub fn kept(kept: &KeptAnswer) -> AnswerLine<'_> {
    AnswerLine {
        withdrawn: kept.withdrawn.as_ref().map(withdrawn),
        ..answer(&kept.answer)
    }
}

fn withdrawn(withdrawn: &Withdrawn) -> WithdrawnLine<'_> {
    WithdrawnLine {
        who: &withdrawn.who,
        reason: &withdrawn.reason,
        at: withdrawn.at,
    }
}

/// The line of an answer's effect.
pub fn preview(preview: &Preview) -> PreviewLine<'_> {
    let moved = preview.changes.moved.iter();
    PreviewLine {
        as_of: preview.after.as_of,
        before: preview.before.progress.as_ref(),
        after: preview.after.progress.as_ref(),
        moved: moved
            .map(|(code, before, after)| MovedLine {
                code,
                name: name(&preview.after, code),
                before: *before,
                after: *after,
            })
            .collect(),
        fixed: preview.changes.fixed,
        new: preview.changes.new,
        waived: preview.changes.waived,
    }
}

fn name(judgement: &Judgement, code: &str) -> String {
    let mut standings = judgement.communes.iter();
    let known = standings.find(|standing| standing.commune.code == code);
    known.map_or_else(|| code.to_owned(), |standing| standing.commune.title())
}
