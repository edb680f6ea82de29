//! The words that identify fields in titles.
//!
//! An operator can edit them in `config/vocabulary/headers.toml`. Does not know where a header is.

mod about;
mod phrase;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use crate::{syntax, text};
use about::AboutWords;
pub(in crate::submission) use about::{About, Whose};
use phrase::Phrase;
pub(in crate::submission) use phrase::{Mention, Words};

/// The contents of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Row number of the sheet.
    Ordinal,
    /// The commune's name.
    Commune,
    /// Number of the decision, perhaps with its date.
    DecisionNumber,
    /// Day the decision was signed.
    DecisionDate,
    /// Month of that day, if it has a column of its own.
    DecisionMonth,
    /// Year of that day, if it has a column of its own.
    DecisionYear,
    /// Symbol of the decision's number (`QĐ-UBND`), if it has a column of its own.
    DecisionSymbol,
    /// People's names.
    Person,
    /// The office held.
    Position,
    /// The workplace, beside a column of positions.
    Workplace,
    /// The role in the team.
    Role,
    /// Phone numbers.
    Phone,
    /// Mail addresses.
    Email,
    /// Link to the scanned decision.
    Link,
    /// Notes.
    Note,
    /// Number of people in the team.
    MemberCount,
    /// Number of village-level teams in the commune.
    VillageTeams,
    /// Name of a village.
    Village,
    /// A system that is supported.
    System,
    /// What support is about.
    Support,
    /// The unit in charge of a system.
    Unit,
    /// Link of a support group.
    Group,
    /// Link of a guide.
    Guide,
    /// Whether there is a decision: «Trạng thái», «Đã ban hành QĐ (Có/Chưa)».
    Status,
    /// A decision or document that is not about the commune's team; filling it in is reporting, but
    /// it counts for nothing else.
    OtherDocument,
    /// The kind of document beside a number: «Loại văn bản».
    DocumentKind,
    /// The moment when a form was answered.
    AnsweredAt,
    /// A number that the campaign counts, or the whole that it is out of, by the position among the
    /// columns of `[[count]]`. The campaign names these columns, not the vocabulary.
    #[serde(skip_deserializing)]
    Counted(u8),
    /// Known, but not read.
    Ignored,
}

/// Names of counted columns: those of the first count, then those of the second, and so on.
const COUNTED: [&str; 16] = [
    "count_1",
    "count_1_of",
    "count_2",
    "count_2_of",
    "count_3",
    "count_3_of",
    "count_4",
    "count_4_of",
    "count_5",
    "count_5_of",
    "count_6",
    "count_6_of",
    "count_7",
    "count_7_of",
    "count_8",
    "count_8_of",
];

impl Field {
    /// The name in JSON and in `[source.columns]`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ordinal => "ordinal",
            Self::Commune => "commune",
            Self::DecisionNumber => "decision_number",
            Self::DecisionDate => "decision_date",
            Self::DecisionMonth => "decision_month",
            Self::DecisionYear => "decision_year",
            Self::DecisionSymbol => "decision_symbol",
            Self::Person => "person",
            Self::Position => "position",
            Self::Workplace => "workplace",
            Self::Role => "role",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Link => "link",
            Self::Note => "note",
            Self::MemberCount => "member_count",
            Self::VillageTeams => "village_teams",
            Self::Village => "village",
            Self::System => "system",
            Self::Support => "support",
            Self::Unit => "unit",
            Self::Group => "group",
            Self::Guide => "guide",
            Self::Status => "status",
            Self::OtherDocument => "other_document",
            Self::DocumentKind => "document_kind",
            Self::AnsweredAt => "answered_at",
            Self::Counted(place) => COUNTED.get(usize::from(place)).copied().unwrap_or("count"),
            Self::Ignored => "ignored",
        }
    }

    /// The field of a name; `None` if there is no such field.
    pub fn from_id(id: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(id.to_owned())).ok()
    }
}

/// The words for recognising one field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldWords {
    /// Whole titles.
    titles: Vec<String>,
    /// Beginnings of titles whose head noun identifies the field: `Số QĐ`.
    #[serde(default)]
    heads: Vec<String>,
    /// Words that occur in titles without a known beginning.
    #[serde(default)]
    words: Vec<Vec<String>>,
}

