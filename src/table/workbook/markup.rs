//! Splits an XML part into tags and the text between them while it is being unpacked.
//!
//! Knows no meaning of tags. Refuses what workbooks never contain: encodings other than UTF-8,
//! control characters, document types, and tags that are not closed by their own names.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use super::part::{Batch, Batches};
use crate::table::TableError;
use crate::text::any_byte;

/// Largest size in bytes of a tag, or of the text between two: Excel's longest text, 32,767
/// letters, is far shorter.
const LONGEST: usize = 2 << 20;

/// The markup of a part.
pub(super) struct Markup<'env> {
    part: String,
    batches: Batches<'env>,
    /// Unpacked bytes that are still needed: from the text before the latest token on.
    text: Vec<u8>,
    /// Where the text before the latest token begins.
    before: usize,
    /// Where the latest token ends.
    at: usize,
    /// Number of bytes of the part before `text`.
    passed: u64,
    begun: bool,
    ended: bool,
    /// Checks nesting; `None` if the part is not read from its beginning.
    nesting: Option<Nesting>,
}

impl<'env> Markup<'env> {
    /// Reads a part from its beginning.
    pub(super) fn new(part: &str, batches: Batches<'env>) -> Self {
        Self {
            part: part.to_owned(),
            batches,
            text: Vec::new(),
            before: 0,
            at: 0,
            passed: 0,
            begun: false,
            ended: false,
            nesting: Some(Nesting::default()),
        }
    }

    /// Reads the end of a part.
    pub(super) fn fragment(part: &str, text: Vec<u8>) -> Self {
        Self {
            nesting: None,
            begun: true,
            ..Self::new(part, Batches::Whole(Some(text)))
        }
    }

    /// The next token; `None` after the last one.
    pub(super) fn next(&mut self) -> Result<Option<Token>, TableError> {
        loop {
            match find_token(&self.text, self.at) {
                Found::Token(token) => return self.pass(token).map(Some),
                Found::Nothing if self.ended => {
                    let is_whole = self.nesting.as_ref().is_none_or(Nesting::is_closed);
                    return if is_whole {
                        Ok(None)
                    } else {
                        Err(self.unreadable("</ >"))
                    };
                }
                // An unfinished tag at the end: other programs may see a tag in it.
                Found::Begins(_) if self.ended => return Err(self.unreadable("<")),
                Found::Begins(_) | Found::Nothing => self.fill()?,
            }
        }
    }

    fn pass(&mut self, token: Token) -> Result<Token, TableError> {
        (self.before, self.at) = (self.at, token.span.end);
        match token.kind {
            TagKind::Declaration => {
                return Err(TableError::EntityDeclaration {
                    part: self.part.clone(),
                });
            }
            TagKind::Instruction => self.check_encoding(&token)?,
            TagKind::Open | TagKind::Empty | TagKind::Close => {
                let nests = self
                    .nesting
                    .as_mut()
                    .is_none_or(|nesting| nesting.take(&self.text, &token));
                if !nests {
                    return Err(self.unreadable("< >, </ >"));
                }
            }
            TagKind::CharacterData | TagKind::Aside => {}
        }
        Ok(token)
    }

