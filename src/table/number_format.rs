//! Determines whether a number format shows a number as a day, as a duration or as a number.
//!
//! Knows format codes, which are the same in all spreadsheet programs (ECMA-376 part 1, 18.8.31).
//! Only the first section of a code is used, which is for positive numbers.

/// The kinds of values that a number format shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::table) enum NumberFormat {
    /// Numbers, and everything that is neither date nor duration.
    #[default]
    Number,
    /// Days, times of day, or both.
    Date {
        /// Whether the month is before the day, and no year before both.
        month_first: bool,
    },
    /// Durations, such as `[h]:mm`.
    Duration,
}

impl NumberFormat {
    /// The built-in format with this number, which files use without giving its code.
    pub(in crate::table) fn built_in(id: u32) -> Self {
        match id {
            // 14 and 22 are month first in the standard, but programs show them in the reader's
            // locale.
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date { month_first: false },
            46 => Self::Duration,
            _ => Self::Number,
        }
    }

    /// Whether this format shows days month first.
    pub(in crate::table) fn is_month_first(self) -> bool {
        self == Self::Date { month_first: true }
    }

    /// The kind of format that a code describes.
    pub(in crate::table) fn of_code(code: &str) -> Self {
        /// The standard's code of the built-in format 14, and the beginning of the code of Windows'
        /// long date: programs show both in the reader's locale.
        const BY_LOCALE: [&str; 2] = ["mm-dd-yy", "[$-F800]"];

        let mut units = Vec::new();
        let mut before = None;
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                ';' => break,
                '"' => letters
                    .by_ref()
                    .take_while(|&letter| letter != '"')
                    .for_each(drop),
                // Escaped letters, widths and fillers: the letter after them is not a unit.
                '\\' | '_' | '*' => drop(letters.next()),
                '[' => {
                    let inside: String = letters
                        .by_ref()
                        .take_while(|&letter| letter != ']')
                        .collect();
                    if units.is_empty() && is_elapsed(&inside) {
                        return Self::Duration;
                    }
                }
                'a' | 'A' => {
                    if let Some(length) = half_day(letters.as_str()) {
                        letters.by_ref().take(length).for_each(drop);
                        units.push(('h', 1));
                    }
                }
                _ => add_unit(&mut units, letter, before),
            }
            before = Some(letter);
        }
        if units.is_empty() {
            return Self::Number;
        }
        let by_locale = BY_LOCALE.iter().any(|known| code.starts_with(known));
        Self::Date {
            month_first: !by_locale && is_month_first(&units),
        }
    }
}

/// Whether a bracket contains a unit of elapsed time, which can exceed a day, hour or minute:
/// `[hh]`, `[m]`, `[s]`.
fn is_elapsed(inside: &str) -> bool {
    let unit = inside.chars().next().map(|unit| unit.to_ascii_lowercase());
    matches!(unit, Some('h' | 'm' | 's'))
        && inside
            .chars()
            .all(|letter| Some(letter.to_ascii_lowercase()) == unit)
}

/// The number of letters after the first one in `AM/PM` or `A/P`.
fn half_day(rest: &str) -> Option<usize> {
    ["m/pm", "/p"].into_iter().find_map(|name| {
        let begin = rest.get(..name.len())?;
        begin.eq_ignore_ascii_case(name).then_some(name.len())
    })
}

/// Adds a letter to the units of a code, each of which has the number of times its letter is
/// repeated.
fn add_unit(units: &mut Vec<(char, u32)>, letter: char, before: Option<char>) {
    let unit = letter.to_ascii_lowercase();
    match units.last_mut() {
        Some((last, count)) if before == Some(letter) && *last == unit => *count += 1,
        _ if matches!(unit, 'd' | 'm' | 'y' | 'h' | 's') => units.push((unit, 1)),
        _ => {}
    }
}

fn is_month_first(units: &[(char, u32)]) -> bool {
    let is_minute = |place: usize| {
        let before = place.checked_sub(1).map(|before| units[before].0);
        let after = units.get(place + 1).map(|unit| unit.0);
        before == Some('h') || after == Some('s')
    };
    let order: Vec<char> = (0..)
        .zip(units)
        .filter(|&(place, &(unit, count))| match unit {
            'm' => !is_minute(place),
            // Three letters or more are the name of the weekday.
            'd' => count < 3,
            _ => unit == 'y',
        })
        .map(|(_, &(unit, _))| unit)
        .collect();
    order.starts_with(&['m', 'd'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: NumberFormat) {
        assert_eq!(NumberFormat::of_code(code), expected, "{code}");
    }

    #[test]
    fn days_are_told_from_numbers_and_lengths_of_time() {
        let day = NumberFormat::Date { month_first: false };
        for code in [
            "dd/mm/yyyy",
            "DD/MM/YY",
            "yyyy-mm-dd hh:mm:ss",
            "h:mm AM/PM",
            "mm:ss",
            "H:MM:SS;@",
            "ha/p\\\\m",
            "*-yyyy-mm-dd",
            "[$-1010000]d/m/yyyy;@",
            "\"ngày \"dd\" tháng \"mm\" năm \"yyyy",
        ] {
            check(code, day);
        }
        for code in [
            "General",
            "0.00",
            "#,##0\\ [$đ-42A]",
            "0\"/QĐ-UBND\"",
            "\\Y000000",
            "#,##0*y",
            "[>=100][Magenta]General",
            "0_ ;[Red]\\-0\\ ",
            "\"d",
            "#,##0.00\\ _M\"H\"_);[Red]#,##0.00\\ _M\"S\"_)",
            "",
        ] {
            check(code, NumberFormat::Number);
        }
        assert_eq!(NumberFormat::built_in(14), day);
        assert_eq!(NumberFormat::built_in(46), NumberFormat::Duration);
        assert_eq!(NumberFormat::built_in(49), NumberFormat::Number);
        for code in ["[h]:mm:ss", "[ss]", "[Blue]\\+[h]:mm;[Red]\\-[h]:mm"] {
            check(code, NumberFormat::Duration);
        }
    }

    #[test]
    fn month_first_is_what_a_code_says_itself() {
        for (code, month_first) in [
            ("m/d/yyyy", true),
            ("mm/dd/yy", true),
            ("m/d/yyyy\\ h:mm", true),
            ("h:mm m/d", true),
            ("[$-409]mmmm\\ d,\\ yyyy;@", true),
            ("[$-409]dddd, mmmm d, yyyy", true),
            ("dddd, dd/mm/yyyy", false),
            ("d/m/yyyy", false),
            ("yyyy/mm/dd", false),
            ("yyyy-m-d", false),
            ("mm/yyyy", false),
            ("d-mmm", false),
            ("mm:ss", false),
            ("mm-dd-yy", false),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", false),
        ] {
            check(code, NumberFormat::Date { month_first });
        }
    }
}