/// A vocabulary file.
#[derive(Clone, Debug, Deserialize)]
struct File {
    about: AboutWords,
    around: Around,
    /// Beginnings of titles of quantities, which name no field but what is counted or measured.
    quantity: Quantity,
    #[serde(flatten)]
    fields: BTreeMap<Field, FieldWords>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quantity {
    heads: Vec<String>,
}

/// Words that name a column only below a group's title or beside a role, as `text::key` writes them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::submission) struct Around {
    /// Whole titles of numbers below «Quyết định»: «Số».
    pub(in crate::submission) numbers: Vec<String>,
    /// Words in titles of days below «Quyết định».
    pub(in crate::submission) days: Vec<String>,
    /// Whole titles of people below a role: «Tên».
    pub(in crate::submission) names: Vec<String>,
    /// Words before a role: «Các thành viên».
    pub(in crate::submission) before_role: Vec<String>,
    /// Words between the contents of a column and the role: «SĐT của Tổ phó».
    pub(in crate::submission) of_role: Vec<String>,
    /// Words after a role, longest first: «Tổ trưởng Tổ CNSCĐ».
    pub(in crate::submission) behind_role: Vec<String>,
}

impl Around {
    fn ready(mut self) -> Self {
        for list in [
            &mut self.numbers,
            &mut self.days,
            &mut self.names,
            &mut self.before_role,
            &mut self.of_role,
            &mut self.behind_role,
        ] {
            for words in &mut *list {
                *words = text::key(words);
            }
            list.retain(|words| !words.is_empty());
            list.sort_by_key(|words| std::cmp::Reverse(words.len()));
        }
        self
    }
}

/// How a title was recognised, the most certain way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::submission) enum Fit {
    /// The operator named the column.
    Told,
    /// It is a known title.
    Exact,
    /// It begins with the words of the field.
    Head,
    /// It contains words of the field, or the cells below decided.
    Words,
}

/// The titles of all fields, prepared for look-up.
#[derive(Clone, Debug)]
pub struct Headers {
    titles: HashMap<String, Vec<Field>>,
    /// The titles by their words.
    whole: HashMap<String, Vec<Field>>,
    /// The titles by their words without marks.
    folded: HashMap<String, Vec<Field>>,
    /// Words that may be anywhere in a title.
    marks: Vec<Head>,
    /// Words that begin a title, by the first of them.
    heads: HashMap<String, Vec<Head>>,
    quantities: Vec<Phrase>,
    words: Vec<(Vec<String>, Field)>,
    about: About,
    around: Around,
}

#[derive(Clone, Debug)]
struct Head {
    phrase: Phrase,
    /// Without marks, for titles typed without marks.
    bare: Phrase,
    field: Field,
}

/// The vocabulary shipped with the program.
const SHIPPED: &str = include_str!("../../config/vocabulary/headers.toml");

impl Headers {
    /// The vocabulary shipped with the program.
    pub fn shipped() -> Self {
        Self::from_toml(SHIPPED).expect("a test reads the shipped vocabulary")
    }

