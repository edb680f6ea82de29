//! The answers that people gave and withdrew. Who, when and why is kept for good.

use super::engine::{Row, query};
use super::instant::{instant, micros};
use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::rule::answer::Answer;

/// An answer, and its withdrawal if there was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    pub answer: Answer,
    pub withdrawn: Option<Withdrawn>,
}

/// Who withdrew an answer, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    pub at: Timestamp,
    pub who: String,
    pub reason: String,
}

impl Store {
    /// Stores an answer; returns `false` if another about the same subject is in force, which
    /// stays.
    pub async fn give_answer(&self, campaign: &str, answer: &Answer) -> Result<bool, StoreError> {
        let decided = serde_json::to_string(&answer.decided).expect("plain values");
        let kept = query(
            "INSERT INTO answer (id, campaign, subject, decided, who, reason, given_at, arrival)
             VALUES ($1, $2, $3, $4, $5, $6, $7,
                     (SELECT COALESCE(MAX(arrival), 0) + 1 FROM answer))
             ON CONFLICT (campaign, subject) WHERE withdrawn_at IS NULL DO NOTHING",
        )
        .bind(&answer.id)
        .bind(campaign)
        .bind(answer.decided.subject())
        .bind(decided)
        .bind(&answer.who)
        .bind(&answer.reason)
        .bind(micros(answer.given_at))
        .execute(&self.pool)
        .await?;
        Ok(kept > 0)
    }

    /// Withdraws an answer of a campaign; returns `false` if no answer with this id is in force.
    pub async fn withdraw_answer(
        &self,
        campaign: &str,
        id: &str,
        withdrawn: &Withdrawn,
    ) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE answer SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_reason = $5
             WHERE campaign = $1 AND id = $2 AND withdrawn_at IS NULL",
        )
        .bind(campaign)
        .bind(id)
        .bind(micros(withdrawn.at))
        .bind(&withdrawn.who)
        .bind(&withdrawn.reason)
        .execute(&self.pool)
        .await?;
        Ok(done > 0)
    }

    /// All answers of a campaign in the order given, withdrawn ones included.
    pub async fn answers(&self, campaign: &str) -> Result<Vec<KeptAnswer>, StoreError> {
        query("SELECT * FROM answer WHERE campaign = $1 ORDER BY arrival, id")
            .bind(campaign)
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// The answers in force now, or at an instant, in the order given.
    pub async fn answers_in_force(
        &self,
        campaign: &str,
        known_at: Option<Timestamp>,
    ) -> Result<Vec<Answer>, StoreError> {
        let kept = self.answers(campaign).await?;
        let holds = |kept: &KeptAnswer| match known_at {
            None => kept.withdrawn.is_none(),
            Some(moment) => {
                let later = |withdrawn: &Withdrawn| withdrawn.at > moment;
                kept.answer.given_at <= moment && kept.withdrawn.as_ref().is_none_or(later)
            }
        };
        Ok(kept
            .into_iter()
            .filter(holds)
            .map(|kept| kept.answer)
            .collect())
    }
}

fn read(row: &Row) -> Result<KeptAnswer, StoreError> {
    let id: String = row.try_get("id")?;
    let decided: String = row.try_get("decided")?;
    let decided = serde_json::from_str(&decided).map_err(|_| StoreError::Damaged {
        what: format!("answer {id}"),
    })?;
    let at: Option<i64> = row.try_get("withdrawn_at")?;
    let withdrawn = match at {
        Some(at) => Some(Withdrawn {
            at: instant(at)?,
            who: row.try_get("withdrawn_by")?,
            reason: row.try_get("withdrawn_reason")?,
        }),
        None => None,
    };
    Ok(KeptAnswer {
        answer: Answer {
            id,
            decided,
            who: row.try_get("who")?,
            reason: row.try_get("reason")?,
            given_at: instant(row.try_get("given_at")?)?,
        },
        withdrawn,
    })
}
