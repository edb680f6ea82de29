//! What a pull contains: fetched, read and judged, or established to be unchanged.

use crate::clock;
use crate::failure::Failure;
use crate::pipeline::pull as sources;
use crate::pipeline::read;
use crate::pipeline::standing;
use crate::pipeline::sync::{Found, JudgedPull, Run};
use crate::rule::Judgement;
use crate::snapshot::Snapshot;
use crate::snapshot::loss;
use crate::snapshot::past::Past;
use crate::source::Pulled;
use crate::store::{Counted, Event, Raw, Stage, Store};

impl<'a> Run<'a> {
    /// Pulls, reads and judges. If nothing changed, the latest snapshot is judged again. A new
    /// snapshot is packed by `pack` while it is judged.
    pub(super) async fn pull<Packing>(
        &mut self,
        store: Option<&Store>,
        pack: impl FnOnce(&Self, &Snapshot, Vec<Pulled>) -> Packing,
    ) -> Result<Found<Packing>, Failure> {
        self.latest(store).await?;
        let pulled = self.fetch(store).await?;
        let past = match store {
            Some(store) => store.past(&self.campaign.name, None).await?,
            None => Past::default(),
        };
        let steps = pulled.iter().flat_map(|source| source.trail.clone());
        let trail = steps.collect();
        let snapshot = self.understood(&pulled).await?;
        self.progress.enter(Stage::Judge);
        let judged_now = match (self.is_latest(&snapshot), store) {
            (Some(latest), Some(store)) => {
                let then = standing::judge(store, &self.criteria, latest, self.as_of()).await?;
                let now = self.criteria.judge(&snapshot, &past, self.as_of());
                if standing::same_figures(&then, &now) {
                    self.told_of(&then);
                    let pulled = Some(snapshot.sources);
                    let snapshot = self.latest.take().expect("it was compared with");
                    // Just confirmed, so the judgement carries the present time and not that of the
                    // first pull.
                    let judgement = Judgement {
                        pulled_at: self.now,
                        ..then
                    };
                    return Ok(Found::Known(JudgedPull {
                        snapshot,
                        judgement,
                        trail,
                        pulled,
                    }));
                }
                Some(now)
            }
            _ => None,
        };
        let packing = pack(self, &snapshot, pulled);
        let judgement =
            judged_now.unwrap_or_else(|| self.criteria.judge(&snapshot, &past, self.as_of()));
        self.told_of(&judgement);
        let latest = self.latest.snapshot();
        let guard = &self.campaign.guard;
        let register = &self.campaign.register;
        let loss = latest.and_then(|latest| loss::loss(latest, &snapshot, guard, register));
        let judged = JudgedPull {
            snapshot,
            judgement,
            trail,
            pulled: None,
        };
        Ok(match loss {
            None => Found::New(judged, packing),
            Some(loss) => Found::Lost(judged, packing, loss),
        })
    }

    /// The bytes of every source, fetched or, if unchanged, from the store.
    async fn fetch(&mut self, store: Option<&Store>) -> Result<Vec<Pulled>, Failure> {
        let hints = match store {
            Some(store) => store.hinted_runs(&self.campaign.name).await?,
            None => 0,
        };
        self.progress.enter(Stage::Pull);
        let latest = self.latest.snapshot().zip(store);
        let known = latest.map(|(snapshot, store)| sources::Baseline {
            snapshot,
            store,
            hints,
        });
        let google = &self.app.google;
        let pulled = sources::fetch(&self.sources, google, known.as_ref(), self.app.clock).await;
        let (requests, trail) = match &pulled {
            Ok(pulled) => {
                let sources = pulled.sources.iter();
                (
                    pulled.requests,
                    sources.flat_map(|one| one.trail.clone()).collect(),
                )
            }
            Err(unpulled) => (unpulled.requests, unpulled.trail.clone()),
        };
        self.requests += requests;
        self.progress.leave(Stage::Pull);
        for step in trail {
            self.progress.tell(&Event::Line(step));
        }
        self.count(Counted::Requests, u64::from(requests));
        let pulled = pulled.map_err(|unpulled| unpulled.failure)?;
        self.hinted = pulled.hinted;
        let sizes = pulled.sources.iter().map(|one| one.body.bytes().length());
        self.count(Counted::Bytes, sizes.sum::<usize>() as u64);
        Ok(pulled.sources)
    }

    /// The reading of the bytes: the latest snapshot's if bytes and configuration are the same,
    /// otherwise a new one.
    async fn understood(&self, pulled: &[Pulled]) -> Result<Snapshot, Failure> {
        let latest = self.believable_latest().filter(|latest| {
            same_bytes(latest, pulled) && latest.configuration_digest == self.criteria.digest
        });
        if let Some(latest) = latest {
            return Ok(Snapshot {
                id: uuid::Uuid::now_v7().to_string(),
                pulled_at: self.now,
                today: self.today,
                ..latest.clone()
            });
        }
        self.progress.enter(Stage::Read);
        let snapshot = read::read(
            pulled,
            &self.criteria.effective.sources,
            &self.criteria,
            &self.app.config.limits,
            self.now,
        )
        .await?;
        let submissions = snapshot.reading.submissions.len();
        self.count(Counted::Submissions, submissions as u64);
        Ok(snapshot)
    }

    /// The latest snapshot, unless a clock that ran ahead dated it; such a pull is stored again
    /// with the right day.
    fn believable_latest(&self) -> Option<&Snapshot> {
        let latest = self.latest.snapshot();
        latest.filter(|latest| !clock::is_ahead(latest.pulled_at, self.now))
    }

    /// The latest snapshot, if `snapshot` has the same cells and was read with the same
    /// configuration.
    fn is_latest(&self, snapshot: &Snapshot) -> Option<&Snapshot> {
        self.believable_latest().filter(|latest| {
            latest.table_digest == snapshot.table_digest
                && latest.configuration_digest == self.criteria.digest
        })
    }

    fn told_of(&self, judgement: &Judgement) {
        self.count(Counted::Findings, judgement.findings.len() as u64);
    }

    /// Reports a count to the listeners.
    pub(super) fn count(&self, what: Counted, number: u64) {
        self.progress.tell(&Event::Count { what, number });
    }
}

/// Whether every source has the same bytes as in the latest snapshot.
fn same_bytes(latest: &Snapshot, pulled: &[Pulled]) -> bool {
    latest.sources.len() == pulled.len()
        && latest.sources.iter().zip(pulled).all(|(before, now)| {
            before.name == now.name && before.sha256 == now.body.bytes().sha256()
        })
}

pub(super) fn raw(pulled: Vec<Pulled>) -> Vec<Raw> {
    pulled
        .into_iter()
        .map(|source| Raw {
            source: source.name,
            body: source.body,
        })
        .collect()
}
