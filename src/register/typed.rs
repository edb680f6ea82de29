//! A typed name taken apart: numbering, «UBND», kind, name, the places named after it.
//!
//! Knows how units are written in sheets and letters; deliberately not which units exist. A
//! text that can be taken apart in several ways gives all of them, the whole one first.

use crate::text;

/// One way to read a typed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The kind of unit written before the name.
    pub(super) kind: Option<UnitKind>,
    /// The name, as `text::key` writes it.
    pub(super) name: String,
    /// What follows the name after a comma or a place word.
    pub(super) places: Vec<TypedPlace>,
    /// What stands in brackets.
    pub(super) remarks: Vec<String>,
    /// «(cũ)»: the writer means the dissolved unit.
    pub(super) old: bool,
    /// The kind is written without its marks (`xa`): the name may have lost its own.
    pub(super) unmarked: bool,
}

/// The kinds of unit that are written before names, living and abolished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitKind {
    Xa,
    Phuong,
    DacKhu,
    ThiTran,
    /// Thị xã, thành phố: no commune.
    City,
    /// Huyện, quận: no commune.
    District,
    /// Tỉnh: no commune.
    Province,
}

/// A place named after the commune's name, as `text::key` writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedPlace {
    pub(super) kind: Option<UnitKind>,
    pub(super) name: String,
}

impl UnitKind {
    /// As in the registers: `xa`, `phuong`, `dac_khu`, `thi_tran`; empty where it is no commune.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Xa => "xa",
            Self::Phuong => "phuong",
            Self::DacKhu => "dac_khu",
            Self::ThiTran => "thi_tran",
            Self::City | Self::District | Self::Province => "",
        }
    }
}

/// What may stand before kind and name, folded.
const BODIES: [&str; 9] = [
    "to cong nghe so cong dong",
    "to cnscd",
    "uy ban nhan dan",
    "ub nhan dan",
    "uy ban nd",
    "ubnd",
    "ub nd",
    "ub",
    "don vi",
];

/// Kind words, folded, longest first; the abbreviations also with a full stop.
const KINDS: [(&str, UnitKind); 21] = [
    ("thanh pho", UnitKind::City),
    ("huyen dao", UnitKind::District),
    ("thi tran", UnitKind::ThiTran),
    ("dac khu", UnitKind::DacKhu),
    ("phuong", UnitKind::Phuong),
    ("thi xa", UnitKind::City),
    ("huyen", UnitKind::District),
    ("quan", UnitKind::District),
    ("tinh", UnitKind::Province),
    ("xa", UnitKind::Xa),
    ("t.p", UnitKind::City),
    ("t.t", UnitKind::ThiTran),
    ("t.x", UnitKind::City),
    ("tp", UnitKind::City),
    ("tt", UnitKind::ThiTran),
    ("tx", UnitKind::City),
    ("dk", UnitKind::DacKhu),
    ("ph", UnitKind::Phuong),
    ("p", UnitKind::Phuong),
    ("x", UnitKind::Xa),
    ("h", UnitKind::District),
];

/// Every way to take a typed name apart, of which `text::key` is given.
pub(super) fn readings(key: &str) -> Vec<Typed> {
    let (outside, brackets) = split_brackets(key);
    let mut heads: Vec<String> = Vec::new();
    let whole = trimmed(&outside).to_owned();
    for head in [Some(whole.as_str()), without_number(&whole)]
        .into_iter()
        .flatten()
    {
        heads.push(head.to_owned());
        heads.extend(without_body(head).map(str::to_owned));
    }
    let mut readings = Vec::new();
    for head in heads {
        for (own, places) in splits(&head) {
            let written = (None, own.as_str(), false);
            let stripped =
                kind_and_rest(&own).map(|(kind, rest, unmarked)| (Some(kind), rest, unmarked));
            for kind_and_name in [written].into_iter().chain(stripped) {
                add(&mut readings, kind_and_name, &places, &brackets);
            }
        }
    }
    readings
}

