//! The queue of runs: several campaigns may run at the same time, but only one run of each
//! campaign, and only one job of each campaign waits.
//!
//! Pure. A pull that is asked for while the campaign is being pulled joins that run, since it would
//! find the same sheet. A report does not join a run that sends no mail, but waits for its turn. A
//! failed job is tried again before its next scheduled time, which may be days away.

use std::collections::VecDeque;

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::schedule::plan::{Due, Timing};
use crate::store::{Decide, Trigger};

/// A run to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// The campaign's name.
    pub(super) campaign: String,
    pub(super) trigger: Trigger,
    /// Whether the readers are mailed.
    pub(super) report: bool,
    /// How often the campaign was found busy.
    pub(super) held: u32,
    /// How often the job failed.
    pub(super) failed: usize,
    /// The earliest time to start it.
    pub(super) not_before: Option<Timestamp>,
    /// The instants, as recorded in the store, at which the runs were due that this job serves.
    pub(super) due: Vec<Timestamp>,
    /// The id of the run, if a person asked for it.
    pub(super) asked: Option<String>,
    /// The decision about a quarantined pull that it carries out, if any; it then pulls nothing and
    /// serves nothing else.
    pub(super) decides: Option<Decide>,
}

/// The result of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobOutcome {
    /// The run succeeded.
    Ran,
    /// It failed.
    Failed,
    /// Another process had the campaign's lock.
    Held,
    /// A defect of the program ended it.
    BrokeOff,
}

/// How long to wait before a campaign that was busy is tried again.
const HELD: TimeDelta = TimeDelta::seconds(30);
/// How often that is done at most.
const TRIES: u32 = 20;
/// How long to wait before a failed run is tried again. A network failure of some minutes then
/// costs no day, and operators hear of a lasting one on the same day.
const RESTS: [TimeDelta; 3] = [
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
];

impl Job {
    /// The job to try again, if it failed and may be repeated. Readers who were promised a report
    /// have got the last known state by then, and are not mailed twice.
    fn again(self, outcome: JobOutcome, now: Timestamp) -> Option<Self> {
        // A run that a person asked for stays in the store until it is made, and when it fails the
        // person sees why. It is not repeated.
        if self.asked.is_some() && self.due.is_empty() {
            return None;
        }
        let again = Self {
            asked: None,
            ..self
        };
        again.put_off(outcome, now)
    }

    fn put_off(self, outcome: JobOutcome, now: Timestamp) -> Option<Self> {
        match outcome {
            JobOutcome::Held if self.held < TRIES => Some(Self {
                held: self.held + 1,
                not_before: Some(now + HELD),
                ..self
            }),
            JobOutcome::Failed => RESTS.get(self.failed).map(|rest| Self {
                trigger: Trigger::Retry,
                report: false,
                failed: self.failed + 1,
                not_before: Some(now + *rest),
                ..self
            }),
            JobOutcome::Ran | JobOutcome::Held | JobOutcome::BrokeOff => None,
        }
    }
}

/// The jobs of a daemon.
#[derive(Debug)]
pub(super) struct Jobs {
    waiting: VecDeque<Job>,
    running: Vec<Job>,
    /// The most jobs that may run at the same time.
    side_by_side: usize,
}

/// The result of asking for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunRequest {
    /// Nothing was due.
    Nothing,
    /// The run was queued.
    Queued,
    /// A run that is under way or waiting serves it.
    Joined,
}

impl Jobs {
    pub(super) fn new(side_by_side: usize) -> Self {
        Self {
            waiting: VecDeque::new(),
            running: Vec::new(),
            side_by_side,
        }
    }

    /// Sets how many jobs may run at the same time.
    pub(super) fn side_by_side(&mut self, number: usize) {
        self.side_by_side = number;
    }

    /// Queues what is due; it was due at these instants.
    pub(super) fn ask(&mut self, campaign: &str, due: Due, fell: Vec<Timestamp>) -> RunRequest {
        let timing = match (due.report, due.pull) {
            (Some(report), _) => report,
            (None, Some(pull)) => pull,
            (None, None) => return RunRequest::Nothing,
        };
        self.put(Job {
            campaign: campaign.to_owned(),
            trigger: match timing {
                Timing::InTime => Trigger::Schedule,
                Timing::CatchUp => Trigger::CatchUp,
            },
            report: due.report.is_some(),
            held: 0,
            failed: 0,
            not_before: None,
            due: fell,
            asked: None,
            decides: None,
        })
    }

