//! Leases: the right to do what only one process may do at a time, kept by a heartbeat.
//!
//! A lease is a row with an epoch, a number that grows with each holder. A transaction that writes
//! under a lease checks the epoch (`fence`). A process that was suspended or cut off while another
//! took its lease is refused there, even if it does not know yet.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use tokio_util::task::AbortOnDropHandle;

use super::engine::{Asked, Pool, Transaction, query};
use super::holder::{self, Life};
use super::instant::micros;
use super::outbox::{MAIL, RESULTS};
use super::{Store, StoreError};
use crate::clock::Clock;

/// How long a lease lasts without a heartbeat, unless configured.
pub const LEASE: Duration = Duration::from_secs(60);
/// Number of heartbeats within the duration of a lease.
const BEATS: u32 = 4;

const DAEMON: &str = "daemon";
const OUTBOX: &str = "outbox";

/// A lease that is held.
#[derive(Debug)]
struct Lease {
    pool: Pool,
    name: String,
    epoch: i64,
    lasts: Duration,
    holder: String,
    given_back: bool,
    lost: Arc<AtomicBool>,
    _beating: AbortOnDropHandle<()>,
}

/// The right to pull, store and decide for one campaign.
#[derive(Debug)]
pub struct CampaignLock {
    campaign: String,
    lease: Lease,
}

/// The right to send the messages of one channel of the outbox.
#[derive(Debug)]
pub struct OutboxLock {
    channel: String,
    /// The campaign whose rows may be sent; `None` for all campaigns.
    campaign: Option<String>,
    lease: Lease,
}

/// The right to be the daemon of a store that serves one machine.
#[derive(Debug)]
pub struct DaemonLock {
    lease: Lease,
}

/// Who holds a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBy {
    /// The machine's name.
    pub machine: String,
    /// The number of the process.
    pub process: u32,
}

impl fmt::Display for HeldBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} @ {}", self.process, self.machine)
    }
}

impl CampaignLock {
    /// The campaign's name.
    pub fn campaign(&self) -> &str {
        &self.campaign
    }

    /// Whether another process had taken the lease at the last heartbeat.
    pub fn is_lost(&self) -> bool {
        self.lease.lost.load(Ordering::Relaxed)
    }

    /// Fails if another process has taken the lease; otherwise nobody can take it until the
    /// transaction ends.
    pub(super) async fn fence(&self, writing: &mut Transaction) -> Result<(), StoreError> {
        self.lease.fence(writing).await
    }

    /// Gives the lease back, so that another process can take it at once.
    pub async fn release(self) {
        self.lease.release().await;
    }
}

impl OutboxLock {
    /// The channel's name.
    pub fn channel(&self) -> &str {
        &self.channel
    }

    /// The campaign whose rows may be sent; `None` for all campaigns.
    pub(super) fn campaign(&self) -> Option<&str> {
        self.campaign.as_deref()
    }

    pub(super) async fn fence(&self, writing: &mut Transaction) -> Result<(), StoreError> {
        self.lease.fence(writing).await
    }

    /// Checks in the database that the lease is still held; called before steps that cannot be
    /// undone.
    ///
    /// # Errors
    /// If another process has taken it, or the database does not answer.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.lease.beat().await
    }

    /// Gives the lease back, so that another process can take it at once.
    pub async fn release(self) {
        self.lease.release().await;
    }
}

impl DaemonLock {
    /// Gives the lease back, so that another process can take it at once.
    pub async fn release(self) {
        self.lease.release().await;
    }
}

impl Store {
    /// Takes the daemon's lease of a store in a file, or fails at once with its holder. Returns
    /// `None` for a store on a server, which may have a daemon on every machine.
    pub async fn lock_daemon(&self) -> Result<Option<DaemonLock>, StoreError> {
        if !self.pool.is_local() {
            return Ok(None);
        }
        match self.acquire(DAEMON.to_owned()).await? {
            Ok(lease) => Ok(Some(DaemonLock { lease })),
            Err(by) => Err(StoreError::DaemonHeld { by }),
        }
    }

    /// Takes a campaign's lease, or fails at once with its holder.
    pub async fn lock(&self, campaign: &str) -> Result<CampaignLock, StoreError> {
        match self.acquire(format!("campaign/{campaign}")).await? {
            Ok(lease) => Ok(CampaignLock {
                campaign: campaign.to_owned(),
                lease,
            }),
            Err(by) => Err(StoreError::CampaignHeld {
                campaign: campaign.to_owned(),
                by,
            }),
        }
    }

