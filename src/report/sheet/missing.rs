//! `Chưa ban hành`, Phụ lục II: the communes without a countable decision, in three groups, with
//! what they must do, whom to call, and a sentence for the công văn đôn đốc.
//!
//! A sentence shared by several communes is printed once above them. Further findings of a commune
//! follow in their own rows. The sentence for the công văn and infos are below the print area,
//! since an appendix of the report needs neither.

use std::collections::HashMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::clock::written;
use crate::document::{Content, Detail, order, sentence, words};
use crate::finding::{Finding, RuleId};
use crate::report::head;
use crate::report::home::{Homes, printed};
use crate::report::ink::{ASIDE, BODY, GROUP_FILL, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::sheet::{
    UNITS, commune_title, for_reader, graded, heading, headings, message, trace_headings, traces,
};
use crate::rule::{Standing, Status};

const HEADINGS: [(&str, u32); 6] = [
    ("STT", 40),
    (UNITS, 146),
    ("Quyết định đã nêu", 180),
    ("Nội dung cần xử lý", 250),
    ("Vướng mắc, dự kiến (theo ghi chú của đơn vị)", 136),
    ("Đầu mối liên hệ", 206),
];

/// The groups: number and status.
const GROUPS: [(&str, Status); 3] = [
    ("I", Status::NotIssued),
    ("II", Status::NotReported),
    ("III", Status::Incomplete),
];

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = SheetWriter::new(
        content.judgement.words.sheets()[2],
        Paper::Landscape,
        &HEADINGS.map(|(_, width)| width),
        &[150, 150, 200, 130, 400],
    )?;
    head::appendix(
        &mut page,
        content,
        "II",
        &heading(content, &content.judgement.words.title_missing),
    )?;
    let heading_row = page.row;
    let mut headings = headings(content, &HEADINGS);
    if content.judgement.by_count() {
        headings[2].0 = Cell::text("Số liệu đã nêu");
    }
    headings.extend(trace_headings());
    for heading in ["Tình trạng", "Nội dung đầy đủ"] {
        headings.push((Cell::text(heading), ASIDE.bold()));
    }
    page.cells(&headings)?;
    page.repeat_heading();

    let (shown, infos) = homes.missing.split_at(printed(&homes.missing));
    if content.judgement.progress.is_some() {
        let list = List::of(content, homes, shown);
        for (number, status) in GROUPS {
            list.group(&mut page, (number, status))?;
        }
    } else {
        page.line(words::NO_SOURCE, TABLE.italic())?;
    }
    let columns = u16::try_from(headings.len() - 1).expect("a few columns");
    page.sheet
        .autofilter(heading_row, 0, page.row - 1, columns)?;
    page.sheet.set_freeze_panes(heading_row + 1, 2)?;
    let last = page.row - 1;
    page.space(10.0)?;
    page.line(
        "Nội dung đưa vào công văn đôn đốc (không in):",
        BODY.bold().sized(12.0),
    )?;
    page.line(&reminder(content), BODY.justified().sized(12.0))?;
    remarks(&mut page, content, homes, infos)?;
    page.finish(last, &head::footer(content))
}

/// Writes the infos, below the print area.
fn remarks(
    page: &mut SheetWriter,
    content: &Content<'_>,
    homes: &Homes<'_>,
    infos: &[&Finding],
) -> Result<(), XlsxError> {
    if infos.is_empty() {
        return Ok(());
    }
    page.space(12.0)?;
    page.line("Lưu ý thêm (không in)", ASIDE.bold())?;
    for finding in infos {
        let mut cells = vec![
            (Cell::Blank, TABLE),
            (Cell::text(commune_title(homes, finding)), TABLE),
            graded(finding.severity),
            (Cell::text(message(content, homes, finding)), TABLE),
            (Cell::Blank, TABLE),
            (Cell::Blank, TABLE),
        ];
        cells.extend(traces(content, finding));
        page.cells(&cells)?;
    }
    Ok(())
}

/// The communes without a countable decision, and the findings about them.
struct List<'a> {
    content: &'a Content<'a>,
    /// Findings with their sentences, by code of the commune.
    said: HashMap<&'a str, Vec<(&'a Finding, String)>>,
}

/// Communes with the same first sentence, and this sentence.
type Alike<'a> = (String, Vec<&'a Standing>);

