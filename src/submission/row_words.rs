//! The words that identify rows without a submission (a sum, the title of a group, a note, an
//! example), and cells whose value is not loaded yet.
//!
//! An operator can edit them in `config/vocabulary/rows.toml`. Does not know where such rows are.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Deserializer};

use crate::submission::decision::DecisionWords;
use crate::submission::grid::Line;
use crate::submission::layout::row::without_number;
use crate::submission::vocabulary::{About, Mention, Words};
use crate::{syntax, text};

/// The vocabulary shipped with the program.
const SHIPPED: &str = include_str!("../../config/vocabulary/rows.toml");

/// The words of all kinds of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowWords {
    sum: Phrases,
    group: Phrases,
    village: Phrases,
    footer: Phrases,
    rank: Phrases,
    example: Phrases,
    /// Added later; older vocabularies have no such words.
    #[serde(default)]
    guide: Phrases,
    hint: Phrases,
    loading: Phrases,
    annex: Phrases,
    unsettled: Unsettled,
    preface: PrefaceWords,
    decision: DecisionWords,
}

/// The words of lines above a table of people, as `text::key` writes them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PrefaceWords {
    /// A line that begins with one of these names units to which the table does not belong; without
    /// marks.
    #[serde(deserialize_with = "without_marks")]
    pub of_others: Vec<String>,
    /// Units larger than a commune; without marks.
    #[serde(deserialize_with = "without_marks")]
    pub greater: Vec<String>,
    /// A line that begins with one of these states the founding decision.
    pub decides: Vec<String>,
    /// Beginnings of such lines that are cut off, because they are not part of the decision.
    pub before: Vec<String>,
    /// A line that does not begin with one of `decides` must contain one of these.
    pub founds: Vec<String>,
    /// A line that does not begin with one of `decides` must contain none of these.
    pub denies: Vec<String>,
    /// A line with one of these only cites a decision.
    pub other_papers: Vec<String>,
    /// Words that may follow a commune's name in the line of a section.
    pub section: Vec<String>,
    /// With one of these words a line is a sentence, not a name.
    pub sentence: Vec<String>,
}

/// Reads words that are compared without marks; the marks are removed once here.
fn without_marks<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<String>, D::Error> {
    let words = Vec::<String>::deserialize(reader)?;
    Ok(words.iter().map(|word| text::fold(word)).collect())
}

/// The words of notes about a decision that does not count.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "RawUnsettled")]
struct Unsettled {
    says: Vec<Mention>,
    /// Like `says`, whatever else the clause is about.
    always: Vec<Mention>,
    whole: FxHashSet<String>,
    unless: Vec<Mention>,
    /// Words of a later clause that end what the first one says: «Đã trình; đã ký ngày 05/8».
    settled: Vec<Mention>,
}

/// These words as written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUnsettled {
    says: Vec<String>,
    /// Added later; older vocabularies have no such words.
    #[serde(default)]
    always: Vec<String>,
    whole: Vec<String>,
    unless: Vec<String>,
    settled: Vec<String>,
}

impl From<RawUnsettled> for Unsettled {
    fn from(written: RawUnsettled) -> Self {
        let mentions = |list: &[String]| list.iter().map(|words| Mention::of(words)).collect();
        let whole = written.whole.iter().map(|words| Words::of(words));
        Self {
            says: mentions(&written.says),
            always: mentions(&written.always),
            whole: whole.map(|words| words.as_key().to_owned()).collect(),
            unless: mentions(&written.unless),
            settled: mentions(&written.settled),
        }
    }
}

/// A list as written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRowWords {
    starts: Vec<String>,
    whole: Vec<String>,
}

/// Phrases that are compared with beginnings of texts and with whole texts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "RawRowWords")]
struct Phrases {
    /// With marks, and without.
    starts: Vec<(String, String)>,
    whole: FxHashSet<String>,
    /// The first two letters of each phrase.
    openings: Vec<[Option<char>; 2]>,
}

impl From<RawRowWords> for Phrases {
    fn from(written: RawRowWords) -> Self {
        // A space at the end means that another word must follow; `key` would remove it.
        let start = |start: &String| {
            let space = if start.ends_with(' ') { " " } else { "" };
            let key = text::key(start);
            (
                format!("{key}{space}"),
                format!("{}{space}", text::fold(&key)),
            )
        };
        let both = |whole: &String| [text::key(whole), text::fold(whole)];
        let all = written.starts.iter().chain(&written.whole).flat_map(both);
        Self {
            openings: all.map(|phrase| opening(&phrase)).collect(),
            starts: written.starts.iter().map(start).collect(),
            whole: written.whole.iter().flat_map(both).collect(),
        }
    }
}