    /// Unpacks the next batch, and drops what is no longer needed.
    fn fill(&mut self) -> Result<(), TableError> {
        self.text.drain(..self.at);
        self.passed += self.at as u64;
        (self.before, self.at) = (0, 0);
        if self.text.len() > LONGEST {
            return Err(self.unreadable(&format!("> {LONGEST} byte")));
        }
        let Batch { bytes, is_last } = self.batches.next()?;
        if !self.begun && !bytes.is_empty() {
            self.begun = true;
            if matches!(
                bytes.as_slice(),
                [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [b'<', 0, ..] | [0, b'<', ..]
            ) {
                return Err(self.encoding());
            }
        }
        let bad = any_byte(&bytes, |byte| {
            (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
        });
        if bad {
            return Err(TableError::ControlCharacter {
                part: self.part.clone(),
            });
        }
        self.ended = is_last;
        if self.text.is_empty() {
            self.text = bytes;
        } else {
            self.text.extend_from_slice(&bytes);
        }
        Ok(())
    }

    /// The unpacked bytes after the latest token; more may follow.
    pub(super) fn rest(&self) -> &[u8] {
        &self.text[self.at..]
    }

    /// Skips bytes of `rest`, which must contain as many closing as opening tags.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.before = self.at;
    }

    /// Reads to the end of the part without interpreting it.
    pub(super) fn finish(&mut self) -> Result<(), TableError> {
        while !self.ended {
            self.at = self.text.len();
            self.fill()?;
        }
        Ok(())
    }

    /// Reads to the end of the element that a token opened.
    pub(super) fn pass_element(&mut self, open: &Token) -> Result<(), TableError> {
        let mut depth = u32::from(open.kind == TagKind::Open);
        while depth > 0 {
            match self.token()?.kind {
                TagKind::Open => depth += 1,
                TagKind::Close => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// The next token, where the part must not end.
    pub(super) fn token(&mut self) -> Result<Token, TableError> {
        self.next()?.ok_or_else(|| self.unreadable("</ >"))
    }

    /// The position in the part where the latest token ends.
    pub(super) fn position(&self) -> u64 {
        self.passed + self.at as u64
    }

    /// The name of the latest token, without its prefix.
    pub(super) fn name(&self, token: &Token) -> &[u8] {
        &self.text[token.name.clone()]
    }

    /// The bytes between the latest token and the one before it.
    pub(super) fn raw_before(&self, token: &Token) -> &[u8] {
        &self.text[self.before..token.span.start]
    }

    /// The text between the latest token and the one before it, followed by the character data if
    /// the token is that.
    pub(super) fn text(&self, token: &Token) -> Result<Cow<'_, str>, TableError> {
        let before = self.decoded(self.raw_before(token))?;
        if token.kind != TagKind::CharacterData {
            return Ok(before);
        }
        let inside = self.text[token.span.clone()]
            .strip_prefix(b"<![CDATA[")
            .and_then(|inside| inside.strip_suffix(b"]]>"))
            .unwrap_or_default();
        let inside = std::str::from_utf8(inside).map_err(|_| self.encoding())?;
        Ok(Cow::Owned(before.into_owned() + &with_plain_breaks(inside)))
    }

    /// The names and undecoded values of the latest token's attributes.
    pub(super) fn attributes(&self, token: &Token) -> impl Iterator<Item = (&[u8], &[u8])> {
        let of = |range: Range<usize>| &self.text[range];
        attributes(&self.text, token).map(move |found| (of(found.name), of(found.value)))
    }

    /// The decoded value of an attribute of the latest token.
    pub(super) fn attribute(
        &self,
        token: &Token,
        name: &str,
    ) -> Result<Option<Cow<'_, str>>, TableError> {
        self.attributes(token)
            .find(|(found, _)| *found == name.as_bytes())
            .map(|(_, value)| self.decoded(value))
            .transpose()
    }

    /// Decodes text of the markup: resolves the five named and the numeric character references.
    pub(super) fn decoded<'a>(&self, written: &'a [u8]) -> Result<Cow<'a, str>, TableError> {
        let written = std::str::from_utf8(written).map_err(|_| self.encoding())?;
        let plain = with_plain_breaks(written);
        if !plain.contains('&') {
            return Ok(plain);
        }
        quick_xml::escape::unescape(&plain)
            .map(|text| Cow::Owned(text.into_owned()))
            .map_err(|error| self.unreadable(&error.to_string()))
    }

    fn check_encoding(&self, instruction: &Token) -> Result<(), TableError> {
        let text = String::from_utf8_lossy(&self.text[instruction.span.clone()]).to_lowercase();
        let Some((_, stated)) = text
            .strip_prefix("<?xml")
            .and_then(|text| text.split_once("encoding"))
        else {
            return Ok(());
        };
        let name: String = stated
            .chars()
            .skip_while(|letter| !letter.is_alphanumeric())
            .take_while(|&letter| letter.is_alphanumeric() || letter == '-')
            .collect();
        if matches!(name.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii") {
            Ok(())
        } else {
            Err(self.encoding())
        }
    }

    fn encoding(&self) -> TableError {
        TableError::Encoding {
            part: self.part.clone(),
        }
    }

    /// The error for a part that cannot be interpreted.
    pub(super) fn unreadable(&self, detail: &str) -> TableError {
        TableError::Unreadable {
            detail: format!("{}: {detail}", self.part),
        }
    }
}

/// Converts all line breaks to single line feeds, as XML requires.
fn with_plain_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The result of searching for a token.
#[derive(Debug, PartialEq)]
enum Found {
    Token(Token),
    /// Markup begins at this offset and does not end in the available bytes.
    Begins(usize),
    /// Only text to the end.
    Nothing,
}

/// A piece of markup, including `<` and `>`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TagKind,
    pub(super) span: Range<usize>,
    /// The name without its prefix.
    pub(super) name: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    Open,
    /// Opens and closes: `<c/>`.
    Empty,
    Close,
    /// Character data: `<![CDATA[…]]>`.
    CharacterData,
    /// A comment.
    Aside,
    /// An instruction: `<?xml … ?>`.
    Instruction,
    /// A declaration such as `<!DOCTYPE` or `<!ENTITY`, which workbooks never contain.
    Declaration,
}

