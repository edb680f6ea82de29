//! The empty sheet to hand to communes: the columns that are read, one row a commune, and what
//! each column wants.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::document::Letterhead;
use crate::register::{self, Commune};

/// The title of the column of communes goes on with their kinds: «Tên xã, phường».
const NAME: &str = "Tên";
/// Titles, widths, and what each column wants.
const COLUMNS: &[(&str, f64, &str)] = &[
    ("STT", 6.0, ""),
    (
        NAME,
        28.0,
        "Không sửa tên; thêm dòng cho từng thành viên ngay dưới đơn vị.",
    ),
    (
        "Số Quyết định",
        18.0,
        "Ví dụ 15/QĐ-UBND; chưa ban hành thì để trống.",
    ),
    ("Ngày ban hành", 14.0, "Ngày ký, dạng 28/07/2025."),
    ("Họ và tên", 26.0, "Mỗi người một dòng."),
    (
        "Chức danh trong Tổ",
        18.0,
        "Tổ trưởng, Tổ phó hoặc Thành viên.",
    ),
    ("Chức vụ", 34.0, "Chức vụ đang giữ, ví dụ Chủ tịch UBND xã."),
    ("Số điện thoại", 16.0, "Nhập đủ số 0 ở đầu."),
    ("Email", 26.0, ""),
    ("File QĐ", 30.0, "Liên kết tới bản quét quyết định."),
    (
        "Số tổ cấp thôn, tổ dân phố",
        16.0,
        "Số tổ đã thành lập ở thôn, tổ dân phố; chưa có thì ghi 0.",
    ),
    (
        "Ghi chú",
        30.0,
        "Khó khăn, vướng mắc; dự kiến ngày ban hành.",
    ),
];
/// The columns that say what they take.
const DAY: u16 = 3;
const ROLE: u16 = 5;
const VILLAGE_TEAMS: u16 = 10;
/// The day that today's communes began: none could sign before.
const BEGAN: (u16, u8, u8) = (2025, 7, 1);
/// Rows below a commune's own for its members.
const MEMBERS: u32 = 14;

/// Rows above the communes: the title, the header, what each column wants.
const HEAD: u32 = 3;

/// An empty sheet for these communes of a place: «tỉnh Lâm Đồng».
///
/// # Errors
/// Where the workbook cannot be laid out: a defect of ours.
pub fn workbook(communes: &[Commune], place: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let words = Letterhead::shipped();
    let sheet = workbook.add_worksheet().set_name(&words.short_team)?;
    let title = format!("DANH SÁCH {} {place}", words.team);
    titles(sheet, &title, &register::kinds(communes))?;
    let row = rows(sheet, communes)?;
    validations(sheet, row)?;
    sheet.set_freeze_panes(HEAD, 2)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(1, 2)?;
    workbook.save_to_buffer()
}

/// The letters of every cell, in this size.
fn letters(size: u8) -> Format {
    Format::new()
        .set_font_name("Times New Roman")
        .set_font_size(size)
}

/// The title, the header, and what each column wants.
fn titles(sheet: &mut Worksheet, title: &str, kinds: &str) -> Result<(), XlsxError> {
    let head = letters(12)
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin);
    let hint = head.clone().set_italic().set_font_size(10).unset_bold();
    let heading = letters(14).set_bold();
    sheet.write_string_with_format(0, 0, title.to_uppercase().trim(), &heading)?;
    for (column, (title, width, wants)) in (0u16..).zip(COLUMNS) {
        sheet.set_column_width(column, *width)?;
        let title = match *title {
            NAME => format!("{NAME} {kinds}"),
            title => title.to_owned(),
        };
        sheet.write_string_with_format(1, column, title, &head)?;
        sheet.write_string_with_format(2, column, *wants, &hint)?;
    }
    sheet.set_row_height(2, 48)?;
    Ok(())
}

/// A commune's own row and those of its members, for each. Gives the row behind the last.
fn rows(sheet: &mut Worksheet, communes: &[Commune]) -> Result<u32, XlsxError> {
    let text = letters(12)
        .set_border(FormatBorder::Thin)
        .set_num_format("@");
    let day = text.clone().set_num_format("dd/mm/yyyy");
    let whole = text.clone().set_num_format("0");
    let name = text.clone().set_align(FormatAlign::Top).set_bold();
    let mut row = HEAD;
    for (number, commune) in (1u32..).zip(communes) {
        sheet.write_number_with_format(row, 0, number, &name)?;
        sheet.write_string_with_format(row, 1, commune.title(), &name)?;
        for line in row..=row + MEMBERS {
            for column in 0u16..COLUMNS.len() as u16 {
                let own = line == row && column < 2;
                if !own {
                    let format = match column {
                        DAY => &day,
                        VILLAGE_TEAMS => &whole,
                        _ => &text,
                    };
                    sheet.write_blank(line, column, format)?;
                }
            }
        }
        row += MEMBERS + 1;
    }
    Ok(row)
}

