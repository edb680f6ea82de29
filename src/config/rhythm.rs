//! When a campaign runs, and how long its data are considered fresh.

use chrono::TimeDelta;

use crate::config::operation;
use crate::config::problem::TomlFile;
use crate::config::raw::RawCampaign;
use crate::config::{example, value};
use crate::schedule::Schedule;
use crate::schedule::extra::ExtraRun;

/// The schedules and time spans of a campaign.
pub(super) struct Rhythm {
    pub(super) schedule: Option<Schedule>,
    pub(super) report_schedule: Option<Schedule>,
    pub(super) extra_runs: Vec<ExtraRun>,
    pub(super) catch_up: TimeDelta,
    pub(super) heartbeat: TimeDelta,
    pub(super) stale_after: TimeDelta,
}

impl Rhythm {
    /// Returns the values of a campaign that sets none: it never runs by itself.
    pub(super) fn unwritten() -> Self {
        Self {
            schedule: None,
            report_schedule: None,
            extra_runs: Vec::new(),
            catch_up: TimeDelta::hours(24),
            heartbeat: TimeDelta::days(7),
            stale_after: TimeDelta::hours(48),
        }
    }

    pub(super) fn read(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Self {
        let default = Self::unwritten();
        let mut span = |key: &str, written: &Option<String>, default: TimeDelta| {
            let way = (value::duration, "config-duration");
            value::or_default(reader, &[key], written.as_deref(), way, default)
        };
        let catch_up = span("catch_up", &raw.catch_up, default.catch_up);
        let heartbeat = span("heartbeat", &raw.heartbeat, default.heartbeat);
        let stale_after = span("stale_after", &raw.stale_after, default.stale_after);
        Self {
            schedule: schedule(reader, "schedule", raw.schedule.as_deref()),
            report_schedule: schedule(reader, "report_schedule", raw.report_schedule.as_deref()),
            extra_runs: operation::extra_runs(reader, &raw.extra_runs),
            catch_up,
            heartbeat,
            stale_after,
        }
    }
}

fn schedule(reader: &mut TomlFile<'_>, key: &str, written: Option<&str>) -> Option<Schedule> {
    match Schedule::parse(written?) {
        Ok(schedule) => Some(schedule),
        Err(error) => {
            let (sentence, arguments) = error.sentence();
            let arguments: Vec<(&str, &str)> = arguments
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            reader.at(&[key], sentence, &arguments, &example::of(&[key]));
            None
        }
    }
}
