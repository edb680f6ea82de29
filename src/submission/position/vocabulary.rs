//! The words of positions as `config/vocabulary/positions.toml` lists them, checked.
//!
//! Knows the file and how its phrases are looked up; deliberately not how a position is put
//! together from them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;

use super::memory::Memory;
use super::token::{self, Token};
use super::unit::Units;
use crate::submission::name_words::{NameFile, NameWords};
use crate::submission::role::{CampaignRoles, RoleFile, Roles};
use crate::submission::{Manner, Role};
use crate::text;

/// The vocabulary shipped with the program.
const SHIPPED: &str = include_str!("../../../config/vocabulary/positions.toml");

/// Why a vocabulary cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// Not TOML, or not of this shape.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// An entry names a head, body or marker that the file does not define.
    #[error("{entry}: «{name}»")]
    Unknown {
        /// The entry, such as `office chairman-pc`.
        entry: String,
        /// The name that is not defined.
        name: String,
    },
}

/// The vocabulary of positions, ready for use; clones share it.
#[derive(Clone, Debug)]
pub struct Positions {
    words: Arc<Whole>,
    /// The roles in the team, that stand where positions do.
    roles: Roles,
    /// The words of people's names.
    names: Arc<NameWords>,
    /// The communes whose names may stand in a position.
    units: Arc<Units>,
    /// What was read with both.
    pub(in crate::submission) memory: Memory,
}

#[derive(Debug)]
struct Whole {
    file: File,
    marked: Lexicon,
    folded: Lexicon,
}

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
    terms: HashMap<String, Vec<(Phrase, Term)>>,
    /// Heads and bodies of several words, by their first word without marks.
    by_fold: HashMap<String, Vec<(Phrase, Term)>>,
    short: HashMap<String, Vec<(Phrase, Phrase)>>,
    /// The last words of what a commune's name may follow: «xã», «UBND», `P`.
    before_names: HashSet<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    short: BTreeMap<String, String>,
    words: RawPositionWords,
    #[serde(default)]
    overseen: BTreeMap<String, String>,
    head: Vec<Head>,
    body: Vec<Body>,
    marker: Vec<Marker>,
    office: Vec<Office>,
    /// Came later; a vocabulary of before is read with the shipped ones.
    roles: Option<RoleFile>,
    names: Option<NameFile>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawPositionWords {
    acting: Vec<String>,
    in_charge: Vec<String>,
    oversee: Vec<String>,
    former: Vec<String>,
    join: Vec<String>,
    sign_for: Vec<String>,
    on_behalf: Vec<String>,
    unit: Vec<String>,
    /// The words below came later; a vocabulary of before is read without them.
    #[serde(default)]
    unit_letters: Vec<String>,
    #[serde(default)]
    another: Vec<String>,
    #[serde(default)]
    entrusted: Vec<String>,
    #[serde(default)]
    terms_ended_before: u16,
    #[serde(default)]
    ended: Vec<String>,
    #[serde(default)]
    left: Vec<String>,
    #[serde(default)]
    unsettled: Vec<String>,
    #[serde(default)]
    idle: Vec<String>,
}

/// What a person is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) id: String,
    words: Vec<String>,
    #[serde(default)]
    pub(super) deputy: bool,
    /// The head of one body: a second body, or words nobody knows about it, make it unclear.
    #[serde(default)]
    pub(super) governs: bool,
    /// Serves the person whose office follows: «Trợ lý Chủ tịch».
    #[serde(default)]
    pub(super) attends: bool,
    /// People are called so too, once the marks are lost: «văn thư», «Van Thu».
    #[serde(default)]
    names_too: bool,
    pub(super) qualifies: Option<String>,
}

/// Where an office is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    pub(super) id: String,
    words: Vec<String>,
    #[serde(default)]
    pub(super) place: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marker {
    id: String,
    words: Vec<String>,
}

