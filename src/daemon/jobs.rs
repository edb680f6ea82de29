//! What waits to be run: one job at a time, one waiting job a campaign.
//!
//! Pure. A pull that is asked for while the campaign is being pulled joins that run: it would find
//! the same sheet. A report is never joined to a run that does not mail; it waits its turn.

use std::collections::VecDeque;

use crate::clock::Timestamp;
use crate::schedule::plan::{Due, Timing};
use crate::store::Trigger;

/// One run to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// The campaign's name.
    pub(super) campaign: String,
    pub(super) trigger: Trigger,
    /// The readers are mailed.
    pub(super) report: bool,
    /// How often it found the campaign held.
    pub(super) held: u32,
    /// Not to be started earlier.
    pub(super) not_before: Option<Timestamp>,
}

/// The jobs of a daemon.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    waiting: VecDeque<Job>,
    running: Option<Job>,
}

/// What became of a question for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing was due.
    Nothing,
    /// It will be run.
    Queued,
    /// A run that goes on or waits serves it.
    Joined,
}

impl Jobs {
    /// Asks for what is due.
    pub(super) fn ask(&mut self, campaign: &str, due: Due) -> Asked {
        let timing = match (due.report, due.pull) {
            (Some(report), _) => report,
            (None, Some(pull)) => pull,
            (None, None) => return Asked::Nothing,
        };
        self.put(Job {
            campaign: campaign.to_owned(),
            trigger: match timing {
                Timing::InTime => Trigger::Schedule,
                Timing::CatchUp => Trigger::CatchUp,
            },
            report: due.report.is_some(),
            held: 0,
            not_before: None,
        })
    }

    /// Puts a job in its place.
    pub(super) fn put(&mut self, job: Job) -> Asked {
        let serves = |other: &Job| other.campaign == job.campaign && (other.report || !job.report);
        if self.running.as_ref().is_some_and(serves) || self.waiting.iter().any(serves) {
            return Asked::Joined;
        }
        self.waiting.retain(|other| other.campaign != job.campaign);
        self.waiting.push_back(job);
        Asked::Queued
    }

    /// The next job, which runs from now on; `None` where one runs or nothing may start.
    pub(super) fn start(&mut self, now: Timestamp) -> Option<Job> {
        if self.running.is_some() {
            return None;
        }
        let place = self
            .waiting
            .iter()
            .position(|job| job.not_before.is_none_or(|time| time <= now))?;
        self.running = self.waiting.remove(place);
        self.running.clone()
    }

    /// The running job is over.
    pub(super) fn finish(&mut self) -> Option<Job> {
        self.running.take()
    }

    /// Forgets what waits for campaigns that are no more.
    pub(super) fn keep(&mut self, is_known: impl Fn(&str) -> bool) {
        self.waiting.retain(|job| is_known(&job.campaign));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PULL: Due = Due {
        pull: Some(Timing::InTime),
        report: None,
    };
    const REPORT: Due = Due {
        pull: None,
        report: Some(Timing::InTime),
    };

    fn now() -> Timestamp {
        "2025-08-01T00:00:00Z".parse().unwrap()
    }

    /// Whether a question is queued while this runs and that waits, and what is run after it.
    #[track_caller]
    fn check(runs: &[Due], waits: &[Due], asked: Due, answer: Asked, left: &[bool]) {
        let mut jobs = Jobs::default();
        for due in runs {
            jobs.ask("a", *due);
            jobs.start(now()).unwrap();
        }
        for due in waits {
            jobs.ask("a", *due);
        }
        assert_eq!(jobs.ask("a", asked), answer);
        jobs.finish();
        let mut reports = Vec::new();
        while let Some(job) = jobs.start(now()) {
            reports.push(job.report);
            jobs.finish();
        }
        assert_eq!(reports, left);
    }

    #[test]
    fn one_run_serves_all_that_it_can() {
        use Asked::{Joined, Nothing, Queued};
        check(&[], &[], Due::default(), Nothing, &[]);
        check(&[], &[], PULL, Queued, &[false]);
        check(&[], &[PULL], PULL, Joined, &[false]);
        check(&[PULL], &[], PULL, Joined, &[]);
        check(&[PULL], &[], REPORT, Queued, &[true]);
        check(&[], &[PULL], REPORT, Queued, &[true]);
        check(&[], &[REPORT], PULL, Joined, &[true]);
        check(&[REPORT], &[], PULL, Joined, &[]);
        check(&[REPORT], &[], REPORT, Joined, &[]);
    }

    #[test]
    fn campaigns_wait_for_each_other_in_order() {
        let mut jobs = Jobs::default();
        for campaign in ["a", "b", "c"] {
            assert_eq!(jobs.ask(campaign, PULL), Asked::Queued);
        }
        let mut order = Vec::new();
        while let Some(job) = jobs.start(now()) {
            assert_eq!(jobs.start(now()), None, "one at a time");
            order.push(job.campaign);
            jobs.finish();
        }
        assert_eq!(order, ["a", "b", "c"]);
    }

    #[test]
    fn a_job_that_must_wait_lets_others_pass() {
        let mut jobs = Jobs::default();
        jobs.ask("a", REPORT);
        let job = jobs.start(now()).unwrap();
        jobs.finish();
        let later = now() + chrono::TimeDelta::seconds(30);
        jobs.put(Job {
            held: 1,
            not_before: Some(later),
            ..job
        });
        jobs.ask("b", PULL);
        assert_eq!(jobs.start(now()).unwrap().campaign, "b");
        jobs.finish();
        assert_eq!(jobs.start(now()), None);
        assert_eq!(jobs.start(later).unwrap().campaign, "a");
    }
}
