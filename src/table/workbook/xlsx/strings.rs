//! Reads the texts of a workbook, shared ones and those in cells, in pieces if parts of a text have
//! their own style.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::style::is_on;
use crate::table::workbook::markup::{Markup, TagKind, Token};
use crate::table::workbook::part::Package;
use crate::table::workbook::{not_struck, text};
use crate::table::{TableError, Value};

/// A text in pieces, each with whether it is struck out; `None` if the cell's style decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rich {
    text: String,
    /// The end of each piece; empty for a text in one piece that has the cell's style.
    pieces: Vec<(usize, Option<bool>)>,
}

/// The remaining value of a text, and its struck-out part.
pub(super) type Left = (Value, Option<Arc<str>>);

impl Rich {
    /// The remaining text in a cell whose style is, or is not, struck out.
    pub(super) fn left(&self, is_struck: bool) -> Left {
        left(&self.text, &self.pieces, is_struck)
    }

    fn push(&mut self, piece: &str, is_struck: Option<bool>) {
        self.text.push_str(piece);
        let is_told = is_struck.is_some() || !self.pieces.is_empty();
        if is_told {
            let from = self.text.len() - piece.len();
            if self.pieces.is_empty() && from > 0 {
                self.pieces.push((from, None));
            }
            self.pieces.push((self.text.len(), is_struck));
        }
    }
}

impl From<String> for Rich {
    fn from(text: String) -> Self {
        Self {
            text,
            pieces: Vec::new(),
        }
    }
}

fn left(written: &str, pieces: &[(usize, Option<bool>)], is_struck: bool) -> Left {
    if pieces.is_empty() && !is_struck {
        return (text(written.into()), None);
    }
    let mut from = 0;
    let rest = (written.len(), None);
    let pieces = pieces.iter().copied().chain([rest]).map(|(to, of_piece)| {
        let piece = &written[from..to];
        from = to;
        (piece, of_piece.unwrap_or(is_struck))
    });
    let (left, struck) = not_struck(pieces.collect());
    (text(left), struck)
}

/// Reads to the end of an element with text: `<si>` or `<is>`.
pub(super) fn rich(markup: &mut Markup<'_>, open: &Token) -> Result<Rich, TableError> {
    let mut rich = Rich::default();
    if open.kind == TagKind::Empty {
        return Ok(rich);
    }
    let name = markup.name(open).to_vec();
    // Whether the current run is struck out.
    let mut is_struck = None;
    loop {
        let token = markup.token()?;
        match (token.kind, markup.name(&token)) {
            (TagKind::Close, closed) if closed == name => return Ok(rich),
            (TagKind::Open, b"r") => is_struck = None,
            (TagKind::Close, b"r") => is_struck = None,
            (TagKind::Open | TagKind::Empty, b"rPr") => is_struck = Some(false),
            (TagKind::Open | TagKind::Empty, b"strike") => is_struck = Some(is_on(markup, &token)?),
            // Skip the pronunciation.
            (TagKind::Open, b"rPh") => markup.pass_element(&token)?,
            (TagKind::Open, b"t") => {
                let piece = own_text(markup, &token)?;
                rich.push(&piece, is_struck);
            }
            _ => {}
        }
    }
}

/// Reads the text of an element to its end. Blanks around the text count only with
/// `xml:space="preserve"`.
fn own_text(markup: &mut Markup<'_>, open: &Token) -> Result<String, TableError> {
    let preserved = markup.attribute(open, "xml:space")?.as_deref() == Some("preserve");
    let written = plain_text(markup)?;
    let written = if preserved {
        &written
    } else {
        written.trim_matches([' ', '\t', '\r', '\n'])
    };
    Ok(unescaped(written))
}

/// Reads the text up to the end of the element that was opened last.
pub(super) fn plain_text(markup: &mut Markup<'_>) -> Result<String, TableError> {
    let mut written = String::new();
    let mut depth = 1;
    while depth > 0 {
        let token = markup.token()?;
        written.push_str(&markup.text(&token)?);
        match token.kind {
            TagKind::Open => depth += 1,
            TagKind::Close => depth -= 1,
            _ => {}
        }
    }
    Ok(written)
}

