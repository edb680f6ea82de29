//! When a campaign pulls and when its readers get mail: its schedules, the extra runs around its
//! deadline, and the working days.
//!
//! Pure. A pull on a free day is left out. A mail to the readers moves to the next working day, at
//! the same time, since a promised report must come. The runs around the deadline take place on any
//! day.

use chrono::{MappedLocalTime, NaiveTime, TimeDelta, TimeZone};

use crate::clock::{self, Date, Timestamp, Zone};
use crate::schedule::Schedule;
use crate::schedule::calendar::Calendar;
use crate::schedule::extra::ExtraRun;

/// Both schedules of a campaign.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    pub schedule: Option<&'a Schedule>,
    pub report_schedule: Option<&'a Schedule>,
    pub extra_runs: &'a [ExtraRun],
    pub deadline: Date,
    pub calendar: &'a Calendar,
    pub zone: Zone,
}

/// What is due at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// A pull, on time or made up for.
    pub pull: Option<Timing>,
    /// A mail to the readers.
    pub report: Option<Timing>,
}

/// Whether something happens on time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    InTime,
    /// It was missed and is made up for.
    CatchUp,
}

/// Up to which instant each schedule was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedUntil {
    pub pull: Timestamp,
    pub report: Timestamp,
}

/// How long after its time something still counts as on time.
const SLACK: TimeDelta = TimeDelta::minutes(2);
/// How long after its time something counts as missed if it has not begun: no daemon serves the
/// schedule.
const LATE: TimeDelta = TimeDelta::minutes(10);
/// How many free days are skipped before a schedule is considered to never come.
const PATIENCE: usize = 4000;

