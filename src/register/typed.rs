//! Splits a typed name into numbering, «UBND», kind, name, and the places after it.
//!
//! Knows how units are written in sheets and letters, not which units exist. A text that can be
//! split in several ways gives all of them, the whole text first.

use crate::register::unit::{Before, UnitKind, UnitWords};
use crate::text;

/// One way to read a typed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The kind of unit written before the name.
    pub(super) kind: Option<UnitKind>,
    /// The name, as `text::key` writes it.
    pub(super) name: String,
    /// The places after the name, which follow a comma or a place word.
    pub(super) places: Vec<TypedPlace>,
    /// The texts in brackets.
    pub(super) remarks: Vec<String>,
    /// Whether «(cũ)» or «cũ» says that the dissolved unit is meant.
    pub(super) old: bool,
    /// Whether the kind is written without its marks (`xa`), so that the name may have lost its
    /// own.
    pub(super) unmarked: bool,
}

/// A place named after the commune's name, as `text::key` writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedPlace {
    pub(super) kind: Option<UnitKind>,
    pub(super) name: String,
}

/// All ways to split a typed name, given as `text::key`.
pub(super) fn readings(key: &str, words: &UnitWords) -> Vec<Typed> {
    let (outside, brackets) = split_brackets(key, words);
    let mut heads: Vec<String> = Vec::new();
    let whole = trimmed(&outside).to_owned();
    for head in [Some(whole.as_str()), without_number(&whole, words)]
        .into_iter()
        .flatten()
    {
        heads.push(head.to_owned());
        heads.extend(without_body(head, words).map(str::to_owned));
    }
    let mut readings = Vec::new();
    for head in heads {
        for (own, places) in splits(&head, words) {
            let written = (None, own.as_str(), false);
            let stripped = kind_and_rest(&own, words)
                .map(|(kind, rest, unmarked)| (Some(kind), rest, unmarked));
            for kind_and_name in [written].into_iter().chain(stripped) {
                add(&mut readings, kind_and_name, (&places, &brackets), words);
            }
        }
    }
    readings
}

/// Reads a place: `huyện Trà Bồng cũ`, `TP.Quảng Ngãi`, `thuộc Kon Tum`.
pub(super) fn place(text: &str, words: &UnitWords) -> TypedPlace {
    let mut rest = trimmed(text);
    for word in &words.of {
        rest = rest.strip_prefix(word.as_str()).unwrap_or(rest);
    }
    for word in &words.former {
        rest = rest.strip_suffix(word.as_str()).unwrap_or(rest);
    }
    match kind_and_rest(rest, words) {
        Some((kind, rest, _)) => TypedPlace {
            kind: Some(kind),
            name: rest.to_owned(),
        },
        None => TypedPlace {
            kind: None,
            name: rest.to_owned(),
        },
    }
}

/// The places that a line may name: the whole line, without a number or an office before it, and
/// the last place that begins with a place word.
pub(super) fn places(key: &str, words: &UnitWords) -> Vec<TypedPlace> {
    let whole = trimmed(key);
    let bare = without_number(whole, words).unwrap_or(whole);
    // A tab's title may begin with a number without a mark: «2 Thái Nguyên».
    let bare = bare.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let of_office = without_body(bare, words).unwrap_or(bare);
    let mut places = vec![place(of_office, words)];
    places.extend(
        chain(of_office, words)
            .pop()
            .filter(|last| last.kind.is_some()),
    );
    places
}

