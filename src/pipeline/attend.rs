//! Conditions that operators are told about: runs that fail, pulls that wait for a decision, mail
//! that is not delivered.
//!
//! They are derived from the store, not from what just happened, so a process that dies between a
//! failure and its mail loses nothing. The store remembers which notices were sent (`notice`).

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::config::Campaign;
use crate::failure::Failure;
use crate::locale::{Language, told};
use crate::mail::Notice;
use crate::pipeline::{App, notice, standing};
use crate::store::{Failing, MailState, OutboxState, ResultsRow, SnapshotLine, Store};

/// How long mail may wait before operators are told.
const STUCK: TimeDelta = TimeDelta::hours(2);
/// How many times writing the results sheet may fail before operators are told.
const RESULTS_TRIES: u32 = 3;
/// Recipients that were refused longer ago than this are not reported.
const REFUSED: TimeDelta = TimeDelta::days(7);

/// What the store shows of a campaign.
struct CampaignFacts {
    failing: Option<Failing>,
    /// Whether the stored data are older than the campaign allows.
    stale: bool,
    /// The quarantined pulls, oldest first.
    quarantined: Vec<SnapshotLine>,
    /// When a report was promised that was not mailed and is too late to be mailed now.
    skipped: Option<Timestamp>,
    /// The state of the results sheet, if the campaign has one.
    results: Option<ResultsRow>,
}

/// What the store shows of the outbox.
struct OutboxFacts {
    outbox: OutboxState,
    /// Recipients that were refused for good, each with the server's answer.
    refused: Vec<(String, String)>,
}

/// Tells operators what has gone wrong with a campaign and what is well again, each once. Returns
/// whether a notice was queued.
///
/// # Errors
/// If the store cannot be read or written, or an address cannot be used.
pub async fn campaign(app: &App, store: &Store, campaign: &Campaign) -> Result<bool, Failure> {
    let name = &campaign.name;
    let freshness = standing::freshness(app, store, campaign).await?;
    let facts = CampaignFacts {
        failing: store.failing(name).await?,
        stale: freshness.is_some_and(|freshness| freshness.is_stale),
        quarantined: store.quarantined(name).await?,
        skipped: standing::missed_report(app, store, campaign)
            .await?
            .filter(|promised| app.clock.now() - *promised > campaign.catch_up),
        results: match campaign.results {
            Some(_) => store.results(name).await?,
            None => None,
        },
    };
    let wrong = facts.wrong(name);
    settle(app, store, name, &Notice::OF_CAMPAIGN, wrong).await
}

/// Does the same for the outbox.
///
/// # Errors
/// As [`campaign`].
pub async fn outbox(app: &App, store: &Store) -> Result<bool, Failure> {
    let now = app.clock.now();
    let facts = OutboxFacts {
        outbox: store.outbox(None).await?,
        refused: store.refused_since(None, now - REFUSED).await?,
    };
    settle(app, store, "", &Notice::OF_SERVICE, facts.wrong(now)).await
}

/// Whether mail is stuck: something has waited longer than a mail server is usually away.
///
/// # Errors
/// If the store cannot be read.
pub async fn is_mail_stuck(app: &App, store: &Store) -> Result<bool, Failure> {
    let now = app.clock.now();
    let outbox = store.outbox(None).await?;
    Ok(outbox
        .waiting_since
        .is_some_and(|since| now - since > STUCK))
}

