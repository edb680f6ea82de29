//! The phrases of the vocabulary by their first words, with their meanings.
//!
//! Looks up phrases, also with a wrong mark, abbreviated or written as one word. Does not assemble
//! a position from them.

use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::token::{self, Token};
use super::vocabulary::File;
use super::word::{Either, Met, Phrase, Spelling, Terms, Word};
use crate::submission::Manner;
use crate::text;

/// The meaning of a phrase. Heads, bodies and markers are given by their position in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Head(usize),
    Body(usize),
    Marker(usize),
    Manner(Manner),
    Oversee,
    Join,
    SignFor,
    OnBehalf,
    Unit,
    /// «của», «thay», «được»: another person's office may follow.
    Another,
    /// «phân công», «ủy quyền»: what another person did; ends the words about that person.
    Entrusted,
    /// «khóa trước», «cũ»: the office before it is a former one.
    Ended,
    /// «nghỉ hưu»: all offices before it are former ones.
    Left,
    /// «dự kiến»: uncertain whether the person has the office.
    Unsettled,
    /// «đồng chí», «là»: without meaning for offices.
    Idle,
}

/// Phrases with their meanings.
type Phrases<Meaning> = Vec<(Phrase, Meaning)>;

/// Phrases by their first word, longest first.
#[derive(Debug)]
pub(super) struct Lexicon {
    terms: FxHashMap<CompactString, Terms>,
    /// Heads and bodies of several words, by their first word without marks.
    nearly: FxHashMap<CompactString, Terms>,
    /// Abbreviations with the words that they stand for.
    short: FxHashMap<CompactString, Phrases<Phrase>>,
    /// Abbreviations whose words depend on what is around them.
    either: FxHashMap<CompactString, Arc<Either>>,
    /// Initials with a vowel.
    initials: FxHashSet<CompactString>,
    /// «chung»: says that somebody is in charge of everything.
    general: FxHashSet<CompactString>,
    /// Phrases that a commune's name may follow, by their last word: «xã», «UBND».
    before_names: FxHashMap<CompactString, Vec<Phrase>>,
    /// Letters for a kind of unit: `P`, `X`.
    unit_letters: FxHashSet<CompactString>,
    /// A word for a unit, which replaces such a letter.
    unit: Phrase,
    met: Met,
    /// The word for «&» in the letters of this lexicon.
    and: String,
    /// The word used for a commune's name; it is in no phrase.
    pub(super) nothing: Arc<Word>,
}

/// Whether a comma may be between the words of a term.
fn over_a_comma(term: Term) -> bool {
    matches!(term, Term::Body(_))
}

impl Lexicon {
    pub(super) fn new(file: &File, key: fn(&str) -> String) -> Self {
        let (mut terms, mut nearly) = (ByFirst::default(), ByFirst::default());
        for (phrases, term) in terms_of(file) {
            for phrase in phrases {
                let words = token::words(&key(phrase));
                if words.len() > 1 && matches!(term, Term::Head(_) | Term::Body(_)) {
                    nearly.add(words[0].fold.clone(), words.clone(), term);
                }
                terms.add_by_key(words, term);
            }
        }
        let words = &file.words;
        let places = file.body.iter().filter(|body| body.place);
        let phrases = places.flat_map(|body| &body.words).chain(&words.unit);
        let mut before_names: FxHashMap<CompactString, Vec<Phrase>> = FxHashMap::default();
        for phrase in phrases.map(|phrase| token::words(&key(phrase))) {
            if let Some(last) = phrase.last() {
                before_names
                    .entry(last.key.clone())
                    .or_default()
                    .push(phrase);
            }
        }
        let unit = words.unit.first().map(|unit| token::words(&key(unit)));
        let letters = words.unit_letters.iter();
        let mut short = ByFirst::default();
        for (form, long) in &file.short {
            short.add_by_key(token::words(&key(form)), token::words(&key(long)));
        }
        let spelled = |list: &[String]| list.iter().map(|word| key(word).into()).collect();
        let terms: FxHashMap<CompactString, Terms> = terms.longest_first().collect();
        let either = file.either.iter().map(|(form, [first, second])| {
            let [first, second] = [first, second].map(|words| token::words(&key(words)));
            let either = Either {
                first: meaning(&terms, &first),
                second: meaning(&terms, &second),
                words: first,
            };
            (key(form).into(), Arc::new(either))
        });
        Self {
            either: either.collect(),
            initials: spelled(&words.initials),
            general: spelled(&words.general),
            terms,
            nearly: nearly.longest_first().collect(),
            short: short.longest_first().collect(),
            before_names,
            unit_letters: letters.map(|letter| key(letter).into()).collect(),
            unit: unit.unwrap_or_default(),
            and: key(token::AND),
            met: Met::default(),
            nothing: Arc::default(),
        }
    }

