//! Finds document numbers such as `15/QĐ-UBND` in a line of text, in all ways of writing.

use std::cell::LazyCell;
use std::ops::Range;

use serde::Deserialize;

use crate::submission::Number;
use crate::submission::vocabulary::contains_words;
use crate::text;

/// A number and its range in bytes.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) number: Number,
}

/// The words around numbers, and the symbols that offices use. Those with which a number is written
/// anew (`QĐ`, `UBND`, `TTr`, `ĐU`) are fixed by Decree 30/2020/NĐ-CP, and so are in the code.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SymbolWords {
    /// First letters of the symbol of a decision.
    decisions: Vec<String>,
    /// First letters of the symbols of other documents.
    other_kinds: Vec<String>,
    /// Abbreviations of organs, known in any case and directly after `QĐ`.
    organs: Vec<String>,
    /// Beginnings of the abbreviation of a People's Committee or its chair.
    committees: Vec<String>,
    /// Beginnings of abbreviations that are none although `committees` has their beginning.
    no_committees: Vec<String>,
    /// Names of other documents, before a number without a symbol.
    other_words: Vec<String>,
    /// Words that announce a number without symbol as that of a decision.
    announcing: Vec<String>,
    /// Words between the first and the last of several numbers.
    until: Vec<String>,
    /// Words that may be beside numbers without symbol that are still those of decisions.
    beside: Vec<String>,
}

impl SymbolWords {
    fn has_decision(&self, letters: &str) -> bool {
        self.decisions.iter().any(|kind| kind == letters)
    }

    /// Whether words name a decision or announce its number.
    pub(super) fn announces(&self, words: &str) -> bool {
        let mut announcing = self.announcing.iter();
        announcing.any(|word| contains_words(words, word))
    }

    /// Whether a single word announces a number.
    pub(super) fn is_announcing(&self, word: &str) -> bool {
        let key = text::key(word);
        self.announcing.contains(&key)
    }

    fn has_other(&self, letters: &str) -> bool {
        self.other_kinds.iter().any(|kind| kind == letters)
    }

    /// Whether letters are a known kind of decision, organ, or both: `QĐUBND`.
    fn knows(&self, letters: &str) -> bool {
        let is_organ = |letters: &str| self.organs.iter().any(|organ| organ == letters);
        let mut kinds = self.decisions.iter();
        self.has_decision(letters)
            || is_organ(letters)
            || kinds.any(|kind| letters.strip_prefix(kind.as_str()).is_some_and(is_organ))
    }

    /// Whether the organ of a symbol is the People's Committee or its chair, even with letters
    /// swapped.
    fn is_committee(&self, organ: &str) -> bool {
        let begins = |list: &[String]| list.iter().any(|begin| organ.starts_with(begin.as_str()));
        let mut letters: Vec<char> = organ.chars().collect();
        letters.sort_unstable();
        let exchanged = letters == ['B', 'D', 'N', 'U'];
        begins(&self.committees) && !begins(&self.no_committees) || exchanged
    }

    /// Whether the form of a number has no digits: `Số: …/QĐ-UBND`, `   /QĐ-UBND ngày …`.
    pub(super) fn has_open_number(&self, key: &str) -> bool {
        let compact: String = key
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let decides = |slash: &usize| {
            let kind = compact[slash + 1..].to_uppercase();
            let mut decisions = self.decisions.iter();
            decisions.any(|letters| kind.starts_with(letters.as_str()))
        };
        let mut slashes = compact.match_indices('/').map(|(slash, _)| slash);
        slashes.find(decides).is_some_and(|slash| {
            let before = compact[..slash].trim_end_matches(['.', '…', '_', '-', '?']);
            !before.ends_with(|letter: char| letter.is_ascii_digit())
        })
    }
}

/// Letters after digits that replace an unknown digit («4x») or are mistyped digits («1O», «1l»).
const UNSURE_LETTERS: [char; 7] = ['x', 'X', 'o', 'O', 'l', 'I', 'i'];
/// The separators between the groups of a number.
const SEPARATORS: [char; 8] = ['/', '-', '–', '—', '−', '\\', '_', '.'];

