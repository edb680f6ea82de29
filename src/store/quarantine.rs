//! Pulls that lost too much to be believed: kept apart until an operator decides, or until a later
//! good pull settles the question, even if only because the sheet was put back as it was.
//!
//! To accept one is a commit (`Basis::Accepted`), because a report and mails come with it.

use super::engine::query;
use super::instant::micros;
use super::run::{self, Outcome};
use super::snapshot::read_line;
use super::{
    CampaignLock, PackedSnapshot, SnapshotLine, SnapshotState, Store, StoreError, StoredSnapshot,
};
use crate::clock::Timestamp;

/// The SQL condition for a snapshot of campaign `$1` that waits for a decision.
macro_rules! waits {
    () => {
        "campaign = $1 AND state = 'quarantined'
         AND arrival > COALESCE(
             (SELECT arrival FROM latest_snapshot WHERE campaign = $1), 0)
         AND (SELECT pulling.arrival FROM run AS pulling WHERE pulling.id = snapshot.run)
             > COALESCE((SELECT MAX(arrival) FROM run
              WHERE campaign = $1 AND outcome = 'unchanged' AND finished_at IS NOT NULL), 0)"
    };
}

impl Store {
    /// Stores a pull in quarantine, with what it lost (`Loss::kept`). If a pull with the same table
    /// is waiting already, the run is recorded with that one, so that a bad sheet that is pulled
    /// every half minute is stored once.
    pub async fn quarantine(
        &self,
        lock: &CampaignLock,
        run_id: &str,
        snapshot: PackedSnapshot,
        loss: &str,
    ) -> Result<(), StoreError> {
        let snapshot = snapshot.ready().await?;
        debug_assert_eq!(lock.campaign(), snapshot.line.campaign);
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        let same = query(concat!(
            "SELECT id FROM snapshot WHERE ",
            waits!(),
            " AND table_digest = $2 AND configuration_digest = $3 ORDER BY arrival LIMIT 1",
        ))
        .bind(&snapshot.line.campaign)
        .bind(&snapshot.line.table_digest)
        .bind(&snapshot.line.configuration_digest)
        .fetch_optional(&mut writing)
        .await?;
        let id: String = match same {
            Some(same) => same.try_get("id")?,
            None => {
                let id = snapshot.line.id.clone();
                snapshot
                    .keep(
                        &mut writing,
                        run_id,
                        SnapshotState::Quarantined,
                        None,
                        Some(loss),
                    )
                    .await?;
                id
            }
        };
        run::note(&mut writing, run_id, Outcome::Quarantined, &id).await?;
        writing.commit().await
    }

    /// The pulls that wait for a decision, oldest first.
    pub async fn quarantined(&self, campaign: &str) -> Result<Vec<SnapshotLine>, StoreError> {
        query(concat!(
            "SELECT id, campaign, run, pulled_at, state, loss FROM snapshot WHERE ",
            waits!(),
            " ORDER BY arrival, id",
        ))
        .bind(campaign)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read_line)
        .collect()
    }

    /// The complete waiting pull of a run, to be judged and then accepted by a commit.
    pub async fn quarantined_of(
        &self,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<StoredSnapshot, StoreError> {
        let waiting = self.waiting(lock, run).await?;
        let gone = || StoreError::NothingQuarantined {
            run: run.to_owned(),
        };
        self.snapshot(&waiting.id).await?.ok_or_else(gone)
    }

    /// Rejects the pull of a run, which will never count. Also possible when it does not wait any
    /// more, since people usually restore the sheet first.
    pub async fn reject(
        &self,
        lock: &CampaignLock,
        run: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let noted = self.run(run).await?.and_then(|run| run.snapshot);
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        let done = query(
            "UPDATE snapshot SET state = 'rejected', decided_at = $4
             WHERE campaign = $1 AND state = 'quarantined' AND (run = $2 OR id = $3)",
        )
        .bind(lock.campaign())
        .bind(run)
        .bind(noted)
        .bind(micros(now))
        .execute(&mut writing)
        .await?;
        if done == 0 {
            return Err(StoreError::NothingQuarantined {
                run: run.to_owned(),
            });
        }
        writing.commit().await
    }

    async fn waiting(&self, lock: &CampaignLock, run: &str) -> Result<SnapshotLine, StoreError> {
        let noted = self.run(run).await?.and_then(|run| run.snapshot);
        self.quarantined(lock.campaign())
            .await?
            .into_iter()
            .find(|line| line.run == run || noted.as_ref() == Some(&line.id))
            .ok_or_else(|| StoreError::NothingQuarantined {
                run: run.to_owned(),
            })
    }
}
