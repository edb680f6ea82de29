//! The notice to one commune: its status, what to correct in which cell, whom to ask; or thanks and
//! the confirmation that its report arrived.

use super::docx::{Fields, Template, TemplateError, Vocabulary};
use super::owed::Owed;
use super::words;
use crate::cell::CellAddress;
use crate::document::words as wording;
use crate::document::{Artifact, Content, sentence};
use crate::rule::{Standing, Status};

/// The placeholders that a department's own template may contain.
pub const VOCABULARY: Vocabulary = Vocabulary {
    head: words::LETTERHEAD,
    texts: &[
        "letter_number_suffix",
        "subject",
        "code",
        "commune",
        "addressee",
        "received",
        "state",
        "decision",
        "composition",
        "deadline",
        "thanks",
        "request",
    ],
    lines: &["signer_title", "notice_recipients"],
    lists: &[("findings", &["number", "cell", "content", "basis"])],
    required: &["state", "findings.content"],
};

/// A notice before it is laid out: the sentences of its document and its mail.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    pub owed: Owed<'a>,
    pub subject: String,
    pub addressee: String,
    received: String,
    state: String,
    deadline: String,
    thanks: String,
    request: String,
    contact: String,
    sender: String,
}

impl<'a> Notice<'a> {
    /// Makes the notice to one commune.
    pub fn of(content: &Content<'_>, owed: Owed<'a>) -> Self {
        let standing = owed.standing;
        let addressee = words::committee(&standing.commune);
        let (thanks, request) = answer(&owed, &addressee);
        Self {
            subject: subject(content, &owed),
            addressee,
            received: received(content, standing),
            state: state(content, standing),
            deadline: words::deadline(content, standing),
            thanks,
            request,
            contact: words::contact(content),
            sender: words::agency(content),
            owed,
        }
    }

    /// Returns the text of the mail.
    pub fn text(&self) -> String {
        let mut lines = vec![
            format!("Kính gửi: {}", self.addressee),
            self.received.clone(),
            format!("Tình trạng: {}.", self.state),
            format!("Thời hạn: {}.", self.deadline),
            self.thanks.clone(),
            self.request.clone(),
        ];
        for (number, asked) in (1..).zip(&self.owed.asked) {
            let cell = match asked.cell.as_str() {
                "" => String::new(),
                cell => format!("Ô {cell}: "),
            };
            lines.push(format!("{number}. {cell}{}", asked.sentence));
        }
        lines.push(self.contact.clone());
        lines.retain(|line| !line.is_empty());
        lines.join("\n\n")
    }

    /// Returns the name of the sender.
    pub fn sender(&self) -> &str {
        &self.sender
    }

    /// Makes `Phieu_<code>.docx`.
    ///
    /// # Errors
    /// If the file cannot be packed.
    pub fn paper(
        &self,
        content: &Content<'_>,
        template: &Template,
    ) -> Result<Artifact, TemplateError> {
        let standing = self.owed.standing;
        let mut fields: Fields = words::letterhead(content);
        fields.text(
            "letter_number_suffix",
            &content.letterhead.letter_number_suffix,
        );
        fields.text("subject", content.subject());
        fields.text("code", &standing.commune.code);
        fields.text("commune", standing.commune.title());
        fields.text("addressee", &self.addressee);
        fields.text("received", &self.received);
        fields.text("state", &self.state);
        fields.text(
            "decision",
            words::decision(standing).unwrap_or_else(|| wording::UNKNOWN.to_owned()),
        );
        fields.text("composition", wording::composition(standing.composition));
        fields.text("deadline", &self.deadline);
        fields.text("thanks", &self.thanks);
        fields.text("request", &self.request);
        fields.lines("notice_recipients", words::recipients(content));
        let findings = (1..)
            .zip(&self.owed.asked)
            .map(|(number, asked): (u32, _)| {
                vec![
                    ("number", number.to_string()),
                    ("cell", asked.cell.clone()),
                    ("content", asked.sentence.clone()),
                    ("basis", asked.basis.clone()),
                ]
            });
        fields.list("findings", findings.collect());
        let name = format!("Phieu_{}.docx", standing.commune.code);
        Ok(Artifact::new(name, template.fill(&fields)?.into()))
    }
}

