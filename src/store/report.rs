//! Reports: their bytes, and what the next report needs to know of them.

use super::content::{Packed, fetch, pack_json, unpack_json};
use super::engine::{Query, Row, Transaction, query};
use super::instant::{date, instant, micros};
use super::{Store, StoreError};
use crate::clock::{Date, Timestamp};
use crate::document::{Artifact, Detail};
use crate::rule::change::Earlier;
use crate::spool::Spooled;

/// A report to be stored.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// UUID version 7.
    pub id: String,
    /// The day as of which it counts.
    pub as_of: Date,
    /// The moment whose knowledge it shows, if one was asked for.
    pub known_at: Option<Timestamp>,
    /// How detailed it is.
    pub detail: Detail,
    /// Whether it covers only an area; then no figure of the whole is taken from it.
    pub is_part: bool,
    /// The workbook and its file name under reports/.
    pub artifact: Artifact,
    /// What the next report needs to know of it.
    pub earlier: Earlier,
    /// Hash of everything that it was made from: equal inputs give an equal report.
    pub inputs_digest: String,
}

/// A stored report without its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptReport {
    pub id: String,
    pub campaign: String,
    pub run: String,
    pub snapshot: String,
    pub as_of: Date,
    pub known_at: Option<Timestamp>,
    pub detail: Detail,
    pub file_name: String,
    /// SHA-256 of the workbook.
    pub sha256: String,
    pub inputs_digest: String,
    pub earlier: Earlier,
    pub made_at: Timestamp,
}

/// The last report that readers got.
#[derive(Clone, Debug, PartialEq)]
pub struct Mailed {
    /// The report.
    pub report: KeptReport,
    /// When its mails were queued.
    pub at: Timestamp,
}

/// A report as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedReport {
    pub id: String,
    pub run: String,
    pub as_of: Date,
    pub known_at: Option<Timestamp>,
    pub detail: Detail,
    pub file_name: String,
    pub sha256: String,
    pub made_at: Timestamp,
    /// Length of the workbook in bytes.
    pub bytes: u64,
    /// Who wants it kept, if anybody.
    pub pin: Option<Pin>,
}

/// A person's wish to keep a report whatever is purged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    pub at: Timestamp,
    pub who: String,
    pub reason: String,
}

/// Selects reports for lists; `which` is the condition and the order.
fn listed<'q>(which: &str) -> Query<'q> {
    let mut reports = query(
        "SELECT report.id, run, as_of, known_at, detail, file_name, content, made_at, size,
                pinned_at, pinned_by, pinned_why
         FROM report JOIN content ON content.sha256 = report.content WHERE ",
    );
    reports.push(which);
    reports
}

