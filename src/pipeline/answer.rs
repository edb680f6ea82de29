//! Answers that people give to the program's questions: checked before they are stored, previewed
//! with what they would change, and withdrawn.
//!
//! An answer takes effect with the next judgement, without a new pull.

use std::fmt::Write as _;

use crate::clock::{self, Date, written};
use crate::config::Campaign;
use crate::failure::{Failure, reasons};
use crate::finding::RuleId;
use crate::locale::Sentence;
use crate::pipeline::App;
use crate::pipeline::effective::Criteria;
use crate::pipeline::{reread, standing};
use crate::register::{Alias, Commune, Fault, Named};
use crate::rule::Judgement;
use crate::rule::answer::{Answer, Decided};
use crate::rule::change::{self, Changes, Earlier};
use crate::store::{KeptAnswer, Store, Withdrawn};
use crate::submission::decision::DecisionWords;
use crate::submission::{Number, decision};
use crate::table::Value;
use crate::text;

/// How many days after today, or after the deadline, a date may be. Anything later is taken for a
/// typing error.
const FARTHEST: chrono::Days = chrono::Days::new(731);
/// The least similarity (0 to 1) at which a known word is suggested for an unknown one.
const ALIKE: f64 = 0.6;
/// How many suggestions are made at most.
const OFFERED: usize = 5;

reasons! {
    /// Why an answer is refused.
    pub enum AnswerError {
        /// No commune has this code, and none has a similar one.
        CodeUnknown { code: String } = 64 "answer-code-unknown",
        /// No commune has this code, but some have a similar one.
        CodeNear { code: String, near: String } = 64 "answer-code-near",
        /// No rule has this name, and none has a similar one.
        RuleUnknown { rule: String } = 64 "answer-rule-unknown",
        /// No rule has this name, but some have a similar one.
        RuleNear { rule: String, near: String } = 64 "answer-rule-near",
        /// No name was typed.
        NameMissing = 64 "answer-name-missing",
        /// The name is already understood as this commune.
        NameKnown { typed: String, commune: String } = 64 "answer-name-known",
        /// The name cannot stand for this commune.
        NameRefused { why: Vec<Sentence> } = 64 "answer-name-refused",
        /// This is not the number of a decision.
        NumberOdd { number: String } = 64 "answer-number-odd",
        /// The day of signing lies outside the days on which a decision can have been signed.
        SignedOutside { date: String, first: String, last: String } = 64 "answer-signed-outside",
        /// The waiver would end before today.
        UntilPast { date: String, today: String } = 64 "answer-until-past",
        /// The new deadline is not later than the one that every commune has.
        DeadlineNotLater { date: String, deadline: String } = 64 "answer-deadline-not-later",
        /// The day is so far ahead that it must be a typing error.
        TooFar { date: String, last: String } = 64 "answer-too-far",
        /// No reason was given.
        ReasonMissing = 64 "answer-reason-missing",
        /// The name of the person who answers is missing.
        WhoMissing = 64 "answer-who-missing",
        /// The campaign's file already settles this question, the same way or another.
        InFile { commune: String, campaign: String } = 64 "answer-in-file",
        /// Another answer to the same question is in force.
        Given { id: String, who: String, day: String } = 64 "answer-given",
        /// No answer has this id.
        Unknown { id: String } = 64 "answer-unknown",
        /// The answer has already been withdrawn.
        WithdrawnAlready { id: String, who: String, day: String } = 64 "answer-withdrawn-already",
    }
}

/// An answer as a person gives it, not checked yet.
#[derive(Clone, Debug)]
pub struct NewAnswer {
    pub decided: Decided,
    pub who: String,
    pub reason: String,
}

/// A change to the list of answers.
#[derive(Clone, Debug)]
pub enum AnswerChange {
    /// Adds this answer.
    Give(Answer),
    /// Withdraws the answer with this id.
    Withdraw(String),
}

/// What a change would do to the latest pull: two judgements of it, both on the day it was pulled.
pub struct Preview {
    pub before: Judgement,
    pub after: Judgement,
    pub changes: Changes,
}

