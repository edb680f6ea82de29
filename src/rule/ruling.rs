//! What a campaign decides about judging.
//!
//! Knows deadlines and exceptions; deliberately looks at no submission.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::{Date, Zone};
use crate::register::Register;
use crate::rule::Grouping;
use crate::rule::answer::Answer;
use crate::rule::declared::{Confirmed, Extension, Rules, Waiver};
use crate::submission::count::Count;

/// What a campaign decides about judging: who must report, by when, by which rules, and the
/// exceptions that persons made.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The communes expected to report, and whom a typed name means.
    pub register: Arc<Register>,
    /// The day by which decisions are signed.
    pub deadline: Date,
    /// Signed on the deadline itself is on time.
    pub deadline_inclusive: bool,
    /// The day the communes began: no decision of theirs is older (2025-07-01).
    pub communes_began: Date,
    /// The zone that days are counted in.
    pub zone: Zone,
    /// By what communes are counted in groups.
    pub groups: Vec<Grouping>,
    /// The rules.
    pub rules: Rules,
    /// `[[count]]` of the campaign.
    pub counts: Vec<Count>,
    /// How many villages communes have, by their codes, where a register of them is given.
    pub villages: BTreeMap<String, u32>,
    /// What persons answered, of which confirmations, waivers and extensions stand below too.
    pub answers: Vec<Answer>,
    /// `[[confirmed]]` of the campaign.
    pub confirmed: Vec<Confirmed>,
    /// `[[waiver]]` of the campaign.
    pub waivers: Vec<Waiver>,
    /// `[[extension]]` of the campaign.
    pub extensions: Vec<Extension>,
}

impl Ruling {
    /// The ruling of a campaign without exceptions: shipped rules, Vietnam's time, communes that
    /// began on 2025-07-01, a deadline that counts as on time.
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

    /// With the rules that are in force on a day.
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

    /// Whether a count says who is done, and no decision is asked for.
    pub fn decides_by_count(&self) -> bool {
        self.counts.iter().any(|count| count.decides)
    }

    /// The last day on which a commune's decision is on time, its extension considered.
    pub fn last_day(&self, code: &str) -> Date {
        self.counted(self.deadline_of(code))
    }

    /// The deadline of a commune: its extension, or that of all.
    pub fn deadline_of(&self, code: &str) -> Date {
        self.extensions
            .iter()
            .filter(|extension| extension.commune == code)
            .map(|extension| extension.deadline)
            .max()
            .unwrap_or(self.deadline)
    }

    /// The last day on time of everybody without an extension.
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