impl<'a> List<'a> {
    fn of(content: &'a Content<'a>, homes: &Homes<'_>, shown: &[&'a Finding]) -> Self {
        let mut said: HashMap<&str, Vec<(&Finding, String)>> = HashMap::new();
        for finding in shown {
            let code = finding.commune.as_deref().expect("placed by its commune");
            let sentence = message(content, homes, finding);
            said.entry(code).or_default().push((finding, sentence));
        }
        Self { content, said }
    }

    fn said(&self, standing: &Standing) -> &[(&'a Finding, String)] {
        self.said
            .get(standing.commune.code.as_str())
            .map_or(&[][..], Vec::as_slice)
    }

    /// Writes one group: its heading, then the communes that share a
    /// sentence, below it, then the others.
    fn group(
        &self,
        page: &mut SheetWriter,
        (roman, status): (&str, Status),
    ) -> Result<(), XlsxError> {
        /// Keeps a heading on one page with the sentence and the first rows below it, in points.
        const TOGETHER: f64 = 110.0;

        let title = self.content.judgement.words.status(status);
        let members = of_status(self.content, status);
        let heading = TABLE.bold().filled(GROUP_FILL);
        let count = u32::try_from(members.len()).expect("a register is small");
        page.keep_together(TOGETHER);
        page.spans(&[
            (0, 0, Cell::text(roman), heading.center()),
            (
                1,
                5,
                Cell::text(format!("{title}: {} đơn vị", words::count(count))),
                heading,
            ),
        ])?;
        let (alike, single) = self.alike(members);
        let mut numbers = 1..;
        for (sentence, members) in alike {
            page.keep_together(TOGETHER / 2.0);
            page.spans(&[
                (0, 0, Cell::Blank, TABLE),
                (1, 5, Cell::text(sentence), TABLE.italic()),
            ])?;
            for (standing, number) in members.into_iter().zip(&mut numbers) {
                self.commune(page, number, standing, true)?;
            }
        }
        for (standing, number) in single.into_iter().zip(&mut numbers) {
            self.commune(page, number, standing, false)?;
        }
        Ok(())
    }

    /// Splits communes into those whose first sentence others share, by sentence, the most frequent
    /// first, and the others.
    fn alike(&self, members: Vec<&'a Standing>) -> (Vec<Alike<'a>>, Vec<&'a Standing>) {
        let mut alike: Vec<Alike<'a>> = Vec::new();
        let mut silent = Vec::new();
        for standing in members {
            let Some((finding, sentence)) = self.said(standing).first() else {
                silent.push(standing);
                continue;
            };
            let sentence = of_many(finding).unwrap_or_else(|| sentence.clone());
            match alike.iter_mut().find(|(known, _)| *known == sentence) {
                Some((_, sharing)) => sharing.push(standing),
                None => alike.push((sentence, vec![standing])),
            }
        }
        let (mut shared, single): (Vec<_>, Vec<_>) = alike
            .into_iter()
            .partition(|(_, sharing)| sharing.len() > 1);
        shared.sort_by_key(|(_, sharing)| std::cmp::Reverse(sharing.len()));
        let mut single: Vec<&Standing> = single
            .into_iter()
            .flat_map(|(_, sharing)| sharing)
            .chain(silent)
            .collect();
        order::by_name(&mut single);
        (shared, single)
    }

    /// Writes one commune, without its first sentence if that is printed above.
    fn commune(
        &self,
        page: &mut SheetWriter,
        number: u32,
        standing: &Standing,
        said_above: bool,
    ) -> Result<(), XlsxError> {
        let content = self.content;
        let said = self.said(standing);
        let first = match said.first() {
            Some(_) if said_above => Cell::text("(như trên)"),
            Some((_, sentence)) => Cell::text(sentence),
            None => Cell::text(words::UNKNOWN),
        };
        let mut cells = vec![
            (Cell::Count(number), TABLE.center()),
            (Cell::text(standing.commune.title()), TABLE.bold()),
            (Cell::text(claim(content, standing)), TABLE.center()),
            (first, TABLE),
            (
                Cell::text(for_reader(content, standing.notes.join("\n"))),
                TABLE,
            ),
            (Cell::text(whom_to_call(content, standing)), TABLE),
        ];
        let mut traced = said.iter().map(|(finding, _)| traces(content, finding));
        cells.extend(
            traced
                .next()
                .unwrap_or_else(|| vec![(Cell::Blank, ASIDE); 3]),
        );
        cells.push((
            Cell::text(content.judgement.words.status(standing.status)),
            ASIDE,
        ));
        if let (true, Some((_, sentence))) = (said_above, said.first()) {
            cells.push((Cell::text(sentence), ASIDE));
        }
        page.cells(&cells)?;
        for ((_, sentence), traced) in said.iter().skip(1).zip(traced) {
            let mut cells = vec![(Cell::Blank, TABLE); 6];
            cells[3].0 = Cell::text(sentence);
            cells.extend(traced);
            page.cells(&cells)?;
        }
        Ok(())
    }
}

