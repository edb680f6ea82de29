//! Decides when to try again: tries and answer in, wait or give up out.
//!
//! Pure: time, randomness and the answer are arguments. Does not know what was requested.

use std::collections::VecDeque;
use std::time::Duration;

/// How long to be patient in one pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The wait after the first failure; each further one doubles it.
    pub first_wait: Duration,
    /// The longest wait that we choose; a `Retry-After` may ask for more.
    pub longest_wait: Duration,
    /// Number of tries of one request, including the first.
    pub tries: u32,
}

impl Default for RetryPolicy {
    /// As the Sheets API's guide on quotas advises: exponential, up to 32 or 64 seconds.
    fn default() -> Self {
        Self {
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(32),
            tries: 8,
        }
    }
}

/// What to do after a failure that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// Try again after this long.
    Wait(Duration),
    /// No further try is possible: report the last answer.
    GiveUp,
}

/// Decides after the `made`-th try of a request failed. `left` is the remaining time of the whole
/// pull, `seed` determines the jitter. A `Retry-After` is the shortest wait; if it is longer than
/// `left`, waiting is pointless.
pub(crate) fn after_failure(
    policy: RetryPolicy,
    made: u32,
    retry_after: Option<Duration>,
    left: Duration,
    seed: u64,
) -> RetryDecision {
    if made >= policy.tries {
        return RetryDecision::GiveUp;
    }
    let doubled = policy
        .first_wait
        .saturating_mul(1u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX))
        .min(policy.longest_wait);
    let wait = jittered(doubled, seed).max(retry_after.unwrap_or_default());
    if wait < left {
        RetryDecision::Wait(wait)
    } else {
        RetryDecision::GiveUp
    }
}

/// A wait between half of `wait` and all of it, so that many programs which failed together do not
/// try again together.
fn jittered(wait: Duration, seed: u64) -> Duration {
    // The finaliser of SplitMix64: neighbouring seeds give unrelated fractions.
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let share = u32::try_from((mixed ^ (mixed >> 31)) % 1000).expect("below 1000");
    wait / 2 + wait / 2 * share / 1000
}

/// Keeps the requests in any sixty seconds within [`Pace::PER_MINUTE`]: Google allows a service
/// account sixty reads a minute.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pace {
    recent: VecDeque<Duration>,
}

impl Pace {
    /// The most requests in any minute.
    pub(crate) const PER_MINUTE: usize = 60;
    const MINUTE: Duration = Duration::from_secs(60);

    /// Returns how long to wait before a request that would start at `now`, which counts from any
    /// fixed moment. The request counts as made at the end of the wait.
    pub(crate) fn take(&mut self, now: Duration) -> Duration {
        let earliest = (self.recent.len() >= Self::PER_MINUTE)
            .then(|| self.recent[self.recent.len() - Self::PER_MINUTE] + Self::MINUTE)
            .map_or(now, |free| free.max(now));
        self.recent.push_back(earliest);
        if self.recent.len() > Self::PER_MINUTE {
            self.recent.pop_front();
        }
        earliest.saturating_sub(now)
    }
}

/// The wait that a `Retry-After` header asks for: seconds, or an HTTP date (RFC 9110) relative to
/// `now`. `None` if it is neither.
pub(crate) fn retry_after(header: &str, now: crate::clock::Timestamp) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = chrono::DateTime::parse_from_rfc2822(header).ok()?;
    Some(
        (date.with_timezone(&chrono::Utc) - now)
            .to_std()
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[track_caller]
    fn check(made: u32, asked: Option<u64>, left: u64, expected: Option<(u64, u64)>) {
        let verdict = after_failure(
            RetryPolicy::default(),
            made,
            asked.map(Duration::from_secs),
            Duration::from_secs(left),
            7,
        );
        match (verdict, expected) {
            (RetryDecision::Wait(wait), Some((least, most))) => {
                let range = Duration::from_millis(least)..=Duration::from_millis(most);
                assert!(range.contains(&wait), "{wait:?}");
            }
            (RetryDecision::GiveUp, None) => {}
            (verdict, expected) => panic!("{verdict:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn waits_double_until_the_longest() {
        check(1, None, 120, Some((500, 1_000)));
        check(2, None, 120, Some((1_000, 2_000)));
        check(3, None, 120, Some((2_000, 4_000)));
        check(6, None, 120, Some((16_000, 32_000)));
        check(7, None, 120, Some((16_000, 32_000)));
        check(8, None, 120, None);
    }

    #[test]
    fn retry_after_is_never_undercut_and_never_outlasts_the_pull() {
        check(1, Some(0), 120, Some((500, 1_000)));
        check(1, Some(10), 120, Some((10_000, 10_000)));
        check(1, Some(90), 120, Some((90_000, 90_000)));
        check(1, Some(121), 120, None);
        check(1, None, 0, None);
    }

    #[test]
    fn reads_both_forms_of_retry_after() {
        let now = "2025-08-01T00:00:00Z".parse().unwrap();
        for (header, seconds) in [
            ("3", Some(3)),
            (" 0 ", Some(0)),
            ("Fri, 01 Aug 2025 00:00:07 GMT", Some(7)),
            ("Thu, 31 Jul 2025 23:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(
                retry_after(header, now),
                seconds.map(Duration::from_secs),
                "{header}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_minute_sees_more_than_sixty_requests(gaps in prop::collection::vec(0u64..1500, 1..400)) {
            let mut pace = Pace::default();
            let mut now = Duration::ZERO;
            let mut made: Vec<Duration> = Vec::new();
            for gap in gaps {
                now += Duration::from_millis(gap);
                now += pace.take(now);
                made.push(now);
            }
            for (position, start) in made.iter().enumerate() {
                let within = made[position..].iter().take_while(|at| **at < *start + Pace::MINUTE);
                prop_assert!(within.count() <= Pace::PER_MINUTE);
            }
        }

        #[test]
        fn jitter_stays_in_the_upper_half(seed: u64, made in 1u32..7) {
            let policy = RetryPolicy::default();
            let whole = policy.first_wait * (1 << (made - 1));
            match after_failure(policy, made, None, LONG, seed) {
                RetryDecision::Wait(wait) => prop_assert!(wait >= whole / 2 && wait <= whole),
                RetryDecision::GiveUp => prop_assert!(false, "gave up"),
            }
        }
    }
}
