//! A position as a row of words, each with what separates it from the one before.
//!
//! Knows letters and punctuation; deliberately no word.

use std::ops::Range;
use std::sync::Arc;

use super::lexicon::Lexicon;
use super::word::{Phrase, Spelling, Word};
use crate::text;

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// Nothing but spaces, dots, a dash without spaces, a slash that shortens a word («T/P»).
    #[default]
    None,
    /// A comma, a dash between spaces, a slash, a parenthesis: may join or part.
    Weak,
    /// A line break or a semicolon: parts.
    Strong,
}

/// What «&» is read as.
pub(super) const AND: &str = "và";

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) word: Arc<Word>,
    /// Where it stands in the text, in bytes.
    pub(super) place: Range<usize>,
    /// Begins with a capital.
    pub(super) capital: bool,
    /// A capital, and small letters behind it: no short form is typed so.
    pub(super) spelled: bool,
    /// A commune's name, whatever its words mean elsewhere.
    pub(super) name: bool,
    /// What stands before it.
    pub(super) before: Break,
}

/// The words of a cleaned text, as a lexicon knows them.
pub(super) fn tokens(cleaned: &str, lexicon: &Lexicon) -> Vec<Token> {
    let parted = parted(cleaned).into_iter();
    parted
        .map(|(place, before)| {
            let word = lexicon.word(&cleaned[place.clone()]);
            Token {
                capital: word.capital,
                spelled: word.spelled,
                word,
                place,
                name: false,
                before,
            }
        })
        .collect()
}

/// The words of a cleaned text, each with what stands before it.
pub(super) fn spellings(cleaned: &str) -> impl Iterator<Item = (Spelling, Break)> {
    let parted = parted(cleaned).into_iter();
    parted.map(|(place, before)| (Spelling::of(&key(&cleaned[place])), before))
}

/// A word as it is compared; «&» is read as «và».
pub(super) fn key(typed: &str) -> String {
    match typed {
        "&" => AND.to_owned(),
        typed if typed.contains(is_joint) => text::key(&joined_letters(typed)),
        typed => text::key(typed),
    }
}

/// «U.B.N.D» is «UBND», «T/P» is «TP».
fn joined_letters(typed: &str) -> String {
    typed.chars().filter(|letter| !is_joint(*letter)).collect()
}

/// What joins the letters of a short form.
fn is_joint(letter: char) -> bool {
    matches!(letter, '.' | '/')
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
    let mut lettered = 0;
    while let Some((place, letter)) = letters.next() {
        if letter.is_alphanumeric() || is_inside(letter) && start.is_some() {
            if start.is_none() {
                start = Some(place);
                lettered = place + letters_one_by_one(&cleaned[place..]);
            }
            last = letter;
            continue;
        }
        if place < lettered {
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
            '/' if shortens(cleaned, place) => Break::None,
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

/// How far single letters reach that dots or slashes join, a letter after the last joint included:
/// `U.B.N.D`, `T/P`. Nothing where the text begins with no such letters.
fn letters_one_by_one(text: &str) -> usize {
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        let after = letters.peek().map(|(_, next)| *next);
        if !letter.is_alphabetic() || after.is_some_and(char::is_alphanumeric) {
            return end;
        }
        let whole = place + letter.len_utf8();
        if after.is_none_or(|after| !is_joint(after)) {
            return if end > 0 { whole } else { 0 };
        }
        letters.next();
        let goes_on = |next: &(usize, char)| next.1.is_alphabetic();
        if !letters.peek().is_some_and(goes_on) {
            return if end > 0 { whole } else { 0 };
        }
        end = whole;
    }
    end
}

/// Whether a slash stands between letters of which one side is a single one: «P/CT», «Tr/P».
fn shortens(cleaned: &str, place: usize) -> bool {
    let letters = |letters: &mut dyn Iterator<Item = char>| {
        letters.take_while(|letter| letter.is_alphabetic()).count()
    };
    let before = letters(&mut cleaned[..place].chars().rev());
    let after = letters(&mut cleaned[place + 1..].chars());
    before.min(after) == 1 && before.max(after) <= 5
}

impl Token {
    /// As it is compared.
    pub(super) fn key(&self) -> &str {
        &self.word.spelling.key
    }

    /// Without marks.
    pub(super) fn fold(&self) -> &str {
        &self.word.spelling.fold
    }

    /// The name of a commune that these words are.
    pub(super) fn named(words: &[Self], nothing: &Arc<Word>) -> Option<Self> {
        let (first, last) = (words.first()?, words.last()?);
        Some(Self {
            word: Arc::clone(nothing),
            place: first.place.start..last.place.end,
            capital: true,
            spelled: true,
            name: true,
            before: first.before,
        })
    }
}

/// A capital, and small letters behind it.
pub(super) fn is_spelled(typed: &str) -> bool {
    let mut letters = typed.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some()
        && typed.chars().skip(1).all(|letter| !letter.is_uppercase())
}

/// An apostrophe or a combining mark within a word: `M'Drắk`.
fn is_inside(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ') || ('\u{300}'..='\u{36F}').contains(&letter)
}

/// The words of a key: each is its own.
pub(super) fn words(key: &str) -> Phrase {
    let parted = parted(key).into_iter();
    parted
        .map(|(place, _)| match &key[place] {
            "&" => Spelling::of(AND),
            word => Spelling::of(word),
        })
        .collect()
}

/// Whether the tokens begin with the words; `over_a_comma` where a weak break may stand
/// between them.
pub(super) fn begin_with(tokens: &[Token], words: &[Spelling], over_a_comma: bool) -> bool {
    tokens.len() >= words.len()
        && tokens
            .iter()
            .zip(words)
            .all(|(token, word)| token.word.spelling.key == word.key)
        && joined(&tokens[..words.len()], over_a_comma)
}

/// Whether the tokens begin with the words but for marks that were left out or mistyped, one
/// word at least being right: «Chủ tich».
pub(super) fn nearly_begin_with(tokens: &[Token], words: &[Spelling], over_a_comma: bool) -> bool {
    let same = |(token, word): (&Token, &Spelling)| token.word.spelling.key == word.key;
    tokens.len() >= words.len()
        && tokens
            .iter()
            .zip(words)
            .all(|(token, word)| token.word.spelling.fold == word.fold)
        && tokens.iter().zip(words).any(same)
        && joined(&tokens[..words.len()], over_a_comma)
}

fn joined(tokens: &[Token], over_a_comma: bool) -> bool {
    let most = if over_a_comma {
        Break::Weak
    } else {
        Break::None
    };
    tokens.iter().skip(1).all(|token| token.before <= most)
}
