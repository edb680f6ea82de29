//! Reads the inside of a `<c>` of a worksheet: its content, or a name for what is wrong with it.
//!
//! Knows the elements of a cell, not its place and not the meaning that its style gives to a
//! number.

use std::collections::HashMap;
use std::sync::Arc;

use super::strings::{self, Rich};
use crate::table::workbook::date;
use crate::table::workbook::markup::{Markup, TagKind, Token};
use crate::table::{TableError, Value};

/// The content of a cell.
#[derive(Debug, PartialEq)]
pub(super) enum Content {
    Empty,
    /// A number, whose style decides what it means.
    Number(f64),
    /// The number of a shared string.
    Shared(u32),
    /// A text in the cell itself.
    Text(Rich),
    Other(Value),
}

/// The elements inside a cell.
#[derive(Default)]
pub(super) struct Inside {
    formula: Option<String>,
    /// The decoded value; only the text before other markup, if there is any (see `mixed`).
    value: Option<String>,
    inline: Option<Rich>,
    /// Whether the cell has anything besides a single plain `<v>`. Then the value must not be
    /// used, because it is only a part.
    mixed: bool,
}

/// The texts of shared formulas by their index.
pub(super) type Formulas = HashMap<String, String>;

impl Inside {
    /// Reads to the end of the cell.
    pub(super) fn read(
        markup: &mut Markup<'_>,
        open: &Token,
        formulas: &mut Formulas,
    ) -> Result<Self, TableError> {
        let mut inside = Self::default();
        if open.kind == TagKind::Empty {
            return Ok(inside);
        }
        loop {
            let token = markup.token()?;
            match (token.kind, markup.name(&token)) {
                (TagKind::Close, b"c") => return Ok(inside),
                (TagKind::Open | TagKind::Empty, b"v") => {
                    inside.mixed |= inside.value.is_some();
                    let value = inside.value(markup, &token)?;
                    inside.value = Some(value);
                }
                (TagKind::Open | TagKind::Empty, b"f") => {
                    inside.formula = Some(formula(markup, &token, formulas)?);
                }
                (TagKind::Open | TagKind::Empty, b"is") => {
                    inside.inline = Some(strings::rich(markup, &token)?);
                }
                (TagKind::Open, _) => markup.pass_element(&token)?,
                _ => {}
            }
        }
    }

    /// Reads a value up to any markup inside it, which makes it `mixed`.
    fn value(&mut self, markup: &mut Markup<'_>, open: &Token) -> Result<String, TableError> {
        if open.kind == TagKind::Empty {
            return Ok(String::new());
        }
        let token = markup.token()?;
        let is_plain = token.kind == TagKind::Close;
        let value = if token.kind == TagKind::CharacterData {
            String::new()
        } else {
            markup.text(&token)?.into_owned()
        };
        if !is_plain {
            self.mixed = true;
            let mut depth = 1 + u32::from(token.kind == TagKind::Open);
            while depth > 0 {
                match markup.token()?.kind {
                    TagKind::Open => depth += 1,
                    TagKind::Close => depth -= 1,
                    _ => {}
                }
            }
        }
        Ok(value)
    }

    /// The target of a HYPERLINK formula.
    pub(super) fn link(&self) -> Option<Arc<str>> {
        hyperlink(self.formula.as_deref()?)
    }

