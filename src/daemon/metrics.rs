//! Metrics for a monitoring system: counts of runs, the figures, the outbox, in Prometheus' text
//! exposition format.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use crate::pipeline::state::{CampaignHealth, State};
use crate::store::{Outcome, Trigger};

/// The number of runs of this process, by campaign, trigger and outcome.
#[derive(Debug, Default)]
pub(super) struct Counters {
    runs: Mutex<BTreeMap<(String, &'static str, &'static str), u64>>,
}

impl Counters {
    /// Counts a run that ended.
    pub(super) fn ran(&self, campaign: &str, trigger: Trigger, outcome: Outcome) {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        *runs
            .entry((campaign.to_owned(), trigger.id(), outcome.id()))
            .or_default() += 1;
    }

    /// All metrics in the text format; `states` has the name and state of each campaign.
    pub(super) fn text(&self, states: &[(String, State)]) -> String {
        let mut text = String::new();
        head(
            &mut text,
            "cnscd_runs_total",
            "counter",
            "Runs of this process.",
        );
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        for ((campaign, trigger, outcome), count) in runs.iter() {
            let campaign = escaped(campaign);
            let _ = writeln!(
                text,
                "cnscd_runs_total{{campaign=\"{campaign}\",trigger=\"{trigger}\",outcome=\"{outcome}\"}} {count}"
            );
        }
        head(
            &mut text,
            "cnscd_state",
            "gauge",
            "1 for the state a campaign is in.",
        );
        for (campaign, state) in states {
            for verdict in CampaignHealth::ALL {
                let is = u8::from(*verdict == state.verdict);
                let (campaign, verdict) = (escaped(campaign), verdict.id());
                let _ = writeln!(
                    text,
                    "cnscd_state{{campaign=\"{campaign}\",state=\"{verdict}\"}} {is}"
                );
            }
        }
        for (name, help, value) in GAUGES {
            gauge(&mut text, states, name, help, value);
        }
        text
    }
}

/// A value of a campaign; `None` if it is unknown.
type Gauge = fn(&State) -> Option<i64>;

/// Name, help and value of each gauge.
const GAUGES: [(&str, &str, Gauge); 5] = [
    ("cnscd_communes", "Communes expected to report.", |state| {
        progress(state, |progress| progress.communes)
    }),
    (
        "cnscd_communes_issued",
        "Communes with a founding decision.",
        |state| progress(state, |progress| progress.issued),
    ),
    (
        "cnscd_confirmed_timestamp_seconds",
        "When what is stored was last known to be true.",
        |state| state.confirmed_at.map(|at| at.timestamp()),
    ),
    ("cnscd_mail_waiting", "Mails that are owed.", |state| {
        Some(i64::from(state.waiting_mails))
    }),
    (
        "cnscd_mail_uncertain",
        "Mails that may or may not have arrived.",
        |state| Some(i64::from(state.uncertain_mails)),
    ),
];

fn progress(state: &State, figure: impl Fn(&crate::rule::Progress) -> u32) -> Option<i64> {
    let progress = state.judgement()?.progress.as_ref()?;
    Some(i64::from(figure(progress)))
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// Writes one value for each campaign, leaving out unknown ones.
fn gauge(text: &mut String, states: &[(String, State)], name: &str, help: &str, value: Gauge) {
    head(text, name, "gauge", help);
    for (campaign, state) in states {
        if let Some(value) = value(state) {
            let _ = writeln!(text, "{name}{{campaign=\"{}\"}} {value}", escaped(campaign));
        }
    }
}

/// Escapes the value of a label as the format requires.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_counted_by_what_set_them_off_and_how_they_ended() {
        let counters = Counters::default();
        counters.ran("a", Trigger::Schedule, Outcome::Stored);
        counters.ran("a", Trigger::Schedule, Outcome::Stored);
        counters.ran("a", Trigger::CatchUp, Outcome::Failed);
        let text = counters.text(&[]);
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("cnscd_runs"))
            .collect();
        assert_eq!(
            lines,
            [
                "cnscd_runs_total{campaign=\"a\",trigger=\"catch-up\",outcome=\"failed\"} 1",
                "cnscd_runs_total{campaign=\"a\",trigger=\"schedule\",outcome=\"stored\"} 2",
            ]
        );
        assert_eq!(escaped("a\"b\\c\n"), "a\\\"b\\\\c\\n");
    }
}
