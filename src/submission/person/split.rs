//! Splits a cell into entries, and removes marks around them.
//!
//! Knows punctuation and digits, and no words but labels of phone numbers.

use crate::submission::reach_words::ReachWords;
use crate::text;

/// The entries of a cell that runs parallel to another (positions, phones, roles): separated by
/// lines or semicolons, without numbering and bullets. Empty lines are kept as empty entries, also
/// at the end, so that the others keep their places (see `aligned`). An empty cell has no entries.
pub fn items(cell: &str) -> Vec<String> {
    if is_one_item(cell) {
        return vec![cell.to_owned()];
    }
    let cleaned = text::clean(cell);
    let entries = entries(&cleaned);
    let items: Vec<String> = entries
        .iter()
        .map(|entry| without_marks(entry).to_owned())
        .collect();
    if items.iter().all(String::is_empty) {
        return Vec::new();
    }
    items
}

/// Whether a cell is a single entry that needs no changes, as nearly all are.
pub(in crate::submission) fn is_one_item(cell: &str) -> bool {
    !cell.is_empty()
        && !cell.starts_with('1')
        && !cell.contains(['\n', ';'])
        && text::is_clean(cell)
        && without_marks(cell).len() == cell.len()
}

/// The entries of a cleaned cell as typed, including empty ones. A semicolon at the end of a line
/// does not add an entry.
pub(super) fn entries(cleaned: &str) -> Vec<String> {
    let lines: Vec<&str> = cleaned.split('\n').collect();
    let several = lines.len() > 1;
    let mut entries: Vec<String> = Vec::new();
    for line in lines {
        let whole = line.trim_end_matches([';', ' ']);
        for part in whole.split(';') {
            let part = part.trim();
            if several {
                entries.push(part.to_owned());
            } else {
                entries.extend(at_numbers(part));
            }
        }
    }
    entries
}

/// Splits a line whose entries are numbered from one: «1. Nguyễn Văn A 2. Trần Thị B».
fn at_numbers(line: &str) -> Vec<String> {
    let mut cuts = vec![0];
    for number in 1..100 {
        let from = *cuts.last().expect("never empty");
        let found = [".", ")", "/"].iter().find_map(|mark| {
            let label = format!("{number}{mark}");
            if number == 1 {
                return line.starts_with(&label).then_some(0);
            }
            let spaced = format!(" {label}");
            line[from..].find(&spaced).map(|place| from + place)
        });
        match found {
            Some(0) => {}
            Some(place) => cuts.push(place),
            None => break,
        }
    }
    cuts.push(line.len());
    cuts.windows(2)
        .map(|cut| line[cut[0]..cut[1]].trim().to_owned())
        .collect()
}

/// The texts before and after the last arrow of an entry: the former and the present person.
pub(in crate::submission) fn at_arrow(entry: &str) -> Option<(&str, &str)> {
    const ARROWS: [&str; 8] = ["-->", "->", "=>", "→", "➔", "⇒", "⟶", "➜"];
    let (place, arrow) = ARROWS
        .iter()
        .filter_map(|arrow| Some((entry.rfind(arrow)?, arrow)))
        .max_by_key(|(place, arrow)| (*place + arrow.len(), arrow.len()))?;
    let (before, after) = (entry[..place].trim(), entry[place + arrow.len()..].trim());
    (!before.is_empty() && !after.is_empty()).then_some((before, after))
}

/// Splits at commas outside parentheses.
pub(super) fn at_commas(entry: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let parts = entry.split(|letter: char| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    });
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Separates a text from the notes in parentheses.
pub(super) fn parentheses(part: &str) -> (String, Vec<String>) {
    let mut outside = String::new();
    let mut notes: Vec<String> = Vec::new();
    let mut depth = 0_u32;
    for letter in part.chars() {
        match letter {
            '(' | '[' => {
                if depth == 0 {
                    notes.push(String::new());
                    outside.push(' ');
                }
                depth += 1;
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => notes.last_mut().expect("opened").push(letter),
            _ => outside.push(letter),
        }
    }
    notes.retain(|note| !note.trim().is_empty());
    (text::one_line(&outside), notes)
}

/// Separates a text from phone numbers with their labels: sequences of at least eight digits.
pub(super) fn phones(part: &str, words: &ReachWords) -> (String, Vec<String>) {
    let mut rest = part.to_owned();
    let mut phones = Vec::new();
    while let Some((start, end)) = stretch(&rest) {
        phones.push(rest[start..end].trim().to_owned());
        let before = rest[..start].trim_end_matches([' ', ':', '-', '–', '.', '(']);
        let before = words
            .phone_labels
            .iter()
            .find_map(|label| without_label(before, label))
            .unwrap_or(before);
        let after = rest[end..].trim_start_matches([' ', ')', '-', '–']);
        rest = format!("{} {after}", before.trim_end_matches([' ', '-', '–', ':']));
    }
    (rest.trim().to_owned(), phones)
}

fn without_label<'t>(before: &'t str, label: &str) -> Option<&'t str> {
    let last = label.chars().count().checked_sub(1)?;
    let (start, _) = before.char_indices().rev().nth(last)?;
    if before[start..].to_lowercase() != label {
        return None;
    }
    let edge = before[..start].chars().next_back();
    (!edge.is_some_and(char::is_alphanumeric)).then(|| &before[..start])
}

fn stretch(text: &str) -> Option<(usize, usize)> {
    let within = |letter: char| letter.is_ascii_digit() || " .-–+()".contains(letter);
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let begin = start + rest.find(|letter: char| letter.is_ascii_digit() || letter == '+')?;
        let length = text[begin..].find(|letter: char| !within(letter));
        let end = length.map_or(text.len(), |length| begin + length);
        let run = text[begin..end].trim_end_matches(|letter: char| !letter.is_ascii_digit());
        if run.chars().filter(char::is_ascii_digit).count() >= 8 {
            return Some((begin, begin + run.len()));
        }
        start = end.max(begin + 1);
    }
    None
}

/// Removes numbering, bullets, final punctuation and footnote marks.
pub(super) fn without_marks(entry: &str) -> &str {
    let mut rest = entry.trim();
    loop {
        let shorter = without_bullet(without_number(rest)).trim_start();
        if shorter.len() == rest.len() {
            break;
        }
        rest = shorter;
    }
    rest.trim_end_matches(['.', ',', ';', '*', ' ', ':', '-', '–'])
        .trim_start_matches(['*', ' '])
}

fn without_number(entry: &str) -> &str {
    let digits = entry.bytes().take_while(u8::is_ascii_digit).count();
    let after = &entry[digits..];
    if !(1..=2).contains(&digits) || !after.starts_with(['.', ')', '/', '-', ':']) {
        return entry;
    }
    let after = &after[1..];
    let number_goes_on = after.starts_with(|letter: char| letter.is_ascii_digit());
    if number_goes_on { entry } else { after }
}

fn without_bullet(entry: &str) -> &str {
    let plus = entry
        .strip_prefix('+')
        .filter(|rest| !rest.starts_with(|letter: char| letter.is_ascii_digit()));
    plus.unwrap_or_else(|| {
        entry.trim_start_matches(['-', '–', '—', '•', '▪', '·', '*', '●', '◦', '➢', '✓', '\''])
    })
}
