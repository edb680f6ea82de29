//! Questions about all runs of a campaign, answered without reading every run: a campaign that
//! pulls every half minute makes a million a year.

use super::engine::query;
use super::instant::{instant, micros};
use super::{Store, StoreError};
use crate::clock::Timestamp;

/// The unbroken series of failed runs up to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// When the first of them began.
    pub since: Timestamp,
    /// How many there are.
    pub times: u32,
    /// How many of them were interrupted: their process ended before they did.
    pub broken_off: u32,
    /// Kind and sentence of the last error.
    pub kind: String,
    pub error: String,
}

impl Failing {
    /// Whether this is more than a passing fault.
    pub fn is_lasting(&self) -> bool {
        /// Number of failures in a row after which operators are told.
        const FAILURES: u32 = 3;

        self.times >= FAILURES
    }

    /// Whether all of these runs merely lost their process, as happens when a machine is stopped;
    /// such runs are made up for.
    pub fn is_broken_off(&self) -> bool {
        self.broken_off == self.times && !self.is_lasting()
    }
}

impl Store {
    /// The failed runs of a campaign since its last success; `None` if the last run succeeded. Runs
    /// that found the campaign busy are ignored.
    pub async fn failing(&self, campaign: &str) -> Result<Option<Failing>, StoreError> {
        let row = query(
            "SELECT MIN(started_at) AS since, COUNT(*) AS times,
                    COALESCE(SUM(CASE WHEN error_kind = 'interrupted' THEN 1 ELSE 0 END), 0)
                        AS broken_off
             FROM run
             WHERE campaign = $1 AND outcome = 'failed' AND finished_at IS NOT NULL
               AND arrival > COALESCE(
                   (SELECT MAX(arrival) FROM run
                    WHERE campaign = $1 AND finished_at IS NOT NULL
                      AND outcome NOT IN ('failed', 'busy', 'cancelled')), -1)",
        )
        .bind(campaign)
        .fetch_one(&self.pool)
        .await?;
        let Some(since) = row.try_get::<Option<i64>, _>("since")? else {
            return Ok(None);
        };
        let count = |name: &str| -> Result<u32, StoreError> {
            Ok(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or(u32::MAX))
        };
        let last = query(
            "SELECT error_kind, error_message FROM run
             WHERE campaign = $1 AND outcome = 'failed' AND finished_at IS NOT NULL
             ORDER BY arrival DESC, id DESC LIMIT 1",
        )
        .bind(campaign)
        .fetch_one(&self.pool)
        .await?;
        let text = |name: &str| -> Result<String, StoreError> {
            Ok(last.try_get::<Option<String>, _>(name)?.unwrap_or_default())
        };
        Ok(Some(Failing {
            since: instant(since)?,
            times: count("times")?,
            broken_off: count("broken_off")?,
            kind: text("error_kind")?,
            error: text("error_message")?,
        }))
    }

