//! What a pull says: fetched, read and judged, or known to be what it was.

use std::time::Instant;

use crate::clock;
use crate::failure::Failure;
use crate::pipeline::pull;
use crate::pipeline::read;
use crate::pipeline::standing;
use crate::pipeline::sync::{Judged, Run};
use crate::rule::Judgement;
use crate::rule::change::Earlier;
use crate::snapshot::Snapshot;
use crate::snapshot::loss::{self, Loss};
use crate::snapshot::past::Past;
use crate::source::Pulled;
use crate::store::{Outcome, PackedSnapshot, Raw, Store};

impl<'a> Run<'a> {
    /// Pulls, reads and judges; where nothing changed the latest snapshot's reading is judged again.
    pub(super) async fn judged(&mut self, store: Option<&Store>) -> Result<Judged, Failure> {
        let latest = match store {
            Some(store) => store.latest(&self.campaign.name).await?,
            None => None,
        };
        let hints = match store {
            Some(store) => self.hints(store).await?,
            None => 0,
        };
        let since = Instant::now();
        let known = latest
            .as_ref()
            .zip(store)
            .map(|(latest, store)| pull::Latest {
                snapshot: &latest.snapshot,
                store,
                hints,
            });
        let pulled = pull::fetch(
            &self.sources,
            &self.app.google,
            known.as_ref(),
            self.app.clock,
        )
        .await;
        self.lap("pull", since);
        let pulled = pulled.map_err(|unpulled| {
            self.requests += unpulled.requests;
            unpulled.failure
        })?;
        self.requests += pulled.requests;
        if pulled.hinted {
            self.stages().insert("hint".to_owned(), 1);
        }
        let past = match store {
            Some(store) => store.past(&self.campaign.name, None).await?,
            None => Past::default(),
        };
        let trail = pulled
            .sources
            .iter()
            .flat_map(|source| source.trail.clone())
            .collect();
        let latest = latest.map(|latest| latest.snapshot);
        // One that a clock noted which ran ahead is stored again, as of the right day.
        let latest = latest.filter(|latest| !clock::is_ahead(latest.pulled_at, self.now));
        let same_bytes = latest.as_ref().is_some_and(|latest| {
            same_bytes(latest, &pulled.sources) && latest.configuration_digest == self.bench.digest
        });
        let snapshot = match &latest {
            Some(latest) if same_bytes => Snapshot {
                id: uuid::Uuid::now_v7().to_string(),
                pulled_at: self.now,
                today: self.today,
                ..latest.clone()
            },
            _ => {
                let since = Instant::now();
                let snapshot = read::read(
                    &pulled.sources,
                    &self.bench.effective.sources,
                    &self.bench,
                    &self.app.config.limits,
                    self.now,
                )
                .await?;
                self.lap("read", since);
                snapshot
            }
        };
        let since = Instant::now();
        let latest = latest.filter(|latest| {
            latest.table_digest == snapshot.table_digest
                && latest.configuration_digest == self.bench.digest
        });
        let judge = |snapshot, past| self.bench.judge(snapshot, past, self.as_of());
        let (snapshot, judgement, packed, known) = match latest {
            None => {
                // packed while it is judged
                let packed = self.packed(&snapshot, pulled.sources);
                let judgement = judge(&snapshot, &past);
                (snapshot, judgement, packed, false)
            }
            Some(latest) => {
                let store = store.expect("a latest snapshot came from a store");
                let again = standing::judge(store, &self.bench, &latest, self.as_of()).await?;
                let judgement = judge(&snapshot, &past);
                if same_figures(&again, &judgement) {
                    (latest, again, None, true)
                } else {
                    let packed = self.packed(&snapshot, pulled.sources);
                    (snapshot, judgement, packed, false)
                }
            }
        };
        let judged = Judged {
            snapshot,
            judgement,
            packed,
            known,
            stale: false,
            trail,
        };
        self.lap("judge", since);
        Ok(judged)
    }

    /// Begins to pack what may be stored.
    fn packed(&self, snapshot: &Snapshot, pulled: Vec<Pulled>) -> Option<PackedSnapshot> {
        let begin = || {
            let configuration = self.bench.text.clone();
            PackedSnapshot::begin(snapshot.clone(), raw(pulled), configuration)
        };
        (!self.order.dry_run).then(begin)
    }

    /// Runs in a row that a service answered with «unchanged».
    pub(super) async fn hints(&self, store: &Store) -> Result<u32, Failure> {
        let runs = store.runs(Some(&self.campaign.name), Some(32)).await?;
        let ended = runs
            .iter()
            .filter(|run| run.finished.is_some() && run.outcome != Some(Outcome::Failed));
        let hinted = ended
            .take_while(|run| run.stages.contains_key("hint"))
            .count();
        Ok(u32::try_from(hinted).unwrap_or(u32::MAX))
    }

    pub(super) async fn loss(
        &self,
        store: &Store,
        judged: &Judged,
    ) -> Result<Option<Loss>, Failure> {
        if judged.known {
            return Ok(None);
        }
        let latest = store.latest(&self.campaign.name).await?;
        Ok(latest.and_then(|latest| {
            loss::loss(&latest.snapshot, &judged.snapshot, &self.campaign.guard)
        }))
    }
}

impl Judged {
    /// The pull being packed, of one that is new.
    pub(super) fn packed(&mut self) -> PackedSnapshot {
        self.packed.take().expect("what is new is packed once")
    }
}

/// Whether every source's bytes are those of the latest snapshot.
fn same_bytes(latest: &Snapshot, pulled: &[Pulled]) -> bool {
    latest.sources.len() == pulled.len()
        && latest.sources.iter().zip(pulled).all(|(before, now)| {
            before.name == now.name && before.sha256 == now.body.bytes().sha256()
        })
}

/// Whether two judgements say the same of every commune.
pub(super) fn same_figures(one: &Judgement, other: &Judgement) -> bool {
    one.progress == other.progress
        && Earlier::of(one).statuses == Earlier::of(other).statuses
        && one.findings == other.findings
}

fn raw(pulled: Vec<Pulled>) -> Vec<Raw> {
    pulled
        .into_iter()
        .map(|source| Raw {
            source: source.name,
            body: source.body,
        })
        .collect()
}
