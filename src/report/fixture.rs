//! An invented campaign for the report's tests: the 96 communes of the register with invented
//! teams, decisions and findings, so that every sheet has content.
//!
//! Applies no rule: statuses and findings are assigned by position.

mod around;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, TimeZone, Utc};
use compact_str::format_compact;

use self::around::{bases, contacts, directory, tab};
use crate::cell::CellAddress;
use crate::clock::{Date, Timestamp, Zone};
use crate::document::{Content, Detail, DirectoryEntry, Exceptions, Letterhead, Milestone};
use crate::finding::{Finding, RuleId};
use crate::register::{Commune, CommuneKind};
use crate::report::tally::Tally;
use crate::rule::change::{Changes, Earlier, changes};
use crate::rule::declared::{Confirmed, Extension, Waiver};
use crate::rule::testing::unjudged;
use crate::rule::{ClaimedDecision, Composition, Group, Judgement, Progress, Standing, Status};
use crate::snapshot::Provenance;
use crate::source::SourceKind;
use crate::submission::{Contact, Member, Position, Role, TabKind, TabReading};

/// Owns everything that a report needs.
pub(crate) struct Sample {
    pub(crate) judgement: Judgement,
    pub(crate) changes: Changes,
    pub(crate) earlier: Option<Earlier>,
    pub(crate) milestones: Vec<Milestone>,
    pub(crate) counted_at_milestones: Vec<u32>,
    pub(crate) cumulative: Vec<(Date, u32)>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) sources: Vec<Provenance>,
    pub(crate) tabs: Vec<TabReading>,
    pub(crate) letterhead: Letterhead,
    pub(crate) directory: BTreeMap<String, DirectoryEntry>,
    pub(crate) bases: BTreeMap<String, String>,
    pub(crate) confirmations: Vec<Confirmed>,
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) stale: bool,
    pub(crate) known_at: Option<Timestamp>,
    pub(crate) detail: Detail,
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

pub(crate) fn cell(tab: &str, row: u32, column: u32) -> CellAddress {
    CellAddress {
        source: 0,
        tab: tab.into(),
        row,
        column,
    }
}

const TAB: &str = "Tổ CNSCĐ";

impl Sample {
    /// The 96 communes on 30/9/2025: 78 issued (65 on time, 9 of them on the very day, 13
    /// late), 6 incomplete, 10 not issued, 2 not reported.
    pub(crate) fn demo() -> Self {
        let communes = register();
        let standings: Vec<Standing> = communes
            .into_iter()
            .enumerate()
            .map(|(position, commune)| standing(position, commune))
            .collect();
        let findings = findings(&standings);
        let mut judgement = Judgement {
            pulled_at: Utc
                .with_ymd_and_hms(2025, 9, 30, 0, 0, 5)
                .single()
                .expect("an instant"),
            communes: standings,
            findings,
            ..unjudged(day(2025, 9, 30))
        };
        judgement.progress = Some(progress(&judgement));
        let mut then = judgement.clone();
        then.as_of = day(2025, 9, 23);
        for (position, standing) in then.communes.iter_mut().enumerate() {
            match position % 16 {
                7 => standing.status = Status::NotIssued,
                14 => standing.status = Status::Issued,
                _ => {}
            }
        }
        then.findings.truncate(20);
        let earlier = Earlier::of(&then);
        Self {
            changes: changes(Some(&earlier), &judgement),
            earlier: Some(earlier),
            milestones: vec![Milestone {
                date: day(2025, 8, 1),
                issued: 21,
                note: "số liệu nêu trong công văn của Sở".to_owned(),
            }],
            counted_at_milestones: vec![
                cumulative(&judgement)
                    .iter()
                    .filter(|(signed, _)| *signed <= day(2025, 8, 1))
                    .map(|(_, count)| *count)
                    .max()
                    .unwrap_or_default(),
            ],
            cumulative: cumulative(&judgement),
            contacts: contacts(),
            sources: vec![Provenance {
                name: "bang-chung".to_owned(),
                kind: SourceKind::DriveFile,
                location:
                    "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345/edit"
                        .to_owned(),
                fetched_at: judgement.pulled_at,
                sha256: "9f".repeat(32),
                revision: Some("41".to_owned()),
                link: Some(
                    "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345/edit"
                        .to_owned(),
                ),
                remarks: Vec::new(),
            }],
            tabs: vec![
                tab(TAB, Some(1_234_567), TabKind::Submissions, 812),
                tab("Đầu mối hỗ trợ", None, TabKind::Contacts, 9),
                tab("Hướng dẫn", None, TabKind::Ignored, 0),
            ],
            letterhead: Letterhead {
                recipients: [
                    "- UBND tỉnh (báo cáo);",
                    "- Giám đốc, các PGĐ Sở;",
                    "- UBND các xã, phường, đặc khu;",
                    "- Lưu: VT, BCVT&CĐS.",
                ]
                .map(str::to_owned)
                .to_vec(),
                legal_bases: vec!["Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025".to_owned()],
                ..Letterhead::shipped()
            },
            directory: directory(&judgement),
            bases: bases(),
            confirmations: vec![Confirmed {
                commune: judgement.communes[3].commune.code.clone(),
                number: "15/QĐ-UBND".to_owned(),
                date: day(2025, 7, 28),
                by: "Lê Thị Mẫu, Phòng BCVT&CĐS".to_owned(),
                reason: "đã đối chiếu bản ký".to_owned(),
            }],
            waivers: Vec::new(),
            extensions: Vec::new(),
            stale: false,
            known_at: None,
            detail: Detail::Full,
            judgement,
        }
    }