impl Plan<'_> {
    /// The next pull after an instant.
    pub fn next_pull(&self, after: Timestamp) -> Option<Timestamp> {
        let regular = self
            .schedule
            .and_then(|schedule| self.next_worked(schedule, after));
        let extra = self
            .extra_runs
            .iter()
            .filter_map(|run| run.at(self.deadline, self.zone))
            .filter(|time| *time > after)
            .min();
        [regular, extra].into_iter().flatten().min()
    }

    /// The next mail to the readers after an instant.
    pub fn next_report(&self, after: Timestamp) -> Option<Timestamp> {
        let schedule = self.report_schedule?;
        // Mails of the free days before may have moved to a day in the future.
        let rest = self.calendar.rest_before(clock::day(after, self.zone));
        let mut look = if rest == clock::day(after, self.zone) && self.is_worked(after) {
            after
        } else {
            self.midnight(rest)? - TimeDelta::microseconds(1)
        };
        let mut best: Option<Timestamp> = None;
        for _ in 0..PATIENCE {
            let time = schedule.next_after(look, self.zone)?;
            if best.is_some_and(|best| time >= best) {
                break;
            }
            let moved = self.moved(time)?;
            if moved > after {
                best = Some(best.map_or(moved, |best| best.min(moved)));
            }
            if moved == time && moved > after {
                break;
            }
            look = time;
        }
        best
    }

    /// What became due since each schedule was last checked: each at most once, however many times
    /// were missed, and nothing older than `catch_up`.
    pub fn due(&self, checked: CheckedUntil, now: Timestamp, catch_up: TimeDelta) -> Due {
        let timing = |since: Timestamp, next: &dyn Fn(Timestamp) -> Option<Timestamp>| {
            // A time that is exactly this old still counts.
            let fell = |within: TimeDelta| {
                let from = now - within - TimeDelta::microseconds(1);
                next(since.max(from)).is_some_and(|time| time <= now)
            };
            if fell(SLACK) {
                Some(Timing::InTime)
            } else {
                fell(catch_up).then_some(Timing::CatchUp)
            }
        };
        Due {
            pull: timing(checked.pull, &|after| self.next_pull(after)),
            report: timing(checked.report, &|after| self.next_report(after)),
        }
    }

    /// The first report that became due since the last check, if all of them are older than
    /// `catch_up`, so that none is made up for.
    pub fn skipped_report(
        &self,
        checked: CheckedUntil,
        now: Timestamp,
        catch_up: TimeDelta,
    ) -> Option<Timestamp> {
        let is_made = self.due(checked, now, catch_up).report.is_some();
        let next = self.next_report(checked.report)?;
        (!is_made && next <= now).then_some(next)
    }

    /// When what is due became due: the last time of each schedule that is not in the future. By
    /// these instants several machines agree on which run they mean.
    pub fn fell(
        &self,
        checked: CheckedUntil,
        now: Timestamp,
        catch_up: TimeDelta,
    ) -> (Option<Timestamp>, Option<Timestamp>) {
        let last = |since: Timestamp, next: &dyn Fn(Timestamp) -> Option<Timestamp>| {
            [SLACK, catch_up].into_iter().find_map(|within| {
                let mut look = since.max(now - within - TimeDelta::microseconds(1));
                let mut last = None;
                while let Some(time) = next(look).filter(|time| *time <= now) {
                    (look, last) = (time, Some(time));
                }
                last
            })
        };
        (
            last(checked.pull, &|after| self.next_pull(after)),
            last(checked.report, &|after| self.next_report(after)),
        )
    }

    /// When a pull should have begun that did not; `begun` is when the last one began.
    pub fn missed(&self, begun: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let next = self.next_pull(begun)?;
        (now - next > LATE).then_some(next)
    }

    /// When a report should have been mailed that was not, after the last mail.
    pub fn missed_report(&self, mailed: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let next = self.next_report(mailed)?;
        (now - next > LATE).then_some(next)
    }

    /// Whether readers who got their last mail at an instant would be without one for longer than
    /// `heartbeat` if the next scheduled time were waited for.
    pub fn is_silent(&self, mailed: Timestamp, now: Timestamp, heartbeat: TimeDelta) -> bool {
        let next = [self.next_pull(now), self.next_report(now)];
        let next = next.into_iter().flatten().min().unwrap_or(now);
        next - mailed > heartbeat || now - mailed >= heartbeat
    }

    /// How long ago an instant is, counting only days on which the schedule pulls: data of Friday
    /// evening are not old on Sunday, when no pull was planned. Without a schedule every day
    /// counts. Exact up to `enough`; beyond that, at least `enough`.
    pub fn age(&self, instant: Timestamp, now: Timestamp, enough: TimeDelta) -> TimeDelta {
        let mut age = TimeDelta::zero();
        let mut from = instant;
        while from < now && age <= enough {
            let Some((start, end)) = self.served_day(from) else {
                break;
            };
            let from_there = from.max(start);
            age += (now.min(end) - from_there).max(TimeDelta::zero());
            from = end;
        }
        age
    }

    /// The first day with a pull that ends after an instant, from midnight to midnight.
    fn served_day(&self, instant: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let day = clock::day(instant, self.zone);
        let day = match self.schedule {
            Some(_) => {
                let before = self.midnight(day)? - TimeDelta::microseconds(1);
                clock::day(self.next_pull(before)?, self.zone)
            }
            None => day,
        };
        Some((self.midnight(day)?, self.midnight(day.succ_opt()?)?))
    }

    fn is_worked(&self, instant: Timestamp) -> bool {
        self.calendar.is_worked(clock::day(instant, self.zone))
    }

    /// The next time of a schedule on a working day.
    fn next_worked(&self, schedule: &Schedule, after: Timestamp) -> Option<Timestamp> {
        let mut look = after;
        for _ in 0..PATIENCE {
            let time = schedule.next_after(look, self.zone)?;
            if self.is_worked(time) {
                return Some(time);
            }
            let worked = self.calendar.worked_from(clock::day(time, self.zone))?;
            look = self.midnight(worked)? - TimeDelta::microseconds(1);
        }
        None
    }

    /// The same time of day on the first working day.
    fn moved(&self, time: Timestamp) -> Option<Timestamp> {
        let local = time.with_timezone(&self.zone).naive_local();
        let day = self.calendar.worked_from(local.date())?;
        if day == local.date() {
            return Some(time);
        }
        Some(self.instant(day, local.time())?.max(time))
    }

    fn midnight(&self, day: Date) -> Option<Timestamp> {
        self.instant(day, NaiveTime::MIN)
    }

    /// The instant of a local time; an hour later if a clock set forward skips it.
    fn instant(&self, day: Date, time: NaiveTime) -> Option<Timestamp> {
        let wall = day.and_time(time);
        match self.zone.from_local_datetime(&wall) {
            MappedLocalTime::Single(one) | MappedLocalTime::Ambiguous(one, _) => Some(one.to_utc()),
            MappedLocalTime::None => self
                .zone
                .from_local_datetime(&(wall + TimeDelta::hours(1)))
                .earliest()
                .map(|one| one.to_utc()),
        }
    }
}