/// When a title is which office.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Office {
    pub(super) id: String,
    #[serde(default)]
    pub(super) head: Vec<String>,
    #[serde(default)]
    pub(super) body: Vec<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) marker: Vec<String>,
    pub(super) manner: Option<Manner>,
    #[serde(default)]
    pub(super) unit: bool,
    #[serde(default = "yes")]
    pub(super) certain: bool,
    #[serde(default)]
    pub(super) none: bool,
}

fn yes() -> bool {
    true
}

impl File {
    /// Words that name an office: those of its first head, body and marker.
    fn words_of(&self, office: &Office) -> String {
        let first = |ids: &[String]| ids.iter().find(|id| *id != "none").cloned();
        let head = first(&office.head).and_then(|id| {
            let head = self.head.iter().find(|one| one.id == id)?;
            head.words.first().map(String::as_str)
        });
        let body = first(&office.body).and_then(|id| self.body_words(&id));
        let marker = first(&office.marker).and_then(|id| {
            let marker = self.marker.iter().find(|one| one.id == id)?;
            marker.words.first().map(String::as_str)
        });
        let parts: Vec<&str> = [head, body, marker].into_iter().flatten().collect();
        parts.join(" ")
    }

    fn body_words(&self, id: &str) -> Option<&str> {
        let body = self.body.iter().find(|one| one.id == id)?;
        body.words.first().map(String::as_str)
    }
}

fn shipped() -> File {
    toml::from_str(SHIPPED).expect("a test reads the shipped vocabulary")
}

fn shipped_roles() -> RoleFile {
    shipped().roles.expect("the shipped vocabulary is whole")
}

fn shipped_names() -> NameFile {
    shipped().names.expect("the shipped vocabulary is whole")
}

impl Positions {
    /// The vocabulary shipped with the program.
    pub fn shipped() -> Self {
        Self::from_toml(SHIPPED).expect("the shipped vocabulary is read by a test")
    }

    /// A vocabulary as an operator has edited it.
    pub fn from_toml(toml: &str) -> Result<Self, VocabularyError> {
        let file: File = toml::from_str(toml)?;
        file.check()?;
        let marked = Lexicon::new(&file, text::key);
        let folded = Lexicon::new(&file, text::fold);
        let roles = file
            .roles
            .as_ref()
            .map(|roles| roles.ready(&CampaignRoles::default()));
        let names = file.names.clone().unwrap_or_else(shipped_names).ready();
        Ok(Self {
            names: Arc::new(names),
            roles: roles.unwrap_or_else(|| shipped_roles().ready(&CampaignRoles::default())),
            words: Arc::new(Whole {
                file,
                marked,
                folded,
            }),
            units: Arc::default(),
            memory: Memory::default(),
        })
    }

