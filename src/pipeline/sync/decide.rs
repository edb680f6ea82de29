//! Pulls that lost too much: put in quarantine, and what an operator decides about them.

use crate::failure::Failure;
use crate::pipeline::standing::{self, Freshness};
use crate::pipeline::sync::order::{CompletedRun, Conclusion, Mails};
use crate::pipeline::sync::{JudgedPull, PublishedSnapshot, Run};
use crate::rule::change::{self, Changes};
use crate::snapshot::loss::Loss;
use crate::store::{CampaignLock, PackedSnapshot, Stage, Store};

impl<'a> Run<'a> {
    pub(super) async fn quarantine(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: JudgedPull,
        packed: PackedSnapshot,
        loss: Loss,
    ) -> Result<CompletedRun, Failure> {
        self.progress.enter(Stage::Store);
        store
            .quarantine(lock, &self.id, packed, &loss.kept())
            .await?;
        let earlier = self.earlier(store).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let conclusion = Conclusion::Quarantined {
            loss,
            report: self.last_report(store).await?,
            mail: Mails::default(),
        };
        Ok(self.done(judged, changes, conclusion))
    }

    pub(super) async fn accept(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<CompletedRun, Failure> {
        self.progress.enter(Stage::Judge);
        let kept = store.quarantined_of(lock, run).await?;
        let past = store.past(&self.campaign.name, None).await?;
        let snapshot = self.as_answered(store, kept).await?;
        let judgement = self.criteria.judge(&snapshot, &past, self.as_of());
        let fresh = Freshness::of(self.app, self.campaign, snapshot.pulled_at);
        let judged = JudgedPull {
            snapshot,
            judgement,
            trail: Vec::new(),
            pulled: None,
        };
        let published = PublishedSnapshot::Accepted {
            is_stale: fresh.is_stale,
        };
        self.publish(store, lock, judged, published).await
    }

    pub(super) async fn reject(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<CompletedRun, Failure> {
        self.progress.enter(Stage::Judge);
        let snapshot = match self.take_latest(store).await? {
            Some(latest) => latest,
            None => {
                let kept = store.quarantined_of(lock, run).await?;
                self.as_answered(store, kept).await?
            }
        };
        store.reject(lock, run, self.app.clock.now()).await?;
        let judgement = standing::judge(store, &self.criteria, &snapshot, self.as_of()).await?;
        let judged = JudgedPull {
            snapshot,
            judgement,
            trail: Vec::new(),
            pulled: None,
        };
        let report = self.last_report(store).await?;
        Ok(self.done(judged, Changes::default(), Conclusion::Rejected { report }))
    }
}
