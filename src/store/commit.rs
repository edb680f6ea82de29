//! The one transaction of a run: snapshot, what was seen, reports and mails, all or nothing.

use sqlx::{Row, SqliteConnection};

use super::instant::micros;
use super::{
    CampaignLock, NewMail, NewReport, Outcome, PackedSnapshot, Seen, SnapshotState, Store,
    StoreError, mail, past, report,
};
use crate::clock::Timestamp;

/// What a run leaves behind.
#[derive(Clone, Debug)]
pub struct Commit<'a> {
    /// The run's id.
    pub run: &'a str,
    /// The present instant.
    pub now: Timestamp,
    /// The snapshot that all of it rests on.
    pub basis: Basis,
    /// The countable decisions that a new or accepted snapshot holds.
    pub seen: &'a [Seen],
    /// Workbooks, none where the last ones still say what is true.
    pub reports: Vec<NewReport>,
    /// Mails, one for each recipient.
    pub mails: &'a [NewMail],
}

/// The snapshot that a commit rests on.
#[derive(Clone, Debug)]
pub enum Basis {
    /// A pull that is kept now.
    New(PackedSnapshot),
    /// A quarantined one, by its id, that an operator accepts now.
    Accepted(String),
    /// One that is kept already, by its id: judged again, at another date or by other rules.
    Kept(String),
}

impl Store {
    /// Keeps all of it, or nothing. The run's outcome is noted with it, so that a run killed
    /// after this instant is not taken for a failed one.
    pub async fn commit(&self, lock: &CampaignLock, commit: Commit<'_>) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let (snapshot, outcome) = match commit.basis {
            Basis::New(packed) => {
                debug_assert_eq!(lock.campaign(), packed.campaign);
                let (id, at) = (packed.id.clone(), packed.pulled_at);
                packed
                    .keep(
                        &mut writing,
                        commit.run,
                        SnapshotState::Stored,
                        Some(at),
                        None,
                    )
                    .await?;
                past::remember(&mut writing, lock.campaign(), at, at, commit.seen).await?;
                (id, Outcome::Stored)
            }
            Basis::Accepted(id) => {
                let pulled_at = accept(&mut writing, &id, commit.now).await?;
                past::remember(
                    &mut writing,
                    lock.campaign(),
                    pulled_at,
                    micros(commit.now),
                    commit.seen,
                )
                .await?;
                (id, Outcome::Accepted)
            }
            Basis::Kept(id) => (id, Outcome::Unchanged),
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
