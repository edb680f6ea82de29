//! Where the tags of a piece of XML begin and end, and their attributes.
//!
//! Knows no meaning of any tag, and resolves no entity. A piece may end anywhere: what is not
//! yet whole is said to be so.

use std::ops::Range;

use memchr::{memchr, memmem};

/// What was found behind a position.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    Token(Token),
    /// Something begins here and does not end in this piece.
    Begins(usize),
    /// Nothing but text to the end.
    Nothing,
}

/// One piece of markup, `<` and `>` included.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    /// The name without its prefix.
    pub(super) name: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    /// `<c/>`: opens and closes.
    Empty,
    Close,
    /// Comment, processing instruction, character data: nothing that a cell may hold.
    Aside,
    /// `<?xml … ?>`
    Instruction,
    /// `<!DOCTYPE`, `<!ENTITY`: nothing that a workbook may hold.
    Declaration,
}

/// The next token at or after a position.
pub(super) fn next(text: &[u8], from: usize) -> Found {
    let Some(start) = find(text, from, b'<') else {
        return Found::Nothing;
    };
    let rest = &text[start..];
    let aside = |kind: Kind, end: &[u8], skip: usize| {
        let begun = rest.get(skip..)?;
        let length = memmem::find(begun, end)? + skip + end.len();
        Some(Token {
            kind,
            span: start..start + length,
            name: start..start,
        })
    };
    let token = match rest {
        [_] => None,
        [_, b'?', ..] => aside(Kind::Instruction, b"?>", 2),
        [_, b'!', b'-', b'-', ..] => aside(Kind::Aside, b"-->", 4),
        [_, b'!', b'[', ..] => aside(Kind::Aside, b"]]>", 3),
        // may become a comment
        [_, b'!'] | [_, b'!', b'-'] => None,
        [_, b'!', ..] => aside(Kind::Declaration, b"", 2),
        _ => tag(text, start),
    };
    token.map_or(Found::Begins(start), Found::Token)
}

/// The first such byte at or after a position. Markup is dense: what is looked for mostly stands
/// a few bytes ahead, where a plain loop is faster than the start of a wide search.
fn find(text: &[u8], from: usize, byte: u8) -> Option<usize> {
    const NEAR: usize = 24;

    let rest = text.get(from..)?;
    let near = &rest[..rest.len().min(NEAR)];
    near.iter()
        .position(|&found| found == byte)
        .or_else(|| Some(near.len() + memchr(byte, &rest[near.len()..])?))
        .map(|offset| from + offset)
}

fn tag(text: &[u8], start: usize) -> Option<Token> {
    if text[start + 1] == b'/' {
        let end = find(text, start, b'>')?;
        return Some(named(text, Kind::Close, start..end + 1, start + 2, end));
    }
    let mut at = start + 1;
    let end = loop {
        match *text.get(at)? {
            b'>' => break at,
            quote @ (b'"' | b'\'') => at = find(text, at + 1, quote)? + 1,
            _ => at += 1,
        }
    };
    if text[end - 1] == b'/' {
        Some(named(text, Kind::Empty, start..end + 1, start + 1, end - 1))
    } else {
        Some(named(text, Kind::Open, start..end + 1, start + 1, end))
    }
}

fn named(text: &[u8], kind: Kind, span: Range<usize>, from: usize, to: usize) -> Token {
    let mut name = from.min(to)..to;
    for at in name.clone() {
        match text[at] {
            b' ' | b'\t' | b'\n' | b'\r' => {
                name.end = at;
                break;
            }
            b':' => name.start = at + 1,
            _ => {}
        }
    }
    Token { kind, span, name }
}

/// Whether every tag that opens is closed by its own name, prefix included.
#[derive(Default)]
pub(super) struct Nesting {
    names: Vec<u8>,
    starts: Vec<usize>,
}

