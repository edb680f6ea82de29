//! Reads and checks the words of positions in `config/vocabulary/positions.toml`.
//!
//! Knows the file and how to look up its phrases. Does not assemble a position from them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use compact_str::CompactString;
use serde::Deserialize;

use super::lexicon::{self, Lexicon, Term};
use super::memory::Memory;
use super::token::{self, Token};
use super::unit::Units;
use crate::submission::name_words::{NameFile, NameWords};
use crate::submission::reach_words::ReachWords;
use crate::submission::role::{CampaignRoles, RoleFile, Roles};
use crate::submission::{Manner, Role};
use crate::{syntax, text};

/// The vocabulary shipped with the program.
const SHIPPED: &str = include_str!("../../../config/vocabulary/positions.toml");

/// Why a vocabulary cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// Not TOML, or TOML of another structure.
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

/// The vocabulary of positions, prepared for look-up; clones share it.
#[derive(Clone, Debug)]
pub struct Positions {
    words: Arc<Whole>,
    /// The roles in the team, which may be in the same cells as positions.
    roles: Roles,
    /// The words of people's names.
    names: Arc<NameWords>,
    /// The words of phones and mail addresses.
    reach: Arc<ReachWords>,
    /// The communes whose names may be in a position.
    units: Arc<Units>,
    /// A cache of what was read with these words and communes.
    pub(in crate::submission) memory: Memory,
}

#[derive(Debug)]
struct Whole {
    file: File,
    marked: Lexicon,
    folded: Lexicon,
    /// Words between two offices of one person, with spaces around them, longest first.
    joins: Vec<String>,
    /// For each head, its possible offices in the order of the file; the last list is for no head.
    by_head: Vec<Vec<usize>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) short: BTreeMap<String, String>,
    pub(super) either: BTreeMap<String, [String; 2]>,
    pub(super) words: RawPositionWords,
    overseen: BTreeMap<String, String>,
    pub(super) head: Vec<Head>,
    pub(super) body: Vec<Body>,
    pub(super) marker: Vec<Marker>,
    office: Vec<Office>,
    roles: RoleFile,
    names: NameFile,
    reach: ReachWords,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawPositionWords {
    pub(super) acting: Vec<String>,
    pub(super) in_charge: Vec<String>,
    pub(super) oversee: Vec<String>,
    pub(super) former: Vec<String>,
    pub(super) join: Vec<String>,
    pub(super) sign_for: Vec<String>,
    pub(super) on_behalf: Vec<String>,
    pub(super) unit: Vec<String>,
    pub(super) unit_letters: Vec<String>,
    pub(super) initials: Vec<String>,
    pub(super) general: Vec<String>,
    pub(super) another: Vec<String>,
    pub(super) entrusted: Vec<String>,
    /// No line of an older vocabulary: its words are read without it.
    #[serde(default)]
    terms_ended_before: u16,
    pub(super) ended: Vec<String>,
    pub(super) left: Vec<String>,
    pub(super) unsettled: Vec<String>,
    pub(super) idle: Vec<String>,
}

/// The rank in an office, such as chair.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) words: Vec<String>,
    #[serde(default)]
    pub(super) deputy: bool,
    /// Whether it is the head of a single body: a second body, or unknown words about it, make it
    /// unclear.
    #[serde(default)]
    pub(super) governs: bool,
    /// Whether it serves the person whose office follows: «Trợ lý Chủ tịch».
    #[serde(default)]
    pub(super) attends: bool,
    /// Whether without marks it is also a person's name: «văn thư», «Van Thu».
    #[serde(default)]
    names_too: bool,
    pub(super) qualifies: Option<String>,
}

/// The organisation of an office.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    pub(super) id: String,
    pub(super) words: Vec<String>,
    #[serde(default)]
    pub(super) place: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Marker {
    id: String,
    pub(super) words: Vec<String>,
}