    /// Eight of these communes, some of each status, so that a test can show a whole sheet.
    pub(crate) fn small() -> Self {
        let mut sample = Self::demo();
        let kept = [0, 1, 2, 3, 5, 9, 25, 78];
        let communes = std::mem::take(&mut sample.judgement.communes);
        sample.judgement.communes = communes
            .into_iter()
            .enumerate()
            .filter(|(position, _)| kept.contains(position))
            .map(|(_, standing)| standing)
            .collect();
        let judgement = &mut sample.judgement;
        let communes = &judgement.communes;
        judgement.findings.retain(|finding| {
            let row = finding.cell.as_ref().map_or(0, |cell| cell.row);
            let code = finding.commune.as_deref();
            row < 900 && communes.iter().any(|one| code == Some(&one.commune.code))
        });
        judgement.findings.push(
            Finding::new(RuleId::PhoneInvalid)
                .of(&communes[0].commune.code)
                .at(&cell(TAB, 9, 6))
                .value("0123"),
        );
        let complete = |finding: Finding| {
            let late = finding.rule == RuleId::DecisionLate;
            let finding = if late {
                finding.value("18/8/2025")
            } else {
                finding
            };
            finding
                .with("basis", "Công văn của Sở")
                .with("ubnd", "UBND xã")
                .with("name", "Nguyễn Văn Mẫu")
                .with("last_day", "15/8/2025")
        };
        judgement.findings = judgement.findings.drain(..).map(complete).collect();
        judgement.progress = Some(progress(judgement));
        let mut then = judgement.clone();
        then.as_of = day(2025, 9, 23);
        then.deadline = day(2025, 8, 10);
        then.communes[0].status = Status::NotIssued;
        then.communes[0].decision = None;
        then.communes[1].decision.as_mut().expect("issued").number = Some("1/QĐ-UBND".to_owned());
        Arc::make_mut(&mut then.communes[1].members)[0].name = "Hồ Văn Cũ".into();
        let earlier = Earlier::of(&then);
        sample.changes = changes(Some(&earlier), judgement);
        sample.earlier = Some(earlier);
        sample.cumulative = cumulative(judgement);
        sample.confirmations.clear();
        sample.bases.retain(|rule, _| rule.starts_with("decision"));
        sample
    }

    /// Returns the report's content, borrowed from this sample.
    pub(crate) fn content(&self) -> Content<'_> {
        Content {
            campaign: "to-cnscd-quang-ngai",
            title: "Thành lập Tổ công nghệ số cộng đồng cấp xã",
            area: None,
            judgement: &self.judgement,
            communes_began: Date::from_ymd_opt(2025, 7, 1).unwrap(),
            changes: &self.changes,
            earlier: self.earlier.as_ref(),
            milestones: &self.milestones,
            counted_at_milestones: &self.counted_at_milestones,
            cumulative: &self.cumulative,
            contacts: &self.contacts,
            sources: &self.sources,
            tabs: &self.tabs,
            letterhead: &self.letterhead,
            directory: &self.directory,
            bases: &self.bases,
            exceptions: Exceptions {
                confirmed: &self.confirmations,
                waivers: &self.waivers,
                extensions: &self.extensions,
                ..Exceptions::default()
            },
            known_at: self.known_at,
            stale: self.stale,
            detail: self.detail,
            snapshot: "0199999a-7c1e-7000-8000-000000000001",
            table_digest: "5e2d0c",
            zone: Zone::Asia__Ho_Chi_Minh,
        }
    }
}

