//! The phrases of the vocabulary by their first words, and what each is.
//!
//! Knows how a phrase is looked up, with a mark wrong, short or written together; deliberately not how
//! a position is put together from them.

use std::collections::{HashMap, HashSet};

use super::token::{self, Token};
use super::vocabulary::File;
use crate::submission::Manner;
use crate::text;

/// What a phrase of the vocabulary is. Heads, bodies and markers by their place in the file.
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
    /// «của», «thay», «được»: the office of another may follow.
    Another,
    /// «phân công», «ủy quyền»: what another did, and where the words about it end.
    Entrusted,
    /// «khóa trước», «cũ»: the office before it is held no more.
    Ended,
    /// «nghỉ hưu»: nothing before it is held any more.
    Left,
    /// «dự kiến»: whether the office is held is not said.
    Unsettled,
    /// «đồng chí», «là»: says nothing.
    Idle,
}

/// The words of a phrase.
type Phrase = Vec<String>;

/// Phrases by their first word, longest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    pub(super) terms: HashMap<String, Vec<(Phrase, Term)>>,
    /// Heads and bodies of several words, by their first word without marks.
    pub(super) by_fold: HashMap<String, Vec<(Phrase, Term)>>,
    pub(super) short: HashMap<String, Vec<(Phrase, Phrase)>>,
    /// The last words of what a commune's name may follow: «xã», «UBND», `P`.
    before_names: HashSet<String>,
}

/// Whether the words of a term may stand apart by a comma.
fn over_a_comma(term: Term) -> bool {
    matches!(term, Term::Body(_))
}

impl Lexicon {
    pub(super) fn new(file: &File, key: fn(&str) -> String) -> Self {
        let mut lexicon = Self::default();
        let words = &file.words;
        for (phrases, term) in [
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
        ] {
            lexicon.add(phrases, term, key);
        }
        for (place, head) in file.head.iter().enumerate() {
            lexicon.add(&head.words, Term::Head(place), key);
        }
        for (place, body) in file.body.iter().enumerate() {
            lexicon.add(&body.words, Term::Body(place), key);
        }
        for (place, marker) in file.marker.iter().enumerate() {
            lexicon.add(&marker.words, Term::Marker(place), key);
        }
        let places = file.body.iter().filter(|body| body.place);
        let phrases = places.flat_map(|body| &body.words).chain(&words.unit);
        for phrase in phrases.chain(&words.unit_letters) {
            lexicon
                .before_names
                .extend(token::words(&key(phrase)).pop());
        }
        for (short, long) in &file.short {
            let short = token::words(&key(short));
            if let Some(first) = short.first().cloned() {
                let entry = (short, token::words(&key(long)));
                lexicon.short.entry(first).or_default().push(entry);
            }
        }
        for list in lexicon
            .terms
            .values_mut()
            .chain(lexicon.by_fold.values_mut())
        {
            list.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        }
        for list in lexicon.short.values_mut() {
            list.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        }
        lexicon
    }

    fn add(&mut self, phrases: &[String], term: Term, key: fn(&str) -> String) {
        for phrase in phrases {
            let words = token::words(&key(phrase));
            let Some(first) = words.first().cloned() else {
                continue;
            };
            if words.len() > 1 && matches!(term, Term::Head(_) | Term::Body(_)) {
                let list = self.by_fold.entry(text::strip(&first)).or_default();
                list.push((words.clone(), term));
            }
            self.terms.entry(first).or_default().push((words, term));
        }
    }

    /// The longest phrase that begins the tokens, and how many of them it takes. Only the name
    /// of a body may run over a comma («Kinh tế, Hạ tầng và Đô thị»). A phrase of several
    /// words may have a mark wrong in one of them.
    pub(super) fn term(&self, tokens: &[Token]) -> Option<(Term, usize)> {
        let right = self.exactly(tokens);
        let length = right.map_or(1, |(_, taken)| taken);
        let nearly = self.by_fold.get(&tokens.first()?.fold).and_then(|list| {
            list.iter().find(|(phrase, term)| {
                phrase.len() > length
                    && token::nearly_begin_with(tokens, phrase, over_a_comma(*term))
            })
        });
        nearly.map(|(phrase, term)| (*term, phrase.len())).or(right)
    }

    /// The same with all marks as they should be.
    pub(super) fn exactly(&self, tokens: &[Token]) -> Option<(Term, usize)> {
        let list = self.terms.get(&tokens.first()?.key)?;
        let begins = |(phrase, term): &&(Phrase, Term)| {
            token::begin_with(tokens, phrase, over_a_comma(*term))
        };
        let found = list.iter().find(begins)?;
        Some((found.1, found.0.len()))
    }

    /// Whether a commune's name may stand behind this word.
    pub(super) fn names_follow(&self, token: &Token) -> bool {
        self.before_names.contains(&token.key)
    }

    /// What the longest short form that begins the tokens stands for.
    pub(super) fn expansion(&self, tokens: &[Token]) -> Option<(&[String], usize)> {
        let list = self.short.get(&tokens.first()?.key)?;
        let found = list
            .iter()
            .find(|(phrase, _)| token::begin_with(tokens, phrase, false))?;
        Some((&found.1, found.0.len()))
    }

    /// What one word stands for that is written together from short forms: `ctubnd`.
    pub(super) fn fused(&self, word: &str) -> Option<Vec<String>> {
        if word.chars().count() < 4 || self.terms.contains_key(word) {
            return None;
        }
        self.pieces(word, 3)
    }

    fn pieces(&self, word: &str, most: usize) -> Option<Vec<String>> {
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

    /// A short form, or a word of two letters or more that is a whole term itself (`ubnd`).
    fn piece(&self, word: &str) -> Option<Vec<String>> {
        if word.chars().count() < 2 {
            return None;
        }
        if word == "tp" {
            return Some(token::words(&self.marked_as("trưởng phòng")));
        }
        let one = |list: &[(Phrase, Phrase)]| {
            let found = list.iter().find(|(phrase, _)| phrase.len() == 1)?;
            Some(found.1.clone())
        };
        if let Some(long) = self.short.get(word).and_then(|list| one(list)) {
            return Some(long);
        }
        let vowels = "aeiouyàáảãạâăêôơư";
        let abbreviation = !word.contains(|letter| vowels.contains(letter)) || word == "ubnd";
        let list = self.terms.get(word)?;
        let whole = list.iter().any(|(phrase, _)| phrase.len() == 1);
        (abbreviation && whole).then(|| vec![word.to_owned()])
    }

    /// The phrase in this lexicon's letters.
    fn marked_as(&self, phrase: &str) -> String {
        if self.terms.contains_key("chủ") {
            text::key(phrase)
        } else {
            text::fold(phrase)
        }
    }
}
