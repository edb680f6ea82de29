//! Reads the answers of a form: one row per answer, each with the moment it was given. A commune
//! corrects itself by answering again, so its latest answer counts.
//!
//! Of earlier answers only decisions are kept that a later decision followed, because on time is
//! judged by the first one. Judges no day itself.

use chrono::NaiveDateTime;

use crate::clock::{Date, written};
use crate::finding::{Finding, RuleId};
use crate::submission::collect::is_complete;
use crate::submission::date::{DayWords, Reckoning};
use crate::submission::grid::Text;
use crate::submission::layout::Entry;
use crate::submission::{Act, DateClaim, Decision, Number, date};
use crate::table::Value;
use crate::text;

/// The moment when an answer was given; `None` if it cannot be read.
pub(super) fn moment(cell: &Text, reckoning: Reckoning, words: &DayWords) -> Option<NaiveDateTime> {
    match &cell.value {
        Value::Date(moment) => Some(*moment),
        Value::Text(typed) => {
            let day = match date::read(&cell.value, reckoning, words) {
                DateClaim::Day(day) => day,
                _ => day_before_time(typed, words)?,
            };
            day.and_hms_opt(0, 0, 0)?
                .checked_add_signed(time(typed, words))
        }
        value => match date::read(value, reckoning, words) {
            DateClaim::Day(day) => day.and_hms_opt(0, 0, 0),
            _ => None,
        },
    }
}

/// The day in a stamp such as «29/07/2025 8:01:00 SA GMT+7».
fn day_before_time(typed: &str, words: &DayWords) -> Option<Date> {
    let day = typed
        .split([' ', 'T'])
        .find(|word| word.contains(['/', '-']))?;
    match date::read_text(day, words) {
        DateClaim::Day(day) => Some(day),
        _ => None,
    }
}

/// The time of day in a stamp: «8:01:00 SA», «2:01 CH», «14:01:00». Midnight if there is none.
fn time(typed: &str, day: &DayWords) -> chrono::TimeDelta {
    let key = text::key(typed);
    let mut words = key.split([' ', 't']).skip_while(|word| !word.contains(':'));
    let mut numbers = words
        .next()
        .unwrap_or_default()
        .split(':')
        .map(|number| number.parse::<i64>().unwrap_or(0));
    let mut number = || numbers.next().unwrap_or(0);
    let (hours, minutes, seconds) = (number(), number(), number());
    let hours = match words.next() {
        Some(half) if day.is_afternoon(half) && hours < 12 => hours + 12,
        Some(half) if day.is_forenoon(half) && hours == 12 => 0,
        _ => hours,
    };
    chrono::TimeDelta::seconds((hours * 60 + minutes) * 60 + seconds)
}

/// Keeps the latest answer of a commune, and returns a finding about the latest of its earlier ones
/// that says something different. Entries that are not answers stay.
pub(super) fn latest(entries: Vec<Entry>) -> (Vec<Entry>, Option<Finding>) {
    let (mut answers, mut others): (Vec<Entry>, Vec<Entry>) = entries
        .into_iter()
        .partition(|entry| entry.answered.is_some());
    // If a moment cannot be read, the rows count in the order of the sheet, which is that of
    // arrival.
    let all_read = answers
        .iter()
        .all(|entry| entry.answered.flatten().is_some());
    if all_read {
        answers.sort_by_key(|entry| entry.answered);
    }
    let Some(mut last) = answers.pop() else {
        return (others, None);
    };
    let finding = answers
        .iter()
        .rev()
        .find_map(|earlier| said_otherwise(earlier, &last));
    let mut followed = followed(&answers, &last);
    last.statements.append(&mut followed);
    others.insert(0, last);
    (others, finding)
}

/// Decisions of earlier answers that were followed by the last answer's decision. Only those with
/// another number: the same number with another day is a correction.
fn followed(earlier: &[Entry], last: &Entry) -> Vec<Vec<Decision>> {
    let number = |decision: &Decision| match &decision.number {
        Number::Named { number, .. } => text::fold(number),
        _ => String::new(),
    };
    let now: Vec<&Decision> = last.statements.iter().flatten().collect();
    let mut known: Vec<String> = now.iter().map(|decision| number(decision)).collect();
    if !now.iter().any(|decision| is_complete(decision)) {
        return Vec::new();
    }
    let mut followed = Vec::new();
    for decision in earlier
        .iter()
        .rev()
        .flat_map(|entry| entry.statements.iter().flatten())
    {
        if decision.act != Act::Founds
            || !is_complete(decision)
            || known.contains(&number(decision))
        {
            continue;
        }
        known.push(number(decision));
        followed.push(vec![Decision {
            act: Act::Replaced,
            ..decision.clone()
        }]);
    }
    followed
}

/// A finding about the statements of an earlier answer that the last one does not repeat.
fn said_otherwise(earlier: &Entry, last: &Entry) -> Option<Finding> {
    let decisions = |entry: &Entry| -> Vec<String> {
        let stated = entry.statements.iter().flatten();
        stated.map(told).filter(|told| !told.is_empty()).collect()
    };
    let people = |entry: &Entry| -> Vec<String> {
        let told = |member: &crate::submission::Member| match &*member.position.typed {
            "" => member.name.to_string(),
            position => format!("{} ({position})", member.name),
        };
        entry.members.iter().map(told).collect()
    };
    let (mut was, now) = (decisions(earlier), decisions(last));
    was.extend(people(earlier));
    let now = [now, people(last)].concat();
    was.retain(|told| !now.contains(told));
    if was.is_empty() {
        return None;
    }
    let finding = Finding::new(RuleId::CommuneDuplicate)
        .variant("answer")
        .at(&earlier.name_cell)
        .value(earlier.typed.clone())
        .with("other", last.name_cell.to_string())
        .with("was", was.join("; "));
    Some(finding)
}

/// The decision as typed, with its day.
fn told(decision: &Decision) -> String {
    let number = match &decision.number {
        Number::Named { number, .. } | Number::OtherDocument { number } => number.clone(),
        _ => decision.typed.clone(),
    };
    match decision.date {
        DateClaim::Day(day) => format!("{number} {}", written(day)).trim().to_owned(),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_read_as_forms_write_it() {
        for (typed, read) in [
            ("29/07/2025 8:01:00", "2025-07-29 08:01:00"),
            ("2025/07/29 8:01:05 SA GMT+7", "2025-07-29 08:01:05"),
            ("2025/07/29 2:01:05 CH GMT+7", "2025-07-29 14:01:05"),
            ("29/7/2025 12:00:00 SA", "2025-07-29 00:00:00"),
            ("2025-07-29T14:05:00", "2025-07-29 14:05:00"),
            ("29/7/2025", "2025-07-29 00:00:00"),
            ("hôm qua", ""),
        ] {
            let cell = Text {
                column: 0,
                text: typed.into(),
                value: Value::Text(typed.into()),
                link: None,
                month_first: false,
            };
            let moment = moment(&cell, Reckoning::default(), &DayWords::shipped())
                .map(|moment| moment.to_string());
            assert_eq!(moment.unwrap_or_default(), read, "{typed}");
        }
    }
}
