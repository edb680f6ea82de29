//! The mails as their readers see them.

mod message;
mod notices;
mod text;

use std::collections::BTreeMap;

use super::*;
use crate::clock::Date;
use crate::document::{Exceptions, Letterhead, Milestone};
use crate::failure::Reason;
use crate::register::{Commune, CommuneKind};
use crate::rule::area::Area;
use crate::rule::change::{Changes, Earlier};
use crate::rule::testing::unjudged;
use crate::rule::{Group, Judgement, Progress, Standing, Status};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn standing(code: &str, name: &str, status: Status, on_time: Option<bool>) -> Standing {
    Standing {
        alias: None,
        commune: Commune {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: CommuneKind::Xa,
            province: String::new(),
            since: None,
            until: None,
            successor: String::new(),
            namesake: false,
            former_province: "Kon Tum".to_owned(),
            former_district: String::new(),
        },
        status,
        on_time,
        on_the_day: false,
        overdue: Some(status != Status::Issued),
        extended_to: None,
        decision: None,
        current_decision: None,
        claimed: None,
        confirmed_by: None,
        first_seen: None,
        members: std::sync::Arc::default(),
        composition: None,
        village_teams: None,
        villages: None,
        counts: Vec::new(),
        reached_on: None,
        notes: Vec::new(),
        name_cell: None,
    }
}

fn group(by: &str, name: &str, communes: u32, issued: u32) -> Group {
    Group {
        by: by.to_owned(),
        name: name.to_owned(),
        communes,
        issued,
        not_issued: communes - issued,
        on_time: issued,
        ..Group::default()
    }
}

/// A judgement with 65 of 96 communes done, three of which are listed.
fn judgement() -> Judgement {
    Judgement {
        pulled_at: at("2025-08-20T00:05:00Z"),
        communes: vec![
            standing("1", "Ba Tơ", Status::Issued, Some(true)),
            standing("2", "Ba Động <b>", Status::Issued, Some(false)),
            standing("3", "Đăk Ui", Status::Incomplete, None),
        ],
        progress: Some(Progress {
            communes: 96,
            issued: 65,
            incomplete: 3,
            not_issued: 20,
            not_reported: 8,
            on_time: 60,
            late: 5,
            overdue: Some(31),
            composition_ok: 50,
            composition_remarks: 10,
            composition_not_ok: 7,
            counts: Vec::new(),
            village_teams: None,
            villages: None,
            on_the_day: 4,
            groups: vec![
                group("kind", "xa", 86, 60),
                group("kind", "phuong", 9, 4),
                group("kind", "dac_khu", 1, 1),
                group("former_province", "Kon Tum", 40, 20),
                group("former_province", "Quảng Ngãi", 56, 45),
            ],
        }),
        ..unjudged(date("2025-08-20"))
    }
}

fn earlier(issued: usize) -> Earlier {
    Earlier {
        as_of: date("2025-08-15"),
        made_at: at("2025-08-15T00:05:00Z"),
        statuses: (0..issued)
            .map(|number| (format!("old {number}"), Status::Issued))
            .collect(),
        findings: Vec::new(),
        deadline: None,
        facts: BTreeMap::new(),
        answers: Vec::new(),
    }
}

/// Everything that a mail is made from, owned, so that a test can change one thing.
struct World {
    judgement: Judgement,
    changes: Changes,
    earlier: Option<Earlier>,
    stale: bool,
    letterhead: Letterhead,
    milestones: Vec<Milestone>,
    max_attachment: usize,
    reply_to: Option<&'static str>,
    page: Option<&'static str>,
    area: Option<Area>,
    from: &'static str,
    file_name: &'static str,
}

