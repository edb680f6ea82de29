//! Compares phrases of titles word by word, ignoring punctuation between words, so that «Số, ngày
//! QĐ», «Số/ngày QĐ» and «Số (ngày) QĐ» begin alike.

use std::cmp::Reverse;

use crate::text;

/// Separates parts of a phrase between which other words may be: `Chức vụ … trong Tổ`.
const GAP: char = '…';

/// The words of a title in lower case, with one space before and after each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::submission) struct Words {
    text: String,
    /// Positions where a bracket, a slash or a colon separates a word from the one before.
    parted: Vec<usize>,
}

impl Words {
    pub(in crate::submission) fn of(title: &str) -> Self {
        let key = text::key(title);
        let mut text = String::with_capacity(key.len() + 2);
        let (mut parted, mut in_word) = (Vec::new(), false);
        for letter in key.chars() {
            let of_word = letter.is_alphanumeric() || letter == '#';
            if of_word && !in_word {
                text.push(' ');
            }
            if of_word {
                text.push(letter);
            } else if matches!(letter, '(' | '[' | '/' | ':') {
                parted.push(text.len());
            }
            in_word = of_word;
        }
        text.push(' ');
        Self { text, parted }
    }

    /// Removes the number of the column before the title: `(3) Số QĐ`, `1. Số QĐ`.
    pub(super) fn unnumbered(&self) -> Self {
        let number = |letter: char| letter.is_ascii_digit() || letter == ' ';
        let Some(begin) = self.text.find(|letter| !number(letter)) else {
            return self.clone();
        };
        // The space before the first word stays.
        let gone = begin - 1;
        let parted = self.parted.iter().filter(|place| **place >= gone);
        Self {
            text: format!(" {}", &self.text[begin..]),
            parted: parted.map(|place| place - gone).collect(),
        }
    }

    /// The words without marks.
    pub(super) fn bare(&self) -> Self {
        let place = |place: &usize| text::strip(&self.text[..*place]).len();
        Self {
            text: text::strip(&self.text),
            parted: self.parted.iter().map(place).collect(),
        }
    }

    /// Whether no letter has a mark, so that it was typed without marks.
    pub(super) fn is_bare(&self) -> bool {
        self.text.is_ascii()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text == " "
    }

    pub(in crate::submission) fn as_key(&self) -> &str {
        self.text.trim()
    }

    pub(super) fn first(&self) -> &str {
        self.as_key().split(' ').next().unwrap_or_default()
    }

    /// The words after `count` words that begin at a position.
    pub(super) fn behind(&self, place: usize, count: usize) -> Vec<&str> {
        self.text[place..].split_whitespace().skip(count).collect()
    }

    /// Whether a bracket, a slash or a colon follows `count` words that begin at a position.
    pub(super) fn is_parted_behind(&self, place: usize, count: usize) -> bool {
        let words = self.text[place..].split_whitespace().take(count);
        let end = place + words.map(|word| word.len() + 1).sum::<usize>();
        self.parted.contains(&end)
    }

    /// The position where a sequence of whole words begins.
    fn find(&self, run: &Self, from: usize) -> Option<usize> {
        self.text[from..].find(&run.text).map(|place| from + place)
    }
}

/// A phrase that may be anywhere in a title. In a title without any mark it is compared without
/// marks, because titles of tabs are often typed like that («To dan pho»).
#[derive(Clone, Debug)]
pub(in crate::submission) struct Mention {
    marked: Phrase,
    /// `None` if it would have too few letters to distinguish it from other words.
    bare: Option<Phrase>,
    /// Whether it is a word that many names contain.
    is_in_names: bool,
}

impl Mention {
    pub(in crate::submission) fn of(written: &str) -> Self {
        /// «Ấp» and «bản» without marks could also be «áp», «bàn» and «ban».
        const SHORTEST: usize = 4;

        let marked = Phrase::anywhere(written);
        let bare = marked.bare();
        let longest = bare.runs.iter().map(|run| run.as_key().len()).max();
        let tells = longest.is_some_and(|letters| letters >= SHORTEST);
        Self {
            bare: tells.then_some(bare),
            marked,
            is_in_names: false,
        }
    }

    /// A word that names contain too. In a title without marks, a single such word counts only if
    /// it is the whole title: otherwise «làng» would match «Lang Son», and «bon» «Kim Bon».
    pub(super) fn of_place(written: &str) -> Self {
        let is_short_form = !written.contains(char::is_lowercase); // TDP
        Self {
            is_in_names: !written.contains(' ') && !is_short_form,
            ..Self::of(written)
        }
    }

    /// Whether a text is this phrase and nothing else.
    pub(super) fn is_whole(&self, text: &Words) -> bool {
        self.place(text) == Some(0) && self.marked.is_as_long_as(text)
    }