impl Phrases {
    /// Whether a text begins with one of the phrases, or is one. A text without any mark is
    /// compared without marks. All others are compared with marks, because they distinguish «tổng»
    /// from «tống».
    fn fit(&self, text: &str) -> bool {
        let key = text::key(text);
        let ends = |letter: char| matches!(letter, ' ' | '.' | ':' | ',' | ';');
        if self.whole.contains(key.trim_end_matches(ends)) || self.whole.contains(key.as_str()) {
            return true;
        }
        let unmarked = key.is_ascii();
        self.starts
            .iter()
            .any(|(marked, bare)| begins(&key, marked) || unmarked && begins(&key, bare))
    }

    /// A quick check before `fit`, for tests that every cell goes through.
    fn may_fit(&self, text: &str) -> bool {
        const LONGEST: usize = 60;

        let [first, second] = opening(text);
        let fits = |opening: &[Option<char>; 2]| {
            opening[0] == first && (opening[1].is_none() || opening[1] == second)
        };
        text.len() <= LONGEST && self.openings.iter().any(fits)
    }
}

/// The first two letters of a text without case and marks. They are the same for its key, where
/// only the place of a tone mark may differ.
fn opening(text: &str) -> [Option<char>; 2] {
    let bare = |letter: char| text::bare(letter).unwrap_or(letter);
    let space = |letter: char| if letter.is_whitespace() { ' ' } else { letter };
    let lower = text.chars().map(text::unified).flat_map(char::to_lowercase);
    let mut letters = lower.map(bare).map(space);
    [letters.next(), letters.next()]
}

/// Whether a text begins with a phrase that ends at the end of a word.
fn begins(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| {
        !phrase.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
    })
}

impl RowWords {
    /// The vocabulary shipped with the program.
    pub fn shipped() -> Self {
        Self::from_toml(SHIPPED).expect("a test reads the shipped vocabulary")
    }

