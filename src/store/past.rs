//! When each decision was seen: a row for each unbroken series of snapshots that held it, so
//! that what was known at any moment can be told again exactly.

use sqlx::{Row, SqliteConnection};

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
    for decision in seen {
        let day = decision.date.to_string();
        // `last_seen >= previous` is a series that reached the snapshot before this one, or one
        // that runs past this one already (a pull accepted after a later one was stored).
        let continued = sqlx::query(
            "UPDATE seen_decision
             SET last_seen = CASE WHEN last_seen > $6 THEN last_seen ELSE $6 END
             WHERE campaign = $1 AND commune = $2 AND number = $3 AND date = $4
               AND last_seen >= $5 AND first_seen <= $6",
        )
        .bind(campaign)
        .bind(&decision.commune)
        .bind(&decision.number)
        .bind(&day)
        .bind(previous.unwrap_or(i64::MAX))
        .bind(pulled_at)
        .execute(&mut *writing)
        .await?;
        if continued.rows_affected() == 0 {
            sqlx::query(
                "INSERT INTO seen_decision
                     (campaign, commune, number, date, first_seen, last_seen, known_at)
                 VALUES ($1, $2, $3, $4, $5, $5, $6)
                 ON CONFLICT (campaign, commune, number, date, first_seen) DO NOTHING",
            )
            .bind(campaign)
            .bind(&decision.commune)
            .bind(&decision.number)
            .bind(&day)
            .bind(pulled_at)
            .bind(known_at)
            .execute(&mut *writing)
            .await?;
        }
    }
    Ok(())
}
