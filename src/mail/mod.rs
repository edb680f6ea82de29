//! Who gets which message: the report to its readers, notices to the operators.
//!
//! Pure: judgement and workbook in, finished messages out. Counts nothing itself (the numbers
//! are the report's own) and sends nothing. The same input gives the same bytes: Message-ID and
//! Date are the caller's, and the boundaries between the parts follow from what is in them, so
//! that readers of one report get one and the same body.

mod mime;
mod notice;
mod page;
mod words;

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::document::{ArtifactKind, Content, Detail};
use crate::failure::reasons;

pub use self::mime::sender_address;
pub use self::notice::{Notice, compose_notice, notice_text};

/// Who writes, and when: the same for every mail of one run.
#[derive(Clone, Debug)]
pub struct Sender<'a> {
    /// `cnscd <cnscd@example.vn>`: `[mail] from`.
    pub from: &'a str,
    /// The `Date` of the mails.
    pub date: Timestamp,
    /// Attachments larger than this many bytes are left out, and the mail says so.
    pub max_attachment: usize,
    /// Who answers where a reader replies; absent: who writes.
    pub reply_to: Option<&'a str>,
    /// Where every report can be had: the page's address.
    pub page: Option<&'a str>,
}

/// A person who gets a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Unique id of the mail to be made (UUID version 7): the left side of its Message-ID.
    pub id: String,
    /// Bare address.
    pub address: String,
    /// How much of the report this person gets.
    pub gets: Detail,
    /// Whom the head names; `None`: this person alone.
    pub circle: Option<Arc<Circle>>,
}

/// Who gets one mail together, as its head says. Whoever gets a blind copy stands in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circle {
    /// Bare addresses.
    pub to: Vec<String>,
    pub cc: Vec<String>,
}

/// A file to be attached.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    /// Readers of which kind get it.
    pub detail: Detail,
    /// Its proper name.
    pub name: &'a str,
    pub kind: ArtifactKind,
    pub bytes: &'a [u8],
}

/// A finished message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The addressee's id.
    pub id: String,
    /// With its angle brackets, as it stands in the bytes.
    pub message_id: String,
    /// Bare address of the sender, for the envelope.
    pub from: String,
    /// Bare address of the recipient.
    pub to: String,
    /// Decoded.
    pub subject: String,
    /// Header lines with the empty line after them, in the form that is sent.
    pub head: Vec<u8>,
    /// All that follows, one and the same for every reader of a workbook.
    pub body: Arc<[u8]>,
    /// Which report it is about.
    pub detail: Detail,
    /// A file was too large to be attached.
    pub is_without_attachment: bool,
}

reasons! {
    /// Why no mail can be written.
    #[derive(Clone, PartialEq, Eq)]
    pub enum AddressError {
        /// No address, as it was given.
        Unusable { address: String } = 78 "mail-address",
    }
}

/// One message for each reader, with the files of the detail that the reader gets.
///
/// `content` is the report's; a reader of the summary is told nothing of data faults. Files of one
/// detail are attached in their order, as many as fit into a mail; in the place of a full workbook
/// that is too large stands the summary, and where that is too large too, a link to the page.
pub fn compose(
    content: &Content<'_>,
    sender: &Sender<'_>,
    readers: &[Addressee],
    files: &[Attachment<'_>],
) -> Result<Vec<Message>, AddressError> {
    let mut messages = Vec::with_capacity(readers.len());
    for detail in [Detail::Full, Detail::Summary] {
        let of_detail: Vec<_> = readers
            .iter()
            .filter(|reader| reader.gets == detail)
            .collect();
        if of_detail.is_empty() {
            continue;
        }
        let (mut attached, too_large) = fitting(files, detail, sender.max_attachment);
        // What is too large is replaced by its smaller form, where that has room.
        let smaller = match too_large.is_empty() || detail == Detail::Summary {
            true => Vec::new(),
            false => {
                let used: usize = attached.iter().map(|file| file.bytes.len()).sum();
                let room = sender.max_attachment.saturating_sub(used);
                fitting(files, Detail::Summary, room).0
            }
        };
        let files = page::Files {
            attached: &attached,
            smaller: &smaller,
            left_out: &too_large,
        };
        let page = page::MailBody::new(content, detail, &files, sender);
        attached.extend_from_slice(&smaller);
        let draft = mime::Draft::new(
            &page.subject,
            &page.text(),
            Some(&page.html()),
            detail,
            &attached,
        );
        for reader in of_detail {
            messages.push(Message {
                is_without_attachment: !too_large.is_empty(),
                ..draft.finish(sender, reader)?
            });
        }
    }
    Ok(messages)
}

/// One message of a text and papers to one person: what a commune is told.
///
/// # Errors
/// Where an address cannot be used.
pub fn compose_letter(
    subject: &str,
    text: &str,
    papers: &[Attachment<'_>],
    sender: &Sender<'_>,
    to: &Addressee,
) -> Result<Message, AddressError> {
    let (attached, too_large) = fitting(papers, Detail::Full, sender.max_attachment);
    let draft = mime::Draft::new(subject, text, None, Detail::Full, &attached);
    Ok(Message {
        is_without_attachment: !too_large.is_empty(),
        ..draft.finish(sender, to)?
    })
}

/// The addresses in a cell of a directory, each once; what is none is left out.
pub fn addresses(typed: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let pieces = typed.split(|letter: char| letter.is_whitespace() || ",;/<>()".contains(letter));
    for piece in pieces.filter(|piece| piece.contains('@')) {
        let address = piece.trim_end_matches('.').to_owned();
        let is_new = |known: &String| !known.eq_ignore_ascii_case(&address);
        if address.parse::<lettre::Address>().is_ok() && found.iter().all(is_new) {
            found.push(address);
        }
    }
    found
}

/// The files that a mail has room for, and those left out.
fn fitting<'a>(
    files: &[Attachment<'a>],
    detail: Detail,
    most: usize,
) -> (Vec<Attachment<'a>>, Vec<Attachment<'a>>) {
    let mut used = 0;
    let of_detail = files.iter().filter(|file| file.detail == detail);
    of_detail.copied().partition(|file| {
        let fits = used + file.bytes.len() <= most;
        used += if fits { file.bytes.len() } else { 0 };
        fits
    })
}

#[cfg(test)]
mod tests;
