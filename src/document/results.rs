//! The results sheet: one row for each commune of the register, and how the rows differ from those
//! in a spreadsheet.
//!
//! Pure: turns a judgement into rows, and rows with the spreadsheet's present cells into
//! patches. Everyone who opens the spreadsheet sees every row, so a row has no phone, no mail
//! address and no person's name: a person is referred to by cell. Does not know how a
//! spreadsheet is read or written.

use crate::cell::CellAddress;
use crate::clock::{Zone, written};
use crate::document::{personal, sentence, words};
use crate::finding::{Finding, RuleId, Severity};
use crate::locale::{self, Language};
use crate::rule::{Judgement, Standing, Status};
use crate::text;

/// The header row.
pub const HEADINGS: [&str; 11] = [
    "Mã",
    "Đơn vị",
    "Tình trạng",
    "Số quyết định",
    "Ngày ký",
    "Thời hạn",
    "Thành phần Tổ",
    "Cần rà soát",
    "Nội dung",
    "Ô",
    "Cập nhật",
];

/// The name of the tab, if none is configured.
pub const TAB: &str = "Kết quả rà soát";

/// A row's cells, in the order of the header.
pub type Row = [String; HEADINGS.len()];

/// The column with the time of the last change of a row. A new time alone is not written.
const UPDATED: usize = HEADINGS.len() - 1;

/// The column that counts the findings. `NOTHING` is its text if there are none.
const TALLIED: usize = 7;
const NOTHING: &str = "Không";
/// The text of a cell without a value.
const NONE: &str = "–";

/// The most sentences listed for a commune; a cell of a Google spreadsheet
/// has at most 50,000 characters.
const SENTENCES: usize = 20;

/// The first row of the tab is not our header: the tab is used for something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignHeader {
    /// The tab's first row.
    pub found: String,
}

/// What must be written to bring a tab up to date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Whether the tab was empty, so that everything is written, with the header.
    pub is_first: bool,
    /// Rectangles of cells, in the tab's order, without overlaps.
    pub patches: Vec<Patch>,
    /// The same changes for display, commune by commune.
    pub changes: Vec<Change>,
}

/// A rectangle of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The first row, counted from zero.
    pub row: u32,
    /// The first column, counted from zero.
    pub column: u32,
    /// Rows of equal length.
    pub values: Vec<Vec<String>>,
}

/// A change of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Code of the commune; of a row that is emptied, the code that it had.
    pub commune: String,
    /// The column's heading.
    pub column: &'static str,
    /// The present text of the cell.
    pub before: String,
    /// The new text of the cell.
    pub after: String,
}

/// Returns the rows of a judgement, in the register's order.
pub fn rows(judgement: &Judgement, zone: Zone) -> Vec<Row> {
    let updated = judgement.pulled_at.with_timezone(&zone);
    let updated = format!(
        "{} {}",
        updated.format("%H:%M"),
        written(updated.date_naive())
    );
    let mut found = std::collections::HashMap::<&str, Vec<&Finding>>::new();
    for finding in judgement.findings.iter().filter(|finding| is_told(finding)) {
        if let Some(code) = finding.commune.as_deref() {
            found.entry(code).or_default().push(finding);
        }
    }
    judgement
        .communes
        .iter()
        .map(|standing| {
            let findings = found.get(standing.commune.code.as_str());
            let findings = findings.map_or(&[][..], Vec::as_slice);
            row(judgement, standing, findings, &updated)
        })
        .collect()
}

/// Whether the commune is asked to correct it. Only the department sees a person in two communes.
fn is_told(finding: &Finding) -> bool {
    finding.printed_severity() < Severity::Info && finding.rule != RuleId::MemberDuplicate
}

fn row(judgement: &Judgement, standing: &Standing, findings: &[&Finding], updated: &str) -> Row {
    let own = &judgement.words;
    let is_known = judgement.progress.is_some();
    let known = |word: &str| if is_known { word } else { words::UNKNOWN }.to_owned();
    let [number, date, composition] = match judgement.by_count() {
        // The campaign asks for no decision and no team.
        true => [NONE; 3].map(str::to_owned),
        false => decided(standing, is_known),
    };
    let (sentences, cells) = content(judgement, standing, findings);
    [
        standing.commune.code.clone(),
        standing.commune.title(),
        known(own.status(standing.status)),
        number,
        date,
        known(own.timeliness(standing)),
        composition,
        tallied(findings),
        sentences.join("\n"),
        cells.join("\n"),
        updated.to_owned(),
    ]
}