    /// The content of the cell. If its type is unknown, or its value does not fit the type, an
    /// error that shows both.
    pub(super) fn content(self, kind: Option<&str>, strings: u64) -> Content {
        if let Some(formula) = &self.formula
            && self.inline.is_none()
            && self
                .value
                .as_ref()
                .is_none_or(|written| written.is_empty() && kind != Some("str"))
        {
            return Content::Other(Value::Uncomputed(formula.as_str().into()));
        }
        let Some(written) = self.value else {
            return self.inline.map_or(Content::Empty, Content::Text);
        };
        if self.mixed || (self.inline.is_some() && kind != Some("inlineStr")) {
            return named(kind, &written);
        }
        match (kind, self.inline) {
            (Some("inlineStr"), Some(inline)) => Content::Text(inline),
            (Some("inlineStr"), None) if written.is_empty() => Content::Empty,
            (Some("e"), _) => Content::Other(Value::Error(match written.trim() {
                "" => "t=\"e\"".into(),
                error => error.into(),
            })),
            (Some("str"), _) => Content::Text(strings::unescaped(&written).into()),
            (Some("d"), _) => Content::Other(date::iso(&written)),
            (None | Some("n"), _) if written.is_empty() => Content::Empty,
            (None | Some("n"), _) => match written.parse::<f64>() {
                Ok(number) if number.is_finite() => Content::Number(number),
                _ => named(kind, &written),
            },
            (Some("s"), _) => match index(&written).filter(|&index| u64::from(index) < strings) {
                Some(index) => Content::Shared(index),
                None => named(kind, &written),
            },
            (Some("b"), _) => match truth(&written) {
                Some(truth) => Content::Other(Value::Bool(truth)),
                None => named(kind, &written),
            },
            _ => named(kind, &written),
        }
    }
}

/// An error that shows the type and the value.
fn named(kind: Option<&str>, written: &str) -> Content {
    let kind = kind.map_or(String::new(), |kind| format!("t=\"{kind}\" "));
    let written: String = written.chars().take(64).collect();
    let name = format!("{kind}{written}");
    // Empty if the value consists of markup only.
    let name = if name.is_empty() {
        "<v>"
    } else {
        name.trim_end()
    };
    Content::Other(Value::Error(name.into()))
}

fn index(written: &str) -> Option<u32> {
    let is_digits = written.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| written.parse().ok())?
}

