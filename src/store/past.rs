//! When each decision was seen: a row for each unbroken series of snapshots that held it, so
//! that what was known at any moment can be told again exactly.

use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::instant::{date, instant, micros};
use super::{Store, StoreError};
use crate::clock::{Date, Timestamp};
use crate::snapshot::past::{Past, SeenDecision};

/// A countable decision that a snapshot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Code of the commune.
    pub commune: String,
    /// Normalised number.
    pub number: String,
    /// Date signed.
    pub date: Date,
}

impl Store {
    /// What was seen before `until`, or ever. A run's own past, told again later, is
    /// `past(campaign, Some(snapshot.pulled_at))`: the instant itself is not included, so a
    /// snapshot is never part of its own past.
    pub async fn past(&self, campaign: &str, until: Option<Timestamp>) -> Result<Past, StoreError> {
        let until = until.map_or(i64::MAX, micros);
        let since: Option<i64> =
            sqlx::query("SELECT since FROM campaign WHERE name = $1 AND since < $2")
                .bind(campaign)
                .bind(until)
                .fetch_optional(&self.pool)
                .await?
                .map(|row| row.try_get("since"))
                .transpose()?;
        // The end of a series that goes on after `until` is its last snapshot known by then;
        // where those were purged, the nearest thing still known.
        let rows = sqlx::query(
            "SELECT seen.commune, seen.number, seen.date, seen.first_seen,
                    CASE WHEN $2 = 9223372036854775807 THEN seen.last_seen
                    ELSE COALESCE(
                        (SELECT MAX(snapshot.pulled_at) FROM snapshot
                         WHERE snapshot.campaign = seen.campaign
                           AND snapshot.state IN ('stored', 'accepted')
                           AND snapshot.known_at < $2
                           AND snapshot.pulled_at >= seen.first_seen
                           AND snapshot.pulled_at <= seen.last_seen),
                        CASE WHEN seen.last_seen < $2 THEN seen.last_seen ELSE seen.first_seen END)
                    END AS last_seen
             FROM seen_decision AS seen
             WHERE seen.campaign = $1 AND seen.known_at < $2
             ORDER BY seen.first_seen, seen.commune, seen.date, seen.number",
        )
        .bind(campaign)
        .bind(until)
        .fetch_all(&self.pool)
        .await?;
        let mut past = Past {
            since: since.map(instant).transpose()?,
            ..Past::default()
        };
        for row in rows {
            let seen = SeenDecision {
                number: row.try_get("number")?,
                date: date(row.try_get("date")?)?,
                first_seen: instant(row.try_get("first_seen")?)?,
                last_seen: instant(row.try_get("last_seen")?)?,
            };
            let of_commune = past.decisions.entry(row.try_get("commune")?).or_default();
            match of_commune
                .iter_mut()
                .find(|known| known.number == seen.number && known.date == seen.date)
            {
                Some(known) => known.last_seen = known.last_seen.max(seen.last_seen),
                None => of_commune.push(seen),
            }
        }
        Ok(past)
    }
}

/// Decisions of one statement: every one of the register's size is as many rows and few statements.
const BATCH: usize = 500;

/// Notes what a snapshot holds, pulled at one instant and counting from another.
pub(super) async fn remember(
    writing: &mut SqliteConnection,
    campaign: &str,
    pulled_at: i64,
    known_at: i64,
    seen: &[Seen],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO campaign (name, since) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET since = excluded.since
         WHERE excluded.since < campaign.since",
    )
    .bind(campaign)
    .bind(pulled_at)
    .execute(&mut *writing)
    .await?;
    let previous: Option<i64> = sqlx::query(
        "SELECT MAX(pulled_at) AS previous FROM snapshot
         WHERE campaign = $1 AND pulled_at < $2 AND state IN ('stored', 'accepted')",
    )
    .bind(campaign)
    .bind(pulled_at)
    .fetch_one(&mut *writing)
    .await?
    .try_get("previous")?;
    for some in seen.chunks(BATCH) {
        // `last_seen >= previous` is a series that reached the snapshot before this one, or one
        // that runs past this one already (a pull accepted after a later one was stored).
        if let Some(previous) = previous {
            let mut continued =
                QueryBuilder::new("UPDATE seen_decision SET last_seen = CASE WHEN last_seen > ");
            continued.push_bind(pulled_at);
            continued.push(" THEN last_seen ELSE ").push_bind(pulled_at);
            continued.push(" END WHERE campaign = ").push_bind(campaign);
            continued.push(" AND last_seen >= ").push_bind(previous);
            continued.push(" AND first_seen <= ").push_bind(pulled_at);
            continued.push(" AND (commune, number, date) IN (");
            values(&mut continued, some);
            continued.push(")");
            continued.build().execute(&mut *writing).await?;
        }
        let mut begun = QueryBuilder::new(
            "INSERT INTO seen_decision
                 (campaign, commune, number, date, first_seen, last_seen, known_at) SELECT ",
        );
        begun.push_bind(campaign);
        begun
            .push(", column1, column2, column3, ")
            .push_bind(pulled_at);
        begun.push(", ").push_bind(pulled_at);
        begun.push(", ").push_bind(known_at);
        begun.push(" FROM (");
        values(&mut begun, some);
        begun.push(
            ") AS said WHERE NOT EXISTS (
                 SELECT 1 FROM seen_decision AS known
                 WHERE known.commune = column1 AND known.number = column2
                   AND known.date = column3 AND known.campaign = ",
        );
        begun.push_bind(campaign);
        begun
            .push(" AND known.last_seen >= ")
            .push_bind(previous.unwrap_or(i64::MAX));
        begun.push(" AND known.first_seen <= ").push_bind(pulled_at);
        begun.push(") ON CONFLICT (campaign, commune, number, date, first_seen) DO NOTHING");
        begun.build().execute(&mut *writing).await?;
    }
    Ok(())
}

/// Decisions as rows of a statement.
fn values(statement: &mut QueryBuilder<Sqlite>, seen: &[Seen]) {
    statement.push_values(seen, |mut row, decision| {
        row.push_bind(decision.commune.clone())
            .push_bind(decision.number.clone())
            .push_bind(decision.date.to_string());
    });
}