    /// The same vocabulary where communes of these names may stand in a position: «Hòa Hội» is
    /// then one, and no association.
    pub fn knowing<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            words: Arc::clone(&self.words),
            roles: self.roles.clone(),
            names: Arc::clone(&self.names),
            units: Arc::new(Units::new(names)),
            memory: Memory::default(),
        }
    }

    /// The same vocabulary with a campaign's words for roles.
    pub fn with_roles(&self, added: &CampaignRoles) -> Self {
        let written = self.words.file.roles.clone();
        Self {
            roles: written.unwrap_or_else(shipped_roles).ready(added),
            memory: Memory::default(),
            ..self.clone()
        }
    }

    /// The role in the team that a cell names, or `None` where it names none.
    pub fn role(&self, typed: &str) -> Option<Role> {
        self.roles.read(typed)
    }

    /// The roles in the team.
    pub(in crate::submission) fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The words of people's names.
    pub(in crate::submission) fn names(&self) -> &NameWords {
        &self.names
    }

    /// The year before whose beginning terms that have ended are over.
    pub(super) fn terms_ended_before(&self) -> u16 {
        self.words.file.words.terms_ended_before
    }

    /// The communes whose names may stand in a position.
    pub(super) fn units(&self) -> &Units {
        &self.units
    }

    /// The id of every office, each once in the order of the file, and words that name it: of
    /// several entries those that name a head («phó chủ tịch ubnd»), rather than those of a manner
    /// («phụ trách ubnd») or of a body alone.
    pub fn known_offices(&self) -> Vec<(String, String)> {
        let file = &self.words.file;
        let mut known: Vec<(String, String)> = Vec::new();
        for office in file.office.iter().filter(|office| !office.none) {
            if known.iter().all(|(id, _)| *id != office.id) {
                let entries = file.office.iter().filter(|one| one.id == office.id);
                let clearest = entries.min_by_key(|one| {
                    (
                        one.manner.is_some(),
                        one.head.iter().all(|head| head == "none"),
                    )
                });
                known.push((office.id.clone(), file.words_of(clearest.unwrap_or(office))));
            }
        }
        for (body, office) in &file.overseen {
            let oversee = file.words.oversee.first().map_or("", String::as_str);
            let body = file.body_words(body).unwrap_or_default();
            known.push((office.clone(), format!("{oversee} {body}")));
        }
        known
    }

    /// The phrases for a text: without marks where the text has none.
    pub(super) fn lexicon(&self, text: &str) -> &Lexicon {
        let unmarked = text::key(text).is_ascii();
        if unmarked {
            &self.words.folded
        } else {
            &self.words.marked
        }
    }

    /// Whether a text begins as a position does and no name: with a head, a manner, or a body
    /// that is no surname («Đoàn», «Hội» are both, so more words must follow).
    pub(in crate::submission) fn begins(&self, typed: &str) -> bool {
        let lexicon = self.lexicon(typed);
        let tokens = super::title::expand(token::tokens(&text::clean(typed)), lexicon, &self.units);
        let Some((term, taken)) = lexicon.term(&tokens) else {
            return tokens.first().is_some_and(|first| first.key == "tp") && tokens.len() > 1;
        };
        let unmarked = tokens.iter().all(|token| token.key == token.fold);
        if !unmarked && self.is_a_mark_away(&tokens, taken, lexicon) {
            return false;
        }
        let first = text::fold(&tokens[0].key);
        let lost_marks = unmarked && self.names.may_be_surname(&first);
        let surname = taken == 1 && self.names.is_of_offices_too(&first);
        let next = || lexicon.exactly(&tokens[taken..]).map(|(term, _)| term);
        let followed = || match next() {
            Some(Term::Head(head)) => !self.head(head).names_too,
            next => next == Some(Term::Unit) || tokens.len() == 1,
        };
        match term {
            // «Truong Van An» is a person, «Truong Cong an» leads the police
            Term::Head(_) if surname && unmarked => {
                followed() || matches!(next(), Some(Term::Body(_)))
            }
            Term::Head(_) | Term::Oversee | Term::SignFor | Term::OnBehalf | Term::Unit => true,
            Term::Manner(_) | Term::Body(_) | Term::Marker(_) => {
                !(surname || lost_marks && taken == 1) || followed()
            }
            Term::Another => match next() {
                Some(Term::Head(head)) => !(lost_marks && self.head(head).names_too),
                _ => false,
            },
            // «Phan Cong Binh» is a person, «Phân công …» tells of one
            Term::Left | Term::Entrusted => tokens.len() > 1 && !lost_marks,
            Term::Join | Term::Ended | Term::Unsettled | Term::Idle => false,
        }
    }

    /// «Trương Ban Mai»: a surname spelled as it should be, of which another mark makes an office;
    /// nothing behind it is of an office.
    fn is_a_mark_away(&self, tokens: &[Token], taken: usize, lexicon: &Lexicon) -> bool {
        let exact = lexicon.exactly(tokens).map_or(0, |(_, exact)| exact);
        let is_of_office = |place: usize| {
            let term = lexicon.exactly(&tokens[place..]).map(|(term, _)| term);
            matches!(
                term,
                Some(Term::Head(_) | Term::Body(_) | Term::Marker(_) | Term::Unit)
            )
        };
        exact < taken
            && self.names.is_surname(&tokens[0].key)
            && !(taken..tokens.len()).any(is_of_office)
    }

    /// The words, without marks, behind which this word may begin a position: «Đặng» is nearly
    /// «Đảng», which one begins with «ủy» behind it. `None` where it may begin one by itself.
    pub(in crate::submission) fn begun_with(&self, word: &str) -> Option<Vec<String>> {
        let (key, fold) = (text::key(word), text::fold(word));
        let mut behind = Vec::new();
        for lexicon in [&self.words.marked, &self.words.folded] {
            let alone = lexicon.terms.contains_key(&key)
                || lexicon.short.contains_key(&key)
                || lexicon.fused(&key).is_some();
            if alone {
                return None;
            }
            let phrases = lexicon.by_fold.get(&fold).into_iter().flatten();
            behind.extend(phrases.map(|(phrase, _)| text::strip(&phrase[1])));
        }
        (key != "tp").then_some(behind)
    }

    /// Whether the words only say that somebody holds an office no more: «đã chuyển công tác».
    pub(in crate::submission) fn says_left(&self, words: &str) -> bool {
        let lexicon = self.lexicon(words);
        let tokens = token::tokens(words);
        let term = |place: usize| lexicon.term(&tokens[place..]).map(|(term, _)| term);
        let left = (0..tokens.len()).any(|place| matches!(term(place), Some(Term::Left)));
        let office = (0..tokens.len()).any(|place| matches!(term(place), Some(Term::Head(_))));
        left && !office
    }

    pub(super) fn head(&self, place: usize) -> &Head {
        &self.words.file.head[place]
    }

    pub(super) fn body(&self, place: usize) -> &Body {
        &self.words.file.body[place]
    }

    pub(super) fn marker(&self, place: usize) -> &str {
        &self.words.file.marker[place].id
    }

    pub(super) fn offices(&self) -> &[Office] {
        &self.words.file.office
    }

    /// The office of one who oversees a body, where that is to be told.
    pub(super) fn overseer(&self, body: &str) -> Option<&str> {
        self.words.file.overseen.get(body).map(String::as_str)
    }
}