fn truth(written: &str) -> Option<bool> {
    match written {
        "1" => Some(true),
        "0" => Some(false),
        _ if written.eq_ignore_ascii_case("true") => Some(true),
        _ if written.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The formula as typed; for a shared formula, that of its first cell.
fn formula(
    markup: &mut Markup<'_>,
    open: &Token,
    formulas: &mut Formulas,
) -> Result<String, TableError> {
    /// The longest formula that Excel accepts.
    const LONGEST: usize = 8_192;
    /// The most shared formulas that are stored for a sheet.
    const MOST: usize = 10_000;

    let shared = markup
        .attribute(open, "si")?
        .map(|index| index.into_owned());
    let written = match open.kind {
        TagKind::Open => strings::plain_text(markup)?,
        _ => String::new(),
    };
    let formula: String = std::iter::once('=')
        .chain(written.chars().take(LONGEST))
        .collect();
    Ok(match shared {
        Some(index) if written.is_empty() => formulas.get(&index).cloned().unwrap_or(formula),
        Some(index) if formulas.len() < MOST => {
            formulas.insert(index, formula.clone());
            formula
        }
        _ => formula,
    })
}

/// The literal target of `=HYPERLINK("target";…)`.
fn hyperlink(formula: &str) -> Option<Arc<str>> {
    let call = "=HYPERLINK(";
    let head = formula.get(..call.len())?;
    if !head.eq_ignore_ascii_case(call) {
        return None;
    }
    let (target, rest) = formula[call.len()..].strip_prefix('"')?.split_once('"')?;
    // With a doubled quote or a concatenation the target is not literal.
    rest.starts_with([',', ';', ')']).then(|| target.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The markup of a cell, and its content.
    #[track_caller]
    fn check(cell: &str, expected: &str) {
        let mut markup = Markup::fragment("s", cell.as_bytes().to_vec());
        let open = markup.next().unwrap().unwrap();
        let kind = markup.attribute(&open, "t").unwrap().map(String::from);
        let inside = Inside::read(&mut markup, &open, &mut Formulas::new()).unwrap();
        let read = match inside.content(kind.as_deref(), 3) {
            Content::Empty => String::new(),
            Content::Number(number) => number.to_string(),
            Content::Shared(index) => format!("string {index}"),
            Content::Text(rich) => format!("text {}", rich.left(false).0.text()),
            Content::Other(Value::Error(text)) => format!("error {text}"),
            Content::Other(Value::Uncomputed(text)) => format!("uncomputed {text}"),
            Content::Other(value) => value.text(),
        };
        assert_eq!(read, expected, "{cell}");
    }

    #[test]
    fn cells_hold_what_they_say() {
        check("<c r=\"A1\"/>", "");
        check("<c r=\"A1\" t=\"s\"/>", "");
        check("<c r=\"A1\" t=\"s\"><v>2</v></c>", "string 2");
        check("<c r=\"A1\"><v>-1.5E3</v></c>", "-1500");
        check("<c r=\"A1\"><v></v></c>", "");
        check("<c r=\"A1\" t=\"b\"><v>1</v></c>", "TRUE");
        check(
            "<c r=\"A1\" t=\"str\"><f>A2&amp;\"x\"</f><v>1 &lt; 2</v></c>",
            "text 1 < 2",
        );
        check("<c t=\"str\"><f>IF(A2,1,\"\")</f><v></v></c>", "text ");
        check("<c t=\"inlineStr\"><is><t>a</t></is></c>", "text a");
        check("<c><is><t>a</t></is></c>", "text a");
        check("<c t=\"d\"><v>2025-07-28</v></c>", "28/07/2025");
    }

    #[test]
    fn what_is_no_value_is_named() {
        check("<c t=\"e\"><v>#REF!</v></c>", "error #REF!");
        check("<c t=\"e\"><v>#SPILL!</v></c>", "error #SPILL!");
        check("<c t=\"e\"><v></v></c>", "error t=\"e\"");
        check("<c t=\"s\"><v>3</v></c>", "error t=\"s\" 3");
        check("<c t=\"s\"><v>-1</v></c>", "error t=\"s\" -1");
        check("<c t=\"s\"><v>abc</v></c>", "error t=\"s\" abc");
        check("<c t=\"s\"><v/></c>", "error t=\"s\"");
        check("<c t=\"s\"><v> 1</v></c>", "error t=\"s\"  1");
        check("<c t=\"b\"><v>2</v></c>", "error t=\"b\" 2");
        check("<c t=\"n\"><v>abc</v></c>", "error t=\"n\" abc");
        check("<c><v>NaN</v></c>", "error NaN");
        check("<c><v>1e999</v></c>", "error 1e999");
        check("<c t=\"zz\"><v>5</v></c>", "error t=\"zz\" 5");
        check(
            "<c t=\"inlineStr\"><v>lost</v></c>",
            "error t=\"inlineStr\" lost",
        );
        check("<c><v>1<!-- -->2</v></c>", "error 1");
        check("<c><v>1</v><v>2</v></c>", "error 2");
        check("<c><v><![CDATA[5]]></v></c>", "error <v>");
        check("<c><v>1<b/>2</v></c>", "error 1");
        check("<c><v>1<b>2</b>3</v></c>", "error 1");
    }

    #[test]
    fn a_formula_without_a_result_is_said() {
        check("<c><f>A1+1</f></c>", "uncomputed =A1+1");
        check("<c><f>A1&lt;1</f><v/></c>", "uncomputed =A1<1");
        check("<c t=\"e\"><f>NA()</f><v>#N/A</v></c>", "error #N/A");
    }

    #[test]
    fn a_formula_may_lead_somewhere() {
        let lead = |formula: &str| hyperlink(formula).map(|target| target.to_string());
        assert_eq!(
            lead("=HYPERLINK(\"https://a.example/x\",\"Tải về\")").as_deref(),
            Some("https://a.example/x")
        );
        assert_eq!(lead("=hyperlink(\"#B1\")").as_deref(), Some("#B1"));
        assert_eq!(lead("=HYPERLINK(A1,\"x\")"), None);
        assert_eq!(lead("=HYPERLINK(\"a\"&B1)"), None);
        assert_eq!(lead("=SUM(A1)"), None);
    }
}
