//! What the communes report, and what a right reading of it counts.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use super::communes::Commune;
use super::people::{Dice, Person};
use super::spelling;

/// Sizes of the measured workbooks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Size {
    /// A province: 96 communes, 2,000 people.
    Small,
    /// The country: 3,321 communes, 66,000 people.
    Medium,
    /// The country with every member of every team: 1,000,000 people.
    Large,
}

impl FromStr for Size {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            "small" => Ok(Self::Small),
            "medium" => Ok(Self::Medium),
            "large" => Ok(Self::Large),
            _ => Err(()),
        }
    }
}

impl Display for Size {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        })
    }
}

impl Size {
    /// How many people there are.
    pub(crate) fn rows(self) -> usize {
        match self {
            Self::Small => 2_000,
            Self::Medium => 66_000,
            Self::Large => 1_000_000,
        }
    }
}

/// A founding decision.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) number: String,
    /// Month and day of 2025.
    pub(crate) signed: (u8, u8),
    /// Typed as text (`05/8/2025`) instead of a date.
    pub(crate) as_text: bool,
}

/// What one commune reports.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) commune: Commune,
    /// The commune's name as typed.
    pub(crate) typed: String,
    pub(crate) decision: Option<Decision>,
    pub(crate) team: Vec<Person>,
    /// Whether the leader chairs the People's Committee.
    chair_leads: bool,
}

/// Every commune's report.
#[derive(Clone, Debug)]
pub(crate) struct Campaign {
    pub(crate) reports: Vec<Report>,
}

/// The deadline, month and day of 2025; the day counts.
const DEADLINE: (u8, u8) = (8, 15);

const MEMBERS: [&str; 12] = [
    "Công chức Trung tâm Phục vụ hành chính công",
    "Chuyên viên Trung tâm PVHCC",
    "Công chức Phòng Văn hóa - Xã hội",
    "Công chức Phòng Kinh tế",
    "Chánh Văn phòng HĐND và UBND",
    "Trưởng Công an",
    "Chỉ huy trưởng BCH Quân sự",
    "Bí thư Đoàn TNCS Hồ Chí Minh",
    "Chủ tịch Hội Liên hiệp Phụ nữ",
    "Chủ tịch Hội Nông dân",
    "Hiệu trưởng trường THCS",
    "Trạm trưởng Trạm Y tế",
];
const DEPUTIES: [&str; 3] = [
    "Phó Chủ tịch UBND",
    "Chủ tịch Ủy ban MTTQ Việt Nam",
    "Trưởng phòng Văn hóa - Xã hội",
];

impl Campaign {
    /// Reports of all `communes` with `rows` people in all.
    pub(crate) fn invent(communes: Vec<Commune>, rows: usize) -> Self {
        let mut dice = Dice(2025);
        let many = communes.len();
        let mut serial = 0;
        let reports = communes.into_iter().enumerate().map(|(position, commune)| {
            let until = rows * (position + 1) / many;
            let report = Report::invent(&mut dice, commune, serial, until);
            serial = until;
            report
        });
        Self {
            reports: reports.collect(),
        }
    }

    pub(crate) fn communes(&self) -> impl Iterator<Item = &Commune> {
        self.reports.iter().map(|report| &report.commune)
    }

    /// The counts of 30/9/2025, as `cnscd sync --json` names them, and of what was read.
    pub(crate) fn truth(&self) -> String {
        let count =
            |which: fn(&Report) -> bool| self.reports.iter().filter(|one| which(one)).count();
        let on_time = count(|one| {
            one.decision
                .as_ref()
                .is_some_and(|decision| decision.signed <= DEADLINE)
        });
        let issued = count(|one| one.decision.is_some());
        serde_json::json!({
            "as_of": "2025-09-30",
            "communes": self.reports.len(),
            "members": self.reports.iter().map(|one| one.team.len()).sum::<usize>(),
            "issued": issued,
            "not_issued": self.reports.len() - issued,
            "on_time": on_time,
            "late": issued - on_time,
            "composition_ok": count(|one| one.chair_leads),
        })
        .to_string()
    }
}

impl Report {
    /// People `from..until` of the workbook make this commune's team.
    fn invent(dice: &mut Dice, commune: Commune, from: usize, until: usize) -> Self {
        let typed = match commune.alone && dice.chance(3) {
            true => spelling::messy(&commune, dice.throw(5)),
            false => commune.title(),
        };
        let decision = dice.chance(85).then(|| Decision {
            number: format!("{}/QĐ-UBND", 10 + dice.throw(190)),
            signed: (7 + dice.throw(3) as u8, 1 + dice.throw(30) as u8),
            as_text: dice.chance(15),
        });
        let chair_leads = dice.chance(95);
        let unit = match commune.kind.as_str() {
            "phuong" => "phường",
            "dac_khu" => "đặc khu",
            _ => "xã",
        };
        let team = (from..until).map(|serial| {
            let (role, office) = match serial - from {
                0 if chair_leads => ("Tổ trưởng", "Chủ tịch UBND"),
                0 => ("Tổ trưởng", "Bí thư Đảng ủy"),
                at @ 1..=3 => ("Tổ phó", DEPUTIES[at - 1]),
                at => ("Thành viên", MEMBERS[(at - 4) % MEMBERS.len()]),
            };
            Person::invent(dice, serial, role, format!("{office} {unit}"))
        });
        Self {
            team: team.collect(),
            typed,
            decision,
            commune,
            chair_leads,
        }
    }
}
