//! One commune's team as the composition rules see it: its people, where their offices are, and
//! what reading already said about them.
//!
//! Decides whose office it is (this commune's, another's, a higher level's); deliberately not
//! which office a role needs.

use std::collections::BTreeSet;

use crate::finding::{Finding, RuleId};
use crate::register::{Commune, Named};
use crate::rule::case::Case;
use crate::rule::office::{Verdict, Verdicts};
use crate::submission::{Held, Manner, Member, Role, Submission};
use crate::text;

/// A team that was reported.
pub(crate) struct Team<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) commune: &'a Commune,
    pub(crate) submission: &'a Submission,
}

/// What one person's position says for a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Judged by a list of offices.
    Judged(Verdict),
    /// No position stands there.
    Unstated,
    /// Names and positions of the cell could not be paired: reading said so.
    Unpaired,
    /// The office is another commune's.
    Elsewhere,
}

/// Where an office is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Here, by name.
    Named,
    /// Here, as nothing else is said.
    Here,
    /// In another commune.
    Other,
    /// Of a province, a former district, a ministry.
    Above,
    /// In a commune that nobody knows by the name written, and that is hardly this one.
    Unknown,
}

impl<'a> Team<'a> {
    /// The team of a submission; `None` where nobody is reported.
    pub(crate) fn of(
        case: &'a Case<'a>,
        commune: &'a Commune,
        submission: &'a Submission,
    ) -> Option<Self> {
        (!submission.members.is_empty()).then_some(Self {
            case,
            commune,
            submission,
        })
    }

    /// The people of a role, in the order typed.
    pub(crate) fn people(&self, role: Role) -> impl Iterator<Item = &'a Member> {
        let members = self.submission.members.iter();
        members.filter(move |member| member.role == role)
    }

    /// A finding about this commune.
    pub(crate) fn finding(&self, rule: RuleId) -> Finding {
        self.case.finding(rule, self.commune)
    }

    /// A finding about one person, at the name, with the position as its value.
    pub(crate) fn about(&self, rule: RuleId, member: &Member) -> Finding {
        self.finding(rule)
            .at(&member.cell)
            .value(&member.position)
            .with("name", shown_name(member))
    }

    /// Whether names and positions of some cell could not be paired.
    pub(crate) fn unpaired(&self) -> bool {
        let mut remarks = self.case.remarks(&self.commune.code).iter();
        remarks.any(|finding| finding.rule == RuleId::NamesPositionsMismatch)
    }

    /// What a person's position says for a role with these offices.
    pub(crate) fn fit(&self, member: &Member, offices: &Verdicts) -> Fit {
        if member.position.trim().is_empty() && member.held.is_empty() {
            return if self.is_unpaired(member) {
                Fit::Unpaired
            } else {
                Fit::Unstated
            };
        }
        if self.is_elsewhere(member) {
            return Fit::Elsewhere;
        }
        let understood = !member.held.is_empty();
        let within = |places: &'static [Place]| {
            let counting = member.held.iter().filter(move |held| {
                held.manner != Manner::Former && places.contains(&self.place(held))
            });
            offices.of(counting, understood, &member.position)
        };
        let verdict = within(&[Place::Here, Place::Named]);
        let elsewhere = within(&[Place::Unknown]);
        Fit::Judged(match (verdict, elsewhere) {
            (Verdict::Outside, Verdict::Outside) => Verdict::Outside,
            (Verdict::Outside, _) => Verdict::Ambiguous,
            _ => verdict,
        })
    }

    /// Whether the office is another commune's: some office names one, none names this.
    pub(crate) fn is_elsewhere(&self, member: &Member) -> bool {
        let places: Vec<Place> = member
            .held
            .iter()
            .filter(|held| held.manner != Manner::Former)
            .map(|held| self.place(held))
            .collect();
        places.contains(&Place::Other) && !places.contains(&Place::Named)
    }

    /// Whether the cell of a person without a position is one that could not be paired.
    pub(crate) fn is_unpaired(&self, member: &Member) -> bool {
        self.case.remarks(&self.commune.code).iter().any(|finding| {
            finding.rule == RuleId::NamesPositionsMismatch
                && (finding.cell.is_none()
                    || finding.cell.as_ref() == Some(&member.cell)
                    || finding.cell == member.position_cell)
        })
    }

    fn place(&self, held: &Held) -> Place {
        let Some(unit) = held.unit.as_deref() else {
            return Place::Here;
        };
        let lower = unit.trim().to_lowercase();
        let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
        if starts(&[
            "tỉnh",
            "huyện",
            "thành phố",
            "thị xã",
            "sở ",
            "bộ ",
            "trung ương",
        ]) {
            return Place::Above;
        }
        // A village or a school may be named like a commune: «Trưởng thôn Sơn Hà» is at home.
        let local = [
            "village-head",
            "school-head",
            "teacher",
            "telecom",
            "health-head",
        ];
        if local.contains(&held.office.as_str()) && !starts(&["xã", "phường", "đặc khu", "ubnd"])
        {
            return Place::Here;
        }
        let fits = match self.case.unit(unit) {
            Named::Exact(one) | Named::Alias(one) | Named::Folded(one) => vec![one],
            Named::Ambiguous(several) => several,
            Named::Dissolved { into, .. } => into,
            Named::Unknown { candidates } => {
                let spoken_of = starts(&["xã ", "phường ", "đặc khu "]);
                let position = self.case.ruling.register.position(&self.commune.code);
                let near = position.is_some_and(|own| candidates.contains(&own));
                return if spoken_of && !near {
                    Place::Unknown
                } else {
                    Place::Here
                };
            }
        };
        let communes = &self.case.ruling.register.communes;
        let is_own = |position: &usize| communes.get(*position) == Some(self.commune);
        if fits.iter().any(is_own) {
            Place::Named
        } else {
            Place::Other
        }
    }
}

/// A person's name, or the position where nobody is named.
pub(crate) fn shown_name(member: &Member) -> &str {
    if member.name.is_empty() {
        &member.position
    } else {
        &member.name
    }
}

/// What makes two names one: the letters, whatever their case and tone placement. An empty name is nobody's.
pub(crate) fn name_key(member: &Member) -> Option<String> {
    let key = text::key(&member.name);
    (!key.is_empty()).then_some(key)
}

/// Whether two entries may be one person: the same name, and no phones that contradict it.
pub(crate) fn same_person(one: &Member, other: &Member) -> bool {
    let phones: BTreeSet<&String> = one.phones.iter().collect();
    name_key(one).is_some()
        && name_key(one) == name_key(other)
        && (phones.is_empty()
            || other.phones.is_empty()
            || other.phones.iter().any(|phone| phones.contains(phone)))
}