    /// Whether a process that is alive, as far as can be known, has a campaign's lease.
    pub(super) async fn is_held(
        &self,
        asking: &mut Transaction,
        campaign: &str,
    ) -> Result<bool, StoreError> {
        let now = now(&mut *asking).await?;
        let standing = standing(asking, &format!("campaign/{campaign}")).await?;
        Ok(standing.is_some_and(|standing| {
            let is_local = self.pool.is_local();
            standing.expires_at >= now && !standing.is_abandoned(now, self.lease, is_local)
        }))
    }

    /// Takes the lease of the outbox's mails, or fails at once with its holder.
    pub async fn lock_outbox(&self) -> Result<OutboxLock, StoreError> {
        self.lock_rows(MAIL, None, OUTBOX.to_owned()).await
    }

    /// Takes the lease of another channel of the outbox. Each has its own, so that a channel that
    /// hangs does not delay the others.
    pub async fn lock_channel(&self, channel: &str) -> Result<OutboxLock, StoreError> {
        let lease = format!("{OUTBOX}/{channel}");
        self.lock_rows(channel, None, lease).await
    }

    /// Takes the lease of a campaign's results sheet.
    pub async fn lock_results(&self, campaign: &str) -> Result<OutboxLock, StoreError> {
        let lease = format!("{OUTBOX}/{RESULTS}/{campaign}");
        self.lock_rows(RESULTS, Some(campaign), lease).await
    }

    async fn lock_rows(
        &self,
        channel: &str,
        campaign: Option<&str>,
        lease: String,
    ) -> Result<OutboxLock, StoreError> {
        match self.acquire(lease).await? {
            Ok(lease) => Ok(OutboxLock {
                channel: channel.to_owned(),
                campaign: campaign.map(str::to_owned),
                lease,
            }),
            Err(by) => Err(StoreError::OutboxHeld { by }),
        }
    }

    /// Takes a lease, or returns who holds it.
    async fn acquire(&self, name: String) -> Result<Result<Lease, HeldBy>, StoreError> {
        let mut writing = self.writing().await?;
        let now = now(&mut writing).await?;
        let standing = standing(&mut writing, &name).await?;
        let abandoned = standing
            .as_ref()
            .filter(|standing| standing.is_abandoned(now, self.lease, self.pool.is_local()))
            .map_or(-1, |standing| standing.epoch);
        let holder = holder::take();
        let taken = query(
            "INSERT INTO lease (name, epoch, holder, machine, process, expires_at)
             VALUES ($1, 1, $2, $3, $4, $5)
             ON CONFLICT (name) DO UPDATE SET epoch = lease.epoch + 1, holder = excluded.holder,
                 machine = excluded.machine, process = excluded.process,
                 expires_at = excluded.expires_at
             WHERE lease.expires_at < $6 OR lease.epoch = $7
             RETURNING epoch",
        )
        .bind(&name)
        .bind(&holder)
        .bind(&holder::this().machine)
        .bind(i64::from(holder::this().number))
        .bind(now + lasting(self.lease))
        .bind(now)
        .bind(abandoned)
        .fetch_optional(&mut writing)
        .await;
        let epoch = match taken {
            Ok(Some(row)) => row.try_get("epoch"),
            Ok(None) => {
                holder::let_go(&holder);
                let by = match standing {
                    Some(standing) => standing.by,
                    // Another process took it after we looked.
                    None => HeldBy {
                        machine: String::new(),
                        process: 0,
                    },
                };
                return Ok(Err(by));
            }
            Err(error) => Err(error),
        };
        let kept = match epoch {
            Ok(epoch) => writing.commit().await.map(|()| epoch),
            Err(error) => Err(error),
        };
        match kept {
            Ok(epoch) => Ok(Ok(Lease::begin(
                self.pool.clone(),
                name,
                epoch,
                self.lease,
                holder,
            ))),
            Err(error) => {
                holder::let_go(&holder);
                Err(error)
            }
        }
    }
}

/// A lease as its row in the database describes it.
struct LeaseRow {
    epoch: i64,
    holder: String,
    by: HeldBy,
    expires_at: i64,
}

impl LeaseRow {
    /// Whether the lease is free whatever its time says: its holder is gone, or it would run out
    /// later than any lease can, because a clock ran ahead when it was written.
    fn is_abandoned(&self, now: i64, lasts: Duration, is_local: bool) -> bool {
        match holder::life(&self.holder, is_local) {
            Life::Gone => true,
            Life::Lives => false,
            Life::Unknown => self.expires_at > now + 10 * lasting(lasts).max(lasting(LEASE)),
        }
    }
}

