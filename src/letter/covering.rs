//! The covering letter of the report: the report's own figures in
//! sentences, its sheets as appendices.

use super::docx::{Template, TemplateError, Vocabulary};
use super::words;
use crate::document::words as wording;
use crate::document::{Artifact, Content, Detail, sentence};
use crate::report;
use crate::rule::{Judgement, Progress, Status};

/// The placeholders that a department's own template may contain.
pub const VOCABULARY: Vocabulary = Vocabulary {
    head: words::LETTERHEAD,
    texts: &[
        "number_suffix",
        "subject",
        "opening",
        "stale",
        "headline",
        "deadline",
        "issued",
        "communes",
        "share",
        "on_time",
        "late",
        "issued_heading",
        "not_counted",
        "owing_names",
        "attached",
        "closing",
    ],
    lines: &[
        "signer_title",
        "recipients",
        "report_to",
        "legal_bases",
        "figures",
        "changes",
    ],
    lists: &[(
        "groups",
        &[
            "name", "communes", "issued", "share", "on_time", "late", "left",
        ],
    )],
    required: &["headline"],
};

/// The most names of communes or changes that are listed.
const NAMES: usize = 200;

/// Makes `BaoCao_<short name>_<campaign>_<as_of>.docx`.
///
/// # Errors
/// If the file cannot be packed.
pub fn letter(content: &Content<'_>, template: &Template) -> Result<Artifact, TemplateError> {
    let (letterhead, judgement) = (content.letterhead, content.judgement);
    let progress = judgement.progress.as_ref();
    let agency = words::agency(content);
    let workbook = report::file_name(content);
    let mut fields = words::letterhead(content);
    fields.text("number_suffix", &letterhead.number_suffix);
    fields.text("subject", content.subject());
    fields.lines("report_to", addressed(&letterhead.report_to));
    let bases = letterhead.bases().map(|basis| format!("Căn cứ {basis};"));
    fields.lines("legal_bases", bases);
    let matter = words::matter(content);
    fields.text(
        "opening",
        format!("{agency} báo cáo kết quả theo dõi {matter} như sau:"),
    );
    fields.text("issued_heading", &judgement.words.issued);
    fields.text("not_counted", &judgement.words.not_counted);
    if let Some(caution) = sentence::caution(content) {
        fields.text("stale", format!("{caution}."));
    }
    let headline = sentence::headline(judgement, content.earlier);
    fields.text("headline", format!("{headline}."));
    fields.text("deadline", format!("{}.", sentence::deadline(judgement)));
    if let Some(progress) = progress {
        fields.text("issued", wording::count(progress.issued));
        fields.text("communes", wording::count(progress.communes));
        fields.text("share", wording::share(progress.issued, progress.communes));
        fields.text("on_time", wording::count(progress.on_time));
        fields.text("late", wording::count(progress.late));
        fields.lines("figures", figures(judgement, progress));
        fields.list("groups", groups(progress));
        fields.lines(
            "changes",
            sentence::changes(content, Detail::Summary, NAMES),
        );
        let owing = sentence::owing(judgement);
        fields.text(
            "owing_names",
            match owing.as_slice() {
                [] => format!("{}.", sentence::all_done(judgement, &judgement.words.units)),
                names => format!("{}.", wording::names(names, NAMES)),
            },
        );
    }
    fields.text(
        "attached",
        format!("Danh sách và số liệu chi tiết tại các phụ lục kèm theo (tệp {workbook})."),
    );
    fields.text("closing", format!("Trên đây là báo cáo của {agency}./."));
    fields.lines("recipients", &letterhead.recipients);
    let name = workbook.replace(".xlsx", ".docx");
    Ok(Artifact::new(name, template.fill(&fields)?.into()))
}

