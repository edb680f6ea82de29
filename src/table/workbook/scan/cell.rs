//! One `<c>` of a worksheet: whether calamine will read it as it is meant, and what to say of
//! it where not.
//!
//! calamine gives up a whole sheet for one error value newer than Excel 2007, takes a string
//! index that is no number for the first string, and says nothing of a formula whose result
//! the file does not hold.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::markup::{self, Attribute, Found, Kind, Token};
use crate::table::Value;

/// What a cell's markup says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// End of the cell in the text.
    pub(super) end: usize,
    /// Its reference, as written.
    pub(super) reference: Option<Range<usize>>,
    /// What to blank before calamine sees it.
    pub(super) blank: Option<Range<usize>>,
    /// What to take in place of what calamine makes of it.
    pub(super) value: Option<Value>,
    /// Where a HYPERLINK formula leads.
    pub(super) link: Option<Arc<str>>,
    /// Its tag is no proper one: something besides attributes, or one of them twice.
    pub(super) malformed: bool,
}

/// Texts of shared formulas by their index.
pub(super) type Formulas = HashMap<Vec<u8>, String>;

/// Reads the cell that a token opens; `None` where it does not end in this text.
pub(super) fn see(
    text: &[u8],
    open: &Token,
    strings: u64,
    formulas: &mut Formulas,
) -> Option<Seen> {
    let mut seen = Seen {
        end: open.span.end,
        ..Seen::default()
    };
    let mut kind = None;
    for attribute in markup::attributes(text, open) {
        let slot = match &text[attribute.name.clone()] {
            name if name.is_empty() || name.iter().any(u8::is_ascii_whitespace) => {
                seen.malformed = true;
                continue;
            }
            b"r" => &mut seen.reference,
            b"t" => {
                seen.blank = Some(attribute.name.start..attribute.value.end + 1);
                &mut kind
            }
            _ => continue,
        };
        seen.malformed |= slot.replace(attribute.value).is_some();
    }
    let content = match open.kind {
        Kind::Empty => Content::default(),
        _ => Content::of(text, open.span.end)?,
    };
    if let Some(end) = content.end {
        seen.end = end;
    }
    let formula = content
        .formula
        .as_ref()
        .map(|formula| formula_text(text, formula, formulas));
    let kind = kind.map(|kind| &text[kind]);
    seen.value = value(text, kind, &content, strings, formula.as_deref());
    if seen.value.is_none() {
        seen.blank = None;
    }
    seen.link = formula.as_deref().and_then(hyperlink);
    Some(seen)
}

/// The elements inside a cell.
#[derive(Default)]
struct Content {
    end: Option<usize>,
    formula: Option<(Token, Range<usize>)>,
    value: Option<Range<usize>>,
    inline: bool,
    /// Something besides one plain `<v>`: calamine would take a part for the whole.
    mixed: bool,
}

impl Content {
    fn of(text: &[u8], from: usize) -> Option<Self> {
        let mut content = Self::default();
        let mut at = from;
        loop {
            let token = whole(text, at)?;
            at = token.span.end;
            match (token.kind, &text[token.name.clone()]) {
                (Kind::Close, b"c") => {
                    content.end = Some(at);
                    return Some(content);
                }
                (Kind::Open, b"v") => {
                    let end = whole(text, at)?;
                    content.mixed |= content.value.is_some()
                        || end.kind != Kind::Close
                        || &text[end.name.clone()] != b"v";
                    content.value = Some(at..end.span.start);
                    at = end.span.end;
                }
                (Kind::Empty, b"v") => {
                    content.mixed |= content.value.is_some();
                    content.value = Some(at..at);
                }
                (Kind::Open, b"f") => {
                    let end = whole(text, at)?;
                    let inside = at..end.span.start;
                    at = end.span.end;
                    content.formula = Some((token, inside));
                }
                (Kind::Empty, b"f") => content.formula = Some((token, at..at)),
                (Kind::Open | Kind::Empty, b"is") => content.inline = true,
                // a comment may cut a value in two
                (Kind::Aside | Kind::Instruction, _) => content.mixed |= !content.inline,
                _ => {}
            }
        }
    }
}

