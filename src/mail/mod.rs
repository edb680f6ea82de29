//! Composes the messages: the report to its readers, notices to the operators.
//!
//! Pure: judgement and workbook in, finished messages out. Counts nothing (the numbers are the
//! report's) and sends nothing. The same input gives the same bytes: the caller provides Message-ID
//! and Date, and the boundaries between the parts are derived from their content. So all readers of
//! a report get the same body.

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

/// The sender and the time, the same for every mail of a run.
#[derive(Clone, Debug)]
pub struct Sender<'a> {
    /// `[mail] from`, such as `cnscd <cnscd@example.vn>`.
    pub from: &'a str,
    /// The `Date` of the mails.
    pub date: Timestamp,
    /// The largest total of attachments in bytes. What does not fit is left out, and the mail says
    /// so.
    pub max_attachment: usize,
    /// The address for replies; `None` for the sender.
    pub reply_to: Option<&'a str>,
    /// The address of the page, on which every report is available.
    pub page: Option<&'a str>,
}

/// A person who gets a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The id of the mail to be made (UUID version 7): the left part of its Message-ID.
    pub id: String,
    /// The address without a name.
    pub address: String,
    /// The detail of the report that this person gets.
    pub gets: Detail,
    /// The recipients in the header; `None` for this person alone.
    pub circle: Option<Arc<Circle>>,
}

/// The recipients that the header of a mail shows. Recipients of blind copies are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circle {
    /// Addresses without names.
    pub to: Vec<String>,
    pub cc: Vec<String>,
}

/// A file to attach.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    /// The readers who get it, by the detail of their report.
    pub detail: Detail,
    /// The file name.
    pub name: &'a str,
    pub kind: ArtifactKind,
    pub bytes: &'a [u8],
}

/// A finished message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The addressee's id.
    pub id: String,
    /// With its angle brackets, as in the head.
    pub message_id: String,
    /// The sender's address without a name, for the envelope.
    pub from: String,
    /// The recipient's address without a name.
    pub to: String,
    /// The subject, decoded.
    pub subject: String,
    /// The header lines and the empty line after them, as they are sent.
    pub head: Vec<u8>,
    /// Everything after the head; the same for every reader of a workbook.
    pub body: Arc<[u8]>,
    /// The detail of the report that it is about.
    pub detail: Detail,
    /// Whether a file was too large to be attached.
    pub is_without_attachment: bool,
}

reasons! {
    /// Why no mail can be composed.
    #[derive(Clone, PartialEq, Eq)]
    pub enum AddressError {
        /// Not an address; the text as it was given.
        Unusable { address: String } = 78 "mail-address",
    }
}

/// Composes one message for each reader, with the files of the reader's detail.
///
/// `content` is the report's content; readers of the summary are not told of faults in the data. As
/// many files as fit are attached, in their order. A full workbook that is too large is replaced by
/// the summary, and if that is too large as well, by a link to the page.
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
        // A file that is too large is replaced by its smaller form, if that fits.
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

/// Composes a message with a text and papers for one person: a notice to a commune.
///
/// # Errors
/// If an address cannot be used.
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

/// The addresses in a cell of a directory, each once; text that is no address is skipped.
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

/// The files that fit into a mail, and those that do not.
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
