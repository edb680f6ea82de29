//! The words that headers are known by: which title names which field.
//!
//! Data an operator edits (`config/vocabulary/headers.toml`); deliberately not where a header stands.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::text;

/// What a column holds.
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
    /// People's names.
    Person,
    /// The office held.
    Position,
    /// Where one works, beside a column of positions.
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
    /// How many people the team has.
    MemberCount,
    /// How many village-level teams the commune has.
    VillageTeams,
    /// Name of a village.
    Village,
    /// A system that is supported.
    System,
    /// What is supported.
    Support,
    /// The unit in charge of a system.
    Unit,
    /// A support group's link.
    Group,
    /// A guide's link.
    Guide,
    /// Known, and not read.
    Ignored,
}

impl Field {
    /// Its name in JSON and in `[source.columns]`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ordinal => "ordinal",
            Self::Commune => "commune",
            Self::DecisionNumber => "decision_number",
            Self::DecisionDate => "decision_date",
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
            Self::Ignored => "ignored",
        }
    }

    /// The field of a name; `None` where it is none of ours.
    pub fn from_id(id: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(id.to_owned())).ok()
    }
}

/// How the titles of one field are recognised.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    titles: Vec<String>,
    #[serde(default)]
    words: Vec<Vec<String>>,
}

/// The titles of every field, ready for look-up.
#[derive(Clone, Debug)]
pub struct Headers {
    titles: HashMap<String, Vec<Field>>,
    folded: HashMap<String, Vec<Field>>,
    words: Vec<(Vec<String>, Field)>,
}

impl Headers {
    /// The vocabulary shipped with the program.
    pub fn shipped() -> Self {
        Self::from_toml(include_str!("../../config/vocabulary/headers.toml"))
            .expect("a test reads the shipped vocabulary")
    }

    /// Reads a vocabulary.
    ///
    /// # Errors
    /// The TOML error, with its line, where the text is no vocabulary.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let fields: BTreeMap<Field, Words> = toml::from_str(text)?;
        let mut headers = Self {
            titles: HashMap::new(),
            folded: HashMap::new(),
            words: Vec::new(),
        };
        for (field, words) in fields {
            for title in &words.titles {
                add(&mut headers.titles, plain(title), field);
                add(&mut headers.folded, text::fold(&plain(title)), field);
            }
            for list in words.words {
                headers
                    .words
                    .push((list.iter().map(|word| text::key(word)).collect(), field));
            }
        }
        Ok(headers)
    }

    /// The fields that a title may name, best first; several where the words leave room.
    pub fn fields(&self, title: &str) -> Vec<Field> {
        let title = plain(title);
        if title.is_empty() {
            return Vec::new();
        }
        let folded = text::fold(&title);
        if let Some(fields) = self.titles.get(&title).or_else(|| self.folded.get(&folded)) {
            return fields.clone();
        }
        if let Some(fields) = without_brackets(&title).and_then(|short| self.titles.get(&short)) {
            return fields.clone();
        }
        self.words
            .iter()
            .filter(|(words, _)| words.iter().all(|word| contains_words(&title, word)))
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

fn add(titles: &mut HashMap<String, Vec<Field>>, title: String, field: Field) {
    let fields = titles.entry(title).or_default();
    if !fields.contains(&field) {
        fields.push(field);
    }
}

/// A title without what decorates it: colons, asterisks, footnote marks.
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

/// `chức vụ (ghi rõ)` is `chức vụ`: what stands in brackets at the end explains, it does not name.
fn without_brackets(title: &str) -> Option<String> {
    let (head, tail) = title.split_once('(')?;
    tail.ends_with(')')
        .then(|| plain(head))
        .filter(|head| !head.is_empty())
}

/// Whether whole words stand in a title; `xã` does not stand in `xãy`.
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

#[cfg(test)]
mod tests {
    use super::Field::*;
    use super::*;

    #[track_caller]
    fn check(title: &str, fields: &[Field]) {
        assert_eq!(Headers::shipped().fields(title), fields, "{title:?}");
    }

    #[test]
    fn knows_titles_however_they_are_dressed() {
        check("STT", &[Ordinal]);
        check("Tên xã, phường, đặc khu (*):", &[Commune]);
        check("TÊN XÃ,\nPHƯỜNG", &[Commune]);
        check("So dien thoai", &[Phone]);
        check("Ngày, tháng, năm ban hành QĐ", &[DecisionDate]);
        check("Chức vụ (ghi đầy đủ)", &[Position]);
        check("Họ và tên người báo cáo", &[Ignored]);
        check("Số lượng thành viên Tổ", &[MemberCount]);
        check("Số tổ CNSCĐ cấp thôn, tổ dân phố", &[VillageTeams]);
        check("Chức danh", &[Position, Role]);
        check("Đơn vị", &[Commune, Workplace, Unit]);
        check("Báo cáo tình hình", &[]);
    }
}
