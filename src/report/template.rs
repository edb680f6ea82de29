//! The empty sheet to give to communes: the columns that the program reads, a row for each commune,
//! and what to enter in each column.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::document::Letterhead;
use crate::register::{self, Commune};

/// A column of the sheet.
struct Column<'a> {
    title: &'a str,
    width: f64,
    /// What to enter, printed below the title.
    wants: &'a str,
    takes: Takes,
}

/// The values that the cells of a column accept.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    /// The commune's ordinal number and name, which are filled in.
    Ordinal,
    Name,
    Text,
    Day,
    Role,
    Whole,
}

const fn column<'a>(title: &'a str, width: f64, takes: Takes, wants: &'a str) -> Column<'a> {
    Column {
        title,
        width,
        wants,
        takes,
    }
}

const ORDINAL: Column<'_> = column("STT", 6.0, Takes::Ordinal, "");
/// The start of the heading of the communes' column, before their kinds: «Tên xã, phường».
const NAME: &str = "Tên";
const NOTE: &str = "Ghi chú";
/// The columns of a decision and a team.
const TEAM: &[Column<'_>] = &[
    ORDINAL,
    column(
        NAME,
        28.0,
        Takes::Name,
        "Không sửa tên; thêm dòng cho từng thành viên ngay dưới đơn vị.",
    ),
    column(
        "Số Quyết định",
        18.0,
        Takes::Text,
        "Ví dụ 15/QĐ-UBND; chưa ban hành thì để trống.",
    ),
    column(
        "Ngày ban hành",
        14.0,
        Takes::Day,
        "Ngày ký, dạng 28/07/2025.",
    ),
    column("Họ và tên", 26.0, Takes::Text, "Mỗi người một dòng."),
    column(
        "Chức danh trong Tổ",
        18.0,
        Takes::Role,
        "Tổ trưởng, Tổ phó hoặc Thành viên.",
    ),
    column(
        "Chức vụ",
        34.0,
        Takes::Text,
        "Chức vụ đang giữ, ví dụ Chủ tịch UBND xã.",
    ),
    column("Số điện thoại", 16.0, Takes::Text, "Nhập đủ số 0 ở đầu."),
    column("Email", 26.0, Takes::Text, ""),
    column(
        "File QĐ",
        30.0,
        Takes::Text,
        "Liên kết tới bản quét quyết định.",
    ),
    column(
        "Số tổ cấp thôn, tổ dân phố",
        16.0,
        Takes::Whole,
        "Số tổ đã thành lập ở thôn, tổ dân phố; chưa có thì ghi 0.",
    ),
    column(
        NOTE,
        30.0,
        Takes::Text,
        "Khó khăn, vướng mắc; dự kiến ngày ban hành.",
    ),
];
/// The day that the communes began: no decision can be older.
const BEGAN: (u16, u8, u8) = (2025, 7, 1);
/// The rows below a commune's own, for the members of its team.
const MEMBERS: u32 = 14;

/// The most letters that Excel allows in the title of an error message.
const LONGEST_TITLE: usize = 32;
/// The rows above the communes: the title, the header, what to enter in each column.
const HEAD: u32 = 3;

/// Makes an empty sheet for the decisions and teams of the communes of a place: «tỉnh Lâm Đồng».
///
/// # Errors
/// If the workbook cannot be laid out, which is a defect of the program.
pub fn workbook(communes: &[Commune], place: &str) -> Result<Vec<u8>, XlsxError> {
    let words = Letterhead::shipped();
    let title = format!("DANH SÁCH {} {place}", words.team);
    laid_out(&words.short_team, &title, TEAM, MEMBERS, communes)
}

/// Makes an empty sheet for a counted column and its whole, by their titles.
///
/// # Errors
/// If the workbook cannot be laid out, which is a defect of the program.
pub fn counted(
    communes: &[Commune],
    place: &str,
    drive: &str,
    [of, number]: [&str; 2],
) -> Result<Vec<u8>, XlsxError> {
    let whole = |title| {
        column(
            title,
            26.0,
            Takes::Whole,
            "Một số nguyên; chưa có thì ghi 0.",
        )
    };
    let columns = [
        ORDINAL,
        column(NAME, 28.0, Takes::Name, "Không sửa tên."),
        whole(of),
        whole(number),
        column(NOTE, 40.0, Takes::Text, ""),
    ];
    laid_out(
        "Số liệu",
        &format!("{drive} {place}"),
        &columns,
        0,
        communes,
    )
}