impl World {
    fn new() -> Self {
        Self {
            judgement: judgement(),
            changes: Changes {
                issued: vec!["1".to_owned(), "2".to_owned()],
                fixed: 3,
                new: 1,
                moved: vec![("3".to_owned(), Status::NotReported, Status::Incomplete)],
                ..Changes::default()
            },
            earlier: Some(earlier(53)),
            stale: false,
            letterhead: Letterhead::shipped(),
            milestones: vec![Milestone {
                date: date("2025-08-01"),
                issued: 21,
                note: "số liệu nêu trong công văn của Sở".to_owned(),
            }],
            max_attachment: 1000,
            reply_to: None,
            page: None,
            area: None,
            from: "Theo dõi <cnscd@example.vn>",
            file_name: "BaoCao_ToCNSCD_to-cnscd_2025-08-20.xlsx",
        }
    }

    fn write(&self, readers: &[(&str, Detail)]) -> Result<Vec<Message>, AddressError> {
        let directory = BTreeMap::new();
        let bases = BTreeMap::new();
        let content = Content {
            campaign: "to-cnscd",
            title: "Thành lập Tổ công nghệ số cộng đồng cấp xã",
            area: self.area.as_ref(),
            judgement: &self.judgement,
            communes_began: "2025-07-01".parse().unwrap(),
            changes: &self.changes,
            earlier: self.earlier.as_ref(),
            milestones: &self.milestones,
            counted_at_milestones: &[19],
            cumulative: &[],
            contacts: &[],
            sources: &[],
            tabs: &[],
            letterhead: &self.letterhead,
            directory: &directory,
            bases: &bases,
            exceptions: Exceptions::default(),
            known_at: None,
            stale: self.stale,
            detail: Detail::Full,
            snapshot: "s1",
            table_digest: "",
            zone: chrono_tz::Asia::Ho_Chi_Minh,
        };
        let sender = Sender {
            from: self.from,
            date: at("2025-08-20T00:06:00Z"),
            max_attachment: self.max_attachment,
            reply_to: self.reply_to,
            page: self.page,
        };
        let readers: Vec<_> = readers
            .iter()
            .zip(1..)
            .map(|((address, gets), number)| Addressee {
                id: format!("mail-{number}"),
                address: (*address).to_owned(),
                gets: *gets,
                circle: None,
            })
            .collect();
        let workbooks =
            [(Detail::Full, &b"full!"[..]), (Detail::Summary, b"less")].map(|(detail, bytes)| {
                Attachment {
                    detail,
                    name: self.file_name,
                    kind: ArtifactKind::Workbook,
                    bytes,
                }
            });
        compose(&content, &sender, &readers, &workbooks)
    }

    fn one(&self) -> Message {
        self.write(&[("a@example.vn", Detail::Full)])
            .unwrap()
            .remove(0)
    }

    fn page(&self) -> String {
        // The text part is what `MailBody::text` returns, which is tested before MIME encodes it.
        decoded(&self.one())
    }
}

fn whole(message: &Message) -> String {
    String::from_utf8([&message.head, &message.body[..]].concat()).unwrap()
}

/// Unfolds the headers and decodes every part, in order; just enough MIME for our own mails.
fn decoded(message: &Message) -> String {
    let bytes = whole(message);
    let mut text = String::new();
    for part in bytes.split("Content-Transfer-Encoding: ").skip(1) {
        let (encoding, rest) = part.split_once("\r\n").unwrap();
        let body = rest.split_once("\r\n\r\n").map_or(rest, |(_, body)| body);
        let body = body.split("\r\n--cnscd-").next().unwrap();
        match encoding {
            "quoted-printable" => text.push_str(&unquoted(body)),
            "base64" => text.push_str(&unbased(body)),
            _ => text.push_str(body),
        }
    }
    text.replace("\r\n", "\n")
}

fn unquoted(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn unbased(body: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values: Vec<usize> = body
        .bytes()
        .filter_map(|byte| LETTERS.iter().position(|letter| *letter == byte))
        .collect();
    let mut bytes = Vec::new();
    for four in values.chunks(4) {
        let bits = four.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - four.len()));
        for position in 0..four.len() - 1 {
            bytes.push(u8::try_from(bits >> (16 - 8 * position) & 0xff).unwrap());
        }
    }
    String::from_utf8(bytes).unwrap()
}