fn whole(text: &[u8], at: usize) -> Option<Token> {
    match markup::next(text, at) {
        Found::Token(token) => Some(token),
        Found::Begins(_) | Found::Nothing => None,
    }
}

/// What calamine's reading is replaced by; `None` where it is right.
fn value(
    text: &[u8],
    kind: Option<&[u8]>,
    content: &Content,
    strings: u64,
    formula: Option<&str>,
) -> Option<Value> {
    let written = content.value.clone().map(|range| &text[range]);
    if let Some(formula) = formula
        && !content.inline
        && written.is_none_or(|written| written.is_empty() && kind != Some(b"str"))
    {
        return Some(Value::Uncomputed(formula.into()));
    }
    let named = |written: &[u8]| {
        let kind = kind.map_or(String::new(), |kind| {
            format!("t=\"{}\" ", String::from_utf8_lossy(kind))
        });
        let written: String = markup::unescaped(written).chars().take(64).collect();
        let name = format!("{kind}{written}");
        // a value that is markup alone
        let name = if name.is_empty() {
            "<v>"
        } else {
            name.trim_end()
        };
        Some(Value::Error(name.into()))
    };
    // without a value calamine takes nothing from the cell but an inline string
    let written = written?;
    if content.mixed || (content.inline && kind != Some(b"inlineStr")) {
        return named(written);
    }
    let right = match kind {
        Some(b"e") => {
            let error = markup::unescaped(written);
            return Some(Value::Error(match error.trim() {
                "" => "t=\"e\"".into(),
                error => error.into(),
            }));
        }
        Some(b"s") => index(written).is_some_and(|index| index < strings),
        Some(b"b") => matches!(written, b"0" | b"1") || is_truth(written),
        Some(b"str" | b"d") => true,
        Some(b"inlineStr") => content.inline || written.is_empty(),
        None | Some(b"n") => {
            is_plain(written)
                || std::str::from_utf8(written)
                    .ok()
                    .and_then(|written| written.parse::<f64>().ok())
                    .is_some_and(f64::is_finite)
        }
        Some(_) => false,
    };
    if right { None } else { named(written) }
}

fn index(written: &[u8]) -> Option<u64> {
    (written.len() <= 10 && written.iter().all(u8::is_ascii_digit))
        .then(|| std::str::from_utf8(written).ok()?.parse().ok())?
}

/// Nothing, or digits: most numbers are, and need not be computed to be known for numbers.
fn is_plain(written: &[u8]) -> bool {
    written.len() <= 15 && written.iter().all(u8::is_ascii_digit)
}

fn is_truth(written: &[u8]) -> bool {
    written.eq_ignore_ascii_case(b"true") || written.eq_ignore_ascii_case(b"false")
}

/// The formula as it is typed; of a shared one, that of its first cell.
fn formula_text(
    text: &[u8],
    (token, inside): &(Token, Range<usize>),
    formulas: &mut Formulas,
) -> String {
    /// Longest formula that Excel takes.
    const LONGEST: usize = 8_192;
    /// Shared formulas kept of one sheet.
    const MOST: usize = 10_000;

    let written = markup::unescaped(&text[inside.clone()]);
    let mut shared = None;
    for Attribute { name, value } in markup::attributes(text, token) {
        if &text[name] == b"si" {
            shared = Some(text[value].to_vec());
        }
    }
    let formula: String = std::iter::once('=')
        .chain(written.chars().take(LONGEST))
        .collect();
    match shared {
        Some(index) if written.is_empty() => formulas.get(&index).cloned().unwrap_or(formula),
        Some(index) if formulas.len() < MOST => {
            formulas.insert(index, formula.clone());
            formula
        }
        _ => formula,
    }
}