/// What the columns of days, roles and village teams take. A day that Excel does not know as one is
/// only asked about: it is read as typed, and where Excel writes the month first nobody could enter
/// it otherwise.
fn validations(sheet: &mut Worksheet, last: u32) -> Result<(), XlsxError> {
    let began = ExcelDateTime::from_ymd(BEGAN.0, BEGAN.1, BEGAN.2)?;
    let days = DataValidation::new()
        .allow_date(DataValidationRule::GreaterThanOrEqualTo(began))
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("Ngày ban hành")?
        .set_error_message("Ghi ngày ký quyết định, từ 01/7/2025, dạng 28/07/2025.")?;
    let roles = DataValidation::new()
        .allow_list_strings(&["Tổ trưởng", "Tổ phó", "Thành viên"])?
        .set_error_title("Chức danh trong Tổ")?
        .set_error_message("Chọn Tổ trưởng, Tổ phó hoặc Thành viên.")?;
    let teams = DataValidation::new()
        .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
        .set_error_title("Số tổ cấp thôn")?
        .set_error_message("Ghi một số nguyên; chưa có tổ nào thì ghi 0.")?;
    for (column, validation) in [(DAY, days), (ROLE, roles), (VILLAGE_TEAMS, teams)] {
        sheet.add_data_validation(HEAD, column, last, column, &validation)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{Register, country};
    use crate::submission::collect::{self, Vocabulary};
    use crate::submission::settings::SourceSettings;
    use crate::table::{Cell, Limits, Row, Value, workbook as reader};

    /// The row of hints was taken for a commune's, and nobody had reported.
    #[test]
    fn the_sheet_filled_in_reads_back_without_a_finding() {
        check(&Register::shipped(), "tỉnh Quảng Ngãi");
        for name in ["Lâm Đồng", "Hồ Chí Minh", "Huế", "Cao Bằng"] {
            let province = country::province(name).unwrap();
            check(
                &register::with_names(province.communes()),
                &province.title(),
            );
        }
        let mut several = country::communes();
        several.retain(|one| ["An Khánh", "Tân An", "Bình Minh"].contains(&&*one.name));
        check(&register::with_names(several), "");
    }

    #[track_caller]
    fn check(register: &Register, place: &str) {
        let bytes = workbook(&register.communes, place).unwrap();
        let mut table = reader::read(&bytes, "mau.xlsx", &Limits::default()).unwrap();
        let rows = &mut table.tabs[0].rows;
        let fill = |row: &mut Row, texts: &[(u32, &str)]| {
            let cell =
                |(column, text): &(u32, &str)| Cell::new(*column, Value::Text((*text).into()));
            row.cells.extend(texts.iter().map(cell));
        };
        let own: Vec<usize> = (0..rows.len())
            .filter(|at| rows[*at].number >= HEAD && rows[*at].cell(1).is_some())
            .collect();
        assert_eq!(own.len(), register.communes.len());
        for at in own.into_iter().rev() {
            let chair = [
                (2, "15/QĐ-UBND"),
                (3, "28/07/2025"),
                (4, "Lê Văn An"),
                (5, "Tổ trưởng"),
                (6, "Chủ tịch UBND"),
                (10, "4"),
            ];
            fill(&mut rows[at], &chair);
            let mut below = Row {
                number: rows[at].number + 1,
                ..Row::default()
            };
            let deputy = [(4, "Lê Thị Bình"), (5, "Tổ phó"), (6, "Phó Chủ tịch UBND")];
            fill(&mut below, &deputy);
            rows.insert(at + 1, below);
        }
        let settings = SourceSettings::default();
        let reading = collect::collect(&[(&settings, &table)], register, &Vocabulary::shipped());
        assert_eq!(reading.findings, []);
        assert_eq!(reading.submissions.len(), register.communes.len());
        for submission in &reading.submissions {
            assert_eq!(submission.decisions.len(), 1, "{}", submission.commune);
            assert_eq!(submission.members.len(), 2, "{}", submission.commune);
            assert_eq!(submission.village_teams, Some(4), "{}", submission.commune);
        }
    }
}
