//! The transaction of a run: snapshot, decisions seen, reports and mails, all or nothing.

use super::engine::{Transaction, query};
use super::instant::micros;
use super::snapshot::ReadySnapshot;
use super::{
    CampaignLock, NewMail, NewReport, Outcome, PackedSnapshot, Seen, SnapshotState, Store,
    StoreError, mail, past, report, run,
};
use crate::clock::Timestamp;

/// What a run stores.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The run's id.
    pub run: &'a str,
    /// The present instant.
    pub now: Timestamp,
    /// The snapshot that reports and mails are made from.
    pub basis: Basis,
    /// Workbooks; empty if the last ones are still true.
    pub reports: Vec<NewReport>,
    /// Mails, one for each recipient.
    pub mails: &'a [NewMail],
}

/// The snapshot that a commit is about.
#[derive(Debug)]
pub enum Basis {
    /// A new pull, and its decisions that can be counted.
    New(Box<PackedSnapshot>, Vec<Seen>),
    /// A quarantined pull, by its id, that an operator accepts now, and its decisions that can be
    /// counted.
    Accepted(String, Vec<Seen>),
    /// A stored pull, by its id: judged again, for another date or by other rules.
    Kept(String),
}

impl Store {
    /// Stores everything or nothing. The run's outcome is part of the transaction, so a run that is
    /// killed afterwards is not taken for a failed one.
    ///
    /// # Errors
    /// If the lock was lost meanwhile; then nothing is stored.
    pub async fn commit(&self, lock: &CampaignLock, commit: Commit<'_>) -> Result<(), StoreError> {
        // A SQLite file has one writer at a time, so slow work is done before the transaction
        // begins.
        let basis = commit.basis.ready().await?;
        let mails = mail::pack(commit.mails)?;
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        let campaign = lock.campaign();
        let (snapshot, outcome) = match basis {
            Ready::New(pull, seen) => {
                debug_assert_eq!(campaign, pull.line.campaign);
                let (id, at) = (pull.line.id.clone(), pull.line.pulled_at);
                let stored = SnapshotState::Stored;
                pull.keep(&mut writing, commit.run, stored, Some(at), None)
                    .await?;
                past::remember(&mut writing, campaign, at, at, &seen).await?;
                (id, Outcome::Stored)
            }
            Ready::Accepted(id, seen) => {
                let at = accept(&mut writing, &id, commit.now).await?;
                past::remember(&mut writing, campaign, at, micros(commit.now), &seen).await?;
                (id, Outcome::Accepted)
            }
            Ready::Kept(id) => (id, Outcome::Unchanged),
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
        mail::keep(&mut writing, campaign, run, commit.now, mails).await?;
        run::note(&mut writing, commit.run, outcome, &snapshot).await?;
        writing.commit().await
    }
}

/// A basis that is ready to be written without waiting.
enum Ready {
    New(ReadySnapshot, Vec<Seen>),
    Accepted(String, Vec<Seen>),
    Kept(String),
}

impl Basis {
    async fn ready(self) -> Result<Ready, StoreError> {
        Ok(match self {
            Self::New(pull, seen) => Ready::New(pull.ready().await?, seen),
            Self::Accepted(id, seen) => Ready::Accepted(id, seen),
            Self::Kept(id) => Ready::Kept(id),
        })
    }
}

/// Accepts a quarantined snapshot, which counts from now on; returns when it was pulled.
async fn accept(writing: &mut Transaction, id: &str, now: Timestamp) -> Result<i64, StoreError> {
    let row = query(
        "UPDATE snapshot SET state = 'accepted', known_at = $2, decided_at = $2
         WHERE id = $1 AND state = 'quarantined' RETURNING pulled_at",
    )
    .bind(id)
    .bind(micros(now))
    .fetch_optional(writing)
    .await?
    .ok_or_else(|| StoreError::NothingQuarantined { run: id.to_owned() })?;
    row.try_get("pulled_at")
}
