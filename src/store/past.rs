//! When each decision was seen: one row for each unbroken series of snapshots that contained it, so
//! that what was known at any moment can be reconstructed exactly.

use super::engine::{Query, Transaction, query};
use super::instant::{date, instant, micros};
use super::{Store, StoreError};
use crate::clock::{Date, Timestamp};
use crate::snapshot::past::{Past, SeenCount, SeenDecision};

/// A decision in a snapshot that can be counted.
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
    /// What was seen before `until`, or ever. The past of a run, asked for later, is
    /// `past(campaign, Some(snapshot.pulled_at))`: the instant itself is excluded, so that a
    /// snapshot is never part of its own past.
    pub async fn past(&self, campaign: &str, until: Option<Timestamp>) -> Result<Past, StoreError> {
        let until = until.map_or(i64::MAX, micros);
        let since: Option<i64> = query("SELECT since FROM campaign WHERE name = $1 AND since < $2")
            .bind(campaign)
            .bind(until)
            .fetch_optional(&self.pool)
            .await?
            .map(|row| row.try_get("since"))
            .transpose()?;
        // A series that goes on after `until` ends at its last snapshot known by then; if those
        // were purged, at the nearest time that is still known.
        let rows = query(
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
            if let Some(count) = SeenCount::read(&seen.number, seen.first_seen, seen.last_seen) {
                let of_commune = past.counts.entry(row.try_get("commune")?).or_default();
                of_commune.push(count);
                continue;
            }
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

/// Number of decisions in one statement, so that a whole register needs only a few statements.
const BATCH: usize = 500;

/// Records the decisions of a snapshot, pulled at one instant and counting from another.
pub(super) async fn remember(
    writing: &mut Transaction,
    campaign: &str,
    pulled_at: i64,
    known_at: i64,
    seen: &[Seen],
) -> Result<(), StoreError> {
    query(
        "INSERT INTO campaign (name, since) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET since = excluded.since
         WHERE excluded.since < campaign.since",
    )
    .bind(campaign)
    .bind(pulled_at)
    .execute(&mut *writing)
    .await?;
    let previous: Option<i64> = query(
        "SELECT pulled_at FROM snapshot
         WHERE campaign = $1 AND state IN ('stored', 'accepted')
           AND arrival < COALESCE((SELECT MAX(arrival) FROM snapshot
                                   WHERE campaign = $1 AND pulled_at = $2), $3)
         ORDER BY arrival DESC, id DESC LIMIT 1",
    )
    .bind(campaign)
    .bind(pulled_at)
    .bind(i64::MAX)
    .fetch_optional(&mut *writing)
    .await?
    .map(|row| row.try_get("pulled_at"))
    .transpose()?;
    let previous = match previous {
        // The previous one was dated by a clock that ran ahead; treat it as just before this one.
        Some(ahead) if ahead >= pulled_at => {
            set_back(writing, campaign, pulled_at).await?;
            Some(pulled_at - 1)
        }
        previous => previous,
    };
    for some in seen.chunks(BATCH) {
        if let Some(previous) = previous {
            go_on(&mut *writing, campaign, pulled_at, previous, some).await?;
        }
        begin(&mut *writing, campaign, pulled_at, known_at, previous, some).await?;
    }
    Ok(())
}

/// Ends series that a clock which ran ahead has dated later than an instant just before it. Series
/// that began later are deleted, and begin anew with the snapshot of that instant if it has them.
async fn set_back(
    writing: &mut Transaction,
    campaign: &str,
    pulled_at: i64,
) -> Result<(), StoreError> {
    query("DELETE FROM seen_decision WHERE campaign = $1 AND first_seen >= $2")
        .bind(campaign)
        .bind(pulled_at)
        .execute(&mut *writing)
        .await?;
    query("UPDATE seen_decision SET last_seen = $2 - 1 WHERE campaign = $1 AND last_seen >= $2")
        .bind(campaign)
        .bind(pulled_at)
        .execute(writing)
        .await?;
    Ok(())
}

/// Extends the series of decisions that were seen again. `last_seen >= previous` selects the series
/// that reached the snapshot before this one, or that already extend past this one, which happens
/// when a pull is accepted after a later one was stored.
async fn go_on(
    writing: &mut Transaction,
    campaign: &str,
    pulled_at: i64,
    previous: i64,
    seen: &[Seen],
) -> Result<(), StoreError> {
    let mut asked = query(
        "UPDATE seen_decision SET last_seen = CASE WHEN last_seen > $1 THEN last_seen ELSE $1 END
         WHERE campaign = $2 AND last_seen >= $3 AND first_seen <= $1
           AND (commune, number, date) IN (",
    )
    .bind(pulled_at)
    .bind(campaign)
    .bind(previous);
    values(&mut asked, seen);
    asked.push(")");
    asked.execute(writing).await?;
    Ok(())
}

/// Begins a series for each decision that is not part of one.
async fn begin(
    writing: &mut Transaction,
    campaign: &str,
    pulled_at: i64,
    known_at: i64,
    previous: Option<i64>,
    seen: &[Seen],
) -> Result<(), StoreError> {
    let mut asked = query(
        "INSERT INTO seen_decision
             (campaign, commune, number, date, first_seen, last_seen, known_at)
         SELECT $1, column1, column2, column3, $2, $2, $3 FROM (",
    )
    .bind(campaign)
    .bind(pulled_at)
    .bind(known_at)
    .bind(previous.unwrap_or(i64::MAX));
    values(&mut asked, seen);
    asked.push(
        ") AS said WHERE NOT EXISTS (
             SELECT 1 FROM seen_decision AS known
             WHERE known.commune = column1 AND known.number = column2
               AND known.date = column3 AND known.campaign = $1
               AND known.last_seen >= $4 AND known.first_seen <= $2)
         ON CONFLICT (campaign, commune, number, date, first_seen) DO NOTHING",
    );
    asked.execute(writing).await?;
    Ok(())
}

/// Appends decisions as rows of a `VALUES` clause.
fn values<'q>(asked: &mut Query<'q>, seen: &'q [Seen]) {
    asked.push("VALUES ");
    for (number, decision) in seen.iter().enumerate() {
        asked.push(if number == 0 { "(" } else { ", (" });
        asked.push_bind(&decision.commune);
        asked.push(", ");
        asked.push_bind(&decision.number);
        asked.push(", ");
        asked.push_bind(decision.date.to_string());
        asked.push(")");
    }
}