/// A place as it is written: `huyện Trà Bồng cũ`, `TP.Quảng Ngãi`, `thuộc Kon Tum`.
pub(super) fn place(text: &str) -> TypedPlace {
    let mut rest = trimmed(text);
    for word in ["trực thuộc ", "thuộc ", "của "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    for word in [" cũ", " trước đây"] {
        rest = rest.strip_suffix(word).unwrap_or(rest);
    }
    match kind_and_rest(rest) {
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

/// The places that a line may name: the whole of it, without a number or an office before it, or
/// what a place word at its end begins.
pub(super) fn places(key: &str) -> Vec<TypedPlace> {
    let whole = trimmed(key);
    let bare = without_number(whole).unwrap_or(whole);
    // a tab's title has its number before it without a mark: «2 Thái Nguyên»
    let bare = bare.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let of_office = without_body(bare).unwrap_or(bare);
    let mut places = vec![place(of_office)];
    places.extend(chain(of_office).pop().filter(|last| last.kind.is_some()));
    places
}

fn add(
    readings: &mut Vec<Typed>,
    (kind, bare, unmarked): (Option<UnitKind>, &str, bool),
    places: &[TypedPlace],
    brackets: &[String],
) {
    let (mut old, mut remarks) = (false, Vec::new());
    for bracket in brackets {
        match bracket.as_str() {
            "cũ" | "xã cũ" | "phường cũ" | "đơn vị cũ" | "tên cũ" | "trước sáp nhập" => {
                old = true
            }
            "mới" | "xã mới" | "sau sáp nhập" => {}
            _ => remarks.push(bracket.clone()),
        }
    }
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
    if let Some(name) = bare.strip_suffix(" cũ") {
        push(name, true);
    }
    if let Some(name) = bare.strip_suffix(" mới") {
        push(name, old);
    }
}

/// The text outside brackets and what stood inside.
fn split_brackets(text: &str) -> (String, Vec<String>) {
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
        if content != "cũ" || !names_a_place(&outside) {
            inside.push(content.to_owned());
        }
        rest = &after[close + 1..];
    }
    outside.push_str(rest);
    let words: Vec<&str> = outside.split(' ').filter(|word| !word.is_empty()).collect();
    (words.join(" ").replace(" ,", ","), inside)
}

/// Whether a place stands after the name already: a «(cũ)» behind it speaks of the place.
fn names_a_place(outside: &str) -> bool {
    outside.contains([',', ';']) || place_words_in(outside).is_some()
}

/// Without list marks and end punctuation.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| " -+*•·.,;:/\"“”«»_".contains(c))
}

/// The text after a number of a list: `1. `, `01)`, `2 - `, `IV. `, and a bare `1 ` before a
/// kind word. A lone `x.` is «xã», not ten.
fn without_number(text: &str) -> Option<&str> {
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
    match after.strip_prefix(['.', ')', '-', '/', ':']) {
        Some(after) => Some(trimmed(after)),
        None if is_digits && rest.len() > after.len() => {
            let known = kind_and_rest(after).is_some() || without_body(after).is_some();
            known.then_some(after)
        }
        None => None,
    }
}

fn without_body(text: &str) -> Option<&str> {
    let head = Folded::new(text);
    let after = BODIES.iter().find_map(|body| head.after(body, true))?;
    Some(without_body(after).unwrap_or(after))
}

/// The kind word at the head, what follows it, and whether the word has lost its marks.
fn kind_and_rest(text: &str) -> Option<(UnitKind, &str, bool)> {
    let head = Folded::new(text);
    KINDS.iter().find_map(|(word, kind)| {
        let after = head.after(word, word.len() <= 3)?;
        let unmarked = word.len() > 3 || *word == "xa";
        Some((*kind, after, unmarked && text.starts_with(word)))
    })
}

/// The head of a text without marks, each letter with the place of what follows it.
struct Folded<'a> {
    text: &'a str,
    letters: String,
    ends: Vec<usize>,
}

impl<'a> Folded<'a> {
    /// Longer than every word looked for.
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

    /// What follows `words` at the head: after a space, `:` or, where `stop` allows
    /// abbreviations, `.` or `-`.
    fn after(&self, words: &str, stop: bool) -> Option<&'a str> {
        if !self.letters.starts_with(words) {
            return None;
        }
        let rest = &self.text[*self.ends.get(words.len() - 1)?..];
        let ends = rest.starts_with([' ', ':']) || (stop && rest.starts_with(['.', '-']));
        let after = trimmed(rest);
        (ends && !after.is_empty()).then_some(after)
    }
}

/// The ways to part a name from the places after it: not at all; at commas; at ` - `; before
/// a place word.
fn splits(head: &str) -> Vec<(String, Vec<TypedPlace>)> {
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
    for (own, places) in starts {
        let named: Vec<TypedPlace> = places.iter().flat_map(|text| chain(text)).collect();
        let unmarked = own
            .match_indices(' ')
            .map(|(at, _)| at + 1)
            .filter(|&at| own[at..].starts_with("tinh "));
        for at in place_words_in(&own).into_iter().chain(unmarked) {
            let mut all: Vec<TypedPlace> = chain(&own[at..]);
            all.extend(named.iter().cloned());
            ways.push((trimmed(&own[..at]).to_owned(), all));
        }
        if !places.is_empty() {
            ways.push((own, named));
        }
    }
    ways
}

/// Places written one after another without commas: `huyện Đắk Hà tỉnh Kon Tum`.
fn chain(text: &str) -> Vec<TypedPlace> {
    match place_words_in(trimmed(text)) {
        Some(at) => {
            let text = trimmed(text);
            let mut places = vec![place(&text[..at])];
            places.extend(chain(&text[at..]));
            places
        }
        None => vec![place(text)],
    }
}

/// Where, after the first word, a place word with its marks stands: «huyện», «tỉnh», «TP».
/// Not `tinh` without its mark, which may be part of a name (`Son Tinh`).
fn place_words_in(text: &str) -> Option<usize> {
    const WORDS: [&str; 13] = [
        "huyện ",
        "huyen ",
        "h. ",
        "h.",
        "tỉnh ",
        "thành phố ",
        "thanh pho ",
        "tp ",
        "tp.",
        "thị xã ",
        "tx ",
        "tx.",
        "thuộc ",
    ];
    let starts = text.match_indices(' ').map(|(at, _)| at + 1);
    starts
        .filter(|&at| WORDS.iter().any(|word| text[at..].starts_with(word)))
        .find(|&at| !trimmed(&text[..at]).is_empty() && !is_kind_alone(&text[..at]))
}

/// «thị» before «xã», «ubnd» before «huyện»: what stands before is no name yet.
fn is_kind_alone(text: &str) -> bool {
    let folded = text::strip(trimmed(text));
    KINDS.iter().any(|(word, _)| *word == folded) || BODIES.contains(&folded.as_str())
}
