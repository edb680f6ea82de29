//! Splits a position into words, each with what separates it from the one before.
//!
//! Knows letters and punctuation, not words.

use std::ops::Range;
use std::sync::Arc;

use super::lexicon::Lexicon;
use super::word::{Phrase, Spelling, Word};
use crate::text;

/// The separation between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// Only spaces, dots, a dash without spaces, or a slash in an abbreviation («T/P»).
    #[default]
    None,
    /// A comma, a dash between spaces, a slash or a parenthesis, which may join or separate.
    Weak,
    /// A line break or a semicolon, which separates.
    Strong,
}

/// The word for «&», which no office reads otherwise.
pub(super) const AND: &str = "và";

/// A word of a position.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) word: Arc<Word>,
    /// Its range in the text, in bytes.
    pub(super) place: Range<usize>,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether it is a capital followed by small letters; abbreviations are not typed like that.
    pub(super) spelled: bool,
    /// Whether it is a commune's name, whatever else its words may mean.
    pub(super) name: bool,
    /// The separation from the word before it.
    pub(super) before: Break,
}

/// The words of a cleaned text, looked up in a lexicon.
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

/// The words of a cleaned text, each with the separation before it.
pub(super) fn spellings(cleaned: &str) -> impl Iterator<Item = (Spelling, Break)> {
    let parted = parted(cleaned).into_iter();
    parted.map(|(place, before)| (Spelling::of(&key(&cleaned[place])), before))
}

/// A word in the form that is compared; «&» becomes «và».
pub(super) fn key(typed: &str) -> String {
    match typed {
        "&" => AND.to_owned(),
        typed if typed.contains(is_joint) => text::key(&joined_letters(typed)),
        typed => text::key(typed),
    }
}

/// Removes joints from abbreviations: «U.B.N.D» becomes «UBND», and «T/P» becomes «TP».
fn joined_letters(typed: &str) -> String {
    typed.chars().filter(|letter| !is_joint(*letter)).collect()
}

/// Whether a character joins the letters of an abbreviation.
fn is_joint(letter: char) -> bool {
    matches!(letter, '.' | '/')
}

/// The ranges of the words, including «&», each with the separation before it.
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

/// The length of single letters joined by dots or slashes, including the last letter: `U.B.N.D`,
/// `T/P`. Zero if the text does not begin with such letters.
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

/// Whether a slash is inside an abbreviation, with a single letter on one side: «P/CT», «Tr/P».
fn shortens(cleaned: &str, place: usize) -> bool {
    let letters = |letters: &mut dyn Iterator<Item = char>| {
        letters.take_while(|letter| letter.is_alphabetic()).count()
    };
    let before = letters(&mut cleaned[..place].chars().rev());
    let after = letters(&mut cleaned[place + 1..].chars());
    before.min(after) == 1 && before.max(after) <= 5
}

impl Token {
    /// The form that is compared.
    pub(super) fn key(&self) -> &str {
        &self.word.spelling.key
    }

    /// The form without marks.
    pub(super) fn fold(&self) -> &str {
        &self.word.spelling.fold
    }

    /// Whether it is «và», also without its mark or as «&».
    pub(super) fn is_and(&self) -> bool {
        self.key() == AND || self.key() == text::strip(AND)
    }

    /// Makes one token of the words of a commune's name.
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

/// Whether a word is a capital followed by small letters.
pub(super) fn is_spelled(typed: &str) -> bool {
    let mut letters = typed.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some()
        && typed.chars().skip(1).all(|letter| !letter.is_uppercase())
}

/// Whether a character is an apostrophe or a combining mark, which may be within a word: `M'Drắk`.
fn is_inside(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ') || ('\u{300}'..='\u{36F}').contains(&letter)
}

/// The words of a key.
pub(super) fn words(key: &str) -> Phrase {
    let parted = parted(key).into_iter();
    parted
        .map(|(place, _)| match &key[place] {
            "&" => Spelling::of(AND),
            word => Spelling::of(word),
        })
        .collect()
}

/// Whether the tokens begin with the words; `over_a_comma` is whether weak breaks may be between
/// them.
pub(super) fn begin_with(tokens: &[Token], words: &[Spelling], over_a_comma: bool) -> bool {
    tokens.len() >= words.len()
        && tokens
            .iter()
            .zip(words)
            .all(|(token, word)| token.word.spelling.key == word.key)
        && joined(&tokens[..words.len()], over_a_comma)
}

/// Whether the tokens begin with the words, apart from marks that are missing or wrong, and at
/// least one word is right: «Chủ tich».
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
