//! How a sheet is laid out: widths, row heights, page breaks, print set-up. A `SheetWriter` is
//! filled from top to bottom, row by row.
//!
//! Knows paper; deliberately not the content. Every text is written as text, never as a formula.

use chrono::Datelike;
use rust_xlsxwriter::{Format, Formula, IgnoreError, Image, Url, Worksheet, XlsxError};

use crate::clock::{Date, written};
use crate::report::clean;
use crate::report::ink::{ASIDE, COUNT, DAY, EARLY_DAY, Ink, STEP};
use crate::report::measure;

/// Excel's limit of links on a sheet; with more, it reports the file as damaged.
const LINKS: u32 = 65_530;
/// Excel's limit of the length of an address.
const ADDRESS_LIMIT: usize = 2_080;
/// Printable width and height in points of an upright A4 page with the margins of `finish`, less
/// the differences between printers.
const UPRIGHT: (f64, f64) = (464.0, 718.0);
/// The same of a page in landscape.
const LYING: (f64, f64) = (710.0, 476.0);
/// The most page breaks that a sheet gets; Excel allows 1,023.
const BREAKS: usize = 1_000;

/// The content of a cell.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Blank,
    Text(String),
    Count(u32),
    Day(Date),
    /// A formula without `=`, with the result shown until it is calculated.
    Formula(String, f64),
    /// A link: its address, never one typed by a commune, and the text shown.
    Link(String, String),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Returns a cell with a day, or with `otherwise` if the day is unknown.
    pub(super) fn day(day: Option<Date>, otherwise: &str) -> Self {
        day.map_or_else(|| Self::text(otherwise), Self::Day)
    }
}

/// A sheet being filled from top to bottom.
pub(super) struct SheetWriter {
    pub(super) sheet: Worksheet,
    /// Widths of the printed columns in pixels; further columns are outside the print area.
    widths: Vec<u32>,
    /// The next row.
    pub(super) row: u32,
    paper: Paper,
    /// The points of rows that fit on a page.
    room: f64,
    /// The points used on the current page.
    used: f64,
    /// Rows that start a new page.
    breaks: Vec<u32>,
    /// The heading row, repeated on every page, and its height.
    heading: Option<(u32, f64)>,
    /// The height of the last row, in points.
    last_height: f64,
    links: u32,
    /// The formats made so far: a sheet needs about a dozen, for thousands of cells.
    formats: Vec<(Ink, Format)>,
}

/// The orientation and scale of a sheet in print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paper {
    /// Upright, at this percentage of its size.
    Scaled(u16),
    /// Upright, as wide as the page.
    Portrait,
    /// Landscape, as wide as the page.
    Landscape,
}

impl Paper {
    /// Returns the points of rows that fit on a page, for a sheet of this width in pixels.
    fn room(self, width: u32) -> f64 {
        let (wide, high) = match self {
            Self::Landscape => LYING,
            Self::Scaled(_) | Self::Portrait => UPRIGHT,
        };
        let scale = match self {
            Self::Scaled(percent) => f64::from(percent) / 100.0,
            // Excel and LibreOffice scale a sheet to its paper by whole percents.
            Self::Portrait | Self::Landscape => {
                (wide / (f64::from(width) * 0.75) * 100.0)
                    .floor()
                    .min(100.0)
                    / 100.0
            }
        };
        high / scale
    }
}

impl SheetWriter {
    /// Starts an empty sheet with these printed columns and, to the right of them, others.
    pub(super) fn new(
        name: &str,
        paper: Paper,
        printed: &[u32],
        aside: &[u32],
    ) -> Result<Self, XlsxError> {
        Self::on(Worksheet::new(), name, paper, printed, aside)
    }