/// The target of `=HYPERLINK("target";…)` where it is written out.
fn hyperlink(formula: &str) -> Option<Arc<str>> {
    let call = "=HYPERLINK(";
    let head = formula.get(..call.len())?;
    if !head.eq_ignore_ascii_case(call) {
        return None;
    }
    let (target, rest) = formula[call.len()..].strip_prefix('"')?.split_once('"')?;
    // a doubled quote or a joined text is no plain target
    rest.starts_with([',', ';', ')']).then(|| target.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell's markup; what is taken in place of calamine's reading.
    fn check(cell: &str, expected: Option<&str>) {
        let text = cell.as_bytes();
        let Found::Token(open) = markup::next(text, 0) else {
            panic!("a tag");
        };
        let seen = see(text, &open, 3, &mut Formulas::new()).unwrap();
        assert_eq!(seen.end, text.len(), "{cell}");
        let read = seen.value.map(|value| match value {
            Value::Error(text) => format!("error {text}"),
            Value::Uncomputed(text) => format!("uncomputed {text}"),
            other => other.text(),
        });
        assert_eq!(read.as_deref(), expected, "{cell}");
    }

    #[test]
    fn good_cells_are_left_to_calamine() {
        for cell in [
            "<c r=\"A1\"/>",
            "<c r=\"A1\" t=\"s\"/>",
            "<c r=\"A1\" t=\"s\"><v>2</v></c>",
            "<c r=\"A1\"><v>-1.5E3</v></c>",
            "<c r=\"A1\"><v></v></c>",
            "<c r=\"A1\" t=\"b\"><v>1</v></c>",
            "<c r=\"A1\" t=\"str\"><f>A2&amp;\"x\"</f><v>1 &lt; 2</v></c>",
            "<c r=\"A1\" t=\"str\"><f>IF(A2,1,\"\")</f><v></v></c>",
            "<c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c>",
            "<c r=\"A1\" t=\"d\"><v>2025-07-28</v></c>",
        ] {
            check(cell, None);
        }
    }

    #[test]
    fn what_calamine_would_misread_is_named() {
        check("<c t=\"e\"><v>#REF!</v></c>", Some("error #REF!"));
        check("<c t=\"e\"><v>#SPILL!</v></c>", Some("error #SPILL!"));
        check("<c t=\"e\"><v></v></c>", Some("error t=\"e\""));
        check("<c t=\"s\"><v>3</v></c>", Some("error t=\"s\" 3"));
        check("<c t=\"s\"><v>-1</v></c>", Some("error t=\"s\" -1"));
        check("<c t=\"s\"><v>abc</v></c>", Some("error t=\"s\" abc"));
        check("<c t=\"s\"><v/></c>", Some("error t=\"s\""));
        check("<c t=\"s\"><v> 1</v></c>", Some("error t=\"s\"  1"));
        check("<c t=\"b\"><v>2</v></c>", Some("error t=\"b\" 2"));
        check("<c t=\"n\"><v>abc</v></c>", Some("error t=\"n\" abc"));
        check("<c><v>NaN</v></c>", Some("error NaN"));
        check("<c><v>1e999</v></c>", Some("error 1e999"));
        check("<c t=\"zz\"><v>5</v></c>", Some("error t=\"zz\" 5"));
        check(
            "<c t=\"inlineStr\"><v>lost</v></c>",
            Some("error t=\"inlineStr\" lost"),
        );
        check("<c><v>1<!-- -->2</v></c>", Some("error 1"));
        check("<c><v>1</v><v>2</v></c>", Some("error 2"));
        check("<c><v><![CDATA[5]]></v></c>", Some("error <v>"));
    }

    #[test]
    fn a_formula_without_a_result_is_said() {
        check("<c><f>A1+1</f></c>", Some("uncomputed =A1+1"));
        check("<c><f>A1&lt;1</f><v/></c>", Some("uncomputed =A1<1"));
        check("<c t=\"e\"><f>NA()</f><v>#N/A</v></c>", Some("error #N/A"));
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
