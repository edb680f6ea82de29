//! The letter to all communes: the progress, the requests, and the
//! communes concerned as appendices.

use super::docx::{Fields, Template, TemplateError, Vocabulary};
use super::owed::{Owed, ReminderKind};
use super::words;
use crate::document::words as wording;
use crate::document::{Artifact, Content, order, sentence};
use crate::rule::{Standing, Status};

/// The placeholders that a department's own template may contain.
pub const VOCABULARY: Vocabulary = Vocabulary {
    head: words::LETTERHEAD,
    texts: &[
        "letter_number_suffix",
        "letter_subject",
        "addressees",
        "opening",
        "headline",
        "deadline",
        "owing_count",
        "owing_sentence",
        "owing_heading",
        "owing_title",
        "owing_attached",
        "review_count",
        "review_sentence",
        "review_heading",
        "review_title",
        "review_attached",
        "review_stated",
        "request",
        "closing",
    ],
    lines: &["signer_title", "letter_recipients", "requests"],
    lists: &[
        (
            "owing",
            &["number", "code", "name", "status", "deadline", "request"],
        ),
        (
            "review",
            &["number", "code", "name", "composition", "count", "request"],
        ),
    ],
    required: &["owing.name"],
};

/// Makes `CongVan_DonDoc_<campaign>_<as_of>.docx`.
///
/// # Errors
/// If the file cannot be packed.
pub fn letter(
    content: &Content<'_>,
    all: &[Owed<'_>],
    template: &Template,
) -> Result<Artifact, TemplateError> {
    let owing = sorted(all, |owed| !owed.standing.issued());
    let review = sorted(all, |owed| owed.standing.issued() && owed.is_anything());
    let judgement = content.judgement;
    let units = &judgement.words.units;
    let mut fields = words::letterhead(content);
    fields.text(
        "letter_number_suffix",
        &content.letterhead.letter_number_suffix,
    );
    let matter = words::matter(content);
    fields.text("letter_subject", format!("đôn đốc {matter}"));
    fields.text("addressees", format!("Ủy ban nhân dân các {units}"));
    fields.text("opening", opening(content));
    let headline = sentence::headline(judgement, content.earlier);
    let deadline = sentence::deadline(judgement);
    fields.text("headline", format!("{headline}. {deadline}."));
    fields.text("deadline", deadline);
    let both = !owing.is_empty() && !review.is_empty();
    let appendix = |number: &str| match both {
        true => format!("Phụ lục {number}"),
        false => "Phụ lục".to_owned(),
    };
    owing_fields(&mut fields, content, &owing, &appendix("I"));
    review_fields(&mut fields, content, &review, &appendix("II"));
    let agency = words::agency(content);
    let requests = requests(content, &owing, !review.is_empty());
    if !requests.is_empty() {
        fields.text(
            "request",
            format!("{agency} đề nghị Ủy ban nhân dân các đơn vị có tên trong Phụ lục:"),
        );
    }
    fields.lines("requests", requests);
    let is_asked = !owing.is_empty() || !review.is_empty();
    fields.text("closing", closing(&agency, units, is_asked));
    fields.lines("letter_recipients", words::recipients(content));
    let name = format!(
        "CongVan_DonDoc_{}_{}.docx",
        content.campaign, judgement.as_of
    );
    Ok(Artifact::new(name, template.fill(&fields)?.into()))
}

/// Sets the fields about communes that are not done, and the appendix that lists them.
fn owing_fields(fields: &mut Fields, content: &Content<'_>, owing: &[&Owed<'_>], appendix: &str) {
    fields.text("owing_count", count(owing.len()));
    fields.list("owing", owing_rows(content, owing));
    if owing.is_empty() {
        return;
    }
    let left = sentence::left(content.judgement, owing.len());
    fields.text("owing_sentence", format!("{left} ({appendix} kèm theo)."));
    fields.text("owing_heading", appendix);
    let not_counted = content.judgement.words.not_counted.to_uppercase();
    fields.text("owing_title", format!("DANH SÁCH ĐƠN VỊ {not_counted}"));
    fields.text("owing_attached", attached(content));
}

/// Sets the fields about communes that are done but have something to correct, and their appendix.
fn review_fields(fields: &mut Fields, content: &Content<'_>, review: &[&Owed<'_>], appendix: &str) {
    fields.text("review_count", count(review.len()));
    fields.list("review", review_rows(content, review));
    if review.is_empty() {
        return;
    }
    let done = wording::lower(&content.judgement.words.done);
    fields.text("review_sentence", format!(
        "Có {} đơn vị {done}, có nội dung cần rà soát ({appendix} kèm theo; nội dung cụ thể tại phiếu gửi từng đơn vị).",
        count(review.len()),
    ));
    fields.text("review_heading", appendix);
    fields.text("review_title", "DANH SÁCH ĐƠN VỊ CÓ NỘI DUNG CẦN RÀ SOÁT");
    fields.text("review_attached", attached(content));
    let stated = match content.judgement.by_count() {
        true => "Số liệu",
        false => &content.judgement.words.composition,
    };
    fields.text("review_stated", stated);
}

/// Returns the wanted communes, sorted by name.
pub(super) fn sorted<'a, 'b>(
    all: &'b [Owed<'a>],
    wanted: impl Fn(&Owed<'_>) -> bool,
) -> Vec<&'b Owed<'a>> {
    let mut standings: Vec<_> = all
        .iter()
        .filter(|owed| wanted(owed))
        .map(|owed| owed.standing)
        .collect();
    order::by_name(&mut standings);
    let found = standings.into_iter().filter_map(|standing| {
        all.iter()
            .find(|owed| owed.standing.commune.code == standing.commune.code)
    });
    found.collect()
}

