//! The curve of decisions by the day of signing, as a drawing and a table.
//!
//! Draws the numbers that `rule::progress` counted; counts nothing itself.

use chrono::Days;
use serde::Serialize;

use crate::clock::{Date, written};
use crate::document::{Milestone, words};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 30.0;
/// The most days that are drawn after the last decision.
const FLAT: u64 = 30;

/// The data of the drawing.
pub(super) struct Shown<'a> {
    /// The number of decisions at the end of each day on which one was signed.
    pub(super) cumulative: &'a [(Date, u32)],
    pub(super) milestones: &'a [Milestone],
    pub(super) as_of: Date,
    pub(super) deadline: Date,
    pub(super) communes: u32,
}

/// A drawing in its own units, and its table.
#[derive(Debug, Serialize)]
pub(super) struct Curve {
    width: f64,
    height: f64,
    base: f64,
    left: f64,
    right: f64,
    top: f64,
    /// The line, and the area below it, as SVG paths.
    line: String,
    area: String,
    /// The deadline, if it is among the days drawn.
    deadline: Option<Mark>,
    days: Vec<Mark>,
    heights: Vec<Mark>,
    milestones: Vec<Mark>,
    rows: Vec<(String, String)>,
}

/// A point with its label.
#[derive(Debug, Serialize)]
struct Mark {
    x: f64,
    y: f64,
    text: String,
    note: String,
}

/// Draws the curve; `None` if no decision is counted.
pub(super) fn draw(shown: &Shown<'_>) -> Option<Curve> {
    let first = shown.cumulative.first()?.0;
    let known = shown.milestones.iter().map(|milestone| milestone.date);
    let from = known.chain([first]).min()?.pred_opt()?;
    // A long flat end would leave no space for the part with decisions.
    let last = shown.cumulative.last()?.0;
    let told = shown.deadline.max(last + Days::new(FLAT));
    let until = shown.as_of.min(told).max(shown.deadline);
    let shown_until = shown.as_of.min(until);
    let days = (until - from).num_days().max(1);
    let most = f64::from(shown.communes.max(1));
    let x = |day: Date| {
        let share = small((day - from).num_days()) / small(days);
        round(LEFT + share * (WIDTH - LEFT - RIGHT))
    };
    let y = |count: u32| {
        let share = f64::from(count) / most;
        round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM))
    };
    let mut line = format!("M{} {}", x(from), y(0));
    let mut last = 0;
    for (day, count) in shown.cumulative {
        line += &format!("H{}V{}", x(*day), y(*count));
        last = *count;
    }
    let end = x(shown_until);
    line += &format!("H{end}");
    let area = format!("{line}V{}H{}Z", y(0), x(from));
    let mark = |x: f64, y: f64, text: String, note: String| Mark { x, y, text, note };
    let heights = [0, shown.communes / 2, shown.communes]
        .map(|count| mark(LEFT, y(count), words::count(count), String::new()));
    Some(Curve {
        width: WIDTH,
        height: HEIGHT,
        base: y(0),
        left: LEFT,
        right: WIDTH - RIGHT,
        top: TOP,
        line,
        area,
        deadline: (shown.deadline >= from).then(|| {
            let text = written(shown.deadline);
            mark(x(shown.deadline), TOP, text, String::new())
        }),
        days: vec![
            mark(x(from), y(0), written(from), String::new()),
            mark(end, y(last), written(shown_until), words::count(last)),
        ],
        heights: heights.into(),
        milestones: shown
            .milestones
            .iter()
            .map(|known| {
                let text = words::count(known.issued);
                mark(x(known.date), y(known.issued), text, known.note.clone())
            })
            .collect(),
        rows: shown
            .cumulative
            .iter()
            .map(|(day, count)| (written(*day), words::count(*count)))
            .collect(),
    })
}

/// Converts a small number of days.
fn small(days: i64) -> f64 {
    f64::from(i32::try_from(days).unwrap_or(i32::MAX))
}

/// Rounds to tenths, which are enough for a drawing.
fn round(place: f64) -> f64 {
    (place * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_line_rises_where_a_decision_was_signed() {
        let cumulative = [(day("2025-07-28"), 21), (day("2025-08-10"), 60)];
        let milestones = [Milestone {
            date: day("2025-08-01"),
            issued: 21,
            note: "Công văn".to_owned(),
        }];
        let shown = Shown {
            cumulative: &cumulative,
            milestones: &milestones,
            as_of: day("2025-08-12"),
            deadline: day("2025-08-15"),
            communes: 96,
        };
        let curve = draw(&shown).unwrap();
        assert_eq!(curve.rows.len(), 2);
        assert_eq!(curve.milestones[0].text, "21");
        assert!(
            curve
                .deadline
                .is_some_and(|deadline| deadline.x > curve.days[1].x)
        );
        let long_ago = Shown {
            deadline: day("2024-12-31"),
            milestones: &[],
            ..shown
        };
        let without = draw(&long_ago).unwrap();
        assert!(
            without.deadline.is_none(),
            "it would stand left of the axis"
        );
        assert_eq!(curve.line.matches('V').count(), 2);
        let nothing = Shown {
            cumulative: &[],
            ..shown
        };
        assert!(draw(&nothing).is_none());
    }
}