/// Returns number and day of the decision, and the result for the team.
fn decided(standing: &Standing, is_known: bool) -> [String; 3] {
    let decision = standing.decision.as_ref().or(standing.claimed.as_ref());
    let nothing = match standing.status {
        Status::NotIssued if is_known => NONE,
        _ => words::UNKNOWN,
    };
    let number = decision.and_then(|decision| decision.number.as_deref());
    let date = decision.and_then(|decision| decision.date);
    let missing = decision.map_or(nothing, |_| words::UNKNOWN);
    let composition = match is_known {
        true => words::composition(standing.composition),
        false => words::UNKNOWN,
    };
    [
        personal::without_phones(number.unwrap_or(missing)),
        date.map_or_else(|| missing.to_owned(), written),
        composition.to_owned(),
    ]
}

/// Returns the commune's counts, then what it is asked to correct, and the cell of each.
fn content(
    judgement: &Judgement,
    standing: &Standing,
    findings: &[&Finding],
) -> (Vec<String>, Vec<String>) {
    let shown =
        |cell: Option<&CellAddress>| cell.map_or_else(|| NONE.to_owned(), ToString::to_string);
    let told = &findings[..findings.len().min(SENTENCES)];
    let stated = sentence::stated(judgement, standing).into_iter();
    let stated = stated.map(|(stated, cell)| (stated, shown(cell)));
    let asked = told
        .iter()
        .map(|finding| (asked(standing, finding), shown(finding.cell.as_ref())));
    let (mut sentences, mut cells): (Vec<String>, Vec<String>) = stated.chain(asked).unzip();
    if findings.len() > told.len() {
        sentences.push(format!(
            "… và {} nội dung khác",
            findings.len() - told.len()
        ));
        cells.push("…".to_owned());
    }
    (sentences, cells)
}

/// Returns «Phải sửa: 1; Cần xem lại: 2», or that there is nothing.
fn tallied(findings: &[&Finding]) -> String {
    let of = |severity: Severity| {
        let is = |finding: &&&Finding| finding.printed_severity() == severity;
        let count = findings.iter().filter(is).count();
        (count > 0).then(|| format!("{}: {count}", words::severity(severity)))
    };
    let told: Vec<String> = [Severity::Error, Severity::Warning]
        .into_iter()
        .filter_map(of)
        .collect();
    match told.is_empty() {
        true => NOTHING.to_owned(),
        false => told.join("; "),
    }
}

/// Returns the finding's sentence, with the cell in place of a person's name.
fn asked(standing: &Standing, finding: &Finding) -> String {
    let mut shown = finding.clone();
    let place = finding
        .cell
        .as_ref()
        .map_or_else(String::new, |cell| format!("tại ô {cell}"));
    if let Some(name) = shown.arguments.get_mut("name") {
        *name = format!("({place})");
    }
    match finding.rule {
        RuleId::LeaderMultiple | RuleId::CommuneDuplicate => {
            place.clone_into(&mut shown.value);
            if let Some(earlier) = shown.arguments.get_mut("was") {
                "…".clone_into(earlier);
            }
        }
        RuleId::TwoRoles | RuleId::PositionMissing | RuleId::ContactUnreachable => {
            shown.value = format!("người {place}");
        }
        RuleId::PersonNotNamed
        | RuleId::PhoneInvalid
        | RuleId::PhoneRepaired
        | RuleId::EmailInvalid
        | RuleId::CellError => "…".clone_into(&mut shown.value),
        _ => {}
    }
    let told = locale::finding(Language::Vi, &shown, &standing.commune.title());
    let names = standing.members.iter().map(|member| member.name.as_str());
    let told = personal::without_names(&told, names);
    let told = personal::without_phones(&personal::without_mail_addresses(&told));
    words::capitalised(&text::one_line(&told))
}