/// Resolves Excel's own escapes, such as `_x000D_`, for characters that XML cannot represent.
pub(super) fn unescaped(written: &str) -> String {
    const LENGTH: usize = "_x0000_".len();

    let mut text = String::with_capacity(written.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = written;
    let end_of_units = |text: &mut String, units: &mut Vec<u16>| {
        text.push_str(&String::from_utf16_lossy(units));
        units.clear();
    };
    while let Some(place) = rest.find("_x") {
        let (before, behind) = rest.split_at(place);
        if !before.is_empty() {
            end_of_units(&mut text, &mut units);
            text.push_str(before);
        }
        let unit = behind
            .get(..LENGTH)
            .and_then(|escape| escape.strip_prefix("_x")?.strip_suffix('_'))
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        match unit {
            Some(unit) => {
                units.push(unit);
                rest = &behind[LENGTH..];
            }
            None => {
                end_of_units(&mut text, &mut units);
                text.push('_');
                rest = &behind[1..];
            }
        }
    }
    end_of_units(&mut text, &mut units);
    text.push_str(rest);
    text
}

/// The shared strings of a workbook. A string used in several cells is shared by their values,
/// because a text of a megabyte may occur in thousands of cells. For the others, this table has the
/// only copy.
#[derive(Default)]
pub(super) struct Strings {
    texts: String,
    ends: Vec<u32>,
    /// The pieces of strings whose parts have a style of their own.
    pieces: FxHashMap<u32, Vec<(usize, Option<bool>)>>,
    met: Vec<bool>,
    /// Values of strings that are used again, separately for struck-out and other cells.
    again: FxHashMap<(u32, bool), Left>,
}

impl Strings {
    /// Reads the part; empty if the workbook has none.
    pub(super) fn read(
        package: &Package<'_, '_>,
        part: &str,
        max_cells: u64,
    ) -> Result<Self, TableError> {
        /// Size in bytes of the shortest string, `<si/>`.
        const SHORTEST: u64 = 5;

        let mut strings = Self::default();
        let Some(mut markup) = package.markup(part)? else {
            return Ok(strings);
        };
        let size = package
            .archive
            .position(part)
            .map_or(0, |index| package.archive.parts[index].size);
        let most = (size / SHORTEST).min(max_cells);
        while let Some(token) = markup.next()? {
            let opens = matches!(token.kind, TagKind::Open | TagKind::Empty);
            match markup.name(&token) {
                b"sst" if opens => {
                    let stated = markup.attribute(&token, "uniqueCount")?;
                    // A wrong count has no good reason, and makes other programs reserve memory.
                    if let Some(count) = stated
                        && count.parse::<u128>().is_ok_and(|count| count > most.into())
                    {
                        return Err(TableError::LyingCount {
                            count: count.into_owned(),
                        });
                    }
                }
                b"si" if opens => {
                    if strings.ends.len() as u64 >= most {
                        return Err(TableError::LyingCount {
                            count: (strings.ends.len() + 1).to_string(),
                        });
                    }
                    let rich = rich(&mut markup, &token)?;
                    strings.push(rich);
                }
                _ => {}
            }
        }
        strings.met = vec![false; strings.ends.len()];
        Ok(strings)
    }

    fn push(&mut self, rich: Rich) {
        let index = u32::try_from(self.ends.len()).expect("fewer than bytes of a part");
        self.texts.push_str(&rich.text);
        let end = u32::try_from(self.texts.len()).expect("parts are shorter than 4 GiB");
        self.ends.push(end);
        if !rich.pieces.is_empty() {
            self.pieces.insert(index, rich.pieces);
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.ends.len() as u64
    }

    /// A string in a cell whose style is, or is not, struck out.
    pub(super) fn left(&mut self, index: u32, is_struck: bool) -> Option<Left> {
        let place = usize::try_from(index).ok()?;
        let end = *self.ends.get(place)?;
        let was_met = std::mem::replace(&mut self.met[place], true);
        if was_met && let Some(left) = self.again.get(&(index, is_struck)) {
            return Some(left.clone());
        }
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        let text = &self.texts[start as usize..end as usize];
        let pieces = self.pieces.get(&index).map_or(&[][..], Vec::as_slice);
        let left = left(text, pieces, is_struck);
        if was_met {
            self.again.insert((index, is_struck), left.clone());
        }
        Some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_excel_are_resolved() {
        for (written, text) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("a_xD800_b", "a\u{fffd}b"),
            ("_x00", "_x00"),
            ("a_xyz_b_", "a_xyz_b_"),
            ("_x_x0041_", "_xA"),
            ("_x004ơ_", "_x004ơ_"),
        ] {
            assert_eq!(unescaped(written), text, "{written}");
        }
    }

    /// A `<si>`; the remaining text in a cell that is not struck out, and in one that is.
    fn check(item: &str, plain: (&str, Option<&str>), struck: (&str, Option<&str>)) {
        let mut markup = Markup::fragment("s", item.as_bytes().to_vec());
        let open = markup.next().unwrap().unwrap();
        let rich = rich(&mut markup, &open).unwrap();
        for (is_struck, expected) in [(false, plain), (true, struck)] {
            let (left, gone) = rich.left(is_struck);
            assert_eq!((&*left.text(), gone.as_deref()), expected, "{item}");
        }
    }

    #[test]
    fn runs_look_as_they_say() {
        check("<si/>", ("", None), ("", None));
        check("<si><t> a </t></si>", ("a", None), ("", Some("a")));
        check(
            "<si><r><t>15/QĐ </t></r><r><rPr><strike/></rPr><t xml:space=\"preserve\">16/QĐ </t></r><r><rPr><b/></rPr><t>17/QĐ</t></r></si>",
            ("15/QĐ17/QĐ", Some("16/QĐ ")),
            ("17/QĐ", Some("15/QĐ16/QĐ ")),
        );
        check(
            "<si><r><rPr><strike val=\"0\"/></rPr><t>a</t></r><rPh sb=\"0\"><t>b</t></rPh></si>",
            ("a", None),
            ("a", None),
        );
        check(
            "<si><r><rPr><x:strike val=\"1\"/></rPr><t>1<!-- -->2&amp;<![CDATA[<3>]]></t></r></si>",
            ("", Some("12&<3>")),
            ("", Some("12&<3>")),
        );
    }
}