async fn settle(
    app: &App,
    store: &Store,
    campaign: &str,
    kinds: &[&'static str],
    wrong: Vec<Notice>,
) -> Result<bool, Failure> {
    let mut is_told = false;
    for kind in kinds {
        is_told |= match wrong.iter().find(|notice| notice.kind() == *kind) {
            Some(notice) => notice::raise(app, store, campaign, notice).await?,
            None => notice::clear(app, store, campaign, kind).await?,
        };
    }
    Ok(is_told)
}

impl CampaignFacts {
    fn wrong(self, name: &str) -> Vec<Notice> {
        let failing = self
            .failing
            .filter(|failing| failing.is_lasting() || self.stale)
            .map(|failing| Notice::Failing {
                times: failing.times,
                since: failing.since,
                error: failing.error,
                next_step: "chạy «cnscd doctor» để xem bước nào không thành công và cách xử lý"
                    .to_owned(),
            });
        let quarantined = self.quarantined.into_iter().next_back();
        let quarantined = quarantined.map(|pull| Notice::Quarantined {
            // Mails are Vietnamese documents, whatever language the terminal uses.
            loss: pull.lost(Language::Vi).join("; "),
            name: pull.campaign,
            run: pull.run,
        });
        let skipped = self
            .skipped
            .map(|promised| Notice::ReportSkipped { promised });
        let stuck = |row: &ResultsRow| match row.state {
            MailState::Refused => true,
            MailState::Sent => false,
            _ => row.tries >= RESULTS_TRIES,
        };
        let results = self.results.filter(stuck).and_then(|row| {
            Some(Notice::Results {
                since: row.queued_at,
                error: told(&row.last_error?, Language::Vi),
                name: name.to_owned(),
            })
        });
        [failing, quarantined, skipped, results]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl OutboxFacts {
    fn wrong(self, now: Timestamp) -> Vec<Notice> {
        let OutboxState {
            owed,
            waiting_since,
            last_error,
            ..
        } = self.outbox;
        let stuck = waiting_since
            .filter(|since| now - *since > STUCK)
            .map(|since| Notice::MailStuck {
                waiting: owed,
                since,
                error: last_error.map_or_else(String::new, |error| told(&error, Language::Vi)),
            });
        let recipients = self.refused.into_iter();
        let recipients: Vec<(String, String)> = recipients
            .map(|(to, answer)| (to, told(&answer, Language::Vi)))
            .collect();
        let refused = (!recipients.is_empty()).then_some(Notice::Refused { recipients });
        [stuck, refused].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SnapshotState;

    fn at(hour: u32) -> Timestamp {
        format!("2025-08-01T{hour:02}:00:00Z").parse().unwrap()
    }

    fn kinds(wrong: &[Notice]) -> Vec<&'static str> {
        wrong.iter().map(Notice::kind).collect()
    }

    #[test]
    fn a_campaign_is_told_of_when_it_fails_repeatedly_or_its_data_grow_old() {
        let check = |times: u32, stale: bool, quarantined: usize, told: &[&str]| {
            let pull = |number: usize| SnapshotLine {
                id: number.to_string(),
                campaign: "c".to_owned(),
                run: format!("run-{number}"),
                pulled_at: at(7),
                state: SnapshotState::Quarantined,
                loss: Some("mất".to_owned()),
            };
            let facts = CampaignFacts {
                failing: (times > 0).then(|| Failing {
                    since: at(7),
                    times,
                    broken_off: 0,
                    kind: "source-missing".to_owned(),
                    error: "không có tệp".to_owned(),
                }),
                stale,
                quarantined: (0..quarantined).map(pull).collect(),
                skipped: None,
                results: None,
            };
            assert_eq!(
                kinds(&facts.wrong("c")),
                told,
                "{times} {stale} {quarantined}"
            );
        };
        check(0, false, 0, &[]);
        check(1, false, 0, &[]);
        check(2, false, 0, &[]);
        check(3, false, 0, &["run-failing"]);
        check(1, true, 0, &["run-failing"]);
        // Nobody pulled yet, which is not a failure.
        check(0, true, 0, &[]);
        check(0, false, 2, &["quarantined"]);
        check(4, true, 1, &["run-failing", "quarantined"]);
    }

    #[test]
    fn the_results_sheet_is_told_of_when_it_fails_repeatedly() {
        let check = |state: MailState, tries: u32, error: Option<&str>, told: &[&str]| {
            let facts = CampaignFacts {
                failing: None,
                stale: false,
                quarantined: Vec::new(),
                skipped: None,
                results: Some(ResultsRow {
                    id: "1".to_owned(),
                    key: String::new(),
                    state,
                    tries,
                    queued_at: at(7),
                    settled_at: None,
                    last_error: error.map(str::to_owned),
                }),
            };
            assert_eq!(kinds(&facts.wrong("c")), told, "{state:?} {tries}");
        };
        check(MailState::Queued, 0, None, &[]);
        check(MailState::Queued, 2, Some("403"), &[]);
        check(MailState::Queued, 3, Some("403"), &["results-stuck"]);
        check(MailState::Sending, 4, Some("403"), &["results-stuck"]);
        check(MailState::Refused, 30, Some("403"), &["results-stuck"]);
        check(MailState::Sent, 9, None, &[]);
    }

    #[test]
    fn mail_is_told_of_when_it_waits_for_hours_or_is_refused() {
        let check = |since: Option<u32>, now: u32, refused: usize, told: &[&str]| {
            let recipient = |number: usize| (format!("r{number}@example.vn"), "550".to_owned());
            let facts = OutboxFacts {
                outbox: OutboxState {
                    owed: u32::from(since.is_some()),
                    waiting_since: since.map(at),
                    ..OutboxState::default()
                },
                refused: (0..refused).map(recipient).collect(),
            };
            assert_eq!(
                kinds(&facts.wrong(at(now))),
                told,
                "{since:?} {now} {refused}"
            );
        };
        check(None, 12, 0, &[]);
        check(Some(10), 12, 0, &[]);
        check(Some(9), 12, 0, &["mail-stuck"]);
        check(None, 12, 1, &["mail-refused"]);
        check(Some(1), 12, 2, &["mail-stuck", "mail-refused"]);
    }
}