/// Returns what must be written so that a tab with the cells `found` shows the rows `wanted`. Only
/// differences are written; a row's time is written with its other cells. Rows of communes that are
/// no longer in the register are emptied. Whatever is below or to the right of the table stays.
///
/// # Errors
/// If the first row is neither empty nor our header.
pub fn update(wanted: &[Row], found: &[Vec<String>]) -> Result<Update, ForeignHeader> {
    let is_first = found.iter().flatten().all(|cell| cell.trim().is_empty());
    if !is_first {
        check_header(found)?;
    }
    let mut update = Update {
        is_first,
        ..Update::default()
    };
    if is_first {
        let header = HEADINGS.map(str::to_owned).to_vec();
        push(&mut update.patches, 0, 0, header);
    }
    for (place, wanted) in wanted.iter().enumerate() {
        let stands = standing_row(found, place + 1);
        differing(&mut update, place + 1, wanted, &stands);
    }
    for place in wanted.len() + 1..found.len() {
        let stands = standing_row(found, place);
        if !is_of_ours(&stands) {
            break;
        }
        let empty = Row::default();
        differing(&mut update, place, &empty, &stands);
    }
    Ok(update)
}

fn check_header(found: &[Vec<String>]) -> Result<(), ForeignHeader> {
    let first = standing_row(found, 0);
    let is_ours = first
        .iter()
        .zip(HEADINGS)
        .all(|(cell, heading)| text::one_line(cell) == heading);
    if is_ours {
        return Ok(());
    }
    let filled: Vec<String> = first
        .iter()
        .map(|cell| text::one_line(cell))
        .filter(|cell| !cell.is_empty())
        .collect();
    Err(ForeignHeader {
        found: filled.join(", ").chars().take(200).collect(),
    })
}

/// Returns the present row at a position, with as many cells as ours.
fn standing_row(found: &[Vec<String>], place: usize) -> Row {
    let mut row = Row::default();
    for (cell, stands) in row.iter_mut().zip(found.get(place).into_iter().flatten()) {
        stands.clone_into(cell);
    }
    row
}

/// Whether the program wrote a row below the table: its count of findings is in our words.
fn is_of_ours(row: &Row) -> bool {
    let tallied = |cell: &str| {
        let graded = [Severity::Error, Severity::Warning].map(words::severity);
        cell == NOTHING || graded.iter().any(|word| cell.starts_with(word))
    };
    !row[0].is_empty() && !row[1].is_empty() && !row[2].is_empty() && tallied(&row[TALLIED])
}

/// Records the differences of one row; the time alone does not count as one.
fn differing(update: &mut Update, place: usize, wanted: &Row, stands: &Row) {
    let differs = |column: &usize| wanted[*column] != stands[*column];
    if !(0..UPDATED).any(|column| differs(&column)) {
        return;
    }
    let columns: Vec<usize> = match update.is_first {
        true => (0..HEADINGS.len()).collect(),
        false => (0..HEADINGS.len()).filter(differs).collect(),
    };
    let commune = match wanted[0].is_empty() {
        true => &stands[0],
        false => &wanted[0],
    };
    update.changes.extend(columns.iter().map(|column| Change {
        commune: commune.clone(),
        column: HEADINGS[*column],
        before: stands[*column].clone(),
        after: wanted[*column].clone(),
    }));
    let row = u32::try_from(place).expect("a register is small");
    for run in columns.chunk_by(|one, next| one + 1 == *next) {
        let values = run.iter().map(|column| wanted[*column].clone()).collect();
        let column = u32::try_from(run[0]).expect("a few columns");
        push(&mut update.patches, row, column, values);
    }
}

