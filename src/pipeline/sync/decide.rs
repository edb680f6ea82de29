//! Pulls that lost too much: kept apart, and what an operator decides about them.

use crate::failure::Failure;
use crate::pipeline::standing::{self, Freshness};
use crate::pipeline::sync::order::{Done, Mails};
use crate::pipeline::sync::{Judged, Rest, Run};
use crate::rule::change::{self, Changes};
use crate::snapshot::loss::Loss;
use crate::store::{CampaignLock, Outcome, Store};

impl<'a> Run<'a> {
    pub(super) async fn quarantine(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: Judged,
        loss: Loss,
    ) -> Result<Done, Failure> {
        let mut judged = judged;
        let packed = judged.packed();
        store
            .quarantine(
                lock,
                &self.id,
                packed,
                &loss.sentences(self.app.language).join("; "),
            )
            .await?;
        let earlier = self.earlier(store).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let placed = self.last_report(store).await?;
        Ok(self.done(
            Outcome::Quarantined,
            judged,
            changes,
            placed,
            Mails::default(),
            Some(loss),
            None,
        ))
    }

    pub(super) async fn accept(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<Done, Failure> {
        let kept = store.quarantined_of(lock, run).await?;
        let past = store.past(&self.campaign.name, None).await?;
        let judgement = self.bench.judge(&kept.snapshot, &past, self.as_of());
        let judged = Judged {
            stale: Freshness::of(self.app, self.campaign, kept.snapshot.pulled_at, None).is_stale,
            snapshot: kept.snapshot,
            judgement,
            packed: None,
            known: false,
            trail: Vec::new(),
        };
        self.publish(store, lock, judged, Rest::Accepted).await
    }

    pub(super) async fn reject(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<Done, Failure> {
        let latest = store.latest(&self.campaign.name).await?;
        let snapshot = match latest {
            Some(latest) => latest.snapshot,
            None => {
                let kept = store.quarantined_of(lock, run).await?;
                kept.snapshot
            }
        };
        store.reject(lock, run, self.app.clock.now()).await?;
        let judgement = standing::judge(store, &self.bench, &snapshot, self.as_of()).await?;
        let judged = Judged {
            stale: false,
            snapshot,
            judgement,
            packed: None,
            known: true,
            trail: Vec::new(),
        };
        let placed = self.last_report(store).await?;
        Ok(self.done(
            Outcome::Rejected,
            judged,
            Changes::default(),
            placed,
            Mails::default(),
            None,
            None,
        ))
    }
}