/// Checks every part of a new answer and returns it ready to be stored. Stores nothing.
///
/// # Errors
/// If the answer is impossible or contradicts what is known (64).
pub async fn prepare(
    app: &App,
    store: Option<&Store>,
    campaign: &Campaign,
    said: NewAnswer,
) -> Result<Answer, Failure> {
    let zone = app.config.timezone;
    let now = app.clock.now();
    let given = match store {
        Some(store) => store.answers_in_force(&campaign.name, None).await?,
        None => Vec::new(),
    };
    let check = AnswerCheck {
        campaign,
        given: &given,
        today: clock::day(now, zone),
        day: |answer: &Answer| written(clock::day(answer.given_at, zone)),
    };
    let decided = check.checked(said.decided)?;
    let (who, reason) = who_and_why(&said.who, &said.reason)?;
    Ok(Answer {
        id: new_id(),
        decided,
        who,
        reason,
        given_at: now,
    })
}

/// Stores an answer.
///
/// # Errors
/// If another answer to the same question was given in the meantime (64), or the store cannot be
/// written.
pub async fn give(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    answer: &Answer,
) -> Result<(), Failure> {
    if store.give_answer(&campaign.name, answer).await? {
        return Ok(());
    }
    let given = store.answers_in_force(&campaign.name, None).await?;
    let subject = answer.decided.subject();
    let other = given
        .iter()
        .find(|other| other.decided.subject() == subject)
        .unwrap_or(answer);
    let day = written(clock::day(other.given_at, app.config.timezone));
    Err(taken(other, day).into())
}

/// Withdraws an answer. It stays in the list, marked as withdrawn.
///
/// # Errors
/// If no answer with this id is in force (64), or the store cannot be written.
pub async fn withdraw(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    id: &str,
    who: &str,
    reason: &str,
) -> Result<KeptAnswer, Failure> {
    let (who, reason) = who_and_why(who, reason)?;
    in_force(app, store, campaign, id).await?;
    let withdrawn = Withdrawn {
        at: app.clock.now(),
        who,
        reason,
    };
    store
        .withdraw_answer(&campaign.name, id, &withdrawn)
        .await?;
    known(store, campaign, id).await
}

/// Returns the answer with this id, if it can still be withdrawn.
///
/// # Errors
/// If there is none, or it has been withdrawn already (64).
pub async fn in_force(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    id: &str,
) -> Result<Answer, Failure> {
    let kept = known(store, campaign, id).await?;
    match kept.withdrawn {
        None => Ok(kept.answer),
        Some(withdrawn) => Err(AnswerError::WithdrawnAlready {
            id: id.to_owned(),
            who: withdrawn.who,
            day: written(clock::day(withdrawn.at, app.config.timezone)),
        }
        .into()),
    }
}

async fn known(store: &Store, campaign: &Campaign, id: &str) -> Result<KeptAnswer, Failure> {
    let kept = store.answers(&campaign.name).await?;
    kept.into_iter()
        .find(|kept| kept.answer.id == id)
        .ok_or_else(|| AnswerError::Unknown { id: id.to_owned() }.into())
}

/// Shows what a change to the answers would do; `None` if nothing is stored that it could change.
///
/// # Errors
/// If the store or the stored bytes cannot be read.
pub async fn preview(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    change: &AnswerChange,
) -> Result<Option<Preview>, Failure> {
    let given = store.answers_in_force(&campaign.name, None).await?;
    let mut then = given.clone();
    match change {
        AnswerChange::Give(answer) => then.push(answer.clone()),
        AnswerChange::Withdraw(id) => then.retain(|answer| answer.id != *id),
    }
    let Some(before) = judged_by(app, store, campaign, given).await? else {
        return Ok(None);
    };
    let Some(after) = judged_by(app, store, campaign, then).await? else {
        return Ok(None);
    };
    Ok(Some(Preview {
        changes: change::changes(Some(&Earlier::of(&before)), &after),
        before,
        after,
    }))
}