impl Nesting {
    /// Takes the next token; whether all is well so far.
    #[must_use]
    pub(super) fn take(&mut self, text: &[u8], token: &Token) -> bool {
        /// Deeper than any document; levels without end would be memory without end.
        const DEEPEST: usize = 1_000;

        let slashes = usize::from(token.kind == Kind::Close);
        let name = &text
            [token.span.start + 1 + slashes..token.name.end.max(token.span.start + 1 + slashes)];
        match token.kind {
            Kind::Open => {
                self.starts.push(self.names.len());
                self.names.extend_from_slice(name);
                self.starts.len() <= DEEPEST
            }
            Kind::Close => self.starts.pop().is_some_and(|start| {
                let same = &self.names[start..] == name;
                self.names.truncate(start);
                same
            }),
            Kind::Empty | Kind::Aside | Kind::Instruction | Kind::Declaration => true,
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.starts.is_empty()
    }
}

/// One attribute; places are in the text that the token is in.
pub(super) struct Attribute {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

/// The attributes of a tag; something that is none comes as one without a name, the last.
pub(super) fn attributes(text: &[u8], token: &Token) -> impl Iterator<Item = Attribute> {
    let end = token.span.end - if token.kind == Kind::Empty { 2 } else { 1 };
    let mut at = Some(token.name.end);
    std::iter::from_fn(move || {
        let from = at?;
        let start = from
            + text[from..end]
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())?;
        let attribute = attribute(text, start, end);
        at = attribute.as_ref().map(|attribute| attribute.value.end + 1);
        Some(attribute.unwrap_or(Attribute {
            name: start..start,
            value: start..start,
        }))
    })
}

fn attribute(text: &[u8], start: usize, end: usize) -> Option<Attribute> {
    let equals = find(&text[..end], start, b'=')?;
    let name = start..start + text[start..equals].trim_ascii_end().len();
    let behind = &text[equals + 1..end];
    let quote_at = equals + 1 + (behind.len() - behind.trim_ascii_start().len());
    let quote = *text[..end]
        .get(quote_at)
        .filter(|&quote| matches!(quote, b'"' | b'\''))?;
    let close = find(&text[..end], quote_at + 1, quote)?;
    Some(Attribute {
        name,
        value: quote_at + 1..close,
    })
}

/// The text of a range, its five named and its numbered characters resolved.
pub(super) fn unescaped(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    match quick_xml::escape::unescape(&text) {
        Ok(plain) => plain.into_owned(),
        Err(_) => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Kind, &str)]) {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        while let Found::Token(token) = next(bytes, at) {
            found.push((token.kind, &text[token.name.clone()]));
            at = token.span.end;
        }
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tags_are_found_with_their_names() {
        check(
            "<?xml version=\"1.0\"?><x:c r='A>1'><v>1</v></x:c><d/>",
            &[
                (Kind::Instruction, ""),
                (Kind::Open, "c"),
                (Kind::Open, "v"),
                (Kind::Close, "v"),
                (Kind::Close, "c"),
                (Kind::Empty, "d"),
            ],
        );
        check(
            "<!-- <c> --><a b=\"/\">",
            &[(Kind::Aside, ""), (Kind::Open, "a")],
        );
        check("<![CDATA[<c>]]>", &[(Kind::Aside, "")]);
        check("<!DOCTYPE a [", &[(Kind::Declaration, "")]);
    }

    #[test]
    fn what_is_cut_off_is_not_yet_there() {
        for text in [
            "ab<",
            "ab<c",
            "ab<c r=\"A>",
            "ab<!",
            "ab<!-",
            "ab<!-- x --",
            "ab<?xml ?",
        ] {
            assert_eq!(next(text.as_bytes(), 0), Found::Begins(2), "{text}");
        }
        assert_eq!(next(b"text", 0), Found::Nothing);
    }

    #[test]
    fn attributes_may_be_spaced_and_quoted_either_way() {
        let text = b"<c r = \"A1\" t='e'\ts=\"3\" >";
        let Found::Token(token) = next(text, 0) else {
            panic!("a tag");
        };
        let read: Vec<(&[u8], &[u8])> = attributes(text, &token)
            .map(|attribute| (&text[attribute.name], &text[attribute.value]))
            .collect();
        let expected: [(&[u8], &[u8]); 3] = [(b"r", b"A1"), (b"t", b"e"), (b"s", b"3")];
        assert_eq!(read, expected);
    }
}