/// Finds all numbers in the line, from left to right.
pub(super) fn find(line: &str, words: &SymbolWords) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let alone = LazyCell::new(|| says_only_numbers(line, words));
    let mut place = 0;
    while let Some(start) = next_number(line, place) {
        let digits = digits_end(line, start);
        let before = &line[found.last().map_or(0, |last| last.range.end)..start];
        let (end, number) = match with_symbol(line, (start, digits), words) {
            Some((end, number)) => (end, Some(number)),
            None => (
                digits,
                bare(line, (start, digits), before, || *alone, words),
            ),
        };
        let torn = is_torn(&line[..start], words);
        let number = number.map(|number| match number {
            Number::Named { .. } if torn => Number::Unreadable(line.to_owned()),
            whole => whole,
        });
        let kind = kind_before(
            line,
            start,
            found.last().map_or(0, |last| last.range.end),
            words,
        );
        // «TTr-12» needs no symbol after the number.
        let bare = || Number::OtherDocument {
            number: line[start..end].to_owned(),
        };
        let other = kind
            .as_ref()
            .filter(|kind| !is_decision(&line[kind.start..kind.end], words));
        if let Some(number) = number.or_else(|| other.map(|_| bare())) {
            let begin = kind.as_ref().map_or(start, |kind| kind.start);
            let typed = &line[begin..end];
            found.push(Found {
                range: begin..end,
                number: match kind {
                    Some(_) => with_kind_before(typed, &line[begin..start], number, words),
                    None => number,
                },
            });
        }
        place = end;
    }
    found
}

/// Whether digits precede a number: it is one number split by a space («1 5/QĐ-UBND»), or there are
/// several («41-45/QĐ-UBND», «từ 41 đến 45/QĐ-UBND»).
fn is_torn(before: &str, words: &SymbolWords) -> bool {
    let before = before.trim_end();
    let dashless = before.trim_end_matches(['-', '–', '—', '−']);
    let until = words
        .until
        .iter()
        .find_map(|word| before.strip_suffix(word.as_str()));
    let before = until.unwrap_or(dashless).trim_end();
    before.ends_with(|letter: char| letter.is_ascii_digit())
}

/// Whether digits are missing after a number: «4…/QĐ-UBND», «4.../QĐ-UBND», «4_/QĐ-UBND».
fn is_open(after: &str) -> bool {
    let dots = after.trim_start_matches(['.', '_', '…', '*', '?']);
    let dots = &after[..after.len() - dots.len()];
    dots.len() > 1 || dots == "_" || dots == "?" || dots == "*"
}

/// Whether a number is that of a line in a list: «1. 40/QĐ-UBND», «2) 41/QĐ-UBND».
fn numbers_a_line(before: &str, after: &str) -> bool {
    let begins = before.trim_end().is_empty() || before.trim_end().ends_with(';');
    begins && (after.starts_with(". ") || after.starts_with(')'))
}

/// Whether the last of several numbers follows: « – 45», « đến 45».
fn begins_several(after: &str, words: &SymbolWords) -> bool {
    let after = after.trim_start();
    let dashless = after.trim_start_matches(['-', '–', '—', '−']);
    let mut until = words.until.iter();
    let until = until.find_map(|word| after.strip_prefix(word.as_str()));
    let last = until.unwrap_or(dashless);
    last.len() < after.len()
        && last
            .trim_start()
            .starts_with(|letter: char| letter.is_ascii_digit())
}

/// The letters of a kind of document directly before a number: `KH-12/UBND`, `QĐ-15/UBND`.
fn kind_before(line: &str, start: usize, from: usize, words: &SymbolWords) -> Option<Range<usize>> {
    let before = &line[from..start];
    let letters = before.strip_suffix(['-', '/', '_'])?;
    let begin = letters
        .char_indices()
        .rev()
        .take_while(|(_, letter)| letter.is_alphabetic())
        .last()?
        .0;
    let alone = !letters[..begin]
        .ends_with(|letter: char| letter.is_alphanumeric() || SEPARATORS.contains(&letter));
    let kind = letters[begin..].to_uppercase();
    let known = words.has_decision(&kind) || kind != "UBND" && words.has_other(&kind);
    (alone && known).then(|| from + begin..start)
}

fn is_decision(kind: &str, words: &SymbolWords) -> bool {
    let kind = kind.trim_end_matches(SEPARATORS).to_uppercase();
    words.has_decision(&kind)
}

/// Combines a number with the kind of document before it.
fn with_kind_before(typed: &str, kind: &str, number: Number, words: &SymbolWords) -> Number {
    let decision = is_decision(kind, words);
    match number {
        Number::OtherDocument { number } if decision => {
            let (digits, organ) = number.split_once('/').unwrap_or((&number, ""));
            if words.is_committee(organ.split('-').next().unwrap_or_default()) {
                Number::Named {
                    number: format!("{digits}/QĐ-{organ}"),
                    odd: true,
                }
            } else {
                Number::OtherDocument {
                    number: unspaced(typed),
                }
            }
        }
        Number::Named { .. } | Number::OtherDocument { .. } if !decision => Number::OtherDocument {
            number: unspaced(typed),
        },
        number => number,
    }
}