/// Finds the next token at or after a position.
fn find_token(text: &[u8], from: usize) -> Found {
    let Some(start) = find(text, from, b'<') else {
        return Found::Nothing;
    };
    let rest = &text[start..];
    let aside = |kind: TagKind, end: &[u8], skip: usize| {
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
        [_, b'?', ..] => aside(TagKind::Instruction, b"?>", 2),
        [_, b'!', b'-', b'-', ..] => aside(TagKind::Aside, b"-->", 4),
        [_, b'!', b'[', ..] => aside(TagKind::CharacterData, b"]]>", 3),
        // It may become a comment.
        [_, b'!'] | [_, b'!', b'-'] => None,
        [_, b'!', ..] => aside(TagKind::Declaration, b"", 2),
        _ => tag(text, start),
    };
    token.map_or(Found::Begins(start), Found::Token)
}

/// Finds the first such byte at or after a position. Markup is dense: the byte is usually a few
/// bytes ahead, where a plain loop is faster than starting a vectorized search.
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
        return Some(named(text, TagKind::Close, start..end + 1, start + 2, end));
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
        Some(named(
            text,
            TagKind::Empty,
            start..end + 1,
            start + 1,
            end - 1,
        ))
    } else {
        Some(named(text, TagKind::Open, start..end + 1, start + 1, end))
    }
}

fn named(text: &[u8], kind: TagKind, span: Range<usize>, from: usize, to: usize) -> Token {
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

/// Checks that each tag is closed by its own name, including the prefix.
#[derive(Default)]
struct Nesting {
    names: Vec<u8>,
    starts: Vec<usize>,
}

impl Nesting {
    /// Takes the next token; returns whether the nesting is correct so far.
    #[must_use]
    fn take(&mut self, text: &[u8], token: &Token) -> bool {
        /// Deeper than any document; without a limit, levels could take unlimited memory.
        const DEEPEST: usize = 1_000_000;

        let slashes = usize::from(token.kind == TagKind::Close);
        let name = &text
            [token.span.start + 1 + slashes..token.name.end.max(token.span.start + 1 + slashes)];
        match token.kind {
            TagKind::Open => {
                self.starts.push(self.names.len());
                self.names.extend_from_slice(name);
                self.starts.len() <= DEEPEST
            }
            TagKind::Close => self.starts.pop().is_some_and(|start| {
                let same = &self.names[start..] == name;
                self.names.truncate(start);
                same
            }),
            TagKind::Empty
            | TagKind::CharacterData
            | TagKind::Aside
            | TagKind::Instruction
            | TagKind::Declaration => true,
        }
    }

    fn is_closed(&self) -> bool {
        self.starts.is_empty()
    }
}

/// An attribute; the ranges are in the text that contains the token.
struct Attribute {
    name: Range<usize>,
    value: Range<usize>,
}

/// The attributes of a tag. If something is not an attribute, it becomes a last one without a name.
fn attributes(text: &[u8], token: &Token) -> impl Iterator<Item = Attribute> {
    let end = token.span.end - if token.kind == TagKind::Empty { 2 } else { 1 };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(TagKind, &str)]) {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        while let Found::Token(token) = find_token(bytes, at) {
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
                (TagKind::Instruction, ""),
                (TagKind::Open, "c"),
                (TagKind::Open, "v"),
                (TagKind::Close, "v"),
                (TagKind::Close, "c"),
                (TagKind::Empty, "d"),
            ],
        );
        check(
            "<!-- <c> --><a b=\"/\">",
            &[(TagKind::Aside, ""), (TagKind::Open, "a")],
        );
        check("<![CDATA[<c>]]>", &[(TagKind::CharacterData, "")]);
        check("<!DOCTYPE a [", &[(TagKind::Declaration, "")]);
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
            assert_eq!(find_token(text.as_bytes(), 0), Found::Begins(2), "{text}");
        }
        assert_eq!(find_token(b"text", 0), Found::Nothing);
    }

    #[test]
    fn attributes_may_be_spaced_and_quoted_either_way() {
        let text = b"<c r = \"A1\" t='e'\ts=\"3\" >";
        let Found::Token(token) = find_token(text, 0) else {
            panic!("a tag");
        };
        let read: Vec<(&[u8], &[u8])> = attributes(text, &token)
            .map(|attribute| (&text[attribute.name], &text[attribute.value]))
            .collect();
        let expected: [(&[u8], &[u8]); 3] = [(b"r", b"A1"), (b"t", b"e"), (b"s", b"3")];
        assert_eq!(read, expected);
    }
}