    /// Reads a vocabulary.
    ///
    /// # Errors
    /// The TOML error, with its line, if the text is not a vocabulary.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let File {
            about,
            around,
            quantity,
            fields,
        } = syntax::completed(text, SHIPPED)?;
        let mut headers = Self {
            titles: HashMap::new(),
            whole: HashMap::new(),
            folded: HashMap::new(),
            marks: Vec::new(),
            heads: HashMap::new(),
            quantities: quantity.heads.iter().map(|head| Phrase::of(head)).collect(),
            words: Vec::new(),
            about: about.ready(),
            around: around.ready(),
        };
        for (field, words) in fields {
            headers.add(field, words);
        }
        Ok(headers)
    }

    fn add(&mut self, field: Field, words: FieldWords) {
        for title in &words.titles {
            let whole = Words::of(title);
            add(&mut self.titles, plain(title), field);
            add(&mut self.whole, whole.as_key().to_owned(), field);
            add(&mut self.folded, whole.bare().as_key().to_owned(), field);
        }
        for head in &words.heads {
            let phrase = Phrase::of(head);
            let bare = phrase.bare();
            if !phrase.opens() {
                let head = Head {
                    phrase,
                    bare,
                    field,
                };
                self.marks.push(head);
                continue;
            }
            for word in BTreeSet::from([phrase.first_word(), bare.first_word()]) {
                let (phrase, bare) = (phrase.clone(), bare.clone());
                let heads = self.heads.entry(word.to_owned()).or_default();
                heads.push(Head {
                    phrase,
                    bare,
                    field,
                });
            }
        }
        for list in words.words {
            let list = list.iter().map(|word| text::key(word)).collect();
            self.words.push((list, field));
        }
    }

    /// A title that can only name this field.
    pub(in crate::submission) fn title_of(&self, field: Field) -> Option<&str> {
        let only = self.titles.iter().filter(|(_, fields)| **fields == [field]);
        only.map(|(title, _)| title.as_str()).min()
    }

    /// The words for what titles state besides the field.
    pub(in crate::submission) fn about(&self) -> &About {
        &self.about
    }

    /// The words that name a column together with the titles around them.
    pub(in crate::submission) fn around(&self) -> &Around {
        &self.around
    }

    /// The fields that a title may name, best first; several if the words are ambiguous.
    pub fn fields(&self, title: &str) -> Vec<Field> {
        self.understood(title).0
    }

    /// The fields of a title, and how certain they are.
    pub(in crate::submission) fn understood(&self, title: &str) -> (Vec<Field>, Fit) {
        if let Some(fields) = self.known(title) {
            return (fields.clone(), Fit::Exact);
        }
        let words = Words::of(title).unnumbered();
        if let Some(field) = longest(&self.marks, &words) {
            return (vec![field], Fit::Head);
        }
        if let Some(fields) = without_brackets(&plain(title)).and_then(|short| self.known(&short)) {
            return (fields.clone(), Fit::Head);
        }
        let heads = self.heads.get(words.first());
        if let Some(field) = heads.and_then(|heads| longest(heads, &words)) {
            return (vec![field], Fit::Head);
        }
        // «Số máy tính của Tổ» counts computers, whatever other words it contains.
        if self
            .quantities
            .iter()
            .any(|head| head.place(&words).is_some())
        {
            return (Vec::new(), Fit::Words);
        }
        (self.worded(&plain(title)), Fit::Words)
    }

    /// The field of a known title with one wrong letter, if there is only one such field.
    pub(in crate::submission) fn misspelt(&self, title: &str) -> Option<Field> {
        /// A shorter title with one letter changed may be another word.
        const SHORTEST: usize = 6;

        let typed: Vec<char> = Words::of(title).bare().as_key().chars().collect();
        let close = self.folded.iter().filter(|(known, _)| {
            let known: Vec<char> = known.chars().collect();
            known.len() >= SHORTEST && differ_by_one(&typed, &known)
        });
        let fields: BTreeSet<Field> = close.flat_map(|(_, fields)| fields).copied().collect();
        let mut fields = fields.into_iter();
        fields.next().filter(|_| fields.next().is_none())
    }

    /// Whether a title is known as a whole.
    pub(in crate::submission) fn knows(&self, title: &str) -> bool {
        self.known(title).is_some()
    }

    /// The fields of a title that is known as a whole.
    fn known(&self, title: &str) -> Option<&Vec<Field>> {
        let title = plain(title);
        if title.is_empty() {
            return None;
        }
        let words = Words::of(&title).unnumbered();
        let whole = || self.whole.get(words.as_key());
        let folded = || self.folded.get(words.bare().as_key());
        self.titles.get(&title).or_else(whole).or_else(folded)
    }

    fn worded(&self, title: &str) -> Vec<Field> {
        self.words
            .iter()
            .filter(|(words, _)| words.iter().all(|word| contains_words(title, word)))
            .max_by_key(|(words, field)| {
                (
                    words.len() + usize::from(*field == Field::Ignored),
                    words.iter().map(String::len).sum::<usize>(),
                )
            })
            .map(|(_, field)| vec![*field])
            .unwrap_or_default()
    }
}

/// Whether two texts differ in one letter that is wrong, missing or superfluous.
fn differ_by_one(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => same < short.len() && short[same + 1..] == long[same + 1..],
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

/// The field with the longest beginning that matches a title.
fn longest(heads: &[Head], title: &Words) -> Option<Field> {
    let bare = title.is_bare();
    let phrases = heads.iter().map(|head| {
        let phrase = if bare { &head.bare } else { &head.phrase };
        (phrase, head.field)
    });
    phrases
        .filter(|(phrase, _)| phrase.place(title).is_some())
        .max_by_key(|(phrase, _)| phrase.weight(title))
        .map(|(_, field)| field)
}

fn add(titles: &mut HashMap<String, Vec<Field>>, title: String, field: Field) {
    if title.is_empty() {
        return;
    }
    let fields = titles.entry(title).or_default();
    if !fields.contains(&field) {
        fields.push(field);
    }
}

/// Removes decoration from a title: colons, asterisks, footnote marks.
pub(super) fn plain(title: &str) -> String {
    text::key(title)
        .replace("(*)", "")
        .trim_matches(|letter: char| matches!(letter, ':' | '*' | '.' | ' ' | '-') && letter != '#')
        .replace(" / ", "/")
        .replace("/ ", "/")
        .replace(" /", "/")
        .replace(" ,", ",")
        .to_owned()
}

/// Removes an explanation in brackets at the end: `chức vụ (ghi rõ)` becomes `chức vụ`.
fn without_brackets(title: &str) -> Option<String> {
    let (head, tail) = title.split_once('(')?;
    tail.ends_with(')')
        .then(|| plain(head))
        .filter(|head| !head.is_empty())
}

/// Whether a title contains whole words; `xãy` does not contain `xã`.
pub(super) fn contains_words(title: &str, words: &str) -> bool {
    let letter = |letter: char| letter.is_alphanumeric();
    title.match_indices(words).any(|(start, found)| {
        !title[..start].chars().next_back().is_some_and(letter)
            && !title[start + found.len()..]
                .chars()
                .next()
                .is_some_and(letter)
    })
}
