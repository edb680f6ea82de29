//! How a cell looks: fonts, borders, fills, number formats.
//!
//! Knows styles only; what is written where is decided elsewhere.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// The width of one step of indent, in pixels.
pub(super) const STEP: u32 = 9;

/// The workbook's default font, in which column widths are counted. At 10.5 points a digit is
/// exactly 7 pixels wide, so that Excel, which rounds, and LibreOffice, which does not, agree.
pub(super) fn default_format() -> Format {
    Format::new()
        .set_font_name("Times New Roman")
        .set_font_size(10.5)
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) border: bool,
    pub(super) grey: bool,
    pub(super) link: bool,
    /// Whether the cell stays text even after someone edits it.
    pub(super) quoted: bool,
    pub(super) wrap: bool,
    pub(super) top: bool,
    /// The indent, in steps.
    pub(super) indent: u8,
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
    link: false,
    quoted: false,
    wrap: true,
    top: false,
    indent: 0,
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
/// Cells to the right of the print area, for those who check.
pub(super) const ASIDE: Ink = Ink {
    size: 9.0,
    border: false,
    grey: true,
    wrap: false,
    ..TABLE
};
/// The fills that accompany the words: done, doubtful, open, unknown.
pub(super) const DONE_FILL: u32 = 0x00E8_F3EC;
pub(super) const DOUBT_FILL: u32 = 0x00FC_F3DF;
pub(super) const OPEN_FILL: u32 = 0x00FB_E9E6;
pub(super) const UNKNOWN_FILL: u32 = 0x00EF_EFEF;
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
    pub(super) const fn indented(self, indent: u8) -> Self {
        Self { indent, ..self }
    }
    /// Keeps the text on one line whatever its length: heads must not grow by a second line.
    pub(super) const fn unwrapped(self) -> Self {
        Self {
            wrap: false,
            ..self
        }
    }
    pub(super) const fn number(self, number: &'static str) -> Self {
        Self { number, ..self }
    }

    /// The steps of indent. Left-aligned text in a bordered cell has one
    /// more, to keep off the border.
    pub(super) fn steps(self) -> u8 {
        let bordered = self.border && self.align == FormatAlign::Left;
        self.indent + u8::from(bordered)
    }

    pub(super) fn format(self) -> Format {
        let mut format = Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(self.size)
            .set_align(self.align)
            .set_align(if self.top {
                FormatAlign::Top
            } else {
                FormatAlign::VerticalCenter
            });
        if self.steps() > 0 {
            format = format.set_indent(self.steps());
        }
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
        if self.quoted {
            format = format.set_quote_prefix();
        }
        if self.link {
            format = format
                .set_font_color(Color::RGB(0x0005_63C1))
                .set_underline(FormatUnderline::Single);
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

/// Formats `1.234`, `+12`, `67,7%`, `15/8/2025` and `05/02/2026`. Excel uses the reader's own
/// separators; other programs take those of Vietnamese (`42A`), which the format names.
pub(super) const COUNT: &str = "[$-42A]#,##0";
pub(super) const DIFFERENCE: &str = "[$-42A]+#,##0;-#,##0;0";
pub(super) const SHARE: &str = "[$-42A]0.0%";
pub(super) const DAY: &str = "dd/m/yyyy";
pub(super) const EARLY_DAY: &str = "dd/mm/yyyy";
