//! Runs that are due, and which machine makes them: scheduled runs, runs that people asked for, and
//! runs that a dead machine left.
//!
//! Several machines follow the same schedule; a row in the store decides which one makes a run.

use std::time::Instant;

use tracing::{info, warn};

use super::{Daemon, RENEWAL, is_away};
use crate::clock::Timestamp;
use crate::daemon::jobs::RunRequest;
use crate::schedule::plan::{Due, Timing};
use crate::store::{DueRun, Store, StoreError};

impl Daemon {
    /// Claims and queues what became due since the last check.
    ///
    /// # Errors
    /// If the database is unreachable. Everything is checked again later, including what was not
    /// claimed.
    pub(super) async fn ask(&mut self) -> Result<(), StoreError> {
        let (app, store) = (self.app(), self.store());
        let now = app.clock.now();
        for campaign in &app.config.campaigns {
            let Some(checked) = self.checked.get(&campaign.name).copied() else {
                continue;
            };
            let plan = app.config.plan(campaign);
            let due = plan.due(checked, now, campaign.catch_up);
            if due != Due::default() {
                let fell = plan.fell(checked, now, campaign.catch_up);
                match claimed(&store, &campaign.name, due, fell).await {
                    Ok((due, at)) => self.put(&campaign.name, due, at).await,
                    Err(error) if is_away(&error) => return Err(error),
                    // Not marked as checked, so that it is checked again.
                    Err(error) => {
                        warn!(campaign.id = campaign.name, %error, "what is due could not be noted");
                        continue;
                    }
                }
            }
            if let Some(promised) = plan.skipped_report(checked, now, campaign.catch_up) {
                warn!(campaign.id = campaign.name, %promised, "a promised report is too old to be made up for");
            }
            self.checked
                .insert(campaign.name.clone(), checked.seen(now));
        }
        Ok(())
    }

    /// Queues the runs that people asked for, on whatever machine they asked.
    pub(super) async fn ask_waiting(&mut self) -> Result<(), StoreError> {
        let (app, store) = (self.app(), self.store());
        let waiting = match store.waiting_runs().await {
            Ok(waiting) => waiting,
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => {
                warn!(%error, "runs that were asked for could not be looked at");
                return Ok(());
            }
        };
        for run in waiting {
            let mut campaigns = app.config.campaigns.iter();
            let serves = campaigns.any(|campaign| campaign.name == run.campaign);
            // Wait until another machine's run has ended.
            let under_way = store.run_under_way(&run.campaign).await;
            if serves && matches!(under_way, Ok(None)) {
                self.jobs.ask_for(&run.campaign, &run.id, run.decides);
            }
        }
        Ok(())
    }

    async fn put(&mut self, campaign: &str, due: Due, at: Vec<Timestamp>) {
        if self.jobs.ask(campaign, due, at.clone()) == RunRequest::Joined {
            info!(
                campaign.id = campaign,
                "a run that goes on or waits serves this one too"
            );
            self.done(campaign, &at).await;
        }
    }

    /// Records that these due runs need not be made any more.
    pub(super) async fn done(&self, campaign: &str, at: &[Timestamp]) {
        let (app, store) = (self.app(), self.store());
        for at in at {
            if let Err(error) = store.finish_due_run(campaign, *at, app.clock.now()).await {
                warn!(campaign.id = campaign, %error, "a run that is done could not be noted");
            }
        }
    }

    /// Shows other machines that this one is alive and will make what it has claimed; claims runs
    /// that a dead machine has left.
    pub(super) async fn renew_claims(&mut self) -> Result<(), StoreError> {
        let (app, store) = (self.app(), self.store());
        let rest = RENEWAL.min(app.config.store.lease / 4);
        if self.renewed.is_some_and(|renewed| renewed.elapsed() < rest) {
            return Ok(());
        }
        let now = app.clock.now();
        let looked = async {
            store.keep_due_runs().await?;
            store
                .serve(env!("CARGO_PKG_VERSION"), &app.configurations())
                .await?;
            let furthest = app.config.campaigns.iter().map(|one| one.catch_up).max();
            let abandoned = store
                .abandoned_due_runs(now - furthest.unwrap_or_default())
                .await?;
            let mut taken = Vec::new();
            for due in abandoned {
                let mut campaigns = app.config.campaigns.iter();
                if campaigns.any(|campaign| {
                    campaign.name == due.campaign && now - due.at <= campaign.catch_up
                }) && store.claim_due_run(&due).await?
                {
                    taken.push(due);
                }
            }
            Ok::<_, StoreError>(taken)
        };
        match looked.await {
            Ok(taken) => {
                self.renewed = Some(Instant::now());
                for due in taken {
                    info!(campaign.id = due.campaign, at = %due.at, "a run that was left is made up for");
                    let timing = Some(Timing::CatchUp);
                    let asked = match due.report {
                        true => Due {
                            pull: None,
                            report: timing,
                        },
                        false => Due {
                            pull: timing,
                            report: None,
                        },
                    };
                    self.put(&due.campaign, asked, vec![due.at]).await;
                }
            }
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => warn!(%error, "the database could not be asked"),
        }
        Ok(())
    }
}

/// The part of what is due that this process could claim, and when it was due.
async fn claimed(
    store: &Store,
    campaign: &str,
    due: Due,
    fell: (Option<Timestamp>, Option<Timestamp>),
) -> Result<(Due, Vec<Timestamp>), StoreError> {
    let claim = async |at: Timestamp, report: bool| {
        let run = DueRun {
            campaign: campaign.to_owned(),
            at,
            report,
        };
        store.claim_due_run(&run).await
    };
    let mut ours = Due::default();
    let mut at = Vec::new();
    // A report and a pull that are due at the same instant are one run.
    let report = due.report.zip(fell.1);
    let pull = due.pull.zip(fell.0);
    if let Some((timing, instant)) = report
        && claim(instant, true).await?
    {
        ours.report = Some(timing);
        at.push(instant);
    }
    let is_one = report
        .zip(pull)
        .is_some_and(|(one, other)| one.1 == other.1);
    if let Some((timing, instant)) = pull.filter(|_| !is_one)
        && claim(instant, false).await?
    {
        ours.pull = Some(timing);
        at.push(instant);
    }
    Ok((ours, at))
}
