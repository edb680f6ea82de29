//! Text of others as a mail may hold it.

/// On one line as it is read: line ends and other controls become spaces, so that a header is
/// never made longer by what is in it, and marks that turn the direction of writing are left
/// out, so that no address or file name reads as another one.
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