fn add(
    readings: &mut Vec<Typed>,
    (kind, bare, unmarked): (Option<UnitKind>, &str, bool),
    (places, brackets): (&[TypedPlace], &[String]),
    words: &UnitWords,
) {
    let old = brackets
        .iter()
        .any(|bracket| words.old_remarks.contains(bracket));
    let says_when = |bracket: &&String| {
        words.old_remarks.contains(bracket) || words.new_remarks.contains(bracket)
    };
    let remarks = brackets.iter().filter(|bracket| !says_when(bracket));
    let (kinds, remarks): (Vec<&String>, Vec<&String>) =
        remarks.partition(|remark| kind.is_none() && words.kind(remark).is_some());
    // The kind in brackets: «Ba Tơ (xã)».
    let kind = kind.or_else(|| kinds.first().and_then(|remark| words.kind(remark)));
    let remarks: Vec<String> = remarks.into_iter().cloned().collect();
    let mut push = |name: &str, old: bool| {
        let reading = Typed {
            kind,
            name: trimmed(name).to_owned(),
            places: places.to_vec(),
            remarks: remarks.clone(),
            old,
            unmarked,
        };
        if !reading.name.is_empty() && !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    push(bare, old);
    let without = |list: &[String]| {
        list.iter()
            .find_map(|word| bare.strip_suffix(word.as_str()))
    };
    if let Some(name) = without(&words.former) {
        push(name, true);
    }
    if let Some(name) = without(&words.present) {
        push(name, old);
    }
}

/// Separates the text outside brackets from the texts inside.
fn split_brackets(text: &str, words: &UnitWords) -> (String, Vec<String>) {
    let (mut outside, mut inside) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[']) {
        let after = &rest[open + 1..];
        let Some(close) = after.find([')', ']']) else {
            break;
        };
        outside.push_str(&rest[..open]);
        outside.push(' ');
        let content = trimmed(&after[..close]);
        let mut former = words.former.iter().map(|word| word.trim_start());
        if !(former.any(|word| word == content) && names_a_place(&outside, words)) {
            inside.push(content.to_owned());
        }
        rest = &after[close + 1..];
    }
    outside.push_str(rest);
    let words: Vec<&str> = outside.split(' ').filter(|word| !word.is_empty()).collect();
    (words.join(" ").replace(" ,", ","), inside)
}

/// Whether the text already names a place after the name; then a following «(cũ)» is about that
/// place.
fn names_a_place(outside: &str, words: &UnitWords) -> bool {
    outside.contains([',', ';']) || place_words_in(outside, words).is_some()
}

/// Removes list marks and punctuation at both ends.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| " -+*•·.,;:/\"“”«»_".contains(c))
}

/// The text after the number of a list item: `1. `, `01)`, `2 - `, `IV. `, or a bare `1 ` before a
/// kind word or an office. A single `x.` is «xã», not ten.
fn without_number<'t>(text: &'t str, words: &UnitWords) -> Option<&'t str> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_digits = digits.len() < text.len();
    let rest = if is_digits {
        digits
    } else {
        text.trim_start_matches(['i', 'v', 'x'])
    };
    let number = &text[..text.len() - rest.len()];
    if number.is_empty() || number == "x" {
        return None;
    }
    let after = rest.trim_start();
    match after.strip_prefix(['.', ')', '-', '/', ':', '_']) {
        Some(after) => Some(trimmed(after)),
        None if is_digits && rest.len() > after.len() => {
            let known =
                kind_and_rest(after, words).is_some() || without_body(after, words).is_some();
            known.then_some(after)
        }
        None => None,
    }
}

/// The text after an office or another word before the unit. A space may be missing only before a
/// kind («UBNDxã Ba Tơ»).
fn without_body<'t>(text: &'t str, words: &UnitWords) -> Option<&'t str> {
    let head = Folded::new(text);
    let after = words.before.iter().find_map(|before| {
        let glued = || {
            head.behind(&before.fold)
                .filter(|rest| kind_and_rest(rest, words).is_some())
        };
        head.after(&before.fold).or_else(glued)
    })?;
    Some(without_body(after, words).unwrap_or(after))
}

/// The kind word at the beginning, the text after it, and whether the word has lost its marks.
fn kind_and_rest<'t>(text: &'t str, words: &UnitWords) -> Option<(UnitKind, &'t str, bool)> {
    let head = Folded::new(text);
    let mut kinds = words.kinds.iter();
    kinds.find_map(|word| {
        // «xãĐăk Ui»: the space may be missing after a full word with marks.
        let marked = !word.is_short && word.key != word.fold && text.starts_with(&word.key);
        let glued = || head.behind(&word.fold).filter(|_| marked);
        let after = head.after(&word.fold).or_else(glued)?;
        let unmarked = !word.is_short && text.starts_with(&word.fold);
        Some((word.kind, after, unmarked))
    })
}

/// Whether a name begins with the committee of a unit, or with a kind of commune. A kind of one
/// letter needs a full stop after it.
pub(super) fn says_kind(key: &str, words: &UnitWords) -> bool {
    let head = Folded::new(key);
    let committee = |before: &Before| {
        let behind = head.behind(&before.fold);
        let glued = behind.is_some_and(|rest| says_commune(rest, words));
        before.is_committee && (head.after(&before.fold).is_some() || glued)
    };
    let lone = key
        .chars()
        .nth(1)
        .is_some_and(|second| second != '.' && !second.is_alphabetic());
    words.before.iter().any(committee) || !lone && says_commune(key, words)
}

/// Whether a name begins with a kind of commune.
pub(super) fn says_commune(key: &str, words: &UnitWords) -> bool {
    kind_and_rest(key, words).is_some_and(|(kind, _, _)| !kind.id().is_empty())
}