fn opening(content: &Content<'_>) -> String {
    let agency = words::agency(content);
    let about = words::in_sentence(content.title);
    match content.letterhead.letter.trim() {
        "" => format!("{agency} tổng hợp tình hình {about} như sau:"),
        letter => format!("Thực hiện {letter}, {agency} tổng hợp tình hình {about} như sau:"),
    }
}

/// Returns the end of the letter: a request, or thanks if no commune is asked for anything.
fn closing(agency: &str, units: &str, is_asked: bool) -> String {
    match is_asked {
        true => {
            format!("{agency} đề nghị Ủy ban nhân dân các {units} quan tâm, phối hợp thực hiện./.")
        }
        false => format!(
            "{agency} trân trọng cảm ơn Ủy ban nhân dân các {units} đã phối hợp thực hiện./."
        ),
    }
}

/// Returns the requests to the communes of the appendices. A commune that has signed but cannot be
/// counted yet is not asked to sign again.
fn requests(content: &Content<'_>, owing: &[&Owed<'_>], review: bool) -> Vec<String> {
    let is_unclear = |owed: &&&Owed<'_>| owed.standing.status == Status::Incomplete;
    let unclear = owing.iter().filter(is_unclear).count();
    let judgement = content.judgement;
    let own = &judgement.words;
    let asked = sentence::request(content);
    let issue = if judgement.as_of > judgement.deadline {
        format!("Khẩn trương {asked}; {}.", own.report)
    } else {
        format!(
            "{} trong thời hạn {}; {}.",
            wording::capitalised(&asked),
            wording::deadline(judgement.deadline, judgement.deadline_inclusive),
            own.report
        )
    };
    let wanted = [
        (unclear < owing.len()).then_some(issue),
        (unclear > 0).then(|| {
            format!(
                "Bổ sung, làm rõ căn cứ đối với đơn vị có tình trạng «{}».",
                own.status(Status::Incomplete)
            )
        }),
        review.then(|| {
            "Rà soát, kiện toàn, cập nhật các nội dung nêu tại phiếu gửi từng đơn vị.".to_owned()
        }),
    ];
    let wanted = wanted.into_iter().flatten();
    (1..)
        .zip(wanted)
        .map(|(number, text): (u32, _)| format!("{number}. {text}"))
        .collect()
}

fn owing_rows(content: &Content<'_>, owing: &[&Owed<'_>]) -> Vec<Vec<(&'static str, String)>> {
    let rows = (1..).zip(owing).map(|(number, owed): (u32, _)| {
        let standing = owed.standing;
        let asked = owed
            .asked
            .iter()
            .filter(|one| one.kind == ReminderKind::Missing);
        let asked: Vec<String> = asked.map(|one| request(&one.sentence)).collect();
        vec![
            ("number", number.to_string()),
            ("code", standing.commune.code.clone()),
            ("name", standing.commune.title()),
            (
                "status",
                content.judgement.words.status(standing.status).to_owned(),
            ),
            ("deadline", words::deadline(content, standing)),
            (
                "request",
                match owed.is_anything() {
                    true => asked.join(" "),
                    false => words::SET_ASIDE.to_owned(),
                },
            ),
        ]
    });
    rows.collect()
}

/// Returns the request in a sentence «fact; basis. Đề nghị …».
fn request(sentence: &str) -> String {
    sentence
        .rfind("Đề nghị")
        .map_or(sentence, |from| &sentence[from..])
        .to_owned()
}

fn review_rows(content: &Content<'_>, review: &[&Owed<'_>]) -> Vec<Vec<(&'static str, String)>> {
    let rows = (1..).zip(review).map(|(number, owed): (u32, _)| {
        let standing = owed.standing;
        let what = match owed.kinds.as_slice() {
            [ReminderKind::Composition] => "Rà soát, kiện toàn thành phần Tổ",
            [ReminderKind::Composition, ..] => "Rà soát, kiện toàn thành phần Tổ; cập nhật số liệu",
            _ => "Cập nhật số liệu",
        };
        let stated = match content.judgement.by_count() {
            true => stated(content, standing),
            false => wording::composition(standing.composition).to_owned(),
        };
        vec![
            ("number", number.to_string()),
            ("code", standing.commune.code.clone()),
            ("name", standing.commune.title()),
            ("composition", stated),
            ("count", count(owed.asked.len())),
            ("request", what.to_owned()),
        ]
    });
    rows.collect()
}

fn stated(content: &Content<'_>, standing: &Standing) -> String {
    let stated = sentence::stated(content.judgement, standing).into_iter();
    stated
        .map(|(stated, _)| stated)
        .collect::<Vec<_>>()
        .join("\n")
}

fn attached(content: &Content<'_>) -> String {
    use chrono::Datelike;
    let letterhead = content.letterhead;
    let whose = match letterhead.agency_name.as_str() {
        "" => String::new(),
        name => format!(" của {name}"),
    };
    format!(
        "(Kèm theo Công văn số          {} ngày       tháng       năm {}{whose})",
        letterhead.letter_number_suffix,
        content.judgement.today.year()
    )
}

pub(super) fn count(number: usize) -> String {
    wording::count(u32::try_from(number).unwrap_or(u32::MAX))
}
