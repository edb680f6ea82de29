//! What one commune is told: how it stands, what to put right and in which cell, whom to ask; or
//! thanks, and that its report arrived.

use super::docx::{Fields, Template, TemplateError, Vocabulary};
use super::owed::Owed;
use super::words;
use crate::document::words as wording;
use crate::document::{Artifact, Content};
use crate::rule::Status;

/// What a department's own template may say.
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

/// A notice before it is laid out: the sentences that its paper and its mail say.
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
    /// Of one commune.
    pub fn of(content: &Content<'_>, owed: Owed<'a>) -> Self {
        let standing = owed.standing;
        let committee = words::committee(&standing.commune);
        let pulled_at = wording::moment(content.judgement.pulled_at, content.zone);
        let agency = words::agency(content);
        let received = match (standing.status, &standing.name_cell) {
            (Status::NotReported, _) | (_, None) => format!(
                "{agency} chưa nhận được nội dung báo cáo của đơn vị trong bảng theo dõi (số liệu lấy lúc {pulled_at})."
            ),
            (_, Some(cell)) => format!(
                "{agency} đã nhận được báo cáo của đơn vị tại ô {cell} của bảng theo dõi (số liệu lấy lúc {pulled_at})."
            ),
        };
        let mut state = content.judgement.words.status(standing.status).to_owned();
        if let Some(decision) = words::decision(standing) {
            state = format!("{state} ({decision})");
        }
        state = format!(
            "{state}; {}",
            words::in_sentence(content.judgement.words.timeliness(standing))
        );
        if standing.composition.is_some() {
            state = format!(
                "{state}; {}: {}",
                words::in_sentence(&content.judgement.words.composition),
                words::in_sentence(wording::composition(standing.composition))
            );
        }
        let (thanks, request) = match (owed.is_anything(), standing.issued()) {
            // What it owes is set aside: nothing is asked, and nothing was received to be thanked for.
            (false, false) => (
                "Hiện không có nội dung đề nghị đơn vị thực hiện.".to_owned(),
                String::new(),
            ),
            (false, true) => (
                format!(
                    "Báo cáo của đơn vị không có nội dung cần rà soát. Trân trọng cảm ơn {committee} đã phối hợp thực hiện."
                ),
                String::new(),
            ),
            (true, issued) => (
                String::new(),
                format!(
                    "Đề nghị {committee} {} các nội dung sau và cập nhật vào bảng theo dõi:",
                    if issued {
                        "rà soát, bổ sung"
                    } else {
                        "thực hiện"
                    }
                ),
            ),
        };
        Self {
            subject: subject(content, &owed),
            addressee: committee,
            received,
            state,
            deadline: words::deadline(content, standing),
            thanks,
            request,
            contact: words::contact(content),
            sender: agency,
            owed,
        }
    }

    /// The mail's text.
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

    /// Who sends it.
    pub fn sender(&self) -> &str {
        &self.sender
    }

    /// `Phieu_<code>.docx`
    ///
    /// # Errors
    /// Where the file cannot be packed.
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

/// «[Tổ CNSCĐ] Xã Ba Tơ: 2 nội dung đề nghị thực hiện, thời hạn đến hết ngày 15/8/2025»
fn subject(content: &Content<'_>, owed: &Owed<'_>) -> String {
    let standing = owed.standing;
    let mark = &content.letterhead.short_team;
    let name = standing.commune.title();
    if !owed.is_anything() && !standing.issued() {
        return format!("[{mark}] {name}: hiện không có nội dung đề nghị thực hiện");
    }
    if !owed.is_anything() {
        return format!("[{mark}] {name}: đã nhận báo cáo, không có nội dung cần rà soát");
    }
    let count = u32::try_from(owed.asked.len().max(1)).unwrap_or(u32::MAX);
    let deadline = match standing.issued() {
        true => String::new(),
        false => format!(", thời hạn {}", words::deadline(content, standing)),
    };
    format!(
        "[{mark}] {name}: {} nội dung đề nghị thực hiện{deadline}",
        wording::count(count)
    )
}
