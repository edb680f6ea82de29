//! The settings of a campaign that judging depends on.
//!
//! Knows deadlines and exceptions; deliberately reads no submission.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::{Date, Zone};
use crate::register::Register;
use crate::rule::Grouping;
use crate::rule::answer::Answer;
use crate::rule::declared::{Confirmed, Extension, Rules, Waiver};
use crate::submission::count::Count;

/// The settings of a campaign that judging depends on: who must report, by when, by which rules,
/// and the exceptions that people made.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The communes expected to report, with the look-up of typed names.
    pub register: Arc<Register>,
    /// The last day for signing decisions.
    pub deadline: Date,
    /// Whether a decision signed on the deadline itself is on time.
    pub deadline_inclusive: bool,
    /// The day the communes began (2025-07-01): none of their decisions is older.
    pub communes_began: Date,
    /// The time zone in which days are counted.
    pub zone: Zone,
    /// The groups in which communes are counted.
    pub groups: Vec<Grouping>,
    /// The rules.
    pub rules: Rules,
    /// `[[count]]` of the campaign.
    pub counts: Vec<Count>,
    /// The number of villages of each commune, by its code, if a register of villages is given.
    pub villages: BTreeMap<String, u32>,
    /// The answers of people. Their confirmations, waivers and extensions
    /// are also in the fields below.
    pub answers: Vec<Answer>,
    /// `[[confirmed]]` of the campaign.
    pub confirmed: Vec<Confirmed>,
    /// `[[waiver]]` of the campaign.
    pub waivers: Vec<Waiver>,
    /// `[[extension]]` of the campaign.
    pub extensions: Vec<Extension>,
}

impl Ruling {
    /// Returns the settings of a campaign without exceptions: shipped rules, Vietnam's time,
    /// communes that began on 2025-07-01, decisions on the day of the deadline on time.
    pub fn new(register: Arc<Register>, deadline: Date) -> Self {
        Self {
            register,
            deadline,
            deadline_inclusive: true,
            communes_began: Date::from_ymd_opt(2025, 7, 1).expect("a day of the calendar"),
            zone: Zone::Asia__Ho_Chi_Minh,
            groups: Grouping::USUAL.to_vec(),
            rules: Rules::shipped(),
            counts: Vec::new(),
            villages: BTreeMap::new(),
            answers: Vec::new(),
            confirmed: Vec::new(),
            waivers: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// Returns the same settings with the rules that are in force on a day.
    pub fn on(&self, day: Date) -> Cow<'_, Self> {
        let rules = self.rules.on(day);
        match std::ptr::eq(rules, &self.rules) {
            true => Cow::Borrowed(self),
            false => Cow::Owned(Self {
                rules: rules.clone(),
                ..self.clone()
            }),
        }
    }

    /// Whether the status depends on a count and no decision is required.
    pub fn decides_by_count(&self) -> bool {
        self.counts.iter().any(|count| count.decides)
    }

    /// Returns the last day on which a commune's decision is on time, with its extension.
    pub fn last_day(&self, code: &str) -> Date {
        self.counted(self.deadline_of(code))
    }

    /// Returns the deadline of a commune: that of its extension, or the common one.
    pub fn deadline_of(&self, code: &str) -> Date {
        self.extensions
            .iter()
            .filter(|extension| extension.commune == code)
            .map(|extension| extension.deadline)
            .max()
            .unwrap_or(self.deadline)
    }

    /// Returns the last day on which a decision of a commune without an extension is on time.
    pub fn last_day_of_all(&self) -> Date {
        self.counted(self.deadline)
    }

    fn counted(&self, deadline: Date) -> Date {
        if self.deadline_inclusive {
            deadline
        } else {
            deadline.pred_opt().unwrap_or(deadline)
        }
    }
}
