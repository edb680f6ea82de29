//! Purging: afterwards no byte of what was deleted is left in the database or its log.
//!
//! Some things stay, however old: the latest good snapshot of each campaign with its reports and
//! mails, mails that still wait, and pulls that wait for a decision. The last report that readers
//! got stays with its snapshot and mails, since the next report compares with it; so does a report
//! that a person pinned. The times at which decisions were seen stay too: they name no person.

use super::engine::sqlite;
use super::engine::{Pool, Row, Transaction, query};
use super::instant::micros;
use super::{Store, StoreError, notice};
use crate::clock::Timestamp;

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    pub snapshots: u64,
    pub reports: u64,
    pub mails: u64,
    pub runs: u64,
    /// Names of workbooks under reports/ that no stored report has any more.
    pub report_files: Vec<String>,
    /// Ids of the mails, for the folder that `folder` delivery writes to.
    pub mail_ids: Vec<String>,
}

impl Purged {
    /// Whether nothing was deleted.
    pub fn is_empty(&self) -> bool {
        self.snapshots + self.reports + self.mails + self.runs == 0
    }
}

impl Store {
    /// What [`Store::purge`] would delete; deletes nothing.
    pub async fn purgeable(&self, older_than: Timestamp) -> Result<Purged, StoreError> {
        let mut writing = self.writing().await?;
        // The transaction is not committed, so everything is undone.
        delete(&mut writing, micros(older_than)).await
    }

    /// Deletes everything older. Fails as locked if another process keeps reading the database,
    /// since its log cannot be emptied then; what was deleted stays deleted.
    pub async fn purge(&self, older_than: Timestamp) -> Result<Purged, StoreError> {
        let mut writing = self.writing().await?;
        let purged = delete(&mut writing, micros(older_than)).await?;
        writing.commit().await?;
        match &self.pool {
            Pool::Sqlite(pool) => sqlite::rewrite(pool).await?,
            Pool::Postgres(_) => {}
        }
        Ok(purged)
    }
}

async fn delete(writing: &mut Transaction, cutoff: i64) -> Result<Purged, StoreError> {
    // Rows are deleted before the rows that they refer to.
    let mail_ids = column(
        query(
            "DELETE FROM outbox
             WHERE queued_at < $1 AND state IN ('sent', 'refused', 'uncertain')
               AND NOT (state = 'uncertain' AND doubts < 2)
               AND COALESCE(report, '') NOT IN (SELECT report.id FROM report
                   WHERE report.snapshot IN (SELECT id FROM latest_snapshot))
               AND COALESCE(report, '') NOT IN (SELECT id FROM pinned_report)
             RETURNING id",
        )
        .bind(cutoff)
        .fetch_all(&mut *writing)
        .await?,
    )?;
    query(
        "UPDATE outbox SET report = NULL WHERE report IN (SELECT id FROM report
             WHERE made_at < $1 AND snapshot NOT IN (SELECT id FROM latest_snapshot)
               AND id NOT IN (SELECT id FROM pinned_report))",
    )
    .bind(cutoff)
    .execute(&mut *writing)
    .await?;
    let (reports, report_files) = forget_reports(writing, cutoff).await?;
    let snapshots = forget_snapshots(writing, cutoff).await?;
    let runs = forget_runs(writing, cutoff).await?;
    notice::forget(writing, cutoff).await?;
    for rest in [
        "DELETE FROM due WHERE at < $1 AND done_at IS NOT NULL",
        "DELETE FROM access_log WHERE at < $1",
        "DELETE FROM alert WHERE cleared_at < $1",
    ] {
        query(rest).bind(cutoff).execute(&mut *writing).await?;
    }
    forget_unused(writing).await?;
    Ok(Purged {
        snapshots,
        reports,
        mails: mail_ids.len() as u64,
        runs,
        report_files,
        mail_ids,
    })
}

/// Deletes reports. Returns their number, and the names of files that no other report has.
async fn forget_reports(
    writing: &mut Transaction,
    cutoff: i64,
) -> Result<(u64, Vec<String>), StoreError> {
    let mut report_files = column(
        query(
            "DELETE FROM report
             WHERE made_at < $1 AND snapshot NOT IN (SELECT id FROM latest_snapshot)
               AND id NOT IN (SELECT id FROM pinned_report)
             RETURNING file_name",
        )
        .bind(cutoff)
        .fetch_all(&mut *writing)
        .await?,
    )?;
    let reports = report_files.len() as u64;
    let kept_files = column(
        query("SELECT DISTINCT file_name FROM report")
            .fetch_all(&mut *writing)
            .await?,
    )?;
    report_files.sort();
    report_files.dedup();
    report_files.retain(|name| !kept_files.contains(name));
    Ok((reports, report_files))
}

/// Deletes runs that ended and that nothing refers to any more. Returns their number.
async fn forget_runs(writing: &mut Transaction, cutoff: i64) -> Result<u64, StoreError> {
    query(
        "DELETE FROM run_event WHERE run IN (
             SELECT id FROM run WHERE started_at < $1 AND finished_at IS NOT NULL)",
    )
    .bind(cutoff)
    .execute(&mut *writing)
    .await?;
    query(
        "DELETE FROM run WHERE started_at < $1 AND finished_at IS NOT NULL
           AND id NOT IN (SELECT run FROM snapshot)
           AND id NOT IN (SELECT run FROM report)
           AND id NOT IN (SELECT run FROM outbox AS mail WHERE run IS NOT NULL)",
    )
    .bind(cutoff)
    .execute(writing)
    .await
}

/// Deletes bytes that nothing refers to any more.
pub(super) async fn forget_unused(writing: &mut Transaction) -> Result<(), StoreError> {
    query(
        "DELETE FROM content WHERE sha256 NOT IN (SELECT content FROM snapshot_source)
           AND sha256 NOT IN (SELECT content FROM report)
           AND sha256 NOT IN (SELECT content FROM outbox AS mail)",
    )
    .execute(&mut *writing)
    .await?;
    query(
        "DELETE FROM piece WHERE owner NOT IN (SELECT sha256 FROM content)
           AND owner NOT IN (SELECT id FROM snapshot)",
    )
    .execute(&mut *writing)
    .await?;
    Ok(())
}

/// Deletes snapshots that are neither the latest good one nor the source of a report that stays.
async fn forget_snapshots(writing: &mut Transaction, cutoff: i64) -> Result<u64, StoreError> {
    query(
        "DELETE FROM snapshot_source WHERE snapshot IN (SELECT id FROM snapshot
             WHERE pulled_at < $1 AND id NOT IN (SELECT id FROM latest_snapshot)
               AND id NOT IN (SELECT snapshot FROM report)
               AND NOT (state = 'quarantined' AND arrival > COALESCE(
                   (SELECT good.arrival FROM latest_snapshot AS good
                    WHERE good.campaign = snapshot.campaign), 0)))",
    )
    .bind(cutoff)
    .execute(&mut *writing)
    .await?;
    let done = query(
        "DELETE FROM snapshot
         WHERE pulled_at < $1 AND id NOT IN (SELECT id FROM latest_snapshot)
           AND id NOT IN (SELECT snapshot FROM report)
           AND NOT (state = 'quarantined' AND arrival > COALESCE(
               (SELECT good.arrival FROM latest_snapshot AS good
                WHERE good.campaign = snapshot.campaign), 0))",
    )
    .bind(cutoff)
    .execute(&mut *writing)
    .await?;
    Ok(done)
}

/// The first column of each row.
fn column(rows: Vec<Row>) -> Result<Vec<String>, StoreError> {
    rows.iter().map(|row| row.try_get(0)).collect()
}
