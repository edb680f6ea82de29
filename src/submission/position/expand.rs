//! Writes out the abbreviations of a position, and makes one word of each commune's name.
//!
//! Knows where a name may be: after «xã», after a body («UBND»), or before everything else
//! («Hòa Hội: Chủ tịch UBND xã»). Does not know what the words mean.

use std::sync::Arc;

use super::lexicon::{self, Lexicon};
use super::token::{Break, Token};
use super::unit::Units;

/// Replaces abbreviations by their words, and the name of a commune, where one may be, by one
/// token.
pub(super) fn expand(tokens: Vec<Token>, lexicon: &Lexicon, units: &Units) -> Vec<Token> {
    let mut expanded: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let [token, ..] = rest {
        if let Some(name) = named(rest, &expanded, lexicon, units) {
            rest = &rest[name.taken..];
            expanded.extend(name.unit);
            expanded.push(name.name);
            continue;
        }
        let spelled =
            token.spelled && !token.word.names_follow && may_be_name(token, &expanded, lexicon);
        let short = lexicon::expansion(rest).filter(|(_, taken)| *taken > 1 || !spelled);
        let fused = || Some((token.word.fused.as_deref()?, 1));
        let Some((words, taken)) = short.or_else(fused) else {
            expanded.push(token.clone());
            rest = &rest[1..];
            continue;
        };
        let end = rest[taken - 1].place.end;
        for (number, word) in words.iter().enumerate() {
            expanded.push(Token {
                word: Arc::clone(word),
                place: token.place.start..end,
                before: match number {
                    0 => token.before,
                    _ => Break::None,
                },
                ..token.clone()
            });
        }
        rest = &rest[taken..];
    }
    expanded
}

/// The name of a commune as a token.
struct Name {
    /// The kind of unit, if it was a letter: `X. Hòa Hội`.
    unit: Option<Token>,
    name: Token,
    /// How many tokens it replaces.
    taken: usize,
}

/// The name of a commune at the beginning of the tokens, if one may be there.
fn named(rest: &[Token], before: &[Token], lexicon: &Lexicon, units: &Units) -> Option<Name> {
    let of = |words: &[Token]| {
        let taken = units.begun_by(words)?;
        Some((Token::named(&words[..taken], &lexicon.nothing)?, taken))
    };
    if let [letter, next, ..] = rest
        && next.before == Break::None
        && let Some(unit) = lexicon.unit_letter(letter)
        && let Some((name, taken)) = of(&rest[1..])
    {
        return Some(Name {
            unit: Some(unit),
            name,
            taken: taken + 1,
        });
    }
    let leads = before.is_empty();
    if !leads && !may_be_name(&rest[0], before, lexicon) {
        return None;
    }
    let (name, taken) = of(rest)?;
    let parted = || {
        rest.get(taken)
            .is_some_and(|next| next.before != Break::None)
    };
    (!leads || parted()).then_some(Name {
        unit: None,
        name,
        taken,
    })
}

/// Whether a name may be at this token, because a word that names follow is just before it.
fn may_be_name(token: &Token, before: &[Token], lexicon: &Lexicon) -> bool {
    token.before == Break::None && lexicon.name_may_follow(before)
}
