//! The one transaction of a run: snapshot, what was seen, reports and mails, all or nothing.

use sqlx::{Row, SqliteConnection};

use super::instant::micros;
use super::{
    CampaignLock, NewMail, NewReport, Outcome, PackedSnapshot, Seen, SnapshotState, Store,
    StoreError, Writing, mail, past, report,
};
use crate::clock::Timestamp;

/// What a run leaves behind.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The run's id.
    pub run: &'a str,
    /// The present instant.
    pub now: Timestamp,
    /// The snapshot that all of it rests on.
    pub basis: Basis,
    /// Workbooks, none where the last ones still say what is true.
    pub reports: Vec<NewReport>,
    /// Mails, one for each recipient.
    pub mails: &'a [NewMail],
}

/// The snapshot that a commit rests on.
#[derive(Debug)]
pub enum Basis {
    /// A pull that is kept now.
    New(Begun),
    /// A quarantined one, by its id, that an operator accepts now, and the countable decisions
    /// that it holds.
    Accepted(String, Vec<Seen>),
    /// One that is kept already, by its id: judged again, at another date or by other rules.
    Kept(String),
}

/// A commit whose pull and decisions are written already. It counts with the commit and is gone without; in
/// between nobody else can write.
#[derive(Debug)]
pub struct Begun {
    writing: Writing,
    id: String,
    campaign: String,
    pulled_at: i64,
}

impl Store {
    /// Begins a run's commit with its pull and the countable decisions that it holds, the larger
    /// part of it, which can so be written while the report is made.
    pub async fn begin(
        &self,
        run: &str,
        pull: PackedSnapshot,
        seen: &[Seen],
    ) -> Result<Begun, StoreError> {
        let mut begun = Begun {
            writing: self.writing().await?,
            id: pull.id.clone(),
            campaign: pull.campaign.clone(),
            pulled_at: pull.pulled_at,
        };
        let at = begun.pulled_at;
        pull.keep(
            &mut begun.writing,
            run,
            SnapshotState::Stored,
            Some(at),
            None,
        )
        .await?;
        past::remember(&mut begun.writing, &begun.campaign, at, at, seen).await?;
        Ok(begun)
    }

    /// Keeps all of it, or nothing. The run's outcome is noted with it, so that a run killed
    /// after this instant is not taken for a failed one.
    pub async fn commit(&self, lock: &CampaignLock, commit: Commit<'_>) -> Result<(), StoreError> {
        let (mut writing, snapshot, outcome) = match commit.basis {
            Basis::New(begun) => {
                debug_assert_eq!(lock.campaign(), begun.campaign);
                (begun.writing, begun.id, Outcome::Stored)
            }
            Basis::Accepted(id, seen) => {
                let mut writing = self.writing().await?;
                let pulled_at = accept(&mut writing, &id, commit.now).await?;
                past::remember(
                    &mut writing,
                    lock.campaign(),
                    pulled_at,
                    micros(commit.now),
                    &seen,
                )
                .await?;
                (writing, id, Outcome::Accepted)
            }
            Basis::Kept(id) => (self.writing().await?, id, Outcome::Unchanged),
        };
        for new in commit.reports {
            report::keep(
                &mut writing,
                lock.campaign(),
                commit.run,
                &snapshot,
                commit.now,
                new,
            )
            .await?;
        }
        let run = Some(commit.run);
        mail::keep(&mut writing, lock.campaign(), run, commit.now, commit.mails).await?;
        sqlx::query("UPDATE run SET outcome = $2, snapshot = $3 WHERE id = $1")
            .bind(commit.run)
            .bind(outcome.id())
            .bind(snapshot)
            .execute(&mut *writing)
            .await?;
        Ok(writing.commit().await?)
    }
}

/// Lets a quarantined snapshot count from now on; returns when it was pulled.
async fn accept(
    writing: &mut SqliteConnection,
    id: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "UPDATE snapshot SET state = 'accepted', known_at = $2, decided_at = $2
         WHERE id = $1 AND state = 'quarantined' RETURNING pulled_at",
    )
    .bind(id)
    .bind(micros(now))
    .fetch_optional(writing)
    .await?
    .ok_or_else(|| StoreError::NothingQuarantined { run: id.to_owned() })?;
    Ok(row.try_get("pulled_at")?)
}