/// Makes the sheet, with `below` rows after each commune's own.
fn laid_out(
    name: &str,
    title: &str,
    columns: &[Column<'_>],
    below: u32,
    communes: &[Commune],
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(name)?;
    titles(sheet, title, columns, &register::kinds(communes))?;
    let row = rows(sheet, columns, below, communes)?;
    validations(sheet, columns, row)?;
    sheet.set_freeze_panes(HEAD, 2)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(1, 2)?;
    workbook.save_to_buffer()
}

/// The font of every cell, in this size.
fn letters(size: u8) -> Format {
    Format::new()
        .set_font_name("Times New Roman")
        .set_font_size(size)
}

/// Writes the title, the header, and what to enter in each column.
fn titles(
    sheet: &mut Worksheet,
    title: &str,
    columns: &[Column<'_>],
    kinds: &str,
) -> Result<(), XlsxError> {
    let head = letters(12)
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin);
    let hint = head.clone().set_italic().set_font_size(10).unset_bold();
    let heading = letters(14).set_bold();
    sheet.write_string_with_format(0, 0, title.to_uppercase().trim(), &heading)?;
    for (place, column) in (0u16..).zip(columns) {
        let title = match column.takes {
            Takes::Name => format!("{NAME} {kinds}"),
            _ => column.title.to_owned(),
        };
        sheet.set_column_width(place, column.width)?;
        sheet.write_string_with_format(1, place, title, &head)?;
        sheet.write_string_with_format(2, place, column.wants, &hint)?;
    }
    for (row, height) in [(0, 24), (1, 36), (2, 48)] {
        sheet.set_row_height(row, height)?;
    }
    Ok(())
}

/// Writes each commune's own row and those below it. Returns the row after the last.
fn rows(
    sheet: &mut Worksheet,
    columns: &[Column<'_>],
    below: u32,
    communes: &[Commune],
) -> Result<u32, XlsxError> {
    let text = letters(12)
        .set_border(FormatBorder::Thin)
        .set_num_format("@");
    let day = text.clone().set_num_format("dd/mm/yyyy");
    let whole = text.clone().set_num_format("0");
    let name = text.clone().set_align(FormatAlign::Top).set_bold();
    let mut row = HEAD;
    for (number, commune) in (1u32..).zip(communes) {
        for line in row..=row + below {
            for (place, column) in (0u16..).zip(columns) {
                match column.takes {
                    Takes::Ordinal if line == row => {
                        sheet.write_number_with_format(line, place, number, &name)?
                    }
                    Takes::Name if line == row => {
                        sheet.write_string_with_format(line, place, commune.title(), &name)?
                    }
                    Takes::Day => sheet.write_blank(line, place, &day)?,
                    Takes::Whole => sheet.write_blank(line, place, &whole)?,
                    _ => sheet.write_blank(line, place, &text)?,
                };
            }
        }
        row += below + 1;
    }
    Ok(row)
}

/// Restricts what the columns of days, roles and numbers accept. For a day that Excel does not
/// recognise it only asks: the program reads days as typed, and where Excel writes the month first
/// nobody could enter them otherwise.
fn validations(sheet: &mut Worksheet, columns: &[Column<'_>], last: u32) -> Result<(), XlsxError> {
    let began = ExcelDateTime::from_ymd(BEGAN.0, BEGAN.1, BEGAN.2)?;
    let wanted = DataValidation::new;
    for (place, column) in (0u16..).zip(columns) {
        let validation = match column.takes {
            Takes::Ordinal | Takes::Name | Takes::Text => continue,
            Takes::Day => wanted()
                .allow_date(DataValidationRule::GreaterThanOrEqualTo(began.clone()))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message("Ghi ngày ký quyết định, từ 01/7/2025, dạng 28/07/2025.")?,
            Takes::Role => wanted()
                .allow_list_strings(&["Tổ trưởng", "Tổ phó", "Thành viên"])?
                .set_error_message("Chọn Tổ trưởng, Tổ phó hoặc Thành viên.")?,
            Takes::Whole => wanted()
                .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
                .set_error_message("Ghi một số nguyên; chưa có thì ghi 0.")?,
        };
        let named = column.title.chars().take(LONGEST_TITLE).collect::<String>();
        let validation = validation.set_error_title(named)?;
        sheet.add_data_validation(HEAD, place, last, place, &validation)?;
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

    /// Regression: the row of hints was read as a commune's, so nobody had reported.
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