fn register() -> Vec<Commune> {
    include_str!("../../config/registers/quang-ngai.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            Commune {
                code: fields[0].to_owned(),
                name: fields[1].to_owned(),
                kind: match fields[2] {
                    "xa" => CommuneKind::Xa,
                    "phuong" => CommuneKind::Phuong,
                    _ => CommuneKind::DacKhu,
                },
                province: String::new(),
                since: None,
                until: None,
                successor: String::new(),
                namesake: false,
                former_province: fields[3].to_owned(),
                former_district: fields[4].to_owned(),
            }
        })
        .collect()
}

fn standing(position: usize, commune: Commune) -> Standing {
    let status = match position % 16 {
        5 => Status::Incomplete,
        9 => Status::NotIssued,
        14 if position < 64 => Status::NotIssued,
        14 => Status::NotReported,
        _ => Status::Issued,
    };
    let row = 8 + 8 * u32::try_from(position).expect("small");
    // Most were signed from 2/7 to 15/8, every sixth after the deadline.
    let signed = if position % 6 == 1 {
        day(2025, 8, 18) + Days::new(u64::try_from(position / 3).expect("small"))
    } else if position.is_multiple_of(11) {
        day(2025, 8, 15)
    } else {
        day(2025, 7, 8) + Days::new(u64::try_from(position * 7 % 38).expect("small"))
    };
    let decision = match status {
        Status::Issued => Some((format!("{}/QĐ-UBND", 11 + position), Some(signed))),
        Status::Incomplete => Some((format!("{}/KH-UBND", 11 + position), None)),
        _ => None,
    }
    .map(|(number, date)| ClaimedDecision {
        number: Some(number),
        date,
        link: (position.is_multiple_of(3))
            .then(|| format!("https://vanban.example.org/{position}.pdf")),
        cells: vec![cell(TAB, row, 2), cell(TAB, row, 3)],
    });
    let issued = status == Status::Issued;
    let members = if status == Status::NotReported || position % 16 == 9 {
        Vec::new()
    } else {
        members(position, row)
    };
    Standing {
        alias: None,
        status,
        on_time: issued.then(|| signed <= day(2025, 8, 15)),
        on_the_day: issued && signed == day(2025, 8, 15),
        overdue: Some(!issued),
        extended_to: None,
        current_decision: match (position % 13, &decision) {
            (4, Some(decision)) => Some(ClaimedDecision {
                number: Some("140/QĐ-UBND".to_owned()),
                date: Some(day(2025, 9, 12)),
                ..decision.clone()
            }),
            _ => decision.clone(),
        },
        decision,
        claimed: None,
        confirmed_by: (position == 3).then(|| "Lê Thị Mẫu".to_owned()),
        first_seen: None,
        composition: match (members.is_empty(), position % 8) {
            (true, _) => None,
            (false, 2) => Some(Composition::NotOk),
            (false, 3 | 4) => Some(Composition::OkWithRemarks),
            (false, _) => Some(Composition::Ok),
        },
        members: members.into(),
        village_teams: None,
        villages: None,
        counts: Vec::new(),
        reached_on: None,
        notes: match position % 16 {
            9 => vec!["Đang trình ký, dự kiến ban hành trong tuần đầu tháng 10".to_owned()],
            _ => Vec::new(),
        },
        name_cell: Some(cell(TAB, row, 1)),
        commune,
    }
}

fn members(position: usize, row: u32) -> Vec<Member> {
    const FAMILY: [&str; 6] = ["Nguyễn", "Trần", "Lê", "Phạm", "Đinh", "Hồ"];
    const GIVEN: [&str; 7] = [
        "Văn Mẫu",
        "Thị Ví Dụ",
        "Đức Thử",
        "Minh Giả",
        "Thị Bịa",
        "Quốc Tỉ",
        "Xuân Đặt",
    ];
    const TEAM: [(Role, &str); 6] = [
        (Role::Leader, "Phó Bí thư Đảng ủy, Chủ tịch UBND xã"),
        (Role::Deputy, "Phó Chủ tịch UBND xã"),
        (Role::Deputy, "Trưởng phòng Văn hóa - Xã hội"),
        (Role::Member, "Công chức Trung tâm Phục vụ hành chính công"),
        (Role::Member, "Trưởng Công an xã"),
        (Role::Member, "Bí thư Đoàn xã"),
    ];
    TEAM.iter()
        .enumerate()
        .map(|(place, (role, office))| {
            let line = row + u32::try_from(place).expect("small");
            Member {
                name: format_compact!(
                    "{} {}",
                    FAMILY[(position + place) % FAMILY.len()],
                    GIVEN[(position * 3 + place) % GIVEN.len()]
                ),
                role: *role,
                position: Arc::new(Position {
                    typed: (*office).into(),
                    held: Box::default(),
                }),
                channels: [format!("0912{:06}", position * 10 + place)]
                    .into_iter()
                    .collect(),
                cell: cell(TAB, line, 4),
                position_at: Some((line, 5)),
                hidden: false,
                unpaired: false,
            }
        })
        .collect()
}