impl CheckedUntil {
    /// Updates the instants after the clock was read. If the clock was set back by less than three
    /// hours (the limit in Vixie cron) nothing is repeated; if by more, checking starts anew.
    pub fn seen(self, now: Timestamp) -> Self {
        let later = |checked: Timestamp| {
            if checked <= now || checked - now > TimeDelta::hours(3) {
                now
            } else {
                checked
            }
        };
        Self {
            pull: later(self.pull),
            report: later(self.report),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;

    const ZONE: Zone = Zone::Asia__Ho_Chi_Minh;

    /// An instant given as local time in Viet Nam.
    fn at(text: &str) -> Timestamp {
        format!("{}:00+07:00", text.replace(' ', "T"))
            .parse()
            .unwrap()
    }

    fn shown(time: Option<Timestamp>) -> String {
        time.map_or_else(String::new, |time| {
            time.with_timezone(&ZONE)
                .format("%Y-%m-%d %H:%M")
                .to_string()
        })
    }

    struct Given {
        schedule: Option<Schedule>,
        report: Option<Schedule>,
        extra: Vec<ExtraRun>,
        calendar: Calendar,
    }

    impl Given {
        fn new(schedule: &str, report: &str, extra: &[&str]) -> Self {
            let parse = |text: &str| (!text.is_empty()).then(|| Schedule::parse(text).unwrap());
            Self {
                schedule: parse(schedule),
                report: parse(report),
                extra: extra
                    .iter()
                    .map(|run| ExtraRun::parse(run).unwrap())
                    .collect(),
                calendar: Calendar::default(),
            }
        }

        /// Free on weekends, and from Saturday 30 August to Tuesday 2 September 2025.
        fn with_holidays(mut self) -> Self {
            self.calendar
                .week
                .retain(|day| !matches!(day, Weekday::Sat | Weekday::Sun));
            self.calendar.holidays = ["2025-09-01", "2025-09-02"]
                .map(|day| day.parse().unwrap())
                .into();
            self
        }

        fn plan(&self) -> Plan<'_> {
            Plan {
                schedule: self.schedule.as_ref(),
                report_schedule: self.report.as_ref(),
                extra_runs: &self.extra,
                deadline: "2025-08-15".parse().unwrap(),
                calendar: &self.calendar,
                zone: ZONE,
            }
        }
    }

    #[test]
    fn pulls_come_by_schedule_and_around_the_deadline() {
        let given = Given::new(
            "0 7 * * 1-5",
            "",
            &["deadline-5d", "deadline 18:00", "deadline+1d"],
        );
        let check = |after: &str, next: &str| {
            assert_eq!(
                shown(given.plan().next_pull(at(after))),
                next,
                "after {after}"
            );
        };
        check("2025-08-08 06:59", "2025-08-08 07:00");
        // 9 and 10 August are a weekend; the extra run takes place anyway.
        check("2025-08-08 07:00", "2025-08-10 07:00");
        check("2025-08-10 07:00", "2025-08-11 07:00");
        check("2025-08-15 07:00", "2025-08-15 18:00");
        check("2025-08-15 18:00", "2025-08-16 07:00");
        check("2025-08-16 07:00", "2025-08-18 07:00");
        let by_hand = Given::new("", "", &[]);
        assert_eq!(by_hand.plan().next_pull(at("2025-08-08 06:59")), None);
    }

    #[test]
    fn a_pull_on_a_free_day_is_left_out_unless_the_deadline_asks_for_it() {
        let given = Given::new("0 7 * * *", "", &["deadline+16d"]).with_holidays();
        let check = |after: &str, next: &str| {
            assert_eq!(
                shown(given.plan().next_pull(at(after))),
                next,
                "after {after}"
            );
        };
        check("2025-08-29 06:00", "2025-08-29 07:00");
        check("2025-08-29 07:00", "2025-08-31 07:00");
        check("2025-08-31 07:00", "2025-09-03 07:00");
        let often = Given::new("@every 30s", "", &[]).with_holidays();
        assert_eq!(
            shown(often.plan().next_pull(at("2025-08-30 12:00"))),
            "2025-09-03 00:00"
        );
    }

    #[test]
    fn a_report_on_a_free_day_moves_to_the_next_worked_one() {
        let check = |schedule: &str, after: &str, next: &str| {
            let given = Given::new("", schedule, &[]).with_holidays();
            assert_eq!(
                shown(given.plan().next_report(at(after))),
                next,
                "{schedule} after {after}"
            );
        };
        check("30 16 * * 5", "2025-08-27 08:00", "2025-08-29 16:30");
        // Every Monday: both 1 and 2 September are free.
        check("30 16 * * 1", "2025-08-29 08:00", "2025-09-03 16:30");
        check("30 16 * * 1", "2025-09-01 20:00", "2025-09-03 16:30");
        check("30 16 * * 1", "2025-09-03 08:00", "2025-09-03 16:30");
        check("30 16 * * 1", "2025-09-03 16:30", "2025-09-08 16:30");
        // Every day: four reports on free days and the next one are sent as one.
        check("0 8 * * *", "2025-08-29 08:00", "2025-09-03 08:00");
        check("0 8 * * *", "2025-09-03 08:00", "2025-09-04 08:00");
        // Twice a day, seen from the middle of the free days.
        check("0 8,16 * * *", "2025-08-31 12:00", "2025-09-03 08:00");
        check("0 8,16 * * *", "2025-09-03 08:00", "2025-09-03 16:00");
    }

    #[test]
    fn what_fell_due_is_due_once() {
        let given = Given::new("0 7 * * *", "30 16 * * 5", &[]);
        let check = |checked: &str, now: &str, pull: Option<Timing>, report: Option<Timing>| {
            let checked = CheckedUntil {
                pull: at(checked),
                report: at(checked),
            };
            let due = given.plan().due(checked, at(now), TimeDelta::hours(24));
            assert_eq!(due, Due { pull, report }, "{checked:?} to {now}");
        };
        use Timing::{CatchUp, InTime};
        // Friday 8 August 2025.
        check("2025-08-08 06:59", "2025-08-08 06:59", None, None);
        check("2025-08-08 06:59", "2025-08-08 07:00", Some(InTime), None);
        check("2025-08-08 07:00", "2025-08-08 07:01", None, None);
        check("2025-08-08 06:59", "2025-08-08 07:02", Some(InTime), None);
        check("2025-08-08 06:59", "2025-08-08 07:30", Some(CatchUp), None);
        check(
            "2025-08-08 06:59",
            "2025-08-08 16:30",
            Some(CatchUp),
            Some(InTime),
        );
        // Three days asleep: one run; the report of Friday is older than a day.
        check("2025-08-08 06:59", "2025-08-11 09:00", Some(CatchUp), None);
        check(
            "2025-08-08 06:59",
            "2025-08-09 06:00",
            Some(CatchUp),
            Some(CatchUp),
        );
        check("2025-08-01 06:59", "2025-08-11 07:01", Some(InTime), None);
        // If checked up to a later instant than now, nothing is due.
        check("2025-08-09 06:59", "2025-08-08 07:00", None, None);
    }

    #[test]
    fn a_catch_up_that_is_over_is_not_made() {
        let given = Given::new("0 7 * * 1", "", &[]);
        let checked = CheckedUntil {
            pull: at("2025-08-03 00:00"),
            report: at("2025-08-03 00:00"),
        };
        let check = |now: &str, hours: i64, pull: Option<Timing>| {
            let due = given.plan().due(checked, at(now), TimeDelta::hours(hours));
            assert_eq!(due.pull, pull, "{now} within {hours} h");
        };
        check("2025-08-04 13:00", 6, Some(Timing::CatchUp));
        check("2025-08-04 13:01", 6, None);
        check("2025-08-06 13:01", 72, Some(Timing::CatchUp));
    }

    #[test]
    fn a_pull_that_did_not_begin_is_missed() {
        let given = Given::new("0 7 * * 1-5", "", &[]);
        let check = |begun: &str, now: &str, missed: &str| {
            let found = given.plan().missed(at(begun), at(now));
            assert_eq!(shown(found), missed, "{begun} to {now}");
        };
        check("2025-08-07 07:00", "2025-08-08 06:59", "");
        check("2025-08-07 07:00", "2025-08-08 07:10", "");
        check("2025-08-07 07:00", "2025-08-08 07:11", "2025-08-08 07:00");
        check("2025-08-08 07:00", "2025-08-10 20:00", "");
        check("2025-08-08 07:00", "2025-08-12 20:00", "2025-08-11 07:00");
        let by_hand = Given::new("", "", &[]);
        let missed = by_hand
            .plan()
            .missed(at("2025-08-08 07:00"), at("2026-08-08 07:00"));
        assert_eq!(missed, None);
    }

    #[test]
    fn readers_hear_something_before_the_heartbeat_is_over() {
        let check = |report: &str, mailed: &str, now: &str, days: i64, silent: bool| {
            let given = Given::new("0 7 * * 1-5", report, &[]);
            let heartbeat = TimeDelta::days(days);
            let found = given.plan().is_silent(at(mailed), at(now), heartbeat);
            assert_eq!(found, silent, "{report}: {mailed} to {now}, {days} days");
        };
        // Monday 4 August 2025: a mail sent five seconds after seven used to make the next one a
        // day late.
        check("", "2025-08-04 07:01", "2025-08-08 07:00", 7, false);
        check("", "2025-08-04 07:01", "2025-08-11 07:00", 7, true);
        // The next pull after Friday is on Monday.
        check("", "2025-08-07 07:00", "2025-08-08 07:00", 3, true);
        check("", "2025-08-07 07:00", "2025-08-08 07:00", 4, false);
        // A report is due this afternoon.
        check(
            "30 16 * * 5",
            "2025-08-01 16:30",
            "2025-08-08 07:00",
            7,
            false,
        );
        check(
            "30 16 1 * *",
            "2025-08-01 16:30",
            "2025-08-08 07:00",
            7,
            true,
        );
    }

    #[test]
    fn data_grow_old_on_days_that_are_served() {
        let check = |schedule: &str, from: &str, now: &str, hours: i64| {
            let given = Given::new(schedule, "", &[]).with_holidays();
            let age = given.plan().age(at(from), at(now), TimeDelta::days(30));
            assert_eq!(age, TimeDelta::hours(hours), "{schedule}: {from} to {now}");
        };
        // Friday 8 August 2025 to Monday.
        check("0 7 * * 1-5", "2025-08-08 07:00", "2025-08-08 09:00", 2);
        check("0 7 * * 1-5", "2025-08-08 07:00", "2025-08-10 20:00", 17);
        check("0 7 * * 1-5", "2025-08-08 07:00", "2025-08-11 07:00", 24);
        check("0 7 * * 1-5", "2025-08-09 12:00", "2025-08-11 07:00", 7);
        // Two weekend days and two public holidays.
        check("0 7 * * *", "2025-08-29 07:00", "2025-09-03 07:00", 24);
        check("0 7 * * 1", "2025-08-04 07:00", "2025-08-11 07:00", 24);
        check("", "2025-08-08 07:00", "2025-08-11 07:00", 72);
        check("0 7 * * 1-5", "2025-08-11 07:00", "2025-08-08 07:00", 0);
    }

    #[test]
    fn a_clock_that_is_set_back_a_little_repeats_nothing() {
        let checked = CheckedUntil {
            pull: at("2025-08-08 07:00"),
            report: at("2025-08-08 07:00"),
        };
        let check = |now: &str, pull: &str| {
            assert_eq!(checked.seen(at(now)).pull, at(pull), "{now}");
        };
        check("2025-08-08 07:30", "2025-08-08 07:30");
        check("2025-08-08 06:30", "2025-08-08 07:00");
        check("2025-08-08 04:00", "2025-08-08 07:00");
        check("2025-08-08 03:59", "2025-08-08 03:59");
    }
}
