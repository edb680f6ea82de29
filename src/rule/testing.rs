//! Builders for the test tables of this stage: they name what matters and leave out the rest.

use std::sync::{Arc, LazyLock};

use crate::cell::CellAddress;
use crate::clock::{Date, Timestamp};
use crate::finding::{Finding, RuleId};
use crate::register::Register;
use crate::rule::{Judgement, Ruling, Standing, Words, judge};
use crate::snapshot::Snapshot;
use crate::snapshot::past::{Past, SeenDecision};
use crate::submission::count::{Count, Share, Titles, Whole};
use crate::submission::{
    Act, Channels, Contact, DateClaim, Decision, Held, Manner, Member, Number, Position, Reading,
    Role, Submission,
};

static REGISTER: LazyLock<Arc<Register>> = LazyLock::new(|| Arc::new(Register::shipped()));

/// A day: `day("2025-08-15")`.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Seven in the morning of a day in Vietnam.
pub(crate) fn morning(text: &str) -> Timestamp {
    format!("{text}T07:00:00+07:00").parse().unwrap()
}

/// A judgement with the shipped deadline and words, without any result yet.
pub(crate) fn unjudged(as_of: Date) -> Judgement {
    Judgement {
        as_of,
        today: as_of,
        pulled_at: Timestamp::UNIX_EPOCH,
        deadline: day("2025-08-15"),
        deadline_inclusive: true,
        communes: Vec::new(),
        progress: None,
        findings: Vec::new(),
        trial: Vec::new(),
        waived: Vec::new(),
        answers: Vec::new(),
        succeeded: Vec::new(),
        words: Words::shipped(),
        counts: Vec::new(),
    }
}

/// The campaign of the letter: the deadline is 15/8/2025, that day included.
pub(crate) fn ruling() -> Ruling {
    Ruling::new(REGISTER.clone(), day("2025-08-15"))
}

/// A cell of the one tab that the tables use.
pub(crate) fn cell(a1: &str) -> CellAddress {
    let (letter, row) = a1.split_at(1);
    CellAddress {
        source: 0,
        tab: "Tổ".into(),
        row: row.parse::<u32>().unwrap() - 1,
        column: crate::cell::column_index(letter).unwrap(),
    }
}

/// One commune's submission; its row in the sheet is its position in the register.
#[derive(Clone, Debug)]
pub(crate) struct ACommune(pub(crate) Submission);

/// A commune whose row contains only its name.
pub(crate) fn a_commune(title: &str) -> ACommune {
    let position = REGISTER
        .communes
        .iter()
        .position(|one| one.title() == title);
    let position = position.unwrap_or_else(|| panic!("{title} is not in the register"));
    ACommune(Submission {
        alias: None,
        commune: REGISTER.communes[position].code.clone(),
        name_cell: cell(&format!("B{}", position + 1)),
        reported: false,
        decisions: Vec::new(),
        members: Arc::default(),
        village_teams: None,
        villages: Vec::new(),
        counts: Vec::new(),
        notes: Vec::new(),
    })
}

impl ACommune {
    fn row(&self) -> u32 {
        self.0.name_cell.row + 1
    }

    /// Adds a decision in columns C and D. As the number, `15/QĐ-UBND` is valid; `chưa`,
    /// `…/QĐ-UBND` and `-` mean not yet; `Có` claims one; `12/KH-UBND` is another document; `#REF!`
    /// is an error; a bare `15` and `15/QĐ-CT` are odd. The date is ISO or unreadable.
    pub(crate) fn decided(self, number: &str, date: &str) -> Self {
        self.decided_by(Act::Founds, number, date)
    }

    pub(crate) fn decided_by(mut self, act: Act, number: &str, date: &str) -> Self {
        let row = self.row();
        self.0.reported = true;
        self.0.decisions.push(Decision {
            number: number_of(number),
            date: match (date, date.parse()) {
                ("", _) => DateClaim::Absent,
                (_, Ok(date)) => DateClaim::Day(date),
                (error, _) if error.starts_with('#') => DateClaim::CellError(error.to_owned()),
                (text, _) => DateClaim::Unreadable(text.to_owned()),
            },
            link: None,
            act,
            order: None,
            number_cell: Some(cell(&format!("C{row}"))),
            date_cell: (!date.is_empty()).then(|| cell(&format!("D{row}"))),
            typed: number.to_owned(),
            doubt: None,
        });
        self
    }

    pub(crate) fn linked(mut self, link: &str) -> Self {
        self = self.decided("", "");
        self.0.decisions.last_mut().unwrap().link = Some(link.to_owned());
        self
    }

    pub(crate) fn led_by(self, position: &str, held: &[Held]) -> Self {
        self.with(Role::Leader, "Trần Thị Dẫn", position, held)
    }

    pub(crate) fn with(mut self, role: Role, name: &str, position: &str, held: &[Held]) -> Self {
        let row = self.row();
        self.0.reported = true;
        let place = self.0.members.len();
        Arc::make_mut(&mut self.0.members).push(Member {
            name: name.into(),
            role,
            position: Arc::new(Position {
                typed: position.into(),
                held: held.into(),
            }),
            channels: Channels::NONE,
            cell: CellAddress {
                column: 4 + 2 * u32::try_from(place).unwrap(),
                ..cell(&format!("E{row}"))
            },
            position_at: None,
            hidden: false,
            unpaired: false,
        });
        self
    }

