//! A position as a row of words, each with what separates it from the one before.
//!
//! Knows letters and punctuation; deliberately no word.

use std::ops::Range;

use crate::text;

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// Nothing but spaces, dots, a dash without spaces.
    #[default]
    None,
    /// A comma, a dash between spaces, a slash, a parenthesis: may join or part.
    Weak,
    /// A line break or a semicolon: parts.
    Strong,
}

/// What «&» is read as.
const AND: &str = "và";

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// As it is compared.
    pub(super) key: String,
    /// Without marks.
    pub(super) fold: String,
    /// Where it stands in the text, in bytes.
    pub(super) place: Range<usize>,
    /// Begins with a capital.
    pub(super) capital: bool,
    /// What stands before it.
    pub(super) before: Break,
}

/// The words of a cleaned text.
pub(super) fn tokens(cleaned: &str) -> Vec<Token> {
    let parted = parted(cleaned).into_iter();
    parted
        .map(|(place, before)| match &cleaned[place.clone()] {
            "&" => Token::and(place, before),
            typed => Token::new(typed, place, before),
        })
        .collect()
}

/// Where the words stand, each with what stands before it; «&» is one too.
fn parted(cleaned: &str) -> Vec<(Range<usize>, Break)> {
    let mut words: Vec<(Range<usize>, Break)> = Vec::new();
    let mut end = |start: usize, end: usize, before: &mut Break| {
        let typed = cleaned[start..end].trim_end_matches(is_inside);
        words.push((start..start + typed.len(), std::mem::take(before)));
    };
    let mut before = Break::None;
    let mut start = None;
    let mut last = ' ';
    let mut letters = cleaned.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        if letter.is_alphanumeric() || is_inside(letter) && start.is_some() {
            start.get_or_insert(place);
            last = letter;
            continue;
        }
        if let Some(start) = start.take() {
            end(start, place, &mut before);
        }
        let next = letters.peek().map_or(' ', |(_, next)| *next);
        let around = last.is_whitespace() || next.is_whitespace();
        before = before.max(match letter {
            '\n' | ';' => Break::Strong,
            ',' | '/' | '(' | ')' | ':' | '|' | '[' | ']' | '+' => Break::Weak,
            '-' | '–' | '—' | '−' if around => Break::Weak,
            _ => Break::None,
        });
        if letter == '&' {
            end(place, place + 1, &mut before);
        }
        last = letter;
    }
    if let Some(start) = start {
        end(start, cleaned.len(), &mut before);
    }
    words
}

impl Token {
    fn new(typed: &str, place: Range<usize>, before: Break) -> Self {
        let key = text::key(typed);
        Self {
            fold: text::strip(&key),
            key,
            place,
            capital: typed.starts_with(char::is_uppercase),
            before,
        }
    }

    /// «&» is read as «và».
    fn and(place: Range<usize>, before: Break) -> Self {
        Self {
            key: AND.to_owned(),
            fold: "va".to_owned(),
            place,
            capital: false,
            before,
        }
    }
}

/// An apostrophe or a combining mark within a word: `M'Drắk`.
fn is_inside(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ') || ('\u{300}'..='\u{36F}').contains(&letter)
}

/// The words of a key: each is its own.
pub(super) fn words(key: &str) -> Vec<String> {
    let parted = parted(key).into_iter();
    parted
        .map(|(place, _)| match &key[place] {
            "&" => AND.to_owned(),
            word => word.to_owned(),
        })
        .collect()
}

/// Whether the tokens begin with the words; `over_a_comma` where a weak break may stand
/// between them.
pub(super) fn begin_with(tokens: &[Token], words: &[String], over_a_comma: bool) -> bool {
    joined(tokens, words.len(), over_a_comma)
        && tokens
            .iter()
            .zip(words)
            .all(|(token, word)| token.key == *word)
}

/// Whether the tokens begin with the words but for marks that were left out or mistyped, one
/// word at least being right: «Chủ tich».
pub(super) fn nearly_begin_with(tokens: &[Token], words: &[String], over_a_comma: bool) -> bool {
    let same = |(token, word): (&Token, &String)| token.key == *word;
    joined(tokens, words.len(), over_a_comma)
        && tokens
            .iter()
            .zip(words)
            .all(|(token, word)| token.fold == text::strip(word))
        && tokens.iter().zip(words).any(same)
}

fn joined(tokens: &[Token], length: usize, over_a_comma: bool) -> bool {
    let most = if over_a_comma {
        Break::Weak
    } else {
        Break::None
    };
    tokens.len() >= length
        && tokens
            .iter()
            .take(length)
            .skip(1)
            .all(|token| token.before <= most)
}