/// Returns the sentence for many communes, if the finding's own repeats what each row shows anyway:
/// a decision that was signed after the day counted.
fn of_many(finding: &Finding) -> Option<String> {
    let later = (finding.rule, finding.variant.as_str()) == (RuleId::DecisionMissing, "later");
    let basis = finding.arguments.get("basis").filter(|_| later)?;
    Some(format!(
        "Quyết định đã nêu ký sau ngày tính số liệu nên chưa tính; căn cứ {basis}. Đề nghị theo dõi ở kỳ số liệu sau."
    ))
}

fn of_status<'a>(content: &Content<'a>, status: Status) -> Vec<&'a Standing> {
    let mut members: Vec<&Standing> = content
        .judgement
        .communes
        .iter()
        .filter(|standing| standing.status == status)
        .collect();
    order::by_name(&mut members);
    members
}

/// Returns the sentence that may be pasted into the công văn đôn đốc.
fn reminder(content: &Content<'_>) -> String {
    let own = &content.judgement.words;
    if content.judgement.progress.is_none() {
        return format!("Các {}: {}.", own.units, words::NO_SOURCE);
    }
    let names = |statuses: &[Status]| {
        let mut members: Vec<&Standing> = content
            .judgement
            .communes
            .iter()
            .filter(|standing| statuses.contains(&standing.status))
            .collect();
        order::by_name(&mut members);
        members
            .iter()
            .map(|standing| format!("{} {}", standing.commune.kind.word(), standing.commune.name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let open = names(&[Status::NotIssued, Status::NotReported]);
    let unclear = names(&[Status::Incomplete]);
    let mut requests = Vec::new();
    if !open.is_empty() {
        requests.push(format!(
            "Đề nghị UBND các đơn vị sau khẩn trương {} và báo cáo về {}: {open}",
            sentence::request(content),
            agency(content)
        ));
    }
    if !unclear.is_empty() {
        requests.push(format!(
            "Đề nghị UBND các đơn vị sau bổ sung {} để {} có căn cứ xác nhận: {unclear}",
            own.evidence,
            agency(content)
        ));
    }
    if requests.is_empty() {
        let units = format!("các {}", own.units);
        return format!("{}.", sentence::all_done(content.judgement, &units));
    }
    format!("{}.", requests.join(". "))
}

fn agency<'a>(content: &Content<'a>) -> &'a str {
    match content.letterhead.agency_name.as_str() {
        "" => "cơ quan tổng hợp",
        name => name,
    }
}

/// Returns the number and date claimed, if there are any.
fn claim(content: &Content<'_>, standing: &Standing) -> String {
    if content.judgement.by_count() {
        let counts = standing.counts.iter();
        let known = counts.filter_map(|one| Some(words::of(one.number?, one.of?)));
        let known: Vec<String> = known.collect();
        return match known.as_slice() {
            [] => "–".to_owned(),
            known => known.join("\n"),
        };
    }
    let Some(decision) = &standing.decision else {
        return "–".to_owned();
    };
    let number = decision.number.as_deref().unwrap_or("(chưa nêu số)");
    let number = for_reader(content, number);
    match decision.date {
        Some(day) => format!("{number}, {}", written(day)),
        None => format!("{number}, chưa rõ ngày"),
    }
}

/// Returns names from the directory, with phones and mail addresses unless it is a summary.
fn whom_to_call(content: &Content<'_>, standing: &Standing) -> String {
    let Some(entry) = content.directory.get(&standing.commune.code) else {
        return words::UNKNOWN.to_owned();
    };
    let mut lines: Vec<String> = [
        ("Chủ tịch", &entry.chairman),
        ("TP. VH-XH", &entry.head_culture),
        ("Chuyên viên", &entry.specialist),
    ]
    .iter()
    .filter(|(_, name)| !name.is_empty())
    .map(|(office, name)| format!("{office}: {name}"))
    .collect();
    if content.detail == Detail::Full {
        for (channel, text) in [("ĐT", &entry.phones), ("Thư", &entry.emails)] {
            if !text.is_empty() {
                lines.push(format!("{channel}: {text}"));
            }
        }
    }
    for_reader(content, lines.join("\n"))
}