/// Formats the addressees: a single one follows «Kính gửi:»; several have a line each, with «-» and
/// «;», the last with «.».
fn addressed(to: &[String]) -> Vec<String> {
    let bare: Vec<&str> = to
        .iter()
        .map(|name| {
            name.trim()
                .trim_start_matches('-')
                .trim_end_matches([';', '.'])
                .trim()
        })
        .filter(|name| !name.is_empty())
        .collect();
    match bare.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!("Kính gửi: {one}")],
        several => {
            let last = several.len() - 1;
            let lines = several.iter().enumerate().map(|(place, name)| {
                let end = if place == last { '.' } else { ';' };
                format!("- {name}{end}")
            });
            std::iter::once("Kính gửi:".to_owned())
                .chain(lines)
                .collect()
        }
    }
}

fn figures(judgement: &Judgement, progress: &Progress) -> Vec<String> {
    let own = &judgement.words;
    let part = |name: &str, value: u32| format!("{name}: {}", wording::count(value));
    let mut timely = vec![
        part(&own.on_time, progress.on_time),
        part(&own.late, progress.late),
    ];
    // Only a count can be reached without anybody knowing the day.
    let undated = progress.issued - progress.on_time - progress.late;
    timely.extend((undated > 0).then(|| part(&own.undated, undated)));
    timely.extend(progress.overdue.map(|overdue| part(&own.overdue, overdue)));
    let left = [
        (Status::NotIssued, progress.not_issued),
        (Status::NotReported, progress.not_reported),
        (Status::Incomplete, progress.incomplete),
    ];
    let left = left.map(|(status, value)| part(own.status(status), value));
    let villages = progress.village_teams.map(|teams| {
        format!("{}.", {
            let teams = wording::villages(teams, progress.villages);
            format!("Tổ ở thôn, tổ dân phố đã báo cáo: {teams}")
        })
    });
    let mut lines = vec![
        format!("{}.", timely.join("; ")),
        format!("{}.", left.join("; ")),
        format!(
            "{}: phù hợp {} (trong đó có nội dung lưu ý: {}); chưa phù hợp {}.",
            own.composition,
            wording::count(progress.composition_ok),
            wording::count(progress.composition_remarks),
            wording::count(progress.composition_not_ok)
        ),
    ];
    if judgement.by_count() {
        lines.pop();
    }
    lines.extend(progress.counts.iter().map(|count| {
        format!(
            "{}: {} ({}); {} đơn vị đạt {}, {} đơn vị chưa có số liệu.",
            count.title,
            sentence::counted(&count.all, &count.unit),
            wording::share_of(count.all.number, count.all.of),
            wording::count(count.all.reached),
            count.target,
            wording::count(count.all.communes - count.all.known)
        )
    }));
    lines.extend(villages);
    lines
}

/// Returns a row for each group, and one for the total at the end: groups of different kinds
/// overlap and must not be added up.
fn groups(progress: &Progress) -> Vec<Vec<(&'static str, String)>> {
    let row = |name: String, [communes, issued, on_time, late]: [u32; 4]| {
        vec![
            ("name", name),
            ("communes", wording::count(communes)),
            ("issued", wording::count(issued)),
            ("share", wording::share(issued, communes)),
            ("on_time", wording::count(on_time)),
            ("late", wording::count(late)),
            ("left", wording::count(communes - issued)),
        ]
    };
    let groups = progress.groups.iter().map(|group| {
        let figures = [group.communes, group.issued, group.on_time, group.late];
        row(wording::group(group), figures)
    });
    let (communes, issued) = (progress.communes, progress.issued);
    let all = [communes, issued, progress.on_time, progress.late];
    groups.chain([row("Tổng cộng".to_owned(), all)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_addressed_on_the_line_and_several_below_it() {
        for (to, lines) in [
            (&[][..], &[][..]),
            (&["- UBND tỉnh;"], &["Kính gửi: UBND tỉnh"]),
            (
                &["UBND tỉnh", "Bộ KH&CN"],
                &["Kính gửi:", "- UBND tỉnh;", "- Bộ KH&CN."],
            ),
        ] {
            let to: Vec<String> = to.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(addressed(&to), lines);
        }
    }
}