    /// Reads a vocabulary.
    ///
    /// # Errors
    /// The TOML error, with its line, if the text is not a vocabulary.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        syntax::completed(text, SHIPPED)
    }

    /// The words of cells with numbers of decisions.
    pub(super) fn decision(&self) -> &DecisionWords {
        &self.decision
    }

    /// The words of lines above a table of people.
    pub(super) fn preface(&self) -> &PrefaceWords {
        &self.preface
    }

    /// Whether a text is the title of a sum: «Tổng cộng», «Cộng (I)», «Tỷ lệ (%)», «Đã ban hành:
    /// 3/96».
    pub(super) fn is_sum(&self, title: &str) -> bool {
        self.sum
            .fit(title.trim_start_matches(|letter: char| !letter.is_alphabetic()))
    }

    /// Whether a text is the title of a group of communes: «Khu vực Quảng Ngãi (cũ)», «Huyện Trà
    /// Bồng (cũ)», «CÁC PHƯỜNG».
    pub(super) fn is_group(&self, title: &str) -> bool {
        self.group.fit(without_number(title))
    }

    /// Whether a text is a part of a commune: «Thôn Làng Rê», «TDP 3».
    pub(super) fn is_village(&self, title: &str) -> bool {
        self.village.fit(without_number(title))
    }

    /// The name of a village without its kind, because villages are often listed without: «Làng Rê»
    /// for «Thôn Làng Rê». A number alone keeps its kind: «Thôn 1» and «TDP 1» are different
    /// villages.
    pub(super) fn village_name<'a>(&self, title: &'a str) -> &'a str {
        let title = without_number(title);
        let rest = |place: usize| {
            let name = title[place..].trim_start_matches([' ', ':', '.']);
            let letters = name.chars().filter(|letter| letter.is_alphabetic());
            if letters.count() > 1 { name } else { title }
        };
        let ends = title.match_indices(' ').map(|(place, _)| place);
        let mut kinds = ends.filter(|end| {
            let kind = text::key(&title[..*end]);
            self.village
                .starts
                .iter()
                .any(|(marked, _)| *marked == kind)
        });
        kinds.next_back().map_or(title, rest)
    }

    /// Whether a text is a note, a signature or something else below the table.
    pub(super) fn is_footer(&self, title: &str) -> bool {
        self.footer.fit(title) || self.is_place_and_day(&text::fold(title)) || self.is_rank(title)
    }

    /// Whether a text without marks is the place and day above a signature: «Quảng Ngãi, ngày 30
    /// tháng 9 năm 2025», «…, ngày … tháng … năm …».
    fn is_place_and_day(&self, folded: &str) -> bool {
        self.decision.day().names_its_parts(folded) && !self.decision.are_mentioned(folded)
    }

    /// Whether a text is the rank above a signature, alone in its cell.
    pub(super) fn is_rank(&self, title: &str) -> bool {
        self.rank.fit(title)
    }

    /// Whether a text marks a row as an example: «Ví dụ», «Mẫu», «VD».
    pub(super) fn is_example(&self, text: &str) -> bool {
        let text = text.trim_start_matches(['*', '-', '•', '+', ' ']);
        let bare = text.trim_start_matches(['(', '[', '"', '“', '«']);
        let marks = |text: &str| self.example.may_fit(text) && self.example.fit(text);
        marks(text) || marks(bare)
    }

    /// Whether a tab's title says that it explains how to fill in the others: «Hướng dẫn điền».
    pub(super) fn is_guide(&self, title: &str) -> bool {
        self.guide.fit(without_number(title))
    }

    /// Whether a text explains how to fill in a column, perhaps by an example: «Nhập đủ số 0 ở
    /// đầu».
    fn is_hint(&self, text: &str) -> bool {
        let bare = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let told = |text: &str| self.hint.fit(text) || self.example.fit(text);
        (told(text) || told(bare)) && !self.footer.fit(text)
    }

    /// Whether a row explains how to fill in the columns: all its cells do, or at least two and
    /// half of them.
    pub(super) fn are_hints(&self, line: &Line) -> bool {
        let filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
        let (all, hints) = filled.fold((0, 0), |(all, hints), cell| {
            (all + 1, hints + usize::from(self.is_hint(&cell.text)))
        });
        hints > 0 && hints == all || hints > 1 && hints * 2 >= all
    }

    /// Whether a text is what a formula shows until its result arrives: «Loading...», «Đang
    /// tải...».
    pub(super) fn is_loading(&self, text: &str) -> bool {
        self.loading.may_fit(text) && self.loading.fit(text)
    }

    /// Whether a note says that the decision in its row does not count: «Mới dự thảo, chưa ký», «Đã
    /// thu hồi». A clause about something else, or about another decision, does not.
    pub(super) fn unsettles(&self, (note, about): (&str, &About), number: &str) -> bool {
        let is_whole = |text: &str| self.unsettled.whole.contains(Words::of(text).as_key());
        let stands = |list: &[Mention], clause: &Words| {
            list.iter().any(|words| words.place(clause).is_some())
        };
        let opens_so = || {
            let mut clauses = note.split([';', ',', '.', '\n']);
            let settled = |clause: &str| stands(&self.unsettled.settled, &Words::of(clause));
            clauses.next().is_some_and(is_whole) && !clauses.any(settled)
        };
        if is_whole(note) || opens_so() {
            return true;
        }
        let mut clauses = note.split([';', ',', '.', '\n', '(', ')']);
        clauses.any(|clause| {
            let key = text::key(clause);
            let names_another = key.contains("/q") && !key.contains(&text::key(number));
            let clause = Words::of(clause);
            let unsettled =
                stands(&self.unsettled.says, &clause) && !stands(&self.unsettled.unless, &clause);
            // «QĐ thôn: 20 quyết định» counts other decisions.
            let counts = || key.contains(':');
            stands(&self.unsettled.always, &clause)
                || !names_another && (unsettled || !counts() && about.assigns_elsewhere(&clause))
        })
    }

    /// Whether another list begins with this text: «PHỤ LỤC II», «DANH SÁCH …», the national motto.
    pub(super) fn begins_annex(&self, text: &str) -> bool {
        self.annex.fit(text)
    }
}

/// Whether a text is a figure instead of a name: «45», «21,9%», «…: 3/96». Names of communes have
/// no per cent sign and no fraction, but may have a number («Vị Thanh 1»).
pub(super) fn is_figure(title: &str) -> bool {
    let digit = |letter: char| letter.is_ascii_digit();
    let number = |text: &str| {
        text.contains(digit)
            && text
                .chars()
                .all(|letter| digit(letter) || " .,/%".contains(letter))
    };
    let counted = title
        .rsplit_once([':', '='])
        .is_some_and(|(_, count)| number(count));
    let fraction = title
        .split(' ')
        .any(|word| word.contains('/') && number(word));
    number(title) || counted || fraction || title.contains('%')
}

#[cfg(test)]
mod tests {
    use super::*;

    type Test = fn(&RowWords, &str) -> bool;