/// Judges the latest pull with these answers in force.
async fn judged_by(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    answers: Vec<Answer>,
) -> Result<Option<Judgement>, Failure> {
    let Some(kept) = store.latest(&campaign.name).await? else {
        return Ok(None);
    };
    let criteria: Criteria = app.criteria(campaign).answered(answers)?;
    let snapshot = reread::as_answered(app, store, &criteria, kept).await?;
    let judgement = standing::judge(store, &criteria, &snapshot, snapshot.today).await?;
    Ok(Some(judgement))
}

/// What an answer is checked against.
struct AnswerCheck<'a, D> {
    campaign: &'a Campaign,
    given: &'a [Answer],
    today: Date,
    /// Formats the day on which an answer was given.
    day: D,
}

impl<D: Fn(&Answer) -> String> AnswerCheck<'_, D> {
    fn checked(&self, decided: Decided) -> Result<Decided, AnswerError> {
        let decided = match decided {
            Decided::Alias { typed, code } => self.alias(&typed, &code)?,
            Decided::Confirm { code, number, date } => self.confirmation(&code, &number, date)?,
            Decided::Waive { code, rule, until } => self.waiver(&code, &rule, until)?,
            Decided::Extend { code, deadline } => self.extension(&code, deadline)?,
        };
        let subject = decided.subject();
        let mut given = self.given.iter();
        match given.find(|answer| answer.decided.subject() == subject) {
            Some(answer) => Err(taken(answer, (self.day)(answer))),
            None => Ok(decided),
        }
    }

    fn alias(&self, typed: &str, code: &str) -> Result<Decided, AnswerError> {
        let commune = self.commune(code)?;
        let typed = text::one_line(typed);
        if text::key(&typed).is_empty() {
            return Err(AnswerError::NameMissing);
        }
        let register = &self.campaign.register;
        if let Named::Exact(at) | Named::Alias(at) = register.find_exactly(&typed)
            && register.communes[at].code == commune.code
        {
            return Err(AnswerError::NameKnown {
                typed,
                commune: commune.title(),
            });
        }
        let alias = Alias {
            spelling: typed.clone(),
            code: commune.code.clone(),
        };
        if let Some(fault) = register.refusal(&alias, &self.campaign.answers) {
            return Err(AnswerError::NameRefused {
                why: vec![sentence(&fault)],
            });
        }
        let otherwise = self.given.iter().find(|answer| {
            let other = answer.alias();
            other.is_some_and(|other| register.refusal(&alias, &[other]).is_some())
        });
        if let Some(answer) = otherwise {
            return Err(taken(answer, (self.day)(answer)));
        }
        Ok(Decided::Alias {
            typed,
            code: alias.code,
        })
    }

    fn confirmation(&self, code: &str, number: &str, date: Date) -> Result<Decided, AnswerError> {
        let commune = self.commune(code)?;
        let mut own = self.campaign.confirmed.iter();
        self.not_in_file(commune, own.any(|own| own.commune == commune.code))?;
        let first = self.campaign.communes_began;
        if !(first..=self.today).contains(&date) {
            return Err(AnswerError::SignedOutside {
                date: written(date),
                first: written(first),
                last: written(self.today),
            });
        }
        Ok(Decided::Confirm {
            code: commune.code.clone(),
            number: decision_number(number)?,
            date,
        })
    }

    fn waiver(&self, code: &str, rule: &str, until: Date) -> Result<Decided, AnswerError> {
        let commune = self.commune(code)?;
        let rule = known_rule(rule)?;
        let mut own = self.campaign.waivers.iter();
        let said = own.any(|own| own.commune == commune.code && own.rule == rule.id());
        self.not_in_file(commune, said)?;
        if until < self.today {
            return Err(AnswerError::UntilPast {
                date: written(until),
                today: written(self.today),
            });
        }
        self.not_too_far(until)?;
        Ok(Decided::Waive {
            code: commune.code.clone(),
            rule: rule.id().to_owned(),
            until,
        })
    }

    fn extension(&self, code: &str, deadline: Date) -> Result<Decided, AnswerError> {
        let commune = self.commune(code)?;
        let mut own = self.campaign.extensions.iter();
        self.not_in_file(commune, own.any(|own| own.commune == commune.code))?;
        if deadline <= self.campaign.deadline {
            return Err(AnswerError::DeadlineNotLater {
                date: written(deadline),
                deadline: written(self.campaign.deadline),
            });
        }
        self.not_too_far(deadline)?;
        Ok(Decided::Extend {
            code: commune.code.clone(),
            deadline,
        })
    }

    fn commune(&self, typed: &str) -> Result<&Commune, AnswerError> {
        let register = &self.campaign.register;
        let code = typed.trim();
        if let Some(commune) = register.commune(code) {
            return Ok(commune);
        }
        let near = register.near(code, OFFERED);
        let near: Vec<String> = near.iter().map(|commune| listed(commune)).collect();
        let code = code.to_owned();
        Err(if near.is_empty() {
            AnswerError::CodeUnknown { code }
        } else {
            let near = near.join(", ");
            AnswerError::CodeNear { code, near }
        })
    }

    fn not_in_file(&self, commune: &Commune, said: bool) -> Result<(), AnswerError> {
        match said {
            false => Ok(()),
            true => Err(AnswerError::InFile {
                commune: commune.title(),
                campaign: self.campaign.name.clone(),
            }),
        }
    }

    fn not_too_far(&self, date: Date) -> Result<(), AnswerError> {
        let last = self.today.max(self.campaign.deadline);
        let last = last.checked_add_days(FARTHEST).unwrap_or(Date::MAX);
        match date <= last {
            true => Ok(()),
            false => Err(AnswerError::TooFar {
                date: written(date),
                last: written(last),
            }),
        }
    }
}

