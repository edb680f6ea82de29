//! Finds the sequences of digits in a line of a phone cell, without those of extensions.

use crate::submission::reach_words::ReachWords;

/// The sequences of digits with the punctuation that people put between them. Words separate
/// sequences, unless letters touch digits. Without those of extensions.
pub(super) fn all(line: &str, known: &ReachWords) -> Vec<String> {
    /// Most digits of an extension; more are a number of its own.
    const EXTENSION: usize = 5;

    let words: Vec<&str> = line.split(' ').collect();
    let mut runs = vec![String::new()];
    let mut extensions = Vec::new();
    let mut place = 0;
    while let Some(word) = words.get(place) {
        place += 1;
        let bare = word.trim_matches(|letter: char| "'\"*:.".contains(letter));
        let digits = bare.chars().filter(char::is_ascii_digit).count();
        let letters = bare.chars().filter(|letter| letter.is_alphabetic()).count();
        let joins =
            digits > 0 && letters == 0 || !bare.is_empty() && bare.chars().all(is_punctuation);
        if joins {
            let run = runs.last_mut().expect("never empty");
            run.push(' ');
            run.push_str(bare);
        } else {
            if digits >= 3 {
                // Digits and letters without a space: «ĐT:0912345678», «0912345678(Zalo)», or a
                // letter for a digit.
                runs.extend(unglued(bare));
            }
            let behind_number = runs.iter().any(|run| has_digits(run));
            let announced = known.extension(&words[place - 1..]);
            if behind_number && announced > 0 {
                extensions.push(runs.len());
                place += announced - 1;
            }
            runs.push(String::new());
        }
    }
    let digits = |run: &str| run.chars().filter(char::is_ascii_digit).count();
    let runs = runs.into_iter().enumerate();
    let numbers = runs.filter(|(place, run)| {
        let is_extension = extensions.contains(place) && digits(run) <= EXTENSION;
        has_digits(run) && !is_extension
    });
    numbers.map(|(_, run)| run).collect()
}

fn has_digits(run: &str) -> bool {
    run.contains(|letter: char| letter.is_ascii_digit())
}

/// Splits a word in which digits and letters touch at colons and brackets, and keeps the parts with
/// digits; letters among digits stay.
fn unglued(word: &str) -> Vec<String> {
    let parts = word.split([':', '(', ')', '[', ']']);
    let with_digits: Vec<&str> = parts
        .filter(|part| part.chars().filter(char::is_ascii_digit).count() >= 1)
        .collect();
    let letters = with_digits
        .iter()
        .any(|part| part.contains(char::is_alphabetic));
    if letters {
        with_digits.iter().map(|part| (*part).to_owned()).collect()
    } else {
        vec![with_digits.concat()]
    }
}

fn is_punctuation(letter: char) -> bool {
    ".-–()+".contains(letter)
}