/// Returns at least one finding of every rule, so that each of the three sheets has some.
fn findings(standings: &[Standing]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for standing in standings {
        let code = &standing.commune.code;
        let name_cell = standing.name_cell.clone().expect("every commune has a row");
        let decision = standing.decision.as_ref();
        match standing.status {
            Status::NotIssued | Status::NotReported => {
                findings.push(
                    Finding::new(RuleId::DecisionMissing)
                        .of(code)
                        .at(&name_cell),
                );
            }
            Status::Incomplete => {
                let claimed = decision.expect("claims one");
                findings.push(
                    Finding::new(RuleId::DecisionNotADecision)
                        .of(code)
                        .at(&claimed.cells[0])
                        .value(claimed.number.clone().expect("named")),
                );
            }
            Status::Issued if standing.on_time == Some(false) => {
                findings.push(
                    Finding::new(RuleId::DecisionLate)
                        .of(code)
                        .at(&decision.expect("issued").cells[1]),
                );
            }
            Status::Issued => {}
        }
        let rule = match standing.composition {
            Some(Composition::NotOk) => RuleId::LeaderNotChairman,
            Some(Composition::OkWithRemarks) => RuleId::DeputyNotEligible,
            _ => continue,
        };
        findings.push(
            Finding::new(rule)
                .of(code)
                .at(&standing.members[0].cell)
                .value("Bí thư Đảng ủy"),
        );
    }
    for (position, rule) in RuleId::ALL.iter().enumerate() {
        let standing = &standings[position];
        findings.push(
            Finding::new(*rule)
                .of(&standing.commune.code)
                .at(&cell(TAB, 900 + u32::try_from(position).expect("small"), 7))
                .value(format!("giá trị {position}")),
        );
    }
    findings.push(
        Finding::new(RuleId::CommuneUnknown)
            .value("Xã Không Có")
            .at(&cell(TAB, 990, 1)),
    );
    findings.sort_by_key(|finding| finding.severity);
    findings
}

pub(crate) fn progress(judgement: &Judgement) -> Progress {
    let tally = Tally::of(judgement.communes.iter());
    let mut groups = Vec::new();
    for kind in [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu] {
        groups.push(group("kind", kind.id(), judgement, |commune| {
            commune.kind == kind
        }));
    }
    for province in ["Quảng Ngãi", "Kon Tum"] {
        groups.push(group("former_province", province, judgement, |commune| {
            commune.former_province == province
        }));
    }
    Progress {
        communes: tally.communes,
        issued: tally.issued,
        incomplete: tally.incomplete,
        not_issued: tally.not_issued,
        not_reported: tally.not_reported,
        on_time: tally.on_time,
        late: tally.late,
        overdue: Some(tally.overdue),
        composition_ok: tally.composition_ok + tally.composition_remarks,
        composition_remarks: tally.composition_remarks,
        village_teams: None,
        villages: None,

        counts: Vec::new(),
        groups,
        on_the_day: tally.on_the_day,
        composition_not_ok: tally.composition_not_ok,
    }
}

fn group(by: &str, name: &str, judgement: &Judgement, belongs: impl Fn(&Commune) -> bool) -> Group {
    let tally = Tally::of(
        judgement
            .communes
            .iter()
            .filter(|standing| belongs(&standing.commune)),
    );
    Group {
        by: by.to_owned(),
        name: name.to_owned(),
        communes: tally.communes,
        issued: tally.issued,
        incomplete: tally.incomplete,
        not_issued: tally.not_issued,
        not_reported: tally.not_reported,
        on_time: tally.on_time,
        late: tally.late,
    }
}

fn cumulative(judgement: &Judgement) -> Vec<(Date, u32)> {
    let mut by_day: BTreeMap<Date, u32> = BTreeMap::new();
    for standing in &judgement.communes {
        if standing.status == Status::Issued
            && let Some(signed) = standing
                .decision
                .as_ref()
                .and_then(|decision| decision.date)
        {
            *by_day.entry(signed).or_default() += 1;
        }
    }
    let mut sum = 0;
    by_day
        .into_iter()
        .map(|(signed, count)| {
            sum += count;
            (signed, sum)
        })
        .collect()
}
