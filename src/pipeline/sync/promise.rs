//! Sends a promised report even if the pull failed.

use crate::clock::{self};
use crate::failure::Failure;
use crate::pipeline::standing::{self, Freshness};
use crate::pipeline::sync::order::{CompletedRun, Conclusion, Mailing};
use crate::pipeline::sync::{JudgedPull, Run};
use crate::rule::Judgement;
use crate::store::{CampaignLock, Outcome, Store, Trigger};

impl<'a> Run<'a> {
    /// Mails the readers the last known state, if this run owes them a report and has none because
    /// the pull failed or was quarantined. If this fails as well, the run's record still shows the
    /// first failure.
    pub(super) async fn keep_the_promise(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        done: &mut Result<CompletedRun, Failure>,
    ) {
        let is_without = done
            .as_ref()
            .map_or(true, |done| done.outcome() == Outcome::Quarantined);
        if !is_without || self.order.decide.is_some() {
            return;
        }
        let told = match self.owes(store).await {
            Ok(false) => return,
            Ok(true) => self.publish_kept(store, lock).await,
            Err(failure) => Err(failure),
        };
        match (told, done) {
            (Ok(Some(told)), Ok(done)) => {
                if let Conclusion::Quarantined { mail, .. } = &mut done.conclusion {
                    *mail = told.mail();
                }
            }
            (Ok(_), _) => {}
            (Err(failure), _) => tracing::warn!(
                run.id = self.id,
                kind = failure.kind(),
                "the readers could not be told what was known last"
            ),
        }
    }

    /// Whether readers must get something even without a new pull: a report was promised for this
    /// time, or they have had no mail for longer than the campaign's heartbeat.
    pub(super) async fn owes(&self, store: &Store) -> Result<bool, Failure> {
        if self.campaign.readers.is_empty() {
            return Ok(false);
        }
        match self.order.mail {
            Mailing::Promised => return Ok(true),
            Mailing::Never | Mailing::Always => return Ok(false),
            Mailing::AsSet => {}
        }
        if self.order.trigger == Trigger::Manual {
            return Ok(false);
        }
        let last = store.last_mailed(&self.campaign.name).await?;
        Ok(last.is_some_and(|last| self.is_long_ago(last.at)))
    }

    /// Publishes the latest good snapshot as of the day it was last confirmed; `None` if there
    /// is none.
    pub(super) async fn publish_kept(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
    ) -> Result<Option<CompletedRun>, Failure> {
        let Some(snapshot) = self.take_latest(store).await? else {
            return Ok(None);
        };
        let seen_at = standing::seen_at(store, self.campaign, snapshot.pulled_at).await?;
        let fresh = Freshness::of(self.app, self.campaign, seen_at);
        self.as_of = clock::day(fresh.seen_at, self.app.config.timezone);
        let judgement = standing::judge(store, &self.criteria, &snapshot, self.as_of()).await?;
        let judgement = Judgement {
            pulled_at: fresh.seen_at,
            ..judgement
        };
        let judged = JudgedPull {
            snapshot,
            judgement,
            trail: Vec::new(),
            pulled: None,
        };
        self.mailing = Mailing::Always;
        let published = self.publish_or_repeat(store, lock, judged, fresh.is_stale);
        published.await.map(Some)
    }
}