/// Adds a row of cells, to the rectangle directly above if there is one.
fn push(patches: &mut Vec<Patch>, row: u32, column: u32, values: Vec<String>) {
    let continued = patches.iter_mut().rev().take(HEADINGS.len()).find(|patch| {
        let below = u32::try_from(patch.values.len()).expect("a register is small");
        patch.column == column && patch.row + below == row && patch.values[0].len() == values.len()
    });
    match continued {
        Some(patch) => patch.values.push(values),
        None => patches.push(Patch {
            row,
            column,
            values: vec![values],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::count::CountStanding;
    use crate::rule::testing::{self, a_commune, full};
    use crate::snapshot::past::Past;
    use crate::submission::Role;

    const ZONE: Zone = Zone::Asia__Ho_Chi_Minh;

    fn of(codes: &[(&str, &str)]) -> Vec<Row> {
        codes
            .iter()
            .map(|(code, status)| {
                let mut row = Row::default();
                row[0] = (*code).to_owned();
                row[1] = format!("Xã {code}");
                row[2] = (*status).to_owned();
                row[UPDATED] = "07:00 01/8/2025".to_owned();
                row
            })
            .collect()
    }

    /// A tab with our header and these rows.
    fn tab(rows: &[Row]) -> Vec<Vec<String>> {
        let header = HEADINGS.map(str::to_owned).to_vec();
        std::iter::once(header)
            .chain(rows.iter().map(|row| row.to_vec()))
            .collect()
    }

    /// The tab after an update.
    fn written(mut tab: Vec<Vec<String>>, update: &Update) -> Vec<Vec<String>> {
        for patch in &update.patches {
            for (down, values) in patch.values.iter().enumerate() {
                let row = patch.row as usize + down;
                tab.resize(tab.len().max(row + 1), Vec::new());
                let cells = &mut tab[row];
                let wide = patch.column as usize + values.len();
                cells.resize(cells.len().max(wide), String::new());
                cells[patch.column as usize..wide].clone_from_slice(values);
            }
        }
        tab
    }

    #[test]
    fn an_empty_tab_is_written_whole_in_one_rectangle() {
        let wanted = of(&[("1", "Đã ban hành"), ("2", "Chưa báo cáo")]);
        let update = update(&wanted, &[]).unwrap();
        assert!(update.is_first);
        assert_eq!(update.patches.len(), 1);
        assert_eq!(written(Vec::new(), &update), tab(&wanted));
    }

    #[test]
    fn what_stands_there_already_is_not_written() {
        let stands = of(&[("1", "Đã ban hành"), ("2", "Chưa báo cáo")]);
        let mut wanted = stands.clone();
        for row in &mut wanted {
            row[UPDATED] = "07:00 02/8/2025".to_owned();
        }
        let update = update(&wanted, &tab(&stands)).unwrap();
        assert_eq!(update, Update::default(), "the time alone is no difference");
    }

    #[test]
    fn a_row_that_differs_takes_its_time_along() {
        let stands = of(&[("1", "Chưa báo cáo"), ("2", "Chưa báo cáo")]);
        let mut wanted = of(&[("1", "Chưa báo cáo"), ("2", "Đã ban hành")]);
        for row in &mut wanted {
            row[UPDATED] = "07:00 02/8/2025".to_owned();
        }
        let update = update(&wanted, &tab(&stands)).unwrap();
        let after = written(tab(&stands), &update);
        assert_eq!(after[1], stands[0]);
        assert_eq!(after[2], wanted[1]);
        let changed: Vec<_> = update
            .changes
            .iter()
            .map(|change| (change.commune.as_str(), change.column))
            .collect();
        assert_eq!(changed, [("2", "Tình trạng"), ("2", "Cập nhật")]);
    }

    #[test]
    fn rows_of_communes_that_are_gone_are_emptied_and_notes_below_stay() {
        let mut stands = of(&[("1", "Đã ban hành"), ("2", "Đã ban hành")]);
        for row in &mut stands {
            row[TALLIED] = NOTHING.to_owned();
        }
        let mut found = tab(&stands);
        found.push(vec!["Ghi chú của Sở".to_owned()]);
        found[1].push("cột của Sở".to_owned());
        let update = update(&stands[..1], &found).unwrap();
        let after = written(found.clone(), &update);
        assert_eq!(after[..2], found[..2]);
        assert!(after[2].iter().all(String::is_empty));
        assert_eq!(after[3], ["Ghi chú của Sở"]);
    }

    #[test]
    fn somebody_elses_header_stops_it() {
        let check = |first: &[&str], ours: bool| {
            let first: Vec<String> = first.iter().map(|cell| (*cell).to_owned()).collect();
            let found = vec![first, vec!["x".to_owned()]];
            assert_eq!(update(&of(&[("1", "")]), &found).is_ok(), ours, "{found:?}");
        };
        check(&HEADINGS, true);
        check(&[&HEADINGS[..], &["Ghi chú"]].concat(), true);
        check(&HEADINGS[..10], false);
        check(&["STT", "Đơn vị"], false);
        check(&[], false);
    }

    #[test]
    fn a_row_tells_the_fault_and_its_cell_and_no_person() {
        let sheet = [a_commune("Phường Cẩm Thành")
            .decided("15/QĐ-UBND", "2025-07-28")
            .led_by("Bí thư Đảng ủy", &[full("party-secretary")])
            .with(
                Role::Deputy,
                "Lê Văn Bốn",
                "Trưởng thôn",
                &[full("village-head")],
            )
            .reached_at("0912345678")];
        let pulled = testing::pulled("2025-08-01", &sheet);
        let judgement = testing::judged(&pulled, &Past::default(), "2025-08-01");
        let rows = rows(&judgement, ZONE);
        assert_eq!(rows.len(), 96);
        let row = rows
            .iter()
            .find(|row| row[1] == "Phường Cẩm Thành")
            .unwrap();
        insta::assert_snapshot!(row.join(" | "), @r"
        21025 | Phường Cẩm Thành | Đã ban hành | 15/QĐ-UBND | 28/7/2025 | Đúng hạn | Chưa phù hợp | Phải sửa: 1; Cần xem lại: 2 | Tổ trưởng là Bí thư Đảng ủy; theo điểm 1 Công văn của Sở, Tổ trưởng là Chủ tịch UBND. Đề nghị UBND phường rà soát, kiện toàn.
        Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở. Đề nghị UBND phường bổ sung.
        Tổ phó (tại ô Tổ!G1) là Trưởng thôn; theo điểm 2 Công văn của Sở, Tổ phó có thể bao gồm Phó Chủ tịch UBND, lãnh đạo UB MTTQ Việt Nam, Trưởng phòng Văn hóa - Xã hội. Đề nghị UBND phường xem lại. | Tổ!E1
        Tổ!B1
        Tổ!G1 | 07:00 01/8/2025
        ");
        for row in &rows {
            for hidden in ["Trần Thị Dẫn", "Lê Văn Bốn", "0912345678"] {
                assert!(!row.iter().any(|cell| cell.contains(hidden)), "{row:?}");
            }
        }
        let silent = rows.iter().find(|row| row[1] == "Phường Nghĩa Lộ").unwrap();
        insta::assert_snapshot!(silent[2..8].join(" | "), @r#"Chưa báo cáo | chưa có số liệu | chưa có số liệu | Chưa đến hạn | chưa có số liệu | Phải sửa: 1"#);
    }

    /// Regression: a commune that reached its target was shown without data about a decision, and
    /// its number was missing.
    #[test]
    fn a_row_of_a_campaign_of_numbers_states_the_number() {
        let sheet = [a_commune("Phường Cẩm Thành").decided("15/QĐ-UBND", "2025-07-28")];
        let pulled = testing::pulled("2025-08-01", &sheet);
        let mut judgement = testing::judged(&pulled, &Past::default(), "2025-08-01");
        judgement.counts = vec![testing::certificates()];
        judgement.findings.clear();
        judgement.communes[0].counts = vec![CountStanding {
            name: "chung-chi".to_owned(),
            number: Some(30),
            of: Some(35),
            reached: Some(true),
            on_time: None,
            reached_on: None,
            unclear: false,
            cell: Some(testing::cell("D4")),
        }];
        let rows = rows(&judgement, ZONE);
        insta::assert_snapshot!(rows[0].join(" | "), @r"21025 | Phường Cẩm Thành | Đã ban hành | – | – | Đúng hạn | – | Không | Cán bộ có chứng chỉ: 30/35 người (85,7%) | Tổ!D4 | 07:00 01/8/2025");
        insta::assert_snapshot!(rows[1].join(" | "), @r"21028 | Phường Nghĩa Lộ | Chưa báo cáo | – | – | Chưa đến hạn | – | Không |  |  | 07:00 01/8/2025");
    }
}