    pub(crate) fn reached_at(mut self, phone: &str) -> Self {
        let members = Arc::make_mut(&mut self.0.members);
        members.last_mut().unwrap().channels.add(phone);
        self
    }

    /// Completes the team so that no rule reports anything but what the test adds.
    pub(crate) fn otherwise_complete(self) -> Self {
        let led = self.0.members.iter().any(|one| one.role == Role::Leader);
        let team = if led {
            self
        } else {
            self.led_by("Chủ tịch UBND xã", &[full("chairman-pc")])
        };
        team.with(
            Role::Member,
            "Lê Văn Trung Tâm",
            "Công chức Trung tâm PVHCC",
            &[full("pvhcc-staff")],
        )
    }
}

fn number_of(text: &str) -> Number {
    let named = |odd| Number::Named {
        number: text.to_owned(),
        odd,
    };
    match text {
        "" => Number::Absent,
        "-" | "0" | "…/QĐ-UBND" => Number::NotYet,
        "Có" | "x" => Number::Claimed,
        _ if text.starts_with("chưa") || text.starts_with("đang") => Number::NotYet,
        _ if text.starts_with('#') => Number::CellError(text.to_owned()),
        _ if text.contains("/KH-") => Number::OtherDocument {
            number: text.to_owned(),
        },
        _ if text.ends_with("/QĐ-UBND") => named(false),
        _ if text.starts_with(|c: char| c.is_ascii_digit()) => named(true),
        _ => Number::Unreadable(text.to_owned()),
    }
}

/// An office held in full.
pub(crate) fn full(office: &str) -> Held {
    Held {
        office: office.into(),
        manner: Manner::Full,
        unit: None,
        certain: true,
    }
}

/// An office held in another manner.
pub(crate) fn held(office: &str, manner: Manner) -> Held {
    Held {
        manner,
        ..full(office)
    }
}

/// An office that the position names only ambiguously.
pub(crate) fn perhaps(office: &str) -> Held {
    Held {
        certain: false,
        ..full(office)
    }
}

/// An office of a named unit.
pub(crate) fn of(unit: &str, office: &str) -> Held {
    Held {
        unit: Some(unit.into()),
        ..full(office)
    }
}

/// The snapshot of a pull on a day.
pub(crate) fn pulled(today: &str, communes: &[ACommune]) -> Snapshot {
    Snapshot {
        id: today.to_owned(),
        campaign: "to-cnscd".to_owned(),
        pulled_at: morning(today),
        today: day(today),
        sources: Vec::new(),
        table_digest: String::new(),
        configuration_digest: String::new(),
        reading: Reading {
            has_submissions: true,
            submissions: communes.iter().map(|commune| commune.0.clone()).collect(),
            ..Reading::default()
        },
    }
}

/// A decision that earlier pulls showed, from the first day to the last.
pub(crate) fn seen(number: &str, date: &str, first: &str, last: &str) -> SeenDecision {
    SeenDecision {
        number: number.to_owned(),
        date: day(date),
        first_seen: morning(first),
        last_seen: morning(last),
    }
}

/// A history that began on a day, with decisions seen of some communes.
pub(crate) fn past(since: &str, decisions: &[(&str, &[SeenDecision])]) -> Past {
    Past {
        decisions: decisions
            .iter()
            .map(|(title, seen)| (a_commune(title).0.commune, seen.to_vec()))
            .collect(),
        since: Some(morning(since)),
        ..Past::default()
    }
}

/// Judges with the shipped rules.
pub(crate) fn judged(snapshot: &Snapshot, past: &Past, as_of: &str) -> Judgement {
    judge(snapshot, past, day(as_of), &ruling())
}

/// Returns one commune's standing.
pub(crate) fn standing<'a>(judgement: &'a Judgement, title: &str) -> &'a Standing {
    let mut standings = judgement.communes.iter();
    standings.find(|one| one.commune.title() == title).unwrap()
}

/// Returns the rules of the findings about one commune, with the variant after a slash.
pub(crate) fn said(judgement: &Judgement, title: &str) -> Vec<String> {
    let code = &standing(judgement, title).commune.code;
    let about = judgement
        .findings
        .iter()
        .filter(|one| one.commune.as_ref() == Some(code));
    about.map(shown).collect()
}

fn shown(finding: &Finding) -> String {
    if finding.variant.is_empty() {
        finding.rule.to_string()
    } else {
        format!("{}/{}", finding.rule, finding.variant)
    }
}

/// A finding of reading about a commune at a cell.
pub(crate) fn remark(rule: RuleId, title: &str, a1: &str) -> Finding {
    Finding::new(rule)
        .of(&a_commune(title).0.commune)
        .at(&cell(a1))
}

/// A contact point in row 1.
pub(crate) fn a_contact(system: &str, name: &str) -> Contact {
    Contact {
        system: system.to_owned(),
        name: name.to_owned(),
        unit: String::new(),
        phones: Vec::new(),
        emails: Vec::new(),
        link: None,
        groups: Vec::new(),
        cell: cell("B1"),
    }
}

/// A count with a target of 80 % that decides: of 35 officials, how many have the certificate.
pub(crate) fn certificates() -> Count {
    Count {
        name: "chung-chi".to_owned(),
        title: "Cán bộ có chứng chỉ".to_owned(),
        unit: "người".to_owned(),
        number: Titles::One("Đã có chứng chỉ".to_owned()),
        of: Whole::Constant(35),
        target: Share::parse("80%").unwrap(),
        by: None,
        decides: true,
    }
}