/// An office, and the titles that it fits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Office {
    pub(super) id: CompactString,
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
    /// Words for an office: those of its first head, body and marker.
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

    fn offices_by_head(&self) -> Vec<Vec<usize>> {
        let heads = self.head.iter().map(|head| head.id.as_str());
        let of = |head: &str| {
            let offices = self.office.iter().enumerate();
            let fits =
                |office: &Office| office.head.is_empty() || office.head.iter().any(|id| id == head);
            let fitting = offices.filter(|(_, office)| fits(office));
            fitting.map(|(place, _)| place).collect()
        };
        heads.chain(["none"]).map(of).collect()
    }

    fn body_words(&self, id: &str) -> Option<&str> {
        let body = self.body.iter().find(|one| one.id == id)?;
        body.words.first().map(String::as_str)
    }
}

/// Words with spaces around them, longest first.
fn joins(words: &[String]) -> Vec<String> {
    let mut joins: Vec<String> = words.iter().map(|words| format!(" {words} ")).collect();
    joins.sort_by_key(|join| std::cmp::Reverse(join.len()));
    joins
}

impl Positions {
    /// The vocabulary shipped with the program.
    pub fn shipped() -> Self {
        static READ: LazyLock<Positions> = LazyLock::new(|| {
            Positions::read(SHIPPED).expect("the shipped vocabulary is read by a test")
        });
        READ.clone()
    }

    /// Reads a vocabulary, which an operator may have edited.
    pub fn from_toml(toml: &str) -> Result<Self, VocabularyError> {
        if toml == SHIPPED {
            return Ok(Self::shipped());
        }
        Self::read(toml)
    }

    fn read(toml: &str) -> Result<Self, VocabularyError> {
        let file: File = syntax::completed(toml, SHIPPED)?;
        file.check()?;
        let marked = Lexicon::new(&file, text::key);
        let folded = Lexicon::new(&file, text::fold);
        Ok(Self {
            names: Arc::new(file.names.ready()),
            reach: Arc::new(file.reach.clone().ready()),
            roles: file.roles.ready(&CampaignRoles::default()),
            words: Arc::new(Whole {
                by_head: file.offices_by_head(),
                joins: joins(&file.words.join),
                file,
                marked,
                folded,
            }),
            units: Arc::default(),
            memory: Memory::default(),
        })
    }