/// The beginning of the next digits that do not follow a letter or a digit.
fn next_number(line: &str, from: usize) -> Option<usize> {
    let mut before = line[..from].chars().next_back();
    for (offset, letter) in line[from..].char_indices() {
        if letter.is_ascii_digit() && !before.is_some_and(char::is_alphanumeric) {
            return Some(from + offset);
        }
        before = Some(letter);
    }
    None
}

fn digits_end(line: &str, start: usize) -> usize {
    let run = |start: usize| {
        let length = line[start..].find(|letter: char| !letter.is_ascii_digit());
        length.map_or(line.len(), |length| start + length)
    };
    let end = run(start);
    // «1.234»: the point separates thousands.
    let thousands = end - start <= 3 && line[end..].starts_with('.') && run(end + 1) - end == 4;
    if thousands { end + 4 } else { end }
}

/// Reads a number with a symbol: `15/QĐ-UBND`, `15a/QĐ-UBND`, `15/2025/QĐ-UBND`, `15-QĐ/UBND`, `15
/// QĐ UBND`.
fn with_symbol(
    line: &str,
    (start, digits): (usize, usize),
    words: &SymbolWords,
) -> Option<(usize, Number)> {
    let number = &line[start..digits].replace('.', "");
    if number.len() > 5 || is_open(&line[digits..]) {
        return None;
    }
    let mut rest = &line[digits..];
    let mut letter = "";
    let mut letters = rest.chars();
    if let (Some(first), second) = (letters.next(), letters.next())
        && first.is_ascii_alphabetic()
        && !second.is_some_and(char::is_alphanumeric)
    {
        (letter, rest) = rest.split_at(1);
    }
    let (parted, mut rest) = separator(rest);
    let mut year = "";
    if parted
        && rest.len() >= 4
        && rest.is_char_boundary(4)
        && rest.starts_with("20")
        && rest[..4].bytes().all(|byte| byte.is_ascii_digit())
        && separator(&rest[4..]).0
    {
        year = &rest[..4];
        rest = separator(&rest[4..]).1;
    }
    let mut groups: Vec<String> = Vec::new();
    while let Some((group, after)) = group(rest, &groups, words) {
        groups.push(group);
        rest = after;
        let (joined, next) = separator(rest);
        let glued = rest.starts_with(char::is_alphabetic); // QĐUBND
        let spaced = rest.len() > next.len();
        if !(joined || glued || spaced && groups.len() == 1) {
            break;
        }
        let follows = self::group(next, &groups, words);
        if follows.is_none()
            || !(joined || glued) && follows.is_some_and(|(group, _)| group != "UBND")
        {
            break;
        }
        rest = next;
    }
    let kind = groups.first()?;
    // «1h UBND» is a time.
    if !parted && kind != "QĐ" && (!letter.is_empty() || !words.has_other(kind)) {
        return None;
    }
    let end = line.len() - rest.len();
    let typed = &line[start..end];
    Some((end, name(typed, (number, letter, year), &groups, words)))
}

/// Whether a slash or dash comes next, and the text after it and the spaces around it. The line of
/// an unfilled form («5 ____») is none.
fn separator(rest: &str) -> (bool, &str) {
    let spaceless = rest.trim_start_matches(' ');
    let after = spaceless.trim_start_matches(SEPARATORS);
    let typed = &spaceless[..spaceless.len() - after.len()];
    let parts = !typed.is_empty() && !typed.contains("__");
    (parts, after.trim_start_matches(' '))
}

/// Reads the next letters of a symbol and returns them in their usual case. They are capitals, or
/// small letters known from symbols; other words of the sentence are refused.
fn group<'t>(rest: &'t str, before: &[String], words: &SymbolWords) -> Option<(String, &'t str)> {
    let end = rest
        .find(|letter: char| !(letter.is_alphanumeric() || letter == '&'))
        .unwrap_or(rest.len());
    let (typed, after) = rest.split_at(end);
    if !typed.starts_with(char::is_alphabetic) || typed.chars().count() > 12 {
        return None;
    }
    let upper = typed.to_uppercase();
    let known = words.knows(&upper) || before.is_empty() && words.has_other(&upper);
    let small = typed.chars().filter(|letter| letter.is_lowercase()).count();
    if !known && small > 1
        || text::strip(&upper)
            .chars()
            .any(|letter| letter.is_alphabetic() && !letter.is_ascii_uppercase())
    {
        return None;
    }
    let has_marks = text::strip(&upper)
        != upper
            .replace('Đ', "D")
            .replace(['Ư', 'Ơ', 'Ă', 'Â', 'Ê', 'Ô'], "?");
    if has_marks && !known {
        return None; // «NGÀY», «CỦA»: symbols have no tone marks
    }
    let canonical = match upper.as_str() {
        "QD" => "QĐ".to_owned(),
        fused
            if before.is_empty()
                && fused.len() > 3
                && fused.starts_with(['Q'])
                && ["QĐ", "QD"].iter().any(|kind| fused.starts_with(kind)) =>
        {
            return Some(("QĐ".to_owned(), rest_of(rest, typed, 2)));
        }
        "TTR" => "TTr".to_owned(),
        "DU" if before.first().is_some_and(|kind| kind == "QĐ") => "ĐU".to_owned(),
        _ if small == 0 || known => upper,
        _ => typed.to_owned(),
    };
    Some((canonical, after))
}