    /// When the last successful pull of a campaign began, which confirmed what is stored.
    pub async fn confirmed_at(&self, campaign: &str) -> Result<Option<Timestamp>, StoreError> {
        let row = query(
            "SELECT started_at AS at FROM run
             WHERE campaign = $1 AND outcome IN ('stored', 'unchanged') AND finished_at IS NOT NULL
             ORDER BY arrival DESC, id DESC LIMIT 1",
        )
        .bind(campaign)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| instant(row.try_get("at")?)).transpose()
    }

    /// When the last completed pull of a campaign began, failed ones included. An interrupted pull
    /// does not count, unless it made up for another one: a pull is made up for only once.
    pub async fn last_pull(&self, campaign: &str) -> Result<Option<Timestamp>, StoreError> {
        let row = query(
            r#"SELECT started_at AS at FROM run
               WHERE campaign = $1 AND finished_at IS NOT NULL
                 AND outcome NOT IN ('busy', 'accepted', 'rejected')
                 AND (error_kind IS NULL OR error_kind <> 'interrupted'
                      OR outcome <> 'failed' OR "trigger" = 'catch-up')
               ORDER BY arrival DESC, id DESC LIMIT 1"#,
        )
        .bind(campaign)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| instant(row.try_get("at")?)).transpose()
    }

    /// The number of runs in a row, up to the last, for which a service reported «unchanged».
    /// Failed and cancelled runs are skipped.
    pub async fn hinted_runs(&self, campaign: &str) -> Result<u32, StoreError> {
        let rows = query(
            "SELECT hinted FROM run
             WHERE campaign = $1 AND finished_at IS NOT NULL
               AND outcome NOT IN ('failed', 'cancelled')
             ORDER BY arrival DESC, id DESC LIMIT 32",
        )
        .bind(campaign)
        .fetch_all(&self.pool)
        .await?;
        let mut hinted = 0;
        for row in rows {
            if row.try_get::<i64, _>("hinted")? == 0 {
                break;
            }
            hinted += 1;
        }
        Ok(hinted)
    }

    /// When the first run of a campaign began.
    pub async fn first_run(&self, campaign: &str) -> Result<Option<Timestamp>, StoreError> {
        let row = query("SELECT MIN(started_at) AS at FROM run WHERE campaign = $1")
            .bind(campaign)
            .fetch_one(&self.pool)
            .await?;
        row.try_get::<Option<i64>, _>("at")?
            .map(instant)
            .transpose()
    }

    /// Whether the last report was refused for every reader, so that nobody has it.
    pub async fn is_unreached(&self, campaign: &str) -> Result<bool, StoreError> {
        let row = query(
            "SELECT COUNT(*) AS mails,
                    COALESCE(SUM(CASE WHEN state = 'refused' THEN 1 ELSE 0 END), 0) AS refused
             FROM outbox WHERE campaign = $1 AND report IS NOT NULL AND queued_at =
                 (SELECT MAX(queued_at) FROM outbox WHERE campaign = $1 AND report IS NOT NULL)",
        )
        .bind(campaign)
        .fetch_one(&self.pool)
        .await?;
        let mails: i64 = row.try_get("mails")?;
        Ok(mails > 0 && mails == row.try_get::<i64, _>("refused")?)
    }

    /// Recipients whose last settled mail since this instant was refused for good, with the answer.
    pub async fn refused_since(
        &self,
        campaign: Option<&str>,
        since: Timestamp,
    ) -> Result<Vec<(String, String)>, StoreError> {
        query(
            "SELECT recipient, last_error FROM outbox AS refused
             WHERE state = 'refused' AND settled_at >= $1 AND channel = 'mail'
               AND campaign = COALESCE($2, campaign) AND NOT EXISTS (
                 SELECT 1 FROM outbox AS later
                 WHERE later.recipient = refused.recipient AND later.channel = 'mail'
                   AND later.settled_at IS NOT NULL
                   AND (later.settled_at > refused.settled_at
                        OR (later.settled_at = refused.settled_at AND later.id > refused.id)))
             ORDER BY recipient",
        )
        .bind(micros(since))
        .bind(campaign)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(|row| {
            let answer: Option<String> = row.try_get("last_error")?;
            Ok((row.try_get("recipient")?, answer.unwrap_or_default()))
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;
    use crate::store::{NewRun, Outcome, RunEnd, RunError, RunsAsked, Trigger};

    fn at(minute: u32) -> Timestamp {
        format!("2025-08-01T07:{minute:02}:00Z").parse().unwrap()
    }

    async fn run(store: &Store, minute: u32, trigger: Trigger, outcome: Outcome, kind: &str) {
        let run = NewRun {
            id: format!("run-{minute:02}"),
            campaign: "c".to_owned(),
            trigger,
            reason: None,
            asked_by: None,
            started: at(minute),
            due: None,
        };
        let end = RunEnd {
            outcome,
            finished: at(minute),
            seconds: 0.1,
            snapshot: None,
            requests: 0,
            hinted: false,
            exit_code: 0,
            document: None,
            error: (!kind.is_empty()).then(|| RunError {
                kind: kind.to_owned(),
                message: format!("sentence {minute}"),
                exit_code: 69,
            }),
            stages: [].into(),
        };
        store.record_run(&run, &end).await.unwrap();
    }

    #[tokio::test]
    async fn a_campaign_fails_since_the_first_of_its_last_failures() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cnscd.db")).await.unwrap();
        assert_eq!(store.failing("c").await.unwrap(), None);
        assert!(
            !store.is_unreached("c").await.unwrap(),
            "nobody was to get anything"
        );
        run(
            &store,
            1,
            Trigger::Schedule,
            Outcome::Failed,
            "source-missing",
        )
        .await;
        run(&store, 2, Trigger::Schedule, Outcome::Unchanged, "").await;
        assert_eq!(store.failing("c").await.unwrap(), None);
        run(
            &store,
            3,
            Trigger::Schedule,
            Outcome::Failed,
            "source-missing",
        )
        .await;
        run(
            &store,
            4,
            Trigger::Manual,
            Outcome::Busy,
            "store-campaign-held",
        )
        .await;
        run(
            &store,
            5,
            Trigger::Schedule,
            Outcome::Failed,
            "source-forbidden",
        )
        .await;
        let failing = store.failing("c").await.unwrap().unwrap();
        assert_eq!(
            (failing.since, failing.times, failing.broken_off),
            (at(3), 2, 0)
        );
        assert_eq!(failing.kind, "source-forbidden");
        assert_eq!(failing.error, "sentence 5");
        assert_eq!(store.confirmed_at("c").await.unwrap(), Some(at(2)));
        run(&store, 6, Trigger::Schedule, Outcome::Quarantined, "").await;
        assert_eq!(store.failing("c").await.unwrap(), None);
        assert_eq!(store.confirmed_at("c").await.unwrap(), Some(at(2)));
        assert_eq!(store.first_run("c").await.unwrap(), Some(at(1)));
        assert_eq!(store.first_run("d").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_run_that_was_broken_off_is_told_apart_from_one_that_failed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cnscd.db")).await.unwrap();
        for (minute, kind, is_broken_off) in [
            (1, "interrupted", true),
            (2, "interrupted", true),
            // A machine that was stopped explains one or two in a row, not three.
            (3, "interrupted", false),
        ] {
            run(&store, minute, Trigger::Schedule, Outcome::Failed, kind).await;
            let failing = store.failing("c").await.unwrap().unwrap();
            assert_eq!(failing.is_broken_off(), is_broken_off, "{failing:?}");
        }
        run(&store, 4, Trigger::Schedule, Outcome::Stored, "").await;
        run(&store, 5, Trigger::Schedule, Outcome::Failed, "interrupted").await;
        run(
            &store,
            6,
            Trigger::Schedule,
            Outcome::Failed,
            "source-missing",
        )
        .await;
        let failing = store.failing("c").await.unwrap().unwrap();
        assert!(!failing.is_broken_off(), "{failing:?}");
        let broken = store
            .runs(RunsAsked {
                campaign: Some("c"),
                ..RunsAsked::default()
            })
            .await
            .unwrap()
            .swap_remove(1);
        for (language, words) in [(Language::Vi, "giữa chừng"), (Language::En, "ended before")]
        {
            let message = broken.clone().worded(language).error.unwrap().message;
            assert!(message.contains(words), "{message}");
        }
    }

    #[tokio::test]
    async fn a_pull_that_its_process_did_not_live_to_end_is_made_up_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cnscd.db")).await.unwrap();
        let check = |minute: u32| Some(at(minute));
        run(&store, 1, Trigger::Schedule, Outcome::Stored, "").await;
        run(&store, 2, Trigger::Schedule, Outcome::Failed, "interrupted").await;
        run(
            &store,
            3,
            Trigger::Manual,
            Outcome::Busy,
            "store-campaign-held",
        )
        .await;
        run(&store, 4, Trigger::Manual, Outcome::Rejected, "").await;
        assert_eq!(store.last_pull("c").await.unwrap(), check(1));
        run(&store, 5, Trigger::CatchUp, Outcome::Failed, "interrupted").await;
        assert_eq!(store.last_pull("c").await.unwrap(), check(5));
        run(
            &store,
            6,
            Trigger::Schedule,
            Outcome::Failed,
            "source-missing",
        )
        .await;
        assert_eq!(store.last_pull("c").await.unwrap(), check(6));
    }
}
