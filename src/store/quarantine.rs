//! Pulls that lost too much to be believed: kept apart until an operator decides, or until a
//! later good pull makes the question moot.
//!
//! Accepting is a commit (`Basis::Accepted`), since it brings a report and mails with it.

use sqlx::Row;

use super::instant::micros;
use super::run::Outcome;
use super::snapshot::{read_line, read_stored};
use super::{
    CampaignLock, PackedSnapshot, SnapshotLine, SnapshotState, Store, StoreError, StoredSnapshot,
};
use crate::clock::Timestamp;

impl Store {
    /// Keeps a pull apart, with the sentence that says what it lost. Where one that waits
    /// already holds the same table, the run is noted with that one: a bad sheet that is pulled
    /// every half minute is kept once.
    pub async fn quarantine(
        &self,
        lock: &CampaignLock,
        run: &str,
        snapshot: PackedSnapshot,
        loss: &str,
    ) -> Result<(), StoreError> {
        debug_assert_eq!(lock.campaign(), snapshot.campaign);
        let mut writing = self.writing().await?;
        let same = sqlx::query(
            "SELECT id FROM snapshot
             WHERE campaign = $1 AND state = 'quarantined' AND table_digest = $2
               AND configuration_digest = $3
               AND pulled_at > COALESCE(
                   (SELECT pulled_at FROM latest_snapshot WHERE campaign = $1), 0)
             ORDER BY pulled_at LIMIT 1",
        )
        .bind(&snapshot.campaign)
        .bind(&snapshot.table_digest)
        .bind(&snapshot.configuration_digest)
        .fetch_optional(&mut *writing)
        .await?;
        let id: String = match same {
            Some(same) => same.try_get("id")?,
            None => {
                let id = snapshot.id.clone();
                snapshot
                    .keep(
                        &mut writing,
                        run,
                        SnapshotState::Quarantined,
                        None,
                        Some(loss),
                    )
                    .await?;
                id
            }
        };
        sqlx::query("UPDATE run SET outcome = $2, snapshot = $3 WHERE id = $1")
            .bind(run)
            .bind(Outcome::Quarantined.id())
            .bind(id)
            .execute(&mut *writing)
            .await?;
        Ok(writing.commit().await?)
    }

    /// The pulls that wait for a decision, oldest first.
    pub async fn quarantined(&self, campaign: &str) -> Result<Vec<SnapshotLine>, StoreError> {
        sqlx::query(
            "SELECT id, campaign, run, pulled_at, state, loss FROM snapshot
             WHERE campaign = $1 AND state = 'quarantined'
               AND pulled_at > COALESCE(
                   (SELECT pulled_at FROM latest_snapshot WHERE campaign = $1), 0)
             ORDER BY pulled_at, id",
        )
        .bind(campaign)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read_line)
        .collect()
    }

    /// The waiting pull of a run, whole: to be judged and then accepted by a commit.
    pub async fn quarantined_of(
        &self,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<StoredSnapshot, StoreError> {
        let waiting = self.waiting(lock, run).await?;
        let row =
            sqlx::query("SELECT run, state, loss, body, configuration FROM snapshot WHERE id = $1")
                .bind(&waiting.id)
                .fetch_one(&self.pool)
                .await?;
        read_stored(&row)
    }

    /// An operator says that the pull of a run is not right; it never counts.
    pub async fn reject(
        &self,
        lock: &CampaignLock,
        run: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let waiting = self.waiting(lock, run).await?;
        sqlx::query("UPDATE snapshot SET state = 'rejected', decided_at = $2 WHERE id = $1")
            .bind(&waiting.id)
            .bind(micros(now))
            .execute(&self.pool)
            .await?;
        Ok(())
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