impl Store {
    /// All reports of a campaign for lists, newest first.
    pub async fn reports_of(&self, campaign: &str) -> Result<Vec<ListedReport>, StoreError> {
        listed("campaign = $1 ORDER BY arrival DESC, report.id DESC")
            .bind(campaign)
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read_line)
            .collect()
    }

    /// The reports that a run made, newest first.
    pub async fn reports_of_run(
        &self,
        campaign: &str,
        run: &str,
    ) -> Result<Vec<ListedReport>, StoreError> {
        listed("campaign = $1 AND run = $2 ORDER BY arrival DESC, report.id DESC")
            .bind(campaign)
            .bind(run)
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read_line)
            .collect()
    }

    /// The reports whose workbook has this hash, newest first.
    pub async fn reports_by_hash(&self, sha256: &str) -> Result<Vec<ListedReport>, StoreError> {
        listed("content = $1 ORDER BY made_at DESC, report.id DESC")
            .bind(sha256)
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read_line)
            .collect()
    }

    /// Pins every report of the campaign with these bytes, or unpins them with `None`.
    pub async fn pin_report(
        &self,
        campaign: &str,
        sha256: &str,
        pin: Option<&Pin>,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE report SET pinned_at = $3, pinned_by = $4, pinned_why = $5
             WHERE campaign = $1 AND content = $2",
        )
        .bind(campaign)
        .bind(sha256)
        .bind(pin.map(|pin| micros(pin.at)))
        .bind(pin.map(|pin| pin.who.as_str()))
        .bind(pin.map(|pin| pin.reason.as_str()))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The newest report made from these inputs.
    pub async fn report_for(
        &self,
        campaign: &str,
        inputs_digest: &str,
        detail: Detail,
    ) -> Result<Option<KeptReport>, StoreError> {
        query(
            "SELECT * FROM report WHERE campaign = $1 AND inputs_digest = $2 AND detail = $3
             ORDER BY arrival DESC, id DESC LIMIT 1",
        )
        .bind(campaign)
        .bind(inputs_digest)
        .bind(detail_id(detail))
        .fetch_optional(&self.pool)
        .await?
        .as_ref()
        .map(read)
        .transpose()
    }

    /// The newest full report of a campaign.
    pub async fn last_report(&self, campaign: &str) -> Result<Option<KeptReport>, StoreError> {
        query(
            "SELECT * FROM report WHERE campaign = $1 AND detail = 'full'
             ORDER BY arrival DESC, id DESC LIMIT 1",
        )
        .bind(campaign)
        .fetch_optional(&self.pool)
        .await?
        .as_ref()
        .map(read)
        .transpose()
    }

    /// The last report that readers got or will get. A report that every reader's server refused
    /// does not count; one that still waits does, because it will arrive before the next.
    pub async fn last_mailed(&self, campaign: &str) -> Result<Option<Mailed>, StoreError> {
        query(
            "SELECT report.*, mail.queued_at AS mailed_at
             FROM outbox AS mail JOIN report ON report.id = mail.report
             WHERE report.campaign = $1 AND mail.state <> 'refused'
             ORDER BY mail.arrival DESC, report.detail, report.id DESC LIMIT 1",
        )
        .bind(campaign)
        .fetch_optional(&self.pool)
        .await?
        .map(|row| {
            Ok(Mailed {
                report: read(&row)?,
                at: instant(row.try_get("mailed_at")?)?,
            })
        })
        .transpose()
    }

    /// The last report of `as_of` or an earlier day that readers got or will get, as
    /// [`Store::last_mailed`] defines it, queued before an instant if one is given.
    pub async fn last_mailed_by(
        &self,
        campaign: &str,
        as_of: Date,
        before: Option<Timestamp>,
    ) -> Result<Option<Mailed>, StoreError> {
        query(
            "SELECT report.*, mail.queued_at AS mailed_at
             FROM outbox AS mail JOIN report ON report.id = mail.report
             WHERE report.campaign = $1 AND mail.state <> 'refused'
               AND report.as_of <= $2 AND mail.queued_at < $3
             ORDER BY mail.arrival DESC, report.detail, report.id DESC LIMIT 1",
        )
        .bind(campaign)
        .bind(as_of.to_string())
        .bind(before.map_or(i64::MAX, micros))
        .fetch_optional(&self.pool)
        .await?
        .map(|row| {
            Ok(Mailed {
                report: read(&row)?,
                at: instant(row.try_get("mailed_at")?)?,
            })
        })
        .transpose()
    }

    /// Every report of a campaign, newest first.
    pub async fn reports(&self, campaign: &str) -> Result<Vec<KeptReport>, StoreError> {
        query("SELECT * FROM report WHERE campaign = $1 ORDER BY arrival DESC, id DESC")
            .bind(campaign)
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// The workbook of a report.
    pub async fn report_bytes(&self, id: &str) -> Result<Option<Spooled>, StoreError> {
        let mut reading = self.pool.reading().await?;
        let Some(row) = query("SELECT content FROM report WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut reading)
            .await?
        else {
            return Ok(None);
        };
        let sha256: String = row.try_get("content")?;
        fetch(&mut reading, &sha256).await.map(Some)
    }
}

pub(super) async fn keep(
    writing: &mut Transaction,
    campaign: &str,
    run: &str,
    snapshot: &str,
    made_at: Timestamp,
    report: NewReport,
) -> Result<(), StoreError> {
    let content = Packed::new(report.artifact.bytes).map_err(sqlx::Error::Io)?;
    let sha256 = content.sha256.clone();
    content.keep(writing).await?;
    query(
        "INSERT INTO report (id, campaign, run, snapshot, as_of, known_at, detail, file_name,
                             content, inputs_digest, earlier, made_at, arrival)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                 (SELECT COALESCE(MAX(arrival), 0) + 1 FROM report WHERE campaign = $2))",
    )
    .bind(&report.id)
    .bind(campaign)
    .bind(run)
    .bind(snapshot)
    .bind(report.as_of.to_string())
    .bind(report.known_at.map(micros))
    .bind(kept_detail(report.detail, report.is_part))
    .bind(&report.artifact.name)
    .bind(sha256)
    .bind(&report.inputs_digest)
    .bind(pack_json(&report.earlier))
    .bind(micros(made_at))
    .execute(writing)
    .await?;
    Ok(())
}

/// The level of detail as stored. Reports of an area have names of their own, so that they are
/// never taken for reports of the whole.
fn kept_detail(detail: Detail, is_part: bool) -> &'static str {
    match (detail, is_part) {
        (whole, false) => detail_id(whole),
        (Detail::Full, true) => "part",
        (Detail::Summary, true) => "part-summary",
    }
}

fn detail_id(detail: Detail) -> &'static str {
    match detail {
        Detail::Full => "full",
        Detail::Summary => "summary",
    }
}

fn read(row: &Row) -> Result<KeptReport, StoreError> {
    let known_at: Option<i64> = row.try_get("known_at")?;
    Ok(KeptReport {
        id: row.try_get("id")?,
        campaign: row.try_get("campaign")?,
        run: row.try_get("run")?,
        snapshot: row.try_get("snapshot")?,
        as_of: date(row.try_get("as_of")?)?,
        known_at: known_at.map(instant).transpose()?,
        detail: read_detail(row.try_get("detail")?),
        file_name: row.try_get("file_name")?,
        sha256: row.try_get("content")?,
        inputs_digest: row.try_get("inputs_digest")?,
        earlier: unpack_json(row.try_get::<&[u8], _>("earlier")?)?,
        made_at: instant(row.try_get("made_at")?)?,
    })
}

fn read_line(row: &Row) -> Result<ListedReport, StoreError> {
    let known_at: Option<i64> = row.try_get("known_at")?;
    let size: i64 = row.try_get("size")?;
    Ok(ListedReport {
        id: row.try_get("id")?,
        run: row.try_get("run")?,
        as_of: date(row.try_get("as_of")?)?,
        known_at: known_at.map(instant).transpose()?,
        detail: read_detail(row.try_get("detail")?),
        file_name: row.try_get("file_name")?,
        sha256: row.try_get("content")?,
        made_at: instant(row.try_get("made_at")?)?,
        bytes: u64::try_from(size).unwrap_or_default(),
        pin: read_pin(row)?,
    })
}

fn read_pin(row: &Row) -> Result<Option<Pin>, StoreError> {
    let Some(at) = row.try_get::<Option<i64>, _>("pinned_at")? else {
        return Ok(None);
    };
    Ok(Some(Pin {
        at: instant(at)?,
        who: row.try_get("pinned_by")?,
        reason: row.try_get("pinned_why")?,
    }))
}

fn read_detail(id: &str) -> Detail {
    match id {
        "summary" | "part-summary" => Detail::Summary,
        _ => Detail::Full,
    }
}