    /// Its position in a title; `None` if the title does not contain it.
    pub(in crate::submission) fn place(&self, title: &Words) -> Option<usize> {
        if !title.is_bare() {
            return self.marked.place(title);
        }
        let place = self.bare.as_ref().unwrap_or(&self.marked).place(title)?;
        let is_whole = || !title.as_key().contains(' ');
        (!self.is_in_names || is_whole()).then_some(place)
    }
}

/// A sequence of words; at gaps, other words may be between them.
#[derive(Clone, Debug)]
pub(in crate::submission) struct Phrase {
    runs: Vec<Words>,
    /// Whether it must be at the beginning of a title, because it does not begin with a gap.
    opens: bool,
}

impl Phrase {
    /// A phrase that must be at the beginning of a title, unless it begins with a gap.
    pub(super) fn of(written: &str) -> Self {
        let runs = written.split(GAP).map(Words::of);
        Self {
            runs: runs.filter(|run| !run.is_empty()).collect(),
            opens: !written.trim_start().starts_with(GAP),
        }
    }

    /// A phrase that may be anywhere in a title.
    pub(super) fn anywhere(written: &str) -> Self {
        Self {
            opens: false,
            ..Self::of(written)
        }
    }

    pub(super) fn opens(&self) -> bool {
        self.opens
    }

    pub(super) fn first_word(&self) -> &str {
        self.runs.first().map_or("", Words::first)
    }

    pub(super) fn bare(&self) -> Self {
        Self {
            runs: self.runs.iter().map(Words::bare).collect(),
            opens: self.opens,
        }
    }

    /// Whether it has as many words as a text.
    fn is_as_long_as(&self, text: &Words) -> bool {
        let count = |words: &Words| words.as_key().split(' ').count();
        self.runs.iter().map(count).sum::<usize>() == count(text)
    }

    /// How specific it is for a title that contains it: first the length of its beginning, then how
    /// near the rest follows («Ngày tập huấn sau khi thành lập» is a day of training).
    pub(super) fn weight(&self, title: &Words) -> (usize, bool, Reverse<usize>) {
        let begin = self.runs.first().map_or(0, |run| run.text.len());
        (begin, self.runs.len() > 1, Reverse(self.end(title)))
    }

    /// Its position in a title; `None` if the title does not contain it.
    pub(in crate::submission) fn place(&self, title: &Words) -> Option<usize> {
        self.range(title).map(|(begin, _)| begin)
    }

    fn end(&self, title: &Words) -> usize {
        self.range(title).map_or(usize::MAX, |(_, end)| end)
    }

    fn range(&self, title: &Words) -> Option<(usize, usize)> {
        let (first, rest) = self.runs.split_first()?;
        let begin = title.find(first, 0)?;
        if self.opens && begin > 0 {
            return None;
        }
        // The space after a word is also the one before the next.
        let mut from = begin + first.text.len() - 1;
        for run in rest {
            from = title.find(run, from)? + run.text.len() - 1;
        }
        Some((begin, from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column's number before the title used to remove the bracket after it.
    #[test]
    fn words_stay_parted_where_they_were() {
        let words = Words::of("(3) QĐ thành lập (xã ghi số)");
        for words in [&words.unnumbered(), &words.unnumbered().bare()] {
            let founds = Phrase::anywhere(if words.is_bare() {
                "thanh lap"
            } else {
                "thành lập"
            });
            let place = founds.place(words).unwrap();
            assert!(words.is_parted_behind(place, 2), "{words:?}");
            assert!(!words.is_parted_behind(place, 3), "{words:?}");
        }
        assert_eq!(Words::of("12. Số QĐ").unnumbered(), Words::of("Số QĐ"));
        assert_eq!(Words::of("Số QĐ/ngày").bare(), Words::of("so qd/ngay"));
    }

    #[test]
    fn a_phrase_is_found_by_its_words() {
        for (phrase, title, place) in [
            ("Số QĐ", "Số QĐ thành lập", Some(0)),
            ("Số QĐ", "SỐ (QĐ)", Some(0)),
            ("Số, ngày", "Số/ngày QĐ", Some(0)),
            ("Số QĐ", "Ngày, số QĐ", None),
            ("Số máy", "Số máy tính", Some(0)),
            ("Số máy", "Số máytính", None),
            ("…cấp thôn", "Tổ CNSCĐ cấp thôn", Some(12)),
            (
                "Chức vụ … trong Tổ",
                "Chức vụ được phân công trong Tổ",
                Some(0),
            ),
            ("Chức vụ … trong Tổ", "Chức vụ trong Tổ", Some(0)),
            ("Chức vụ … trong Tổ", "Trong Tổ: chức vụ", None),
        ] {
            assert_eq!(
                Phrase::of(phrase).place(&Words::of(title)),
                place,
                "{phrase} in {title}"
            );
        }
    }
}
