//! A text to be pasted into a chat group, split into messages of an allowed length.
//!
//! Names communes and what they are asked, but no person and no telephone.

use super::owed::Owed;
use super::remind::{count, sorted};
use super::words;
use crate::document::words as wording;
use crate::document::{Artifact, Content, sentence};

/// The most characters of a message.
const MOST: usize = 2_000;
/// The characters reserved for «(12/12)» and its line break.
const MARK: usize = 10;
/// Separates two messages in the file.
const BETWEEN: &str = "\n\n----------\n\n";

/// Makes `TinNhan_<campaign>_<as_of>.txt`.
pub fn text(content: &Content<'_>, all: &[Owed<'_>]) -> Artifact {
    let name = format!(
        "TinNhan_{}_{}.txt",
        content.campaign, content.judgement.as_of
    );
    let text = parts(&sentences(content, all)).join(BETWEEN) + "\n";
    Artifact::new(name, text.into_bytes().into())
}

/// Returns the text in pieces, each of which is kept in one message if possible.
fn sentences(content: &Content<'_>, all: &[Owed<'_>]) -> Vec<String> {
    let judgement = content.judgement;
    let letterhead = content.letterhead;
    let headline = sentence::headline(judgement, content.earlier);
    let mut pieces = vec![
        format!("[{}] {}\n", letterhead.short_team, content.title),
        format!("{headline}. {}.\n", sentence::deadline(judgement)),
    ];
    let owing = sorted(all, |owed| !owed.standing.issued());
    let review = sorted(all, |owed| owed.standing.issued() && owed.is_anything());
    let own = &judgement.words;
    if !owing.is_empty() {
        pieces.push(format!(
            "\n{} ({}):\n",
            wording::capitalised(&own.not_counted),
            count(owing.len())
        ));
        pieces.extend(owing.iter().map(|owed| {
            let standing = owed.standing;
            let extended = match standing.extended_to {
                _ if !owed.is_anything() => {
                    format!(" ({})", words::in_sentence(words::SET_ASIDE))
                }
                Some(_) => format!(" (thời hạn {})", words::deadline(content, standing)),
                None => String::new(),
            };
            format!(
                "- {}: {}{extended}\n",
                standing.commune.title(),
                own.status(standing.status)
            )
        }));
        pieces.push(format!(
            "Đề nghị UBND các đơn vị trên {}, {}.\n",
            sentence::request(content),
            own.report_shortly
        ));
    }
    if !review.is_empty() {
        pieces.push(format!(
            "\n{}, có nội dung cần rà soát ({}):\n",
            own.issued,
            count(review.len())
        ));
        pieces.extend(review.iter().map(|owed| {
            format!(
                "- {}: {} nội dung\n",
                owed.standing.commune.title(),
                count(owed.asked.len().max(1))
            )
        }));
        pieces
            .push("Đề nghị UBND các đơn vị trên rà soát theo phiếu gửi từng đơn vị.\n".to_owned());
    }
    if owing.is_empty() && review.is_empty() {
        pieces.push("Trân trọng cảm ơn các đơn vị đã phối hợp thực hiện.\n".to_owned());
    }
    pieces.push(format!("\n{}\n", words::contact(content)));
    pieces
}

/// Joins pieces into messages of the allowed length, numbered if there are several.
fn parts(pieces: &[String]) -> Vec<String> {
    let room = MOST - MARK;
    let mut parts = vec![String::new()];
    let mut used = 0;
    for piece in pieces {
        let letters: Vec<char> = piece.chars().collect();
        for chunk in letters.chunks(room) {
            if used + chunk.len() > room {
                parts.push(String::new());
                used = 0;
            }
            used += chunk.len();
            if let Some(part) = parts.last_mut() {
                part.extend(chunk);
            }
        }
    }
    let all = parts.len();
    let marked = (1..)
        .zip(parts)
        .map(|(place, part): (u32, String)| match all {
            1 => part.trim().to_owned(),
            _ => format!("({place}/{all}) {}", part.trim()),
        });
    marked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_is_longer_than_a_group_takes() {
        let pieces: Vec<String> = (0..400)
            .map(|number| format!("- Xã số {number}: Chưa ban hành\n"))
            .collect();
        let long = ["ễ".repeat(5_000)];
        for (pieces, least) in [(&pieces[..], 5), (&pieces[..2], 1), (&long[..], 3)] {
            let parts = parts(pieces);
            assert!(parts.len() >= least);
            assert!(parts.iter().all(|part| part.chars().count() <= MOST));
            let shown: usize = parts.iter().map(|part| part.matches("Xã số").count()).sum();
            let asked: usize = pieces
                .iter()
                .map(|piece| piece.matches("Xã số").count())
                .sum();
            assert_eq!(shown, asked);
        }
        assert_eq!(parts(&["a\n".to_owned(), "b\n".to_owned()]), ["a\nb"]);
    }
}
