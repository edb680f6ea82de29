//! Runs that are due: one row for each campaign and instant, so that each run is made once, however
//! many machines follow the same schedule.
//!
//! The process that claims a run keeps the claim by a heartbeat until the run is done. If it dies,
//! or is suspended for longer than a lease, one other process may claim the run again, and then
//! nobody: a run that kills every process that makes it must not kill them all.

use super::engine::query;
use super::holder::{self, Life};
use super::instant::{instant, micros};
use super::lease::{lasting, now};
use super::{Store, StoreError};
use crate::clock::Timestamp;

/// How many times a run may be claimed.
const TRIES: i64 = 2;
/// How long rows of finished runs are kept, in microseconds. No schedule is made up for over a
/// longer time.
const KEPT: i64 = 40 * 24 * 3_600_000_000;

/// A run that is due and was claimed by this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRun {
    pub campaign: String,
    pub at: Timestamp,
    /// Whether the readers are mailed.
    pub report: bool,
}

impl Store {
    /// Claims a run that is due; returns `false` if another process has claimed or made it.
    pub async fn claim_due_run(&self, due: &DueRun) -> Result<bool, StoreError> {
        let (campaign, at) = (due.campaign.as_str(), micros(due.at));
        let mut writing = self.writing().await?;
        let now = now(&mut writing).await?;
        let holder = query("SELECT holder FROM due WHERE campaign = $1 AND at = $2")
            .bind(campaign)
            .bind(at)
            .fetch_optional(&mut writing)
            .await?
            .map(|row| row.try_get::<String, _>("holder"))
            .transpose()?;
        let gone = holder.filter(|holder| self.is_gone(holder));
        let claimed = query(
            "INSERT INTO due (campaign, at, report, holder, expires_at, tries)
             VALUES ($1, $2, $3, $4, $5, 1)
             ON CONFLICT (campaign, at) DO UPDATE SET holder = excluded.holder,
                 expires_at = excluded.expires_at, tries = due.tries + 1
             WHERE due.done_at IS NULL AND due.tries < $6
               AND (due.expires_at < $7 OR due.holder = $8)",
        )
        .bind(campaign)
        .bind(at)
        .bind(i64::from(due.report))
        .bind(holder::process())
        .bind(now + lasting(self.lease))
        .bind(TRIES)
        .bind(now)
        .bind(gone.unwrap_or_default())
        .execute(&mut writing)
        .await?;
        if claimed > 0 {
            query("DELETE FROM due WHERE campaign = $1 AND done_at IS NOT NULL AND at < $2")
                .bind(campaign)
                .bind(at - KEPT)
                .execute(&mut writing)
                .await?;
        }
        writing.commit().await?;
        Ok(claimed > 0)
    }

    /// The heartbeat: extends all claims of this process.
    pub async fn keep_due_runs(&self) -> Result<(), StoreError> {
        let now = now(&self.pool).await?;
        query("UPDATE due SET expires_at = $2 WHERE holder = $1 AND done_at IS NULL")
            .bind(holder::process())
            .bind(now + lasting(self.lease))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Whether a run is still claimed by this process; extends the claim if so.
    pub async fn holds_due_run(&self, campaign: &str, at: Timestamp) -> Result<bool, StoreError> {
        let now = now(&self.pool).await?;
        let kept = query(
            "UPDATE due SET expires_at = $4
             WHERE campaign = $1 AND at = $2 AND holder = $3 AND done_at IS NULL",
        )
        .bind(campaign)
        .bind(micros(at))
        .bind(holder::process())
        .bind(now + lasting(self.lease))
        .execute(&self.pool)
        .await?;
        Ok(kept > 0)
    }

    /// Records that a run was made, or will not be made any more.
    pub async fn finish_due_run(
        &self,
        campaign: &str,
        at: Timestamp,
        done: Timestamp,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE due SET done_at = $4
             WHERE campaign = $1 AND at = $2 AND holder = $3 AND done_at IS NULL",
        )
        .bind(campaign)
        .bind(micros(at))
        .bind(holder::process())
        .bind(micros(done))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends all claims of this process.
    pub async fn leave_due_runs(&self, done: Timestamp) -> Result<(), StoreError> {
        query("UPDATE due SET done_at = $2 WHERE holder = $1 AND done_at IS NULL")
            .bind(holder::process())
            .bind(micros(done))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Runs since an instant whose process died or is silent, and that may be claimed once more.
    pub async fn abandoned_due_runs(&self, since: Timestamp) -> Result<Vec<DueRun>, StoreError> {
        let now = now(&self.pool).await?;
        let rows = query(
            "SELECT campaign, at, report, holder, expires_at FROM due
             WHERE done_at IS NULL AND tries < $1 AND at >= $2 AND holder <> $3
             ORDER BY at, campaign",
        )
        .bind(TRIES)
        .bind(micros(since))
        .bind(holder::process())
        .fetch_all(&self.pool)
        .await?;
        let mut abandoned = Vec::new();
        for row in rows {
            let holder: String = row.try_get("holder")?;
            let expires_at: i64 = row.try_get("expires_at")?;
            if expires_at < now || self.is_gone(&holder) {
                abandoned.push(DueRun {
                    campaign: row.try_get("campaign")?,
                    at: instant(row.try_get("at")?)?,
                    report: row.try_get::<i64, _>("report")? != 0,
                });
            }
        }
        Ok(abandoned)
    }

    fn is_gone(&self, holder: &str) -> bool {
        holder::life(holder, self.pool.is_local()) == Life::Gone
    }
}
