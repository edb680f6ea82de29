//! A position as a row of words, each with what separates it from the one before.
//!
//! Knows letters and punctuation; deliberately no word.

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

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// As it is compared.
    pub(super) key: String,
    /// As it was typed.
    pub(super) typed: String,
    /// What stands before it.
    pub(super) before: Break,
}

impl Token {
    pub(super) fn is_capitalised(&self) -> bool {
        self.typed.starts_with(char::is_uppercase)
    }
}

/// The words of a cleaned text.
pub(super) fn tokens(cleaned: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut before = Break::None;
    let mut word = String::new();
    let letters: Vec<char> = cleaned.chars().collect();
    let blank = |place: Option<usize>| {
        let letter = place.and_then(|place| letters.get(place));
        letter.is_none_or(|letter| letter.is_whitespace())
    };
    for (place, letter) in letters.iter().enumerate() {
        let inside = is_inside(*letter) && !word.is_empty();
        if letter.is_alphanumeric() || inside {
            word.push(*letter);
            continue;
        }
        finish(&mut tokens, &mut word, &mut before);
        let around = blank(place.checked_sub(1)) || blank(Some(place + 1));
        before = before.max(match letter {
            '\n' | ';' => Break::Strong,
            ',' | '/' | '(' | ')' | ':' | '|' | '[' | ']' | '+' => Break::Weak,
            '-' | '–' | '—' | '−' if around => Break::Weak,
            _ => Break::None,
        });
        if *letter == '&' {
            word.push_str("và");
            finish(&mut tokens, &mut word, &mut before);
        }
    }
    finish(&mut tokens, &mut word, &mut before);
    tokens
}

fn finish(tokens: &mut Vec<Token>, word: &mut String, before: &mut Break) {
    let typed = std::mem::take(word);
    let typed = typed.trim_end_matches(is_inside);
    if typed.is_empty() {
        return;
    }
    tokens.push(Token {
        key: text::key(typed),
        typed: typed.to_owned(),
        before: std::mem::take(before),
    });
}

/// An apostrophe or a combining mark within a word: `M'Drắk`.
fn is_inside(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ') || ('\u{300}'..='\u{36F}').contains(&letter)
}

/// The words of a key.
pub(super) fn words(key: &str) -> Vec<String> {
    tokens(key).into_iter().map(|token| token.key).collect()
}

/// Whether the tokens begin with the words; `over_a_comma` where a weak break may stand
/// between them.
pub(super) fn begin_with(tokens: &[Token], words: &[String], over_a_comma: bool) -> bool {
    let most = if over_a_comma {
        Break::Weak
    } else {
        Break::None
    };
    tokens.len() >= words.len()
        && tokens
            .iter()
            .zip(words)
            .enumerate()
            .all(|(place, (token, word))| {
                token.key == *word && (place == 0 || token.before <= most)
            })
}
