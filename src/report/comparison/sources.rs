//! `Nguồn số liệu`: when the data of each campaign were pulled, its deadline, and
//! how the figures are counted.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::comparison::Comparison;
use crate::document::words;
use crate::report::comparison::{NAMES, titled};
use crate::report::ink::{ASIDE, BODY, HEADING, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};

const PRINTED: [(&str, u32); 6] = [
    ("STT", 36),
    ("Tỉnh, thành phố, đợt theo dõi", 150),
    ("Thời hạn", 120),
    ("Số liệu tính đến ngày", 80),
    ("Lấy số liệu lúc", 120),
    ("Tình trạng số liệu", 156),
];
const BESIDE: [(&str, u32); 3] = [("Tên đợt", 160), ("Tên đầy đủ", 260), ("Bản số liệu", 260)];
/// How the figures are counted.
const NOTES: [&str; 4] = [
    "Tổng cộng chỉ gồm các đợt theo dõi đã có số liệu; đợt chưa có số liệu không được tính là 0.",
    "Đúng hạn, quá hạn tính theo thời hạn của từng đợt; tỷ lệ đúng hạn tính trên tổng số đơn vị của đợt.",
    "Xếp thứ theo tỷ lệ đã ban hành; các đợt cùng tỷ lệ cùng một thứ.",
    "Danh sách đơn vị, nội dung cần rà soát có trong báo cáo của từng đợt.",
];

pub(super) fn sheet(comparison: &Comparison) -> Result<Worksheet, XlsxError> {
    let widths = PRINTED.map(|(_, width)| width);
    let beside = BESIDE.map(|(_, width)| width);
    let mut page = SheetWriter::new(NAMES[2], Paper::Portrait, &widths, &beside)?;
    titled(&mut page, comparison, "NGUỒN SỐ LIỆU VÀ CÁCH TÍNH")?;
    let printed = PRINTED
        .iter()
        .map(|(heading, _)| (Cell::text(*heading), HEADING));
    let beside = BESIDE
        .iter()
        .map(|(heading, _)| (Cell::text(*heading), ASIDE.bold()));
    page.cells(&printed.chain(beside).collect::<Vec<_>>())?;
    page.repeat_heading();
    let center = TABLE.center();
    for (number, one) in (1..).zip(&comparison.campaigns) {
        let known = one.known.as_ref();
        let text = |text: Option<String>| Cell::text(text.unwrap_or_else(|| "–".to_owned()));
        let deadline = known.map(|known| words::deadline(known.deadline, known.deadline_inclusive));
        let seen = known.map(|known| words::moment(known.seen_at, comparison.zone));
        let note = match one.note(comparison.zone) {
            note if note.is_empty() => "Bình thường".to_owned(),
            note => note,
        };
        let snapshot = known.map_or("", |known| &known.snapshot);
        page.cells(&[
            (Cell::Count(number), center),
            (Cell::text(comparison.label(one)), TABLE.bold()),
            (
                text(deadline.map(|words| words::capitalised(&words))),
                TABLE,
            ),
            (Cell::day(known.map(|known| known.as_of), "–"), center),
            (text(seen), TABLE),
            (Cell::text(note), TABLE),
            (Cell::text(&one.campaign), ASIDE),
            (Cell::text(&one.title), ASIDE),
            (Cell::text(snapshot), ASIDE),
        ])?;
    }
    page.space(8.0)?;
    for note in NOTES {
        page.line(&format!("- {note}"), BODY.sized(11.0))?;
    }
    let version = format!("- Phần mềm: cnscd {}.", env!("CARGO_PKG_VERSION"));
    page.line(&version, BODY.sized(11.0))?;
    let last = page.row - 1;
    page.finish(last, &comparison.counted_to())
}