/// Returns the confirmation of receipt with the cell, or that nothing was received.
fn received(content: &Content<'_>, standing: &Standing) -> String {
    let agency = words::agency(content);
    let pulled_at = wording::moment(content.judgement.pulled_at, content.zone);
    match received_at(standing) {
        Some(cell) => format!(
            "{agency} đã nhận được báo cáo của đơn vị tại ô {cell} của bảng theo dõi (số liệu lấy lúc {pulled_at})."
        ),
        None => format!(
            "{agency} chưa nhận được nội dung báo cáo của đơn vị trong bảng theo dõi (số liệu lấy lúc {pulled_at})."
        ),
    }
}

/// Returns the cell of the commune's report; `None` for an empty row that counts
/// only by a person's confirmation.
fn received_at(standing: &Standing) -> Option<&CellAddress> {
    let is_empty = standing.claimed.is_none() && standing.members.is_empty();
    let by_hand_alone = standing.confirmed_by.is_some() && is_empty;
    let is_received = standing.status != Status::NotReported && !by_hand_alone;
    standing.name_cell.as_ref().filter(|_| is_received)
}

/// Returns thanks, or what the commune is asked.
fn answer(owed: &Owed<'_>, committee: &str) -> (String, String) {
    let standing = owed.standing;
    if owed.is_anything() {
        let what = match standing.issued() {
            true => "rà soát, bổ sung",
            false => "thực hiện",
        };
        let request =
            format!("Đề nghị {committee} {what} các nội dung sau và cập nhật vào bảng theo dõi:");
        return (String::new(), request);
    }
    let thanks = format!("Trân trọng cảm ơn {committee} đã phối hợp thực hiện.");
    let thanks = match (standing.issued(), received_at(standing)) {
        // Its request is waived, but nothing was received for which to thank.
        (false, _) => "Hiện không có nội dung đề nghị đơn vị thực hiện.".to_owned(),
        (true, Some(_)) => format!("Báo cáo của đơn vị không có nội dung cần rà soát. {thanks}"),
        (true, None) => thanks,
    };
    (thanks, String::new())
}

/// Returns status and decision, the timeliness, the team, and what the
/// commune states in each count.
fn state(content: &Content<'_>, standing: &Standing) -> String {
    let own = &content.judgement.words;
    let mut status = own.status(standing.status).to_owned();
    if let Some(decision) = words::decision(standing) {
        status = format!("{status} ({decision})");
    }
    let mut parts = vec![status, words::in_sentence(own.timeliness(standing))];
    if standing.composition.is_some() {
        let composition = wording::composition(standing.composition);
        parts.push(format!(
            "{}: {}",
            words::in_sentence(&own.composition),
            words::in_sentence(composition)
        ));
    }
    let stated = sentence::stated(content.judgement, standing);
    parts.extend(stated.iter().map(|(stated, _)| words::in_sentence(stated)));
    parts.join("; ")
}

/// Returns «[Tổ CNSCĐ] Xã Ba Tơ: 2 nội dung đề nghị thực hiện, thời hạn đến hết ngày 15/8/2025».
fn subject(content: &Content<'_>, owed: &Owed<'_>) -> String {
    let standing = owed.standing;
    let mark = &content.letterhead.short_team;
    let name = standing.commune.title();
    if !owed.is_anything() && !standing.issued() {
        return format!("[{mark}] {name}: hiện không có nội dung đề nghị thực hiện");
    }
    if !owed.is_anything() {
        let received = match received_at(standing) {
            Some(_) => "đã nhận báo cáo, ",
            None => "",
        };
        return format!("[{mark}] {name}: {received}không có nội dung cần rà soát");
    }
    let count = u32::try_from(owed.asked.len().max(1)).unwrap_or(u32::MAX);
    let day = words::deadline(content, standing);
    let deadline = match (standing.issued(), standing.overdue) {
        (true, _) => String::new(),
        (false, Some(true)) => format!(", quá hạn ({day})"),
        (false, _) => format!(", thời hạn {day}"),
    };
    format!(
        "[{mark}] {name}: {} nội dung đề nghị thực hiện{deadline}",
        wording::count(count)
    )
}