/// The text after the first letters, because `QĐUBND` is two groups.
fn rest_of<'t>(rest: &'t str, typed: &str, letters: usize) -> &'t str {
    let cut = typed.chars().take(letters).map(char::len_utf8).sum();
    &rest[cut..]
}

fn name(
    typed: &str,
    (digits, letter, year): (&str, &str, &str),
    groups: &[String],
    words: &SymbolWords,
) -> Number {
    let year = if year.is_empty() {
        String::new()
    } else {
        format!("/{year}")
    };
    let symbol = groups.join("-");
    let number = format!("{digits}{letter}{year}/{symbol}");
    if letter.contains(UNSURE_LETTERS) {
        return Number::Unreadable(number);
    }
    if digits.bytes().all(|digit| digit == b'0') {
        return Number::NotYet;
    }
    let decision = groups.first().is_some_and(|kind| kind == "QĐ");
    let committee = groups.get(1).is_none_or(|organ| words.is_committee(organ));
    if !(decision && committee) {
        // The Party writes `12-QĐ/ĐU`; numbers of other organs are kept as typed.
        return Number::OtherDocument {
            number: unspaced(typed),
        };
    }
    let odd = symbol != "QĐ-UBND" || !letter.is_empty() || !year.is_empty();
    Number::Named { number, odd }
}

/// Removes spaces from a number. A space that is the only separator of two groups becomes a dash,
/// because otherwise they would become one group.
fn unspaced(typed: &str) -> String {
    typed
        .split_whitespace()
        .fold(String::new(), |mut number, piece| {
            let parted = number.ends_with(SEPARATORS) || piece.starts_with(SEPARATORS);
            if !(parted || number.is_empty()) {
                number.push('-');
            }
            number + piece
        })
}

/// Reads a number without a symbol: `15`, `15.0`, `QĐ số 15`.
fn bare(
    line: &str,
    (start, end): (usize, usize),
    before: &str,
    alone: impl FnOnce() -> bool,
    words: &SymbolWords,
) -> Option<Number> {
    /// How many letters before a number are searched for words about it; enough for a sentence.
    const NEAR: usize = 300;

    let digits = line[start..end].replace('.', "");
    let near = before.char_indices().rev().nth(NEAR - 1);
    let key = text::key(&before[near.map_or(0, |(at, _)| at)..]);
    let torn = line[end..].starts_with(' ')
        && line[end..]
            .trim_start_matches(' ')
            .starts_with(|c: char| c.is_ascii_digit());
    // «15a» may be a number; «1h UBND» is not.
    let glued = line[end..].starts_with(char::is_alphabetic) && line[end..].contains(' ');
    let inside = torn || glued || line[..start].ends_with(['/', '…', '.', ',']); // the end of an open date
    if inside || digits.len() > 4 || digits.bytes().all(|digit| digit == b'0') {
        return None;
    }
    let mut after = line[end..].trim_start_matches('.');
    if line[end..].starts_with(".0") && !line[end + 2..].starts_with(|c: char| c.is_alphanumeric())
    {
        after = &line[end + 2..];
    }
    if after.starts_with(['/', '-']) && after[1..].starts_with(|c: char| c.is_ascii_digit())
        || after.starts_with('%')
        || is_open(&line[end..])
        || begins_several(after, words)
        || numbers_a_line(before, &line[end..])
    {
        return None;
    }
    let announced = key.trim_end_matches([':', ' ', '.']);
    let named = words.announcing.iter().any(|word| {
        let before = announced.strip_suffix(word.as_str());
        before.is_some_and(|before| before.is_empty() || before.ends_with([' ', '(']))
    });
    let mut other_words = words.other_words.iter();
    let other = other_words.any(|word| announced.contains(word.as_str()));
    let number = digits;
    let just_announced = || {
        let mut other_words = words.other_words.iter();
        other_words.any(|word| announced.ends_with(word.as_str()))
    };
    if other && (named || just_announced()) {
        return Some(Number::OtherDocument { number });
    }
    (named || alone()).then_some(Number::Named { number, odd: true })
}

/// Whether a line has only numbers and words that announce a decision's number.
fn says_only_numbers(line: &str, words: &SymbolWords) -> bool {
    text::key(line)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_alphabetic))
        .all(|word| words.beside.iter().any(|beside| beside == word))
}
