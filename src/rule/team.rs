//! One commune's team as the composition rules see it: its people, where their offices are, and
//! what reading already reported about them.
//!
//! Decides to which place an office belongs (this commune, another, a higher level); deliberately
//! not which office a role needs.

use smallvec::SmallVec;

use crate::cell::CellAddress;
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

/// The result of comparing one person's position with the offices of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Judged by a list of offices.
    Judged(Verdict),
    /// No position is stated.
    Unstated,
    /// Names and positions of the cell could not be paired, which reading reported.
    Unpaired,
    /// The office belongs to another commune.
    Elsewhere,
}

/// The place to which an office belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OfficePlace {
    /// This commune, by name.
    Named,
    /// This commune, since no other place is named.
    Here,
    /// Another commune.
    Other,
    /// A province, a former district or a ministry.
    Above,
    /// A commune whose name is not in the register and is unlikely to mean this one.
    Unknown,
}

impl<'a> Team<'a> {
    /// Returns the team of a submission; `None` if it has no people.
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

    /// Returns the people with a role, in the order typed.
    pub(crate) fn people(&self, role: Role) -> impl Iterator<Item = &'a Member> {
        let members = self.submission.members.iter();
        members.filter(move |member| member.role == role)
    }

    /// Starts a finding about this commune.
    pub(crate) fn finding(&self, rule: RuleId) -> Finding {
        self.case.finding(rule, self.commune)
    }

    /// Starts a finding about one person's position, which is its value. Points at the position's
    /// cell, or at the name's if the position is in the same cell or missing.
    pub(crate) fn about(&self, rule: RuleId, member: &Member) -> Finding {
        self.finding(rule)
            .at(&position_cell(member))
            .value(&*member.position.typed)
            .with("name", shown_name(member))
    }

    /// Whether names and positions of some cell could not be paired.
    pub(crate) fn unpaired(&self) -> bool {
        let mut remarks = self.case.remarks(&self.commune.code).iter();
        remarks.any(|finding| finding.rule == RuleId::NamesPositionsMismatch)
    }

    /// Compares a person's position with these offices.
    pub(crate) fn fit(&self, member: &Member, offices: &Verdicts) -> Fit {
        if is_unstated(member) {
            return if self.is_unpaired(member) {
                Fit::Unpaired
            } else {
                Fit::Unstated
            };
        }
        if self.is_elsewhere(member) {
            return Fit::Elsewhere;
        }
        let understood = !member.position.held.is_empty();
        let held = member.position.held.iter();
        let named = held.filter(|held| held.manner != Manner::Former && offices.name(held));
        let placed: SmallVec<[(OfficePlace, &Held); 2]> =
            named.map(|held| (self.place(held), held)).collect();
        let within = |places: &'static [OfficePlace]| {
            let there = placed.iter().filter(|(place, _)| places.contains(place));
            let counting = there.map(|(_, held)| *held);
            offices.of(counting, understood, &member.position.typed)
        };
        let verdict = within(&[OfficePlace::Here, OfficePlace::Named]);
        let elsewhere = within(&[OfficePlace::Unknown]);
        Fit::Judged(match (verdict, elsewhere) {
            (Verdict::Outside, Verdict::Outside) => Verdict::Outside,
            (Verdict::Outside, _) => Verdict::Ambiguous,
            _ => verdict,
        })
    }

    /// Whether the office belongs to another commune: some office names
    /// one and none names this one.
    pub(crate) fn is_elsewhere(&self, member: &Member) -> bool {
        let mut other = false;
        for held in member.position.held.iter() {
            if held.unit.is_some() && held.manner != Manner::Former {
                match self.place(held) {
                    OfficePlace::Named => return false,
                    OfficePlace::Other => other = true,
                    OfficePlace::Here | OfficePlace::Above | OfficePlace::Unknown => {}
                }
            }
        }
        other
    }

    /// Whether a person has no position because the cell could not be paired or read.
    pub(crate) fn is_unpaired(&self, member: &Member) -> bool {
        let mut remarks = self.case.remarks(&self.commune.code).iter();
        member.unpaired
            || remarks.any(|finding| {
                finding.rule == RuleId::NamesPositionsMismatch
                    && (finding.cell.is_none()
                        || finding.cell.as_ref() == Some(&member.cell)
                        || finding.cell == member.position_cell())
            })
    }

    fn place(&self, held: &Held) -> OfficePlace {
        let Some(unit) = held.unit.as_deref() else {
            return OfficePlace::Here;
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
            return OfficePlace::Above;
        }
        // A village or a school may have the name of a commune: «Trưởng thôn Sơn Hà» belongs here.
        let local = [
            "village-head",
            "school-head",
            "teacher",
            "telecom",
            "health-head",
        ];
        if local.contains(&held.office.as_str()) && !starts(&["xã", "phường", "đặc khu", "ubnd"])
        {
            return OfficePlace::Here;
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
                    OfficePlace::Unknown
                } else {
                    OfficePlace::Here
                };
            }
        };
        let communes = &self.case.ruling.register.communes;
        let is_own = |position: &usize| communes.get(*position) == Some(self.commune);
        if fits.iter().any(is_own) {
            OfficePlace::Named
        } else {
            OfficePlace::Other
        }
    }
}