/// Whether a name, after an optional office, begins with a kind of living commune written with its
/// marks.
pub(super) fn says_living_kind(key: &str, words: &UnitWords) -> bool {
    let bare = without_body(key, words).unwrap_or(key);
    kind_and_rest(bare, words).is_some_and(|(kind, _, unmarked)| kind.is_living() && !unmarked)
}

/// The beginning of a text without marks, with the position after each letter in the original text.
struct Folded<'a> {
    text: &'a str,
    letters: String,
    ends: Vec<usize>,
}

impl<'a> Folded<'a> {
    /// Must be longer than all words that are looked for.
    const LETTERS: usize = 32;

    fn new(text: &'a str) -> Self {
        let mut letters = String::with_capacity(Self::LETTERS);
        let mut ends = Vec::with_capacity(Self::LETTERS);
        for (at, character) in text.char_indices().take(Self::LETTERS) {
            match text::bare(character) {
                Some(letter) => letters.push(letter),
                None => letters.push_str(&text::strip(character.encode_utf8(&mut [0; 4]))),
            }
            ends.resize(letters.len(), at + character.len_utf8());
        }
        Self {
            text,
            letters,
            ends,
        }
    }

    /// The text after `words` at the beginning, if a space, colon, full stop or dash separates
    /// them.
    fn after(&self, words: &str) -> Option<&'a str> {
        let rest = self.rest(words)?;
        let ends = rest.starts_with([' ', ':', '.', '-']);
        let after = trimmed(rest);
        (ends && !after.is_empty()).then_some(after)
    }

    /// The text after `words` at the beginning, if a letter follows directly.
    fn behind(&self, words: &str) -> Option<&'a str> {
        let rest = self.rest(words)?;
        rest.starts_with(char::is_alphabetic).then_some(rest)
    }

    fn rest(&self, words: &str) -> Option<&'a str> {
        if !self.letters.starts_with(words) {
            return None;
        }
        Some(&self.text[*self.ends.get(words.len() - 1)?..])
    }
}

/// The ways to separate a name from the places after it: not at all, at commas, at ` - `, and
/// before a place word.
fn splits(head: &str, words: &UnitWords) -> Vec<(String, Vec<TypedPlace>)> {
    let mut ways = vec![(head.to_owned(), Vec::new())];
    let mut comma_parts = head.split([',', ';']);
    let first = trimmed(comma_parts.next().unwrap_or_default());
    let after_commas: Vec<&str> = comma_parts
        .filter(|part| !trimmed(part).is_empty())
        .collect();
    let mut starts = vec![(first.to_owned(), after_commas.clone())];
    if let Some((own, rest)) = first.split_once(" - ") {
        let mut places = vec![rest];
        places.extend(&after_commas);
        starts.push((own.to_owned(), places));
    }
    let bare = &words.bare_places;
    for (own, places) in starts {
        let named: Vec<TypedPlace> = places.iter().flat_map(|text| chain(text, words)).collect();
        let unmarked = own
            .match_indices(' ')
            .map(|(at, _)| at + 1)
            .filter(|&at| bare.iter().any(|word| own[at..].starts_with(word.as_str())));
        for at in place_words_in(&own, words).into_iter().chain(unmarked) {
            let mut all: Vec<TypedPlace> = chain(&own[at..], words);
            all.extend(named.iter().cloned());
            ways.push((trimmed(&own[..at]).to_owned(), all));
        }
        if !places.is_empty() {
            ways.push((own, named));
        }
    }
    ways
}

/// Splits places written without commas between them: `huyện Đắk Hà tỉnh Kon Tum`.
fn chain(text: &str, words: &UnitWords) -> Vec<TypedPlace> {
    match place_words_in(trimmed(text), words) {
        Some(at) => {
            let text = trimmed(text);
            let mut places = vec![place(&text[..at], words)];
            places.extend(chain(&text[at..], words));
            places
        }
        None => vec![place(text, words)],
    }
}

/// The position, after the first word, of a place word with its marks: «huyện», «tỉnh», «TP». Not
/// of `tinh` without marks, which may be part of a name (`Son Tinh`).
fn place_words_in(text: &str, words: &UnitWords) -> Option<usize> {
    let starts = text.match_indices(' ').map(|(at, _)| at + 1);
    starts
        .filter(|&at| {
            let mut places = words.places.iter();
            places.any(|word| text[at..].starts_with(word.as_str()))
        })
        .find(|&at| !trimmed(&text[..at]).is_empty() && !is_kind_alone(&text[..at], words))
}

/// Whether a text is only a kind or an office, such as «thị» before «xã» or «ubnd» before «huyện»,
/// so that the name has not begun yet.
fn is_kind_alone(text: &str, words: &UnitWords) -> bool {
    words.is_kind_alone(&text::strip(trimmed(text)))
}