    /// Adds the names of communes that may be in a position, so that «Hòa Hội» is a commune and not
    /// an association.
    pub fn knowing<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            units: Arc::new(Units::new(names)),
            memory: Memory::default(),
            ..self.clone()
        }
    }

    /// Adds a campaign's words for roles.
    pub fn with_roles(&self, added: &CampaignRoles) -> Self {
        Self {
            roles: self.words.file.roles.ready(added),
            memory: Memory::default(),
            ..self.clone()
        }
    }

    /// The role in the team in a cell; `None` if there is none.
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

    /// The words of phones and mail addresses.
    pub fn reach(&self) -> &ReachWords {
        &self.reach
    }

    /// Words between two offices of one person: « kiêm ».
    pub(in crate::submission) fn joins(&self) -> impl Iterator<Item = &str> {
        self.words.joins.iter().map(String::as_str)
    }

    /// Terms that end before this year are over.
    pub(super) fn terms_ended_before(&self) -> u16 {
        self.words.file.words.terms_ended_before
    }

    /// The communes whose names may be in a position.
    pub(super) fn units(&self) -> &Units {
        &self.units
    }

    /// The ids of all offices, each once in the order of the file, with words for it. Of several
    /// entries, one with a head («phó chủ tịch ubnd») is preferred to one with a manner («phụ trách
    /// ubnd») or only a body.
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
                known.push((
                    office.id.to_string(),
                    file.words_of(clearest.unwrap_or(office)),
                ));
            }
        }
        for (body, office) in &file.overseen {
            let oversee = file.words.oversee.first().map_or("", String::as_str);
            let body = file.body_words(body).unwrap_or_default();
            known.push((office.clone(), format!("{oversee} {body}")));
        }
        known
    }

    /// The phrases for a text: those without marks if the text has none.
    pub(super) fn lexicon(&self, text: &str) -> &Lexicon {
        let marked = |letter: char| !letter.is_ascii() && text::bare(letter).is_some();
        let unmarked = text.is_ascii() || !text.contains(marked) && text::key(text).is_ascii();
        if unmarked {
            &self.words.folded
        } else {
            &self.words.marked
        }
    }

    /// Whether a text begins like a position and not like a name: with a head, a manner, or a body
    /// that is not a surname. «Đoàn» and «Hội» are both, so more words must follow.
    pub(in crate::submission) fn begins(&self, typed: &str) -> bool {
        let lexicon = self.lexicon(typed);
        let tokens = token::tokens(&text::clean(typed), lexicon);
        let tokens = super::expand::expand(tokens, lexicon, &self.units);
        let Some((term, taken)) = lexicon::term(&tokens) else {
            let either = |first: &Token| first.word.either.is_some();
            return tokens.first().is_some_and(either) && tokens.len() > 1;
        };
        let unmarked = tokens.iter().all(|token| token.key() == token.fold());
        if !unmarked && self.is_a_mark_away(&tokens, taken) {
            return false;
        }
        let first = text::fold(tokens[0].key());
        let lost_marks = unmarked && self.names.may_be_surname(&first);
        let surname = taken == 1 && self.names.is_of_offices_too(&first);
        let next = || lexicon::exactly(&tokens[taken..]).map(|(term, _)| term);
        let followed = || match next() {
            Some(Term::Head(head)) => !self.head(head).names_too,
            next => next == Some(Term::Unit) || tokens.len() == 1,
        };
        match term {
            // «Truong Van An» is a person; «Truong Cong an» is the head of the police.
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
            // «Phan Cong Binh» is a person; «Phân công …» is about one.
            Term::Left | Term::Entrusted => tokens.len() > 1 && !lost_marks,
            Term::Join | Term::Ended | Term::Unsettled | Term::Idle => false,
        }
    }

    /// Whether a text begins with a surname that differs from an office only by a mark, and no word
    /// after it belongs to an office: «Trương Ban Mai».
    fn is_a_mark_away(&self, tokens: &[Token], taken: usize) -> bool {
        let exact = lexicon::exactly(tokens).map_or(0, |(_, exact)| exact);
        let is_of_office = |place: usize| {
            let term = lexicon::exactly(&tokens[place..]).map(|(term, _)| term);
            matches!(
                term,
                Some(Term::Head(_) | Term::Body(_) | Term::Marker(_) | Term::Unit)
            )
        };
        exact < taken
            && self.names.is_surname(tokens[0].key())
            && !(taken..tokens.len()).any(is_of_office)
    }

    /// The words, without marks, that may follow this one at the beginning of a position. «Từ» is a
    /// surname, but not in «từ trần»; «Đặng» differs by a mark from «Đảng», which begins a position
    /// with «ủy» after it. `None` if the word may begin one alone.
    pub(in crate::submission) fn begun_with(&self, word: &str) -> Option<Vec<String>> {
        let mut behind = Vec::new();
        for lexicon in [&self.words.marked, &self.words.folded] {
            let word = lexicon.word(word);
            if !word.short.is_empty() || word.fused.is_some() || word.either.is_some() {
                return None;
            }
            for (phrase, _) in [&word.terms, &word.nearly]
                .into_iter()
                .flatten()
                .flat_map(|list| list.iter())
            {
                behind.push(phrase.get(1)?.fold.to_string());
            }
        }
        Some(behind)
    }

    /// Whether a word is an abbreviation, or several of them written as one word.
    pub(in crate::submission) fn is_short_form(&self, word: &str) -> bool {
        let word = self.lexicon(word).word(word);
        !word.short.is_empty() || word.fused.is_some()
    }

    /// Whether words only say that somebody has left an office: «đã chuyển công tác».
    pub(in crate::submission) fn says_left(&self, words: &str) -> bool {
        let tokens = token::tokens(words, self.lexicon(words));
        let term = |place: usize| lexicon::term(&tokens[place..]).map(|(term, _)| term);
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

    /// The possible offices of a head, or of none.
    pub(super) fn offices_of(&self, head: Option<usize>) -> impl Iterator<Item = &Office> {
        let Whole { file, by_head, .. } = &*self.words;
        let places = &by_head[head.unwrap_or(file.head.len())];
        places.iter().map(|place| &file.office[*place])
    }

    /// The office of a person who oversees a body, if the vocabulary has one.
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