    /// Queues a run that a person asked for. It starts at once, and serves jobs that wait to be
    /// tried again as well. Ignored while the campaign is running; the daemon asks again later.
    pub(super) fn ask_for(&mut self, campaign: &str, run: &str, decides: Option<Decide>) {
        let known = |job: &Job| job.asked.as_deref() == Some(run);
        if self.runs(campaign) || self.waiting.iter().any(known) {
            return;
        }
        let mut waiting = self.waiting.iter_mut();
        let same = |job: &&mut Job| job.campaign == campaign && job.decides.is_none();
        if decides.is_none()
            && let Some(job) = waiting.find(same)
        {
            job.not_before = None;
            job.asked = Some(run.to_owned());
            return;
        }
        self.waiting.push_back(Job {
            campaign: campaign.to_owned(),
            trigger: Trigger::Manual,
            report: false,
            held: 0,
            failed: 0,
            not_before: None,
            due: Vec::new(),
            asked: Some(run.to_owned()),
            decides,
        });
    }

    /// Adds a job, together with a job of its campaign that waits to be tried again.
    fn put(&mut self, mut job: Job) -> RunRequest {
        let serves = |other: &Job| {
            let is_sooner = other.not_before.is_none() || job.not_before.is_some();
            let does_as_much = other.decides.is_none() && (other.report || !job.report);
            other.campaign == job.campaign && does_as_much && is_sooner
        };
        if self.running.iter().any(serves) || self.waiting.iter().any(serves) {
            return RunRequest::Joined;
        }
        let same = |other: &Job| other.campaign == job.campaign && other.decides.is_none();
        let (others, kept): (Vec<Job>, Vec<Job>) = self.waiting.drain(..).partition(same);
        self.waiting.extend(kept);
        for other in others {
            job.report |= other.report;
            job.not_before = job.not_before.min(other.not_before);
            job.due.extend(other.due);
            job.asked = job.asked.or(other.asked);
        }
        self.waiting.push_back(job);
        RunRequest::Queued
    }

    /// Takes the next job to run; `None` if the limit is reached or no job may start yet.
    pub(super) fn start(&mut self, now: Timestamp) -> Option<Job> {
        if self.running.len() >= self.side_by_side {
            return None;
        }
        let place = self.waiting.iter().position(|job| {
            job.not_before.is_none_or(|time| time <= now) && !self.runs(&job.campaign)
        })?;
        let job = self.waiting.remove(place)?;
        self.running.push(Job {
            not_before: None,
            ..job
        });
        self.running.last().cloned()
    }

    /// Whether a campaign is running.
    fn runs(&self, campaign: &str) -> bool {
        self.running.iter().any(|job| job.campaign == campaign)
    }

    /// Ends a campaign's running job, and queues it again if that may help. Otherwise returns it,
    /// because the due runs that it served are then done.
    pub(super) fn finish(
        &mut self,
        campaign: &str,
        outcome: JobOutcome,
        now: Timestamp,
    ) -> Option<Job> {
        let place = self
            .running
            .iter()
            .position(|job| job.campaign == campaign)?;
        let job = self.running.swap_remove(place);
        match job.clone().again(outcome, now) {
            None => Some(job),
            Some(again) => match self.put(again) {
                RunRequest::Joined => Some(job),
                RunRequest::Queued | RunRequest::Nothing => None,
            },
        }
    }

    /// Drops waiting jobs of campaigns that are no longer configured.
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

