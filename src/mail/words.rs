//! Makes text from other sources safe for mails.

/// Puts a text on one line. Line ends and other control characters become spaces, so that a value
/// cannot add header lines; marks of the writing direction are removed, so that no address or file
/// name looks like another.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .filter(|letter| {
            !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_on_its_line_and_in_its_direction() {
        for (text, line) in [
            ("a\r\nBcc: b", "a  Bcc: b"),
            ("a\0\tb", "a  b"),
            ("bao\u{202e}xslx.exe", "baoxslx.exe"),
            ("Xã Đăk Ui", "Xã Đăk Ui"),
        ] {
            assert_eq!(one_line(text), line);
        }
    }
}