impl File {
    fn check(&self) -> Result<(), VocabularyError> {
        let heads: Vec<&str> = self.head.iter().map(|head| head.id.as_str()).collect();
        let bodies: Vec<&str> = self.body.iter().map(|body| body.id.as_str()).collect();
        let markers: Vec<&str> = self
            .marker
            .iter()
            .map(|marker| marker.id.as_str())
            .collect();
        let known = |entry: String, names: &[String], list: &[&str]| {
            let strange = names
                .iter()
                .find(|name| *name != "none" && !list.contains(&name.as_str()));
            match strange {
                None => Ok(()),
                Some(name) => Err(VocabularyError::Unknown {
                    entry,
                    name: name.clone(),
                }),
            }
        };
        for office in &self.office {
            let entry = || format!("office {}", office.id);
            known(entry(), &office.head, &heads)?;
            known(entry(), &office.body, &bodies)?;
            known(entry(), &office.also, &bodies)?;
            known(entry(), &office.marker, &markers)?;
        }
        for head in &self.head {
            let marker: Vec<String> = head.qualifies.iter().cloned().collect();
            known(format!("head {}", head.id), &marker, &markers)?;
        }
        let overseen: Vec<String> = self.overseen.keys().cloned().collect();
        known("overseen".to_owned(), &overseen, &bodies)
    }
}

/// Whether the words of a term may stand apart by a comma.
fn over_a_comma(term: Term) -> bool {
    matches!(term, Term::Body(_))
}

impl Lexicon {
    fn new(file: &File, key: fn(&str) -> String) -> Self {
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