    /// Whether a word says that somebody is in charge of everything, not of one field.
    pub(super) fn is_general(&self, word: &str) -> bool {
        self.general.contains(word)
    }

    /// The entry of a word as typed.
    pub(super) fn word(&self, typed: &str) -> Arc<Word> {
        self.met.word(typed, || {
            let key = match typed {
                "&" => self.and.clone(),
                typed => token::key(typed),
            };
            let forms = self.short.get(&*key).into_iter().flatten();
            let short = forms.map(|(form, long)| (form.clone(), self.words(long)));
            Word {
                capital: typed.starts_with(char::is_uppercase),
                spelled: token::is_spelled(typed),
                short: short.collect(),
                fused: self.fused(&key).map(|words| self.words(&words)),
                ..self.written_out(Spelling::of(&key))
            }
        })
    }

    /// Whether the tokens end in a phrase that a commune's name may follow.
    pub(super) fn name_may_follow(&self, tokens: &[Token]) -> bool {
        let phrases = tokens
            .last()
            .and_then(|last| self.before_names.get(last.key()));
        phrases.into_iter().flatten().any(|phrase| {
            let mut ends = tokens.iter().rev().zip(phrase.iter().rev());
            tokens.len() >= phrase.len() && ends.all(|(token, word)| token.fold() == word.fold)
        })
    }

    /// The word for a unit in the place of its letter: `X` in «UBND X. Hòa Hội».
    pub(super) fn unit_letter(&self, letter: &Token) -> Option<Token> {
        let word = || self.words(&self.unit).pop();
        let known = self.unit_letters.contains(letter.key());
        Some(Token {
            word: known.then(word)??,
            ..letter.clone()
        })
    }

    fn words(&self, phrase: &[Spelling]) -> Vec<Arc<Word>> {
        let words = phrase.iter().cloned();
        words.map(|word| self.written_out(word).into()).collect()
    }

    /// The entry of a word without abbreviations.
    fn written_out(&self, spelling: Spelling) -> Word {
        Word {
            terms: self.terms.get(&spelling.key).cloned(),
            nearly: self.nearly.get(&spelling.fold).cloned(),
            names_follow: self.before_names.contains_key(&spelling.key),
            either: self.either.get(&spelling.key).cloned(),
            spelling,
            ..Word::default()
        }
    }

    /// The words of several abbreviations written as one word: `ctubnd`.
    fn fused(&self, word: &str) -> Option<Phrase> {
        if word.chars().count() < 4 || self.terms.contains_key(word) {
            return None;
        }
        self.pieces(word, 3)
    }

    fn pieces(&self, word: &str, most: usize) -> Option<Phrase> {
        if let Some(whole) = self.piece(word) {
            return Some(whole);
        }
        if most < 2 {
            return None;
        }
        let cuts: Vec<usize> = word.char_indices().skip(1).map(|(cut, _)| cut).collect();
        cuts.into_iter().rev().find_map(|cut| {
            let (left, right) = word.split_at(cut);
            let mut words = self.piece(left)?;
            words.extend(self.pieces(right, most - 1)?);
            Some(words)
        })
    }

    /// The words of an abbreviation, or a word of at least two letters that is a term itself
    /// (`ubnd`).
    fn piece(&self, word: &str) -> Option<Phrase> {
        if word.chars().count() < 2 {
            return None;
        }
        if let Some(either) = self.either.get(word) {
            return Some(either.words.clone());
        }
        let mut short = self.short.get(word).into_iter().flatten();
        if let Some((_, long)) = short.find(|(phrase, _)| phrase.len() == 1) {
            return Some(long.clone());
        }
        let abbreviation = !word.contains(is_vowel) || self.initials.contains(word);
        let list = self.terms.get(word)?;
        let whole = list.iter().any(|(phrase, _)| phrase.len() == 1);
        (abbreviation && whole).then(|| vec![Spelling::of(word)])
    }
}