    #[test]
    fn a_file_of_before_has_the_words_that_came_later() {
        let whole = include_str!("../../config/vocabulary/rows.toml");
        let mut before: toml::Table = toml::from_str(whole).unwrap();
        for section in ["preface", "decision"] {
            assert!(before.remove(section).is_some(), "{section}");
        }
        let words = RowWords::from_toml(&before.to_string()).unwrap();
        let mut without_days: toml::Table = toml::from_str(whole).unwrap();
        let decision = without_days["decision"].as_table_mut().unwrap();
        assert!(decision.remove("day").is_some());
        let without_days = RowWords::from_toml(&without_days.to_string()).unwrap();
        assert_eq!(without_days.decision(), words.decision());
        let (read, shipped) = (words.decision(), &RowWords::shipped());
        assert_eq!(read, shipped.decision());
        assert_eq!(words.preface(), shipped.preface());
    }

    #[test]
    fn what_fits_is_worth_a_closer_look() {
        let phrases = Phrases::from(RawRowWords {
            starts: ["Hoàn thành: ", "Ủy", "…", "x"].map(str::to_owned).into(),
            whole: ["Ví dụ", "-"].map(str::to_owned).into(),
        });
        for (text, fits) in [
            ("Hoàn thành: 3", true),
            ("HÒAN", false),
            ("Uỷ ban", true),
            ("uy", true),
            ("X 1", true),
            ("xa", false),
            ("VÍ DỤ", true),
            ("–", true),
            ("Vũ Dụ", false),
            ("", false),
        ] {
            assert!(!phrases.fit(text) || phrases.may_fit(text), "{text}");
            assert_eq!(phrases.fit(text), fits, "{text}");
        }
    }

    #[test]
    fn tells_rows_by_their_first_words() {
        let words = RowWords::shipped();
        let kinds: [(&str, Test); 7] = [
            ("sum", RowWords::is_sum),
            ("figure", |_, title| is_figure(title)),
            ("group", RowWords::is_group),
            ("village", RowWords::is_village),
            ("footer", RowWords::is_footer),
            ("example", RowWords::is_example),
            ("loading", RowWords::is_loading),
        ];
        for (title, expected) in [
            ("Tổng cộng", &["sum"][..]),
            ("TONG CONG", &["sum"]),
            ("Cộng khu vực Kon Tum (cũ)", &["sum"]),
            ("Tổng số:", &["sum"]),
            ("Cộng", &["sum"]),
            ("Cộng (I)", &["sum"]),
            ("Cộng I + II", &["sum"]),
            ("Toàn tỉnh", &["sum"]),
            ("Tỷ lệ (%)", &["sum", "figure"]),
            ("Tỉ lệ hoàn thành", &["sum"]),
            ("Đã ban hành: 3/96", &["sum", "figure"]),
            ("Hoàn thành: 21", &["figure"]),
            ("21,9%", &["figure"]),
            ("12/96 đơn vị", &["figure"]),
            ("1", &["figure"]),
            ("- Trong đó: phường", &["sum", "footer"]),
            ("Khu vực Kon Tum (cũ)", &["group"]),
            ("Huyện Trà Bồng (cũ)", &["group"]),
            ("CÁC PHƯỜNG", &["group"]),
            ("Tổng: 3 đơn vị", &["sum"]),
            ("Thôn Làng Rê", &["village"]),
            ("3. TDP số 3", &["village"]),
            ("Ghi chú:", &["footer"]),
            ("NGƯỜI LẬP BIỂU", &["footer"]),
            ("(Ký, ghi rõ họ tên)", &["footer"]),
            ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", &["footer"]),
            ("CHỦ TỊCH", &["footer"]),
            ("- Đề nghị các địa phương", &["footer"]),
            ("Ví dụ", &["example"]),
            ("VD", &["example"]),
            ("(dòng ví dụ, xóa khi nhập)", &["example"]),
            ("Ví dụ: Xã Ba Tơ", &["example"]),
            ("(Mẫu)", &["example"]),
            ("Loading...", &["loading"]),
            ("Đang tải…", &["loading"]),
            ("Đang tải dữ liệu...", &["loading"]),
            ("Xã Ba Tơ", &[]),
            ("Phường Cẩm Thành", &[]),
            ("Đăk Ui", &[]),
            ("Xã Sơn Hà", &[]),
            ("Tống Sơn", &[]),
            ("Vị Thanh 1", &[]),
            ("Mẫu Sơn", &[]),
            ("Đang trình ký", &[]),
        ] {
            let found: Vec<&str> = kinds
                .iter()
                .filter(|(_, is)| is(&words, title))
                .map(|(kind, _)| *kind)
                .collect();
            assert_eq!(found, expected, "{title}");
        }
    }
}