/// Returns the cell for a finding about a position.
pub(crate) fn position_cell(member: &Member) -> CellAddress {
    let stated = !member.position.typed.is_empty();
    let own = member.position_cell().filter(|_| stated);
    own.unwrap_or_else(|| member.cell.clone())
}

/// Whether no office is stated: the position is empty or only repeats the role («Tổ trưởng»).
pub(crate) fn is_unstated(member: &Member) -> bool {
    const ROLES: [&str; 5] = ["tổ trưởng", "tổ phó", "tổ viên", "thành viên", "ủy viên"];
    if !member.position.held.is_empty() {
        return false;
    }
    let position = text::key(&member.position.typed);
    let roles = || ROLES.iter().filter_map(|role| position.strip_prefix(role));
    position.is_empty()
        || roles()
            .any(|rest| rest.is_empty() || rest.starts_with(" tổ") || rest.starts_with(" cnscđ"))
}

/// Returns a person's name, or the position if there is no name.
pub(crate) fn shown_name(member: &Member) -> &str {
    if member.name.is_empty() {
        &member.position.typed
    } else {
        &member.name
    }
}

/// Returns the form in which names are compared, without case and the placement of tone marks;
/// `None` for an empty name.
pub(crate) fn name_key(member: &Member) -> Option<String> {
    let key = text::key(&member.name);
    (!key.is_empty()).then_some(key)
}

/// Whether two entries may be the same person.
pub(crate) fn same_person(one: &Member, other: &Member) -> bool {
    Identity::of(one).is(&Identity::of(other))
}

/// What identifies a person. Computed once, since everybody is compared with everybody.
pub(crate) struct Identity<'a> {
    pub(crate) member: &'a Member,
    phones: SmallVec<[&'a str; 1]>,
}

impl<'a> Identity<'a> {
    pub(crate) fn of(member: &'a Member) -> Self {
        Self {
            member,
            phones: member.channels.phones().collect(),
        }
    }

    /// Whether another entry may be the same person: the same name, and no contradicting phones.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let shared = || other.phones.iter().any(|phone| self.phones.contains(phone));
        // The cheapest comparison comes first.
        (self.phones.is_empty() || other.phones.is_empty() || shared())
            && may_be_one_name(&self.member.name, &other.member.name)
            && name_key(self.member).is_some()
            && name_key(self.member) == name_key(other.member)
    }
}

/// Quickly excludes most pairs of names. Two spellings of one name have the same length and differ
/// only in case and in where the tone mark is, which are two letters of a syllable.
fn may_be_one_name(one: &str, other: &str) -> bool {
    const LETTERS: usize = 6;
    let mut ones = one.chars();
    let mut others = other.chars();
    let mut different = 0;
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || a.to_lowercase().eq(b.to_lowercase()) => {}
            (Some(_), Some(_)) if different < LETTERS => different += 1,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::testing::a_commune;

    #[test]
    fn one_person_is_known_by_name_and_no_other_phone() {
        let member = |name: &str, phone: &str| {
            let commune = a_commune("Xã Đăk Ui").with(Role::Member, name, "", &[]);
            let commune = if phone.is_empty() {
                commune
            } else {
                commune.reached_at(phone)
            };
            commune.0.members[0].clone()
        };
        for (one, other, same) in [
            (("Lê Văn Hòa", ""), ("Lê Văn Hòa", ""), true),
            (("Lê Văn Hòa", ""), ("LÊ VĂN HOÀ", "0912000001"), true),
            (
                ("Lê Văn Hòa", "0912000001"),
                ("Lê Văn Hòa", "0912000001"),
                true,
            ),
            (
                ("Lê Văn Hòa", "0912000001"),
                ("Lê Văn Hòa", "0912000002"),
                false,
            ),
            (("Lê Văn Hòa", ""), ("Lê Văn Hóa", ""), false),
            (("Lê Văn Hòa", ""), ("Lê Văn Hòai", ""), false),
            (("", ""), ("", ""), false),
        ] {
            let found = same_person(&member(one.0, one.1), &member(other.0, other.1));
            assert_eq!(found, same, "{one:?} {other:?}");
        }
    }
}