fn is_vowel(letter: char) -> bool {
    text::bare(letter).is_some_and(|bare| "aeiouy".contains(bare))
}

/// The meaning of a whole phrase.
fn meaning(terms: &FxHashMap<CompactString, Terms>, phrase: &Phrase) -> Option<Term> {
    let list = terms.get(&phrase.first()?.key)?;
    let found = list.iter().find(|(known, _)| known == phrase);
    found.map(|(_, term)| *term)
}

/// The phrases of a file with their meanings.
fn terms_of(file: &File) -> impl Iterator<Item = (&Vec<String>, Term)> {
    let words = &file.words;
    let alone = [
        (&words.acting, Term::Manner(Manner::Acting)),
        (&words.in_charge, Term::Manner(Manner::InCharge)),
        (&words.former, Term::Manner(Manner::Former)),
        (&words.oversee, Term::Oversee),
        (&words.join, Term::Join),
        (&words.sign_for, Term::SignFor),
        (&words.on_behalf, Term::OnBehalf),
        (&words.unit, Term::Unit),
        (&words.another, Term::Another),
        (&words.entrusted, Term::Entrusted),
        (&words.ended, Term::Ended),
        (&words.left, Term::Left),
        (&words.unsettled, Term::Unsettled),
        (&words.idle, Term::Idle),
    ];
    let heads = file.head.iter().enumerate();
    let heads = heads.map(|(place, head)| (&head.words, Term::Head(place)));
    let bodies = file.body.iter().enumerate();
    let bodies = bodies.map(|(place, body)| (&body.words, Term::Body(place)));
    let markers = file.marker.iter().enumerate();
    let markers = markers.map(|(place, marker)| (&marker.words, Term::Marker(place)));
    alone.into_iter().chain(heads).chain(bodies).chain(markers)
}

/// Phrases by a first word, while a lexicon is built.
struct ByFirst<Meaning>(FxHashMap<CompactString, Phrases<Meaning>>);

impl<Meaning> Default for ByFirst<Meaning> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<Meaning> ByFirst<Meaning> {
    fn add(&mut self, first: CompactString, phrase: Phrase, meaning: Meaning) {
        self.0.entry(first).or_default().push((phrase, meaning));
    }

    fn add_by_key(&mut self, phrase: Phrase, meaning: Meaning) {
        if let Some(first) = phrase.first().map(|word| word.key.clone()) {
            self.add(first, phrase, meaning);
        }
    }

    fn longest_first<List: From<Phrases<Meaning>>>(
        self,
    ) -> impl Iterator<Item = (CompactString, List)> {
        self.0.into_iter().map(|(first, mut phrases)| {
            phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
            (first, phrases.into())
        })
    }
}

/// The longest phrase at the beginning of the tokens, and its number of tokens. Only the name of a
/// body may contain a comma («Kinh tế, Hạ tầng và Đô thị»). In a phrase of several words, marks may
/// be wrong if at least one word is right.
pub(super) fn term(tokens: &[Token]) -> Option<(Term, usize)> {
    let right = exactly(tokens);
    let length = right.map_or(1, |(_, taken)| taken);
    let mut longer = tokens
        .first()?
        .word
        .nearly
        .iter()
        .flat_map(|list| list.iter());
    let nearly = longer
        .by_ref()
        .take_while(|(phrase, _)| phrase.len() > length)
        .find(|(phrase, term)| token::nearly_begin_with(tokens, phrase, over_a_comma(*term)));
    nearly.map(|(phrase, term)| (*term, phrase.len())).or(right)
}

/// Like `term`, but with all marks right.
pub(super) fn exactly(tokens: &[Token]) -> Option<(Term, usize)> {
    let list = tokens.first()?.word.terms.as_ref()?;
    let begins =
        |(phrase, term): &&(Phrase, Term)| token::begin_with(tokens, phrase, over_a_comma(*term));
    let found = list.iter().find(begins)?;
    Some((found.1, found.0.len()))
}

/// The words of the longest abbreviation at the beginning of the tokens, and its number of tokens.
pub(super) fn expansion(tokens: &[Token]) -> Option<(&[Arc<Word>], usize)> {
    let list = &tokens.first()?.word.short;
    let found = list
        .iter()
        .find(|(phrase, _)| token::begin_with(tokens, phrase, false))?;
    Some((&found.1, found.0.len()))
}
