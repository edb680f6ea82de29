//! A session with Google: its deadline, its requests, their number and pace, and retries.
//!
//! Knows how often and how long to ask, not what is asked or what an answer means.
//! [`Session::until_answered`] is the only loop of retries.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::clock::Clock;
use crate::failure::Reason;
use crate::google::error::{Bytes, GoogleError};
use crate::google::refusal::No;
use crate::google::settings::Settings;
use crate::http::retry::{self, Pace, RetryDecision};
use crate::http::{Http, RequestLimits, Trouble, WholeResponse};

/// A session with Google, such as the pull of a sheet.
pub(crate) struct Session<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// The HTTP client.
    pub http: &'a Http,
    /// The clock, for `Retry-After` dates.
    pub clock: Clock,
    /// Number of requests so far.
    pub requests: u32,
    deadline: Instant,
    pace: &'a SharedPace,
    seed: u64,
}

/// The pace of all requests of one configuration: Google counts by account, not by session.
pub(crate) struct SharedPace {
    since: Instant,
    pace: Mutex<Pace>,
}

impl SharedPace {
    /// A pace without requests so far.
    pub(crate) fn new() -> Self {
        Self {
            since: Instant::now(),
            pace: Mutex::new(Pace::default()),
        }
    }

    fn take(&self) -> Duration {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.take(self.since.elapsed())
    }
}

impl<'a> Session<'a> {
    /// Starts the session's time limit. The fraction of the present second is the seed of the
    /// retries' jitter.
    pub(crate) fn new(
        settings: &'a Settings,
        http: &'a Http,
        pace: &'a SharedPace,
        clock: Clock,
    ) -> Self {
        Self {
            settings,
            http,
            clock,
            requests: 0,
            deadline: Instant::now() + settings.pull_deadline,
            pace,
            seed: u64::from(clock.now().timestamp_subsec_nanos()),
        }
    }

    /// The time that the session has left.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// How long to wait for the head of an answer: short enough that a stalled service can be asked
    /// again within the deadline.
    pub(crate) fn patience_for_head(&self) -> Duration {
        (self.settings.pull_deadline / 4).clamp(Duration::from_millis(200), Duration::from_secs(30))
    }

    /// How long to wait for an answer that takes long to prepare, such as all cells of a large
    /// sheet.
    pub(crate) fn patience_for_much(&self) -> Duration {
        (self.left() / 2).max(self.patience_for_head())
    }

    /// Counts a request, and waits if the minute's quota is used up.
    pub(crate) async fn take_turn(&mut self) {
        let wait = self.pace.take();
        if !wait.is_zero() {
            tokio::time::sleep(wait.min(self.left())).await;
        }
        self.requests += 1;
    }

    /// Makes a request once. An answer with any status is a success here.
    ///
    /// # Errors
    /// If there is no complete answer.
    pub(crate) async fn get(
        &mut self,
        url: &Url,
        headers: &[(&str, String)],
        bytes: u64,
    ) -> Result<WholeResponse, No> {
        let head = self.patience_for_head();
        self.get_patiently(url, headers, bytes, head).await
    }

    /// As [`Session::get`], waiting `head` for the answer to begin.
    ///
    /// # Errors
    /// If there is no complete answer.
    pub(crate) async fn get_patiently(
        &mut self,
        url: &Url,
        headers: &[(&str, String)],
        bytes: u64,
        head: Duration,
    ) -> Result<WholeResponse, No> {
        self.take_turn().await;
        let limits = RequestLimits {
            head,
            stall: self.patience_for_head(),
            until: self.deadline,
            bytes,
        };
        let answer = self.http.get(url, headers, limits).await;
        answer.map_err(|trouble| missing(trouble, host(url), bytes))
    }

    /// Repeats a request while its refusal may pass and time is left.
    ///
    /// # Errors
    /// The error of `once`, if it is final; the last refusal, if there is no time for another try.
    pub(crate) async fn until_answered<T>(
        &mut self,
        mut once: impl AsyncFnMut(&mut Session<'a>) -> Result<T, No>,
    ) -> Result<T, No> {
        let mut made = 0;
        loop {
            match once(self).await {
                Err(No::Again { last, retry_after }) => {
                    made += 1;
                    self.wait(made, last, retry_after).await?;
                }
                other => return other,
            }
        }
    }

    /// Waits after the `made`-th try failed, or gives up with its refusal.
    async fn wait(
        &mut self,
        made: u32,
        last: GoogleError,
        retry_after: Option<Duration>,
    ) -> Result<(), No> {
        self.seed = self.seed.wrapping_add(1);
        let policy = self.settings.retry;
        match retry::after_failure(policy, made, retry_after, self.left(), self.seed) {
            RetryDecision::Wait(wait) => {
                tracing::info!(
                    tries = made,
                    seconds = wait.as_secs_f64(),
                    last = last.kind(),
                    "will ask again"
                );
                tokio::time::sleep(wait).await;
                Ok(())
            }
            RetryDecision::GiveUp => Err(No::Final(last.after(made))),
        }
    }

    /// How long an answer's `Retry-After` asks to wait.
    pub(crate) fn retry_after(&self, header: Option<&str>) -> Option<Duration> {
        retry::retry_after(header?, self.clock.now())
    }
}

/// The host of an address, as sentences show it.
pub(crate) fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => url.to_string(),
    }
}

/// The meaning of a request without an answer.
pub(crate) fn missing(trouble: Trouble, host: String, limit: u64) -> No {
    let tries = 1;
    match trouble {
        Trouble::Unreachable(detail) => No::again(GoogleError::Unreachable {
            host,
            detail,
            tries,
        }),
        Trouble::CutShort => No::again(GoogleError::CutShort { host, tries }),
        Trouble::TimedOut => No::again(GoogleError::TimedOut { host, tries }),
        Trouble::Certificate(detail) => No::Final(GoogleError::Certificate { host, detail }),
        Trouble::ProxyAddress(address) => No::Final(GoogleError::ProxyAddress { address }),
        Trouble::Proxy(detail) => No::Final(GoogleError::Proxy { host, detail }),
        Trouble::TooLarge => No::Final(GoogleError::AnswerTooLarge {
            host,
            limit: Bytes(limit),
        }),
    }
}