    /// Checks the answer to a request while `runs` are running and `waits` are waiting, and which
    /// jobs run afterwards (`true` for a report).
    #[track_caller]
    fn check(runs: &[Due], waits: &[Due], asked: Due, answer: RunRequest, left: &[bool]) {
        let mut jobs = Jobs::new(1);
        for due in runs {
            jobs.ask("a", *due, Vec::new());
            jobs.start(now()).unwrap();
        }
        for due in waits {
            jobs.ask("a", *due, Vec::new());
        }
        assert_eq!(jobs.ask("a", asked, Vec::new()), answer);
        jobs.finish("a", JobOutcome::Ran, now());
        let mut reports = Vec::new();
        while let Some(job) = jobs.start(now()) {
            reports.push(job.report);
            jobs.finish("a", JobOutcome::Ran, now());
        }
        assert_eq!(reports, left);
    }

    #[test]
    fn one_run_serves_all_that_it_can() {
        use RunRequest::{Joined, Nothing, Queued};
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
        let mut jobs = Jobs::new(1);
        for campaign in ["a", "b", "c"] {
            assert_eq!(jobs.ask(campaign, PULL, Vec::new()), RunRequest::Queued);
        }
        let mut order = Vec::new();
        while let Some(job) = jobs.start(now()) {
            assert_eq!(jobs.start(now()), None, "one at a time");
            jobs.finish(&job.campaign, JobOutcome::Ran, now());
            order.push(job.campaign);
        }
        assert_eq!(order, ["a", "b", "c"]);
    }

    #[test]
    fn campaigns_run_side_by_side_and_none_beside_itself() {
        let mut jobs = Jobs::new(2);
        for campaign in ["a", "b", "c"] {
            jobs.ask(campaign, PULL, Vec::new());
        }
        let mut started = || jobs.start(now()).map(|job| job.campaign);
        assert_eq!(started().as_deref(), Some("a"));
        assert_eq!(started().as_deref(), Some("b"));
        assert_eq!(started(), None, "two are at work");
        // «a» hangs: the others still run, and «a» does not start a second time.
        assert_eq!(jobs.ask("a", REPORT, Vec::new()), RunRequest::Queued);
        jobs.finish("b", JobOutcome::Ran, now());
        assert_eq!(jobs.start(now()).unwrap().campaign, "c");
        jobs.finish("c", JobOutcome::Ran, now());
        assert_eq!(jobs.start(now()), None);
        jobs.finish("a", JobOutcome::Ran, now());
        assert!(jobs.start(now()).unwrap().report);
    }

    #[test]
    fn what_a_job_serves_is_done_when_it_is_not_tried_again() {
        let mut jobs = Jobs::new(1);
        jobs.ask("a", PULL, vec![now()]);
        jobs.start(now()).unwrap();
        assert_eq!(jobs.finish("a", JobOutcome::Failed, now()), None);
        let next = now() + TimeDelta::minutes(1);
        jobs.ask("a", PULL, vec![next]);
        let job = jobs.start(next).unwrap();
        assert_eq!(job.due, [next, now()]);
        let done = jobs.finish("a", JobOutcome::Ran, next).unwrap();
        assert_eq!(done.due, job.due);
    }

    #[test]
    fn a_run_that_a_person_asked_for_is_made_once_and_not_again() {
        let mut jobs = Jobs::new(2);
        jobs.ask_for("a", "run", None);
        jobs.ask_for("a", "run", None);
        let job = jobs.start(now()).unwrap();
        assert_eq!(
            (job.asked.as_deref(), job.trigger),
            (Some("run"), Trigger::Manual)
        );
        jobs.ask_for("a", "next", None);
        assert_eq!(jobs.start(now()), None, "the campaign is being run");
        assert_eq!(jobs.finish("a", JobOutcome::Failed, now()), Some(job));
        assert_eq!(jobs.start(now() + TimeDelta::days(1)), None);
        // The job that waits to be tried again is part of it, and waits again if it fails.
        jobs.ask("a", PULL, vec![now()]);
        jobs.start(now()).unwrap();
        jobs.finish("a", JobOutcome::Failed, now());
        jobs.ask_for("a", "run", None);
        let job = jobs.start(now()).unwrap();
        assert_eq!((job.asked.as_deref(), job.due.len()), (Some("run"), 1));
        assert_eq!(jobs.finish("a", JobOutcome::Failed, now()), None);
        let again = jobs.start(now() + TimeDelta::days(1)).unwrap();
        assert_eq!((again.asked, again.due.len()), (None, 1));
    }