fn taken(answer: &Answer, day: String) -> AnswerError {
    AnswerError::Given {
        id: answer.id.clone(),
        who: answer.who.clone(),
        day,
    }
}

/// A commune as suggestions show it: `Xã Ba Tơ (21484)`.
fn listed(commune: &Commune) -> String {
    format!("{} ({})", commune.title(), commune.code)
}

fn sentence(fault: &Fault) -> Sentence {
    let named = fault.arguments.iter();
    named.fold(Sentence::new(fault.key), |sentence, (name, value)| {
        sentence.with(*name, value.as_str())
    })
}

/// Normalises a typed number, and refuses it if it is not the number of a decision.
fn decision_number(typed: &str) -> Result<String, AnswerError> {
    let claims = decision::read(&Value::Text(typed.into()), &DecisionWords::shipped());
    match claims.as_slice() {
        [only] => match &only.number {
            Number::Named { number, .. } => Some(number.clone()),
            _ => None,
        },
        _ => None,
    }
    .ok_or_else(|| AnswerError::NumberOdd {
        number: typed.to_owned(),
    })
}

fn known_rule(typed: &str) -> Result<RuleId, AnswerError> {
    let typed = typed.trim();
    if let Some(rule) = RuleId::ALL.iter().find(|rule| rule.id() == typed) {
        return Ok(*rule);
    }
    let ids: Vec<&str> = RuleId::ALL.iter().map(|rule| rule.id()).collect();
    let near = text::nearest(typed, &ids, ALIKE, OFFERED);
    let rule = typed.to_owned();
    Err(if near.is_empty() {
        AnswerError::RuleUnknown { rule }
    } else {
        let near = near.join(", ");
        AnswerError::RuleNear { rule, near }
    })
}

fn who_and_why(who: &str, reason: &str) -> Result<(String, String), AnswerError> {
    let (who, reason) = (text::one_line(who), text::one_line(reason));
    if who.is_empty() {
        return Err(AnswerError::WhoMissing);
    }
    if reason.is_empty() {
        return Err(AnswerError::ReasonMissing);
    }
    Ok((who, reason))
}

/// A new id of eight hexadecimal digits: the random end of a UUID version 7.
fn new_id() -> String {
    let bytes = uuid::Uuid::now_v7().into_bytes();
    bytes[12..].iter().fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
