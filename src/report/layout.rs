//! How a sheet is laid out: fonts, the heads of Decree 30/2020/NĐ-CP, widths, row heights,
//! borders, print set-up. A `Page` is filled from top to bottom, row by row.
//!
//! Knows paper and ink; deliberately not what is said on it. Every text is written as text.

use chrono::Datelike;
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Formula, IgnoreError, Image, Url, Worksheet,
    XlsxError,
};

use crate::clock::Date;
use crate::report::clean;
use crate::report::measure;
use crate::report::words;

/// Excel's limit of links on a sheet; more would make it call the file damaged.
const LINKS: u32 = 65_530;
/// Excel's limit of an address.
const ADDRESS_LIMIT: usize = 2_080;
/// Printable height of an upright A4 page with the margins of `finish`, in points.
const PAGE_HEIGHT: f64 = 715.0;

/// What a cell holds.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Blank,
    Text(String),
    Count(u32),
    Day(Date),
    /// A formula without `=`, with the result shown until it is calculated again.
    Formula(String, f64),
    /// An address of ours and the text that stands for it.
    Link(String, String),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A day, or the words for an unknown one.
    pub(super) fn day(day: Option<Date>, otherwise: &str) -> Self {
        day.map_or_else(|| Self::text(otherwise), Self::Day)
    }
}

/// How a cell looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) border: bool,
    pub(super) grey: bool,
    pub(super) wrap: bool,
    pub(super) top: bool,
    pub(super) align: FormatAlign,
    pub(super) fill: Option<u32>,
    pub(super) number: &'static str,
}

/// Plain text of the document's body.
pub(super) const BODY: Ink = Ink {
    size: 13.0,
    bold: false,
    italic: false,
    border: false,
    grey: false,
    wrap: true,
    top: false,
    align: FormatAlign::Left,
    fill: None,
    number: "",
};
/// A cell of a table.
pub(super) const TABLE: Ink = Ink {
    size: 11.0,
    border: true,
    ..BODY
};
/// A heading cell of a table.
pub(super) const HEADING: Ink = Ink {
    bold: true,
    align: FormatAlign::Center,
    fill: Some(0x00E7_EDF4),
    ..TABLE
};
/// What stands right of the print area, for those who check.
pub(super) const ASIDE: Ink = Ink {
    size: 9.0,
    border: false,
    grey: true,
    wrap: false,
    ..TABLE
};
/// The fill of group and total rows.
pub(super) const GROUP_FILL: u32 = 0x00F3_F3F0;

impl Ink {
    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
    pub(super) const fn italic(self) -> Self {
        Self {
            italic: true,
            ..self
        }
    }
    pub(super) const fn center(self) -> Self {
        Self {
            align: FormatAlign::Center,
            ..self
        }
    }
    pub(super) const fn right(self) -> Self {
        Self {
            align: FormatAlign::Right,
            ..self
        }
    }
    pub(super) const fn justified(self) -> Self {
        Self {
            align: FormatAlign::Justify,
            ..self
        }
    }
    pub(super) const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }
    pub(super) const fn filled(self, fill: u32) -> Self {
        Self {
            fill: Some(fill),
            ..self
        }
    }
    pub(super) const fn number(self, number: &'static str) -> Self {
        Self { number, ..self }
    }

    fn format(self) -> Format {
        let mut format = Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(self.size)
            .set_align(self.align)
            .set_align(if self.top {
                FormatAlign::Top
            } else {
                FormatAlign::VerticalCenter
            });
        if self.bold {
            format = format.set_bold();
        }
        if self.italic {
            format = format.set_italic();
        }
        if self.wrap {
            format = format.set_text_wrap();
        }
        if self.border {
            format = format.set_border(FormatBorder::Thin);
        }
        if self.grey {
            format = format.set_font_color(Color::RGB(0x0060_6060));
        }
        if let Some(fill) = self.fill {
            format = format.set_background_color(Color::RGB(fill));
        }
        if !self.number.is_empty() {
            format = format.set_num_format(self.number);
        }
        format
    }
}