    /// Starts the same sheet on a given, empty worksheet.
    pub(super) fn on(
        mut sheet: Worksheet,
        name: &str,
        paper: Paper,
        printed: &[u32],
        aside: &[u32],
    ) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        for (column, width) in (0u16..).zip(printed.iter().chain(aside)) {
            sheet.set_column_width_pixels(column, *width)?;
        }
        let beside = printed.len()..printed.len() + aside.len();
        for column in beside {
            let column = u16::try_from(column).expect("a few columns");
            sheet.set_column_format(column, &ASIDE.format())?;
        }
        sheet.set_screen_gridlines(false);
        Ok(Self {
            sheet,
            widths: printed.to_vec(),
            row: 0,
            paper,
            room: paper.room(printed.iter().sum()),
            used: 0.0,
            breaks: Vec::new(),
            heading: None,
            last_height: 0.0,
            links: 0,
            formats: Vec::new(),
        })
    }

    /// Returns the last printed column.
    pub(super) fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len() - 1).expect("a few columns")
    }

    /// Writes one row of cells from the first column on, with the height that its texts need.
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

    /// Writes a row of merged ranges: first and last column, content, style.
    pub(super) fn spans(&mut self, spans: &[(u16, u16, Cell, Ink)]) -> Result<(), XlsxError> {
        let mut highest: f64 = 0.0;
        for (first, last, cell, ink) in spans {
            let width = self.width(*first, *last);
            highest = highest.max(needed(cell, *ink, width));
            if first != last {
                let position = self.format(*ink);
                let format = &self.formats[position].1;
                self.sheet
                    .merge_range(self.row, *first, self.row, *last, "", format)?;
            }
            self.put(self.row, *first, cell, *ink)?;
        }
        self.close_row(highest)
    }

    /// Writes a paragraph over all printed columns, in several rows if it is too long for one.
    pub(super) fn line(&mut self, text: &str, ink: Ink) -> Result<(), XlsxError> {
        let last = self.last_column();
        let width = self.width(0, last);
        for piece in measure::rows(text, width, ink.size, ink.bold) {
            self.spans(&[(0, last, Cell::text(piece), ink)])?;
        }
        Ok(())
    }

    /// Writes an empty row with a height in points.
    pub(super) fn space(&mut self, points: f64) -> Result<(), XlsxError> {
        self.close_row(points)
    }

    /// Starts a new page if less than `points` are left on this one.
    pub(super) fn keep_together(&mut self, points: f64) {
        if self.used + points > self.room && self.used > 0.0 {
            self.new_page();
        }
    }

    /// Makes the row just written the heading that is repeated on every further page.
    pub(super) fn repeat_heading(&mut self) {
        self.heading = Some((self.row - 1, self.last_height));
    }

    /// Returns the number of pages so far.
    pub(super) fn pages(&self) -> usize {
        self.breaks.len() + 1
    }

    fn new_page(&mut self) {
        self.breaks.push(self.row);
        self.used = self.heading.map_or(0.0, |(_, height)| height);
    }

    /// Writes one cell at any position.
    pub(super) fn put(
        &mut self,
        row: u32,
        column: u16,
        cell: &Cell,
        ink: Ink,
    ) -> Result<(), XlsxError> {
        let ink = match cell {
            Cell::Day(day) => ink.number(day_format(*day)),
            Cell::Count(_) if ink.number.is_empty() => ink.number(COUNT),
            Cell::Link(..) => Ink { link: true, ..ink },
            Cell::Text(text) => Ink {
                quoted: clean::reads_as_formula(text),
                ..ink
            },
            _ => ink,
        };
        if let Cell::Text(text) = cell
            && ink == ASIDE
            && usize::from(column) >= self.widths.len()
        {
            // The cell has the column's format; looking up a format takes
            // longer than writing the text.
            self.sheet.write_string(row, column, clean::clean(text))?;
            return Ok(());
        }
        let position = self.format(ink);
        let format = &self.formats[position].1;
        let sheet = &mut self.sheet;
        match cell {
            Cell::Blank => sheet.write_blank(row, column, format)?,
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, clean::clean(text), format)?
            }
            Cell::Count(number) => sheet.write_number_with_format(row, column, *number, format)?,
            Cell::Day(day) if !(1900..=9999).contains(&day.year()) => {
                // Excel has no such day; as text it can still be read.
                sheet.write_string_with_format(row, column, written(*day), format)?
            }
            Cell::Day(day) => sheet.write_date_with_format(row, column, *day, format)?,
            Cell::Formula(formula, result) => {
                let formula = Formula::new(formula).set_result(result.to_string());
                sheet.write_formula_with_format(row, column, formula, format)?
            }
            Cell::Link(address, text)
                if self.links < LINKS && address.encode_utf16().count() <= ADDRESS_LIMIT =>
            {
                self.links += 1;
                let url = Url::new(address).set_text(clean::clean(text));
                sheet.write_url_with_format(row, column, url, format)?
            }
            Cell::Link(_, text) => {
                sheet.write_string_with_format(row, column, clean::clean(text), format)?
            }
        };
        Ok(())
    }

    /// Returns the index of an ink's format in `formats`, and makes it if necessary.
    fn format(&mut self, ink: Ink) -> usize {
        let known = self.formats.iter().position(|(known, _)| *known == ink);
        known.unwrap_or_else(|| {
            self.formats.push((ink, ink.format()));
            self.formats.len() - 1
        })
    }

    /// Draws an image `length` pixels wide at the top of the next row, centred over some columns.
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

    /// Sets up paper, margins, page numbers, print area and repeated rows, and returns the sheet.
    /// `last_printed` is the last row of the print area.
    pub(super) fn finish(
        mut self,
        last_printed: u32,
        footer: &str,
    ) -> Result<Worksheet, XlsxError> {
        let last_column = self.last_column();
        let sheet = &mut self.sheet;
        sheet.set_paper_size(9);
        self.breaks.retain(|row| *row <= last_printed);
        self.breaks.truncate(BREAKS);
        sheet.set_page_breaks(&self.breaks)?;
        match self.paper {
            Paper::Scaled(percent) => {
                sheet.set_print_scale(percent);
            }
            Paper::Portrait => {
                sheet.set_print_fit_to_pages(1, 0);
            }
            Paper::Landscape => {
                sheet.set_landscape().set_print_fit_to_pages(1, 0);
            }
        }
        // Decree 30: left 30 mm, right 15 mm, top and bottom 20 mm, with
        // the number in the top margin.
        sheet.set_margins(1.18, 0.59, 0.79, 0.79, 0.4, 0.4);
        sheet.set_header("&C&\"Times New Roman,Regular\"&13&P");
        if !footer.is_empty() {
            sheet.set_footer(format!("&L&\"Times New Roman,Italic\"&10{footer}"));
        }
        sheet.set_print_area(0, 0, last_printed, last_column)?;
        if let Some((heading, _)) = self.heading {
            sheet.set_repeat_rows(heading, heading)?;
        }
        if self.row > 0 {
            let far = last_column + 20;
            sheet.ignore_error_range(0, 0, self.row, far, IgnoreError::NumberStoredAsText)?;
        }
        Ok(self.sheet)
    }

    /// Returns the width in pixels from one printed column to another, both included.
    pub(super) fn width(&self, first: u16, last: u16) -> u32 {
        self.widths[usize::from(first)..=usize::from(last)]
            .iter()
            .sum()
    }

    fn close_row(&mut self, points: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, points)?;
        self.keep_together(points);
        self.used += points;
        self.last_height = points;
        self.row += 1;
        Ok(())
    }
}

/// Decree 30 writes a zero only before the months 1 and 2, which no single format can express.
fn day_format(day: Date) -> &'static str {
    if day.month() < 3 { EARLY_DAY } else { DAY }
}

fn needed(cell: &Cell, ink: Ink, width: u32) -> f64 {
    let lines = match cell {
        Cell::Text(text) | Cell::Link(_, text) if ink.wrap => {
            let room = width.saturating_sub(STEP * u32::from(ink.steps()));
            measure::lines(text, room, ink.size, ink.bold)
        }
        _ => 1,
    };
    measure::height(lines, ink.size)
}
