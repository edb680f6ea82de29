//! Words that the letters share: the addressee, whom to ask, the head of Decree 30.

use chrono::Datelike;

use super::docx::Fields;
use super::shipped::rule;
use crate::clock::written;
use crate::document::{Content, words};
use crate::register::Commune;
use crate::rule::Standing;

/// The width in points of a bold 12-point capital letter. `SPACE` is that of a space.
const CAPITAL: f64 = 8.8;
const SPACE: f64 = 3.0;
/// The width of the left half of the head, in points.
const HALF: f64 = 190.0;

/// Returns «Ủy ban nhân dân xã Ba Tơ».
pub(super) fn committee(commune: &Commune) -> String {
    let kind = words::kind(commune.kind).to_lowercase();
    format!("Ủy ban nhân dân {kind} {}", commune.name)
}

/// Returns the deadline of one commune: «đến hết ngày 15/8/2025».
pub(super) fn deadline(content: &Content<'_>, standing: &Standing) -> String {
    let judgement = content.judgement;
    let day = standing.extended_to.unwrap_or(judgement.deadline);
    words::deadline(day, judgement.deadline_inclusive)
}

/// Returns «Quyết định số 15/QĐ-UBND ngày 28/7/2025», as far as it is known.
pub(super) fn decision(standing: &Standing) -> Option<String> {
    let decision = standing.decision.as_ref().or(standing.claimed.as_ref())?;
    let number = decision.number.as_deref()?;
    Some(match decision.date {
        Some(day) => format!("Quyết định số {number} ngày {}", written(day)),
        None => format!("Quyết định số {number}"),
    })
}

/// Returns the subject of the letters: «việc thành lập Tổ …». The title of a campaign of counts is
/// not an activity, so a verb is added: «việc thực hiện phong trào …».
pub(super) fn matter(content: &Content<'_>) -> String {
    let about = in_sentence(content.title);
    match content.judgement.by_count() {
        true => format!("việc thực hiện {about}"),
        false => format!("việc {about}"),
    }
}

/// Returns whom to ask; empty if the campaign names nobody.
pub(super) fn contact(content: &Content<'_>) -> String {
    let letterhead = content.letterhead;
    let whom = [&letterhead.contact, &letterhead.agency_name];
    match whom.into_iter().find(|name| !name.trim().is_empty()) {
        Some(whom) => format!(
            "Trong quá trình thực hiện, nếu có nội dung cần trao đổi, đề nghị liên hệ {}.",
            whom.trim().trim_end_matches('.')
        ),
        None => String::new(),
    }
}

/// Returns the sender: «Sở …», or a neutral name if the department's is not set.
pub(super) fn agency(content: &Content<'_>) -> String {
    match content.letterhead.agency_name.trim() {
        "" => "Cơ quan theo dõi".to_owned(),
        name => name.to_owned(),
    }
}

/// Returns the text with its first letter in lower case, for the middle of a sentence.
pub(super) fn in_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    let second = letters.clone().next();
    match first {
        // «UBND …» stays in capitals.
        Some(first) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// Shown in place of a request that is waived.
pub(super) const SET_ASIDE: &str = "Tạm không xét";

/// The placeholders that every letter's template may contain: the texts of [`letterhead`].
pub(super) const LETTERHEAD: &[&str] = &[
    "parent_agency",
    "agency",
    "agency_name",
    "agency_rule",
    "place",
    "place_and_date",
    "year",
    "as_of",
    "title",
    "team",
    "letter",
    "contact",
    "contact_sentence",
    "signer_name",
    "units_heading",
];

/// Returns the fields of head and foot, which every letter has.
pub(super) fn letterhead(content: &Content<'_>) -> Fields {
    let letterhead = content.letterhead;
    let mut fields = Fields::default();
    fields.text("parent_agency", &letterhead.parent_agency);
    fields.text("agency", &letterhead.agency);
    fields.text("agency_name", &letterhead.agency_name);
    fields.text("agency_rule", agency_rule(&letterhead.agency));
    let year = content.judgement.today.year();
    let date = format!("ngày       tháng       năm {year}");
    let place = letterhead.place.trim();
    let place_and_date = match place {
        "" => words::capitalised(&date),
        _ => format!("{place}, {date}"),
    };
    fields.text("place", place);
    fields.text("place_and_date", place_and_date);
    fields.text("year", year.to_string());
    fields.text("as_of", written(content.judgement.as_of));
    fields.text("title", content.title);
    fields.text("team", &letterhead.team);
    fields.text("letter", &letterhead.letter);
    fields.text("contact", &letterhead.contact);
    fields.text("contact_sentence", contact(content));
    fields.text("signer_name", &letterhead.signer_name);
    let units = &content.judgement.words.units;
    fields.text("units_heading", words::capitalised(units));
    fields.lines("signer_title", &letterhead.signer_title);
    fields
}

/// Returns the rule under the agency's name, two fifths as long as the name.
fn agency_rule(agency: &str) -> String {
    let width: f64 = agency
        .chars()
        .map(|letter| {
            if letter.is_whitespace() {
                SPACE
            } else {
                CAPITAL
            }
        })
        .sum();
    let points = (0.4 * width.min(HALF)).round();
    // Positive and at most two fifths of `HALF`.
    rule(
        (0..1000)
            .take_while(|length| f64::from(*length) < points)
            .count(),
    )
}

/// Returns «Nơi nhận» of letters to communes; if the campaign names none, the usual lines.
pub(super) fn recipients(content: &Content<'_>) -> Vec<String> {
    match content.letterhead.letter_recipients.as_slice() {
        [] => vec!["- Như trên;".to_owned(), "- Lưu: VT.".to_owned()],
        named => named.to_vec(),
    }
}