/// `1.234`, `+12`, `67,7%` and `dd/mm/yyyy`: the separators are the reader's own.
pub(super) const COUNT: &str = "#,##0";
pub(super) const DIFFERENCE: &str = "+#,##0;-#,##0;0";
pub(super) const SHARE: &str = "0.0%";
pub(super) const DAY: &str = "dd/mm/yyyy";

/// A sheet being filled from top to bottom.
pub(super) struct Page {
    pub(super) sheet: Worksheet,
    /// Widths of the printed columns in pixels; further columns stand outside the print area.
    widths: Vec<u32>,
    /// The next row.
    pub(super) row: u32,
    /// Points used so far, for page breaks.
    used: f64,
    links: u32,
}

/// Upright or lying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Orientation {
    Portrait,
    Landscape,
}

impl Page {
    /// An empty sheet with these printed columns and, right of them, others.
    pub(super) fn new(name: &str, printed: &[u32], aside: &[u32]) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        for (column, width) in (0u16..).zip(printed.iter().chain(aside)) {
            sheet.set_column_width_pixels(column, *width)?;
        }
        sheet.set_screen_gridlines(false);
        Ok(Self {
            sheet,
            widths: printed.to_vec(),
            row: 0,
            used: 0.0,
            links: 0,
        })
    }

    /// The last printed column.
    pub(super) fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len() - 1).expect("a few columns")
    }

    /// Writes one row of cells from the first column on, as high as its texts need.
    pub(super) fn cells(&mut self, cells: &[(Cell, Ink)]) -> Result<(), XlsxError> {
        let mut highest: f64 = 0.0;
        for (column, (cell, ink)) in (0u16..).zip(cells) {
            self.put(self.row, column, cell, *ink)?;
            if let Some(width) = self.widths.get(usize::from(column)) {
                highest = highest.max(needed(cell, *ink, *width));
            }
        }
        self.close_row(highest.max(18.0))
    }

    /// Writes a row of merged ranges: first and last column, what stands there, how.
    pub(super) fn spans(&mut self, spans: &[(u16, u16, Cell, Ink)]) -> Result<(), XlsxError> {
        let mut highest: f64 = 0.0;
        for (first, last, cell, ink) in spans {
            let width = self.width(*first, *last);
            highest = highest.max(needed(cell, *ink, width));
            if first != last {
                self.sheet
                    .merge_range(self.row, *first, self.row, *last, "", &ink.format())?;
            }
            self.put(self.row, *first, cell, *ink)?;
        }
        self.close_row(highest)
    }

    /// A line over all printed columns.
    pub(super) fn line(&mut self, text: &str, ink: Ink) -> Result<(), XlsxError> {
        self.spans(&[(0, self.last_column(), Cell::text(text), ink)])
    }

    /// An empty row of a height in points.
    pub(super) fn space(&mut self, points: f64) -> Result<(), XlsxError> {
        self.close_row(points)
    }

    /// Starts a new page where less than `points` are left on this one. Valid for upright
    /// sheets that print at full size, whose rows all stand on the paper as measured here.
    pub(super) fn keep_together(&mut self, points: f64) -> Result<(), XlsxError> {
        let left = PAGE_HEIGHT - self.used % PAGE_HEIGHT;
        if points > left && points < PAGE_HEIGHT {
            let mut rest = left;
            while rest > 0.0 {
                let step = rest.min(measure::HIGHEST);
                self.space(step)?;
                rest -= step;
            }
        }
        Ok(())
    }

    /// Writes one cell anywhere.
    pub(super) fn put(
        &mut self,
        row: u32,
        column: u16,
        cell: &Cell,
        ink: Ink,
    ) -> Result<(), XlsxError> {
        match cell {
            Cell::Blank => self.sheet.write_blank(row, column, &ink.format())?,
            Cell::Text(text) => self.sheet.write_string_with_format(
                row,
                column,
                clean::clean(text),
                &ink.format(),
            )?,
            Cell::Count(number) => {
                self.sheet
                    .write_number_with_format(row, column, *number, &ink.format())?
            }
            Cell::Day(day) if !(1900..=9999).contains(&day.year()) => {
                // Excel knows no such day; as typed it is still worth reading.
                self.sheet.write_string_with_format(
                    row,
                    column,
                    words::date(*day),
                    &ink.format(),
                )?
            }
            Cell::Day(day) => {
                let format = ink.number(DAY).format();
                self.sheet
                    .write_date_with_format(row, column, *day, &format)?
            }
            Cell::Formula(formula, result) => self.sheet.write_formula_with_format(
                row,
                column,
                Formula::new(formula).set_result(result.to_string()),
                &ink.format(),
            )?,
            Cell::Link(address, text) => {
                if self.links < LINKS && address.encode_utf16().count() <= ADDRESS_LIMIT {
                    self.links += 1;
                    let url = Url::new(address).set_text(clean::clean(text));
                    self.sheet.write_url_with_format(
                        row,
                        column,
                        url,
                        &ink.format()
                            .set_font_color(Color::RGB(0x0005_63C1))
                            .set_underline(rust_xlsxwriter::FormatUnderline::Single),
                    )?
                } else {
                    self.sheet.write_string_with_format(
                        row,
                        column,
                        clean::clean(text),
                        &ink.format(),
                    )?
                }
            }
        };
        Ok(())
    }

    /// Draws a thing of `length` pixels at the top of the next row, centred over some columns.
    pub(super) fn draw(
        &mut self,
        image: &Image,
        first: u16,
        last: u16,
        length: u32,
    ) -> Result<(), XlsxError> {
        let free = self.width(first, last).saturating_sub(length);
        self.sheet
            .insert_image_with_offset(self.row, first, image, free / 2, 2)?;
        Ok(())
    }

    /// Sets up paper, margins, page numbers, print area and repeated rows, and gives the sheet.
    /// `last_printed` is the last row of the print area.
    pub(super) fn finish(
        mut self,
        orientation: Orientation,
        last_printed: u32,
        repeat: Option<u32>,
        footer: &str,
    ) -> Result<Worksheet, XlsxError> {
        let last_column = self.last_column();
        let sheet = &mut self.sheet;
        sheet.set_paper_size(9);
        if orientation == Orientation::Landscape {
            sheet.set_landscape();
        }
        // Decree 30: left 30 mm, right 15 mm, top and bottom 20 mm; the number in the top margin.
        sheet.set_margins(1.18, 0.59, 0.79, 0.79, 0.4, 0.4);
        sheet.set_header("&C&\"Times New Roman,Regular\"&13&P");
        if !footer.is_empty() {
            sheet.set_footer(format!("&L&\"Times New Roman,Italic\"&10{footer}"));
        }
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_print_area(0, 0, last_printed, last_column)?;
        if let Some(heading) = repeat {
            sheet.set_repeat_rows(heading, heading)?;
        }
        if self.row > 0 {
            let far = last_column + 20;
            sheet.ignore_error_range(0, 0, self.row, far, IgnoreError::NumberStoredAsText)?;
        }
        Ok(self.sheet)
    }

    fn width(&self, first: u16, last: u16) -> u32 {
        self.widths[usize::from(first)..=usize::from(last)]
            .iter()
            .sum()
    }

    fn close_row(&mut self, points: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, points)?;
        self.used += points;
        self.row += 1;
        Ok(())
    }
}

fn needed(cell: &Cell, ink: Ink, width: u32) -> f64 {
    let lines = match cell {
        Cell::Text(text) | Cell::Link(_, text) if ink.wrap => {
            measure::lines(text, width, ink.size, ink.bold)
        }
        _ => 1,
    };
    measure::height(lines, ink.size)
}
