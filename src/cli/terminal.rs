//! The width of the terminal, and sentences broken between words to fit it.
//!
//! Output to a pipe or a file has no width and is left unchanged.

use std::io::IsTerminal;
use std::os::fd::AsFd;

use rustix::termios::tcgetwinsize;
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// The least width that is used, even on narrower terminals: text broken after every word is
/// unreadable.
const NARROWEST: usize = 30;

/// The indent of the continuation lines of a sentence.
const HANG: usize = 2;

/// Columns of a terminal, from `COLUMNS` or the terminal itself; `None` if it is not a terminal.
pub(super) fn width(stream: impl AsFd + IsTerminal, columns: Option<usize>) -> Option<usize> {
    if !stream.is_terminal() {
        return None;
    }
    let asked = || tcgetwinsize(stream).ok().map(|size| size.ws_col.into());
    let width = columns.or_else(asked).filter(|width| *width > 0)?;
    Some(width.max(NARROWEST))
}

/// Folds text to a width; longer words are left whole.
pub(super) fn fold(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let lines: Vec<String> = text.lines().map(|line| fold_line(line, width)).collect();
    lines.join("\n")
}

fn fold_line(line: &str, width: usize) -> String {
    if display_width(line) <= width {
        return line.to_owned();
    }
    let bare = line.trim_start();
    let indent = &line[..line.len() - bare.len()];
    // A command to type is put on lines of its own.
    if let Some((before, command)) = typed(bare) {
        let deeper = format!("{indent}{}", " ".repeat(2 * HANG));
        return match before.trim_end() {
            "" => fold_command(indent, command, width),
            "→" => fold_command(&format!("{indent}→ "), command, width),
            before => format!(
                "{}\n{}",
                fold_line(&format!("{indent}{before}"), width),
                fold_command(&deeper, command, width)
            ),
        };
    }
    fold_sentence(indent, bare, width)
}

fn fold_sentence(indent: &str, bare: &str, width: usize) -> String {
    let hanging = format!("{indent}{}", " ".repeat(HANG));
    let options = Options::new(width)
        .initial_indent(indent)
        .subsequent_indent(&hanging)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(bare, options)
}

/// Splits a line that ends in a command, if the command begins it or follows an arrow.
fn typed(bare: &str) -> Option<(&str, &str)> {
    if bare.starts_with("cnscd ") {
        return Some(("", bare));
    }
    let at = bare.strip_prefix("→ ")?.find("cnscd ")? + "→ ".len();
    Some(bare.split_at(at))
}

/// Folds a command so that a shell still accepts it: between arguments, with a backslash.
fn fold_command(indent: &str, command: &str, width: usize) -> String {
    let deeper = " ".repeat(display_width(indent) + 2 * HANG);
    let mut text = indent.to_owned();
    let mut used = display_width(indent);
    for (place, argument) in together(arguments(command)).iter().enumerate() {
        let wide = display_width(argument);
        if place > 0 && used + 1 + wide + 2 > width {
            text.push_str(" \\\n");
            text.push_str(&deeper);
            used = deeper.len();
        } else if place > 0 {
            text.push(' ');
            used += 1;
        }
        text.push_str(argument);
        used += wide;
    }
    text
}

/// Joins options with their values.
fn together(arguments: Vec<&str>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for argument in arguments {
        match parts.last_mut() {
            Some(option) if option.starts_with("--") && !option.contains(' ') => {
                option.push(' ');
                option.push_str(argument);
            }
            _ => parts.push(argument.to_owned()),
        }
    }
    parts
}

/// The arguments of a command; quoted ones are kept whole.
fn arguments(command: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, letter) in command.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => {
                found.push(&command[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&command[start..]);
    found.retain(|argument| !argument.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_broken_between_words_and_hangs() {
        let text =
            "Tổ CNSCĐ!B7  Xã Ba Tơ: Tổ trưởng là Bí thư Đảng ủy; đề nghị UBND xã rà soát\n  ngắn";
        insta::assert_snapshot!(fold(text, Some(40)), @r"
        Tổ CNSCĐ!B7  Xã Ba Tơ: Tổ trưởng là Bí
          thư Đảng ủy; đề nghị UBND xã rà soát
          ngắn
        ");
        assert_eq!(fold(text, None), text);
    }

    #[test]
    fn colours_take_no_room_and_a_long_word_stays_whole() {
        let bold = "\u{1b}[1mđúng mười!\u{1b}[0m ab";
        assert_eq!(fold(bold, Some(13)), bold);
        let link =
            "xem https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit";
        insta::assert_snapshot!(fold(link, Some(30)), @r"
        xem
          https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit
        ");
    }

    /// A folded command can be pasted into a shell.
    #[test]
    fn a_command_goes_on_as_a_shell_takes_it() {
        let candidate =
            "  → Xã Ba Tơ (95%): cnscd answer alias 'Ba To huyện cũ' 21484 --reason '…'";
        insta::assert_snapshot!(fold(candidate, Some(50)), @r"
          → Xã Ba Tơ (95%):
              cnscd answer alias 'Ba To huyện cũ' 21484 \
                  --reason '…'
        ");
        let accept = "  → cnscd sync --accept 0199c0de-0000-7000-8000-000000000000 --reason '…'";
        insta::assert_snapshot!(fold(accept, Some(60)), @r"
        → cnscd sync \
              --accept 0199c0de-0000-7000-8000-000000000000 \
              --reason '…'
        ");
    }
}