    #[test]
    fn a_decision_is_a_run_of_its_own_and_serves_nothing_else() {
        let mut jobs = Jobs::new(2);
        let decides = Some(Decide::Accept("pull".to_owned()));
        jobs.ask("a", PULL, vec![now()]);
        for _ in 0..2 {
            jobs.ask_for("a", "decision", decides.clone());
        }
        let pull = jobs.start(now()).unwrap();
        assert_eq!((pull.asked, pull.due.len()), (None, 1));
        jobs.finish("a", JobOutcome::Ran, now());
        let job = jobs.start(now()).unwrap();
        assert_eq!((job.decides, job.due.len()), (decides, 0));
        let asked = jobs.ask("a", PULL, vec![now()]);
        assert_eq!(asked, RunRequest::Queued, "what is due is pulled after it");
        jobs.finish("a", JobOutcome::Failed, now());
        let next = jobs.start(now()).unwrap();
        assert_eq!((next.asked, next.decides), (None, None));
    }

    #[test]
    fn a_job_that_must_wait_lets_others_pass() {
        let mut jobs = Jobs::new(1);
        jobs.ask("a", REPORT, Vec::new());
        jobs.start(now()).unwrap();
        jobs.finish("a", JobOutcome::Held, now());
        jobs.ask("b", PULL, Vec::new());
        assert_eq!(jobs.start(now()).unwrap().campaign, "b");
        jobs.finish("b", JobOutcome::Ran, now());
        assert_eq!(jobs.start(now()), None);
        let later = jobs.start(now() + HELD).unwrap();
        assert!(later.campaign == "a" && later.report);
    }

    #[test]
    fn what_failed_is_tried_again_under_its_own_name() {
        for (outcome, trigger) in [
            (JobOutcome::Failed, Trigger::Retry),
            (JobOutcome::Held, Trigger::Schedule),
        ] {
            let mut jobs = Jobs::new(1);
            jobs.ask("a", PULL, Vec::new());
            jobs.start(now()).unwrap();
            jobs.finish("a", outcome, now());
            let again = jobs.start(now() + TimeDelta::days(1)).unwrap();
            assert_eq!(again.trigger, trigger, "{outcome:?}");
        }
    }

    /// The minutes at which a job starts whose result is always the same.
    fn made(outcome: JobOutcome) -> Vec<i64> {
        let mut jobs = Jobs::new(1);
        jobs.ask("a", REPORT, Vec::new());
        let mut made = Vec::new();
        for minute in 0..200 {
            let time = now() + TimeDelta::minutes(minute);
            if jobs.start(time).is_some() {
                made.push(minute);
                jobs.finish("a", outcome, time);
            }
        }
        made
    }

    #[test]
    fn what_came_to_nothing_is_tried_again_for_a_while() {
        assert_eq!(made(JobOutcome::Ran), [0]);
        assert_eq!(made(JobOutcome::BrokeOff), [0]);
        assert_eq!(made(JobOutcome::Failed), [0, 5, 20, 80]);
        assert_eq!(made(JobOutcome::Held).len(), 21);
    }

    #[test]
    fn the_next_time_does_not_wait_for_another_try() {
        let mut jobs = Jobs::new(1);
        jobs.ask("a", PULL, Vec::new());
        jobs.start(now()).unwrap();
        jobs.finish("a", JobOutcome::Failed, now());
        assert_eq!(jobs.start(now()), None);
        assert_eq!(jobs.ask("a", PULL, Vec::new()), RunRequest::Queued);
        let next = jobs.start(now()).unwrap();
        assert_eq!((next.failed, next.not_before), (0, None));
        jobs.finish("a", JobOutcome::Ran, now());
        assert_eq!(jobs.start(now() + TimeDelta::days(1)), None, "made up for");
        // Readers who still wait for a report are served by the next run.
        jobs.ask("a", REPORT, Vec::new());
        jobs.start(now()).unwrap();
        jobs.finish("a", JobOutcome::Held, now());
        jobs.ask("a", PULL, Vec::new());
        assert!(jobs.start(now()).unwrap().report);
    }
}