async fn standing(writing: &mut Transaction, name: &str) -> Result<Option<LeaseRow>, StoreError> {
    let row =
        query("SELECT epoch, holder, machine, process, expires_at FROM lease WHERE name = $1")
            .bind(name)
            .fetch_optional(writing)
            .await?;
    row.map(|row| {
        let process: i64 = row.try_get("process")?;
        Ok(LeaseRow {
            epoch: row.try_get("epoch")?,
            holder: row.try_get("holder")?,
            by: HeldBy {
                machine: row.try_get("machine")?,
                process: u32::try_from(process).unwrap_or_default(),
            },
            expires_at: row.try_get("expires_at")?,
        })
    })
    .transpose()
}

/// The present instant by the clock that decides about leases: the server's, or this machine's if
/// the database is a file.
pub(super) async fn now(of: impl Into<Asked<'_>>) -> Result<i64, StoreError> {
    let of = of.into();
    if of.is_local() {
        return Ok(micros(Clock::System.now()));
    }
    query("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now")
        .fetch_one(of)
        .await?
        .try_get("now")
}

pub(super) fn lasting(lease: Duration) -> i64 {
    TimeDelta::from_std(lease)
        .ok()
        .and_then(|lease| lease.num_microseconds())
        .unwrap_or(i64::MAX / 16)
}

/// Extends a lease, if it still has this epoch.
async fn renew(
    of: impl Into<Asked<'_>>,
    name: &str,
    epoch: i64,
    expires_at: i64,
) -> Result<(), StoreError> {
    let done = query("UPDATE lease SET expires_at = $3 WHERE name = $1 AND epoch = $2")
        .bind(name)
        .bind(epoch)
        .bind(expires_at)
        .execute(of)
        .await?;
    match done {
        0 => Err(StoreError::LeaseLost {
            name: name.to_owned(),
        }),
        _ => Ok(()),
    }
}

impl Lease {
    fn begin(pool: Pool, name: String, epoch: i64, lasts: Duration, holder: String) -> Self {
        let lost = Arc::new(AtomicBool::new(false));
        let (beaten, named, seen) = (pool.clone(), name.clone(), Arc::clone(&lost));
        let beating = tokio::spawn(async move {
            loop {
                tokio::time::sleep(lasts / BEATS).await;
                match beat(&beaten, &named, epoch, lasts).await {
                    Err(StoreError::LeaseLost { .. }) => {
                        seen.store(true, Ordering::Relaxed);
                        tracing::warn!(lease = named, "another process has taken over");
                        return;
                    }
                    // The next heartbeat tries again; a commit checks the lease itself.
                    Err(error) => tracing::debug!(lease = named, %error, "no heartbeat"),
                    Ok(()) => {}
                }
            }
        });
        Self {
            pool,
            name,
            epoch,
            lasts,
            holder,
            given_back: false,
            lost,
            _beating: AbortOnDropHandle::new(beating),
        }
    }

    async fn fence(&self, writing: &mut Transaction) -> Result<(), StoreError> {
        let now = now(&mut *writing).await?;
        let kept = renew(writing, &self.name, self.epoch, now + lasting(self.lasts)).await;
        self.note(kept)
    }

    async fn beat(&self) -> Result<(), StoreError> {
        let kept = beat(&self.pool, &self.name, self.epoch, self.lasts).await;
        self.note(kept)
    }

    fn note(&self, kept: Result<(), StoreError>) -> Result<(), StoreError> {
        if matches!(kept, Err(StoreError::LeaseLost { .. })) {
            self.lost.store(true, Ordering::Relaxed);
        }
        kept
    }

    async fn release(mut self) {
        give_back(&self.pool, &self.name, self.epoch).await;
        self.given_back = true;
    }
}

async fn beat(pool: &Pool, name: &str, epoch: i64, lasts: Duration) -> Result<(), StoreError> {
    let now = now(pool).await?;
    renew(pool, name, epoch, now + lasting(lasts)).await
}

/// Ends a lease. A failure does no harm, since the lease runs out by itself.
async fn give_back(pool: &Pool, name: &str, epoch: i64) {
    let _ = query("UPDATE lease SET expires_at = 0 WHERE name = $1 AND epoch = $2")
        .bind(name)
        .bind(epoch)
        .execute(pool)
        .await;
}

impl Drop for Lease {
    /// Frees the lease within this process at once, and for others as soon as the row is updated.
    fn drop(&mut self) {
        holder::let_go(&self.holder);
        if self.given_back {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let (pool, name, epoch) = (self.pool.clone(), self.name.clone(), self.epoch);
        runtime.spawn(async move { give_back(&pool, &name, epoch).await });
    }
}
