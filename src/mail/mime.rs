//! A message in the form that is sent. Headers take one line of text each, whatever was in it;
//! everything is 7-bit, so any server takes it.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message as Mime};
use sha2::{Digest, Sha256};

use super::words::one_line;
use super::{AddressError, Addressee, Message, Sender, Workbook};
use crate::report::Detail;

/// What a spreadsheet's name ends with decides what mail programs open it with.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A message without its recipient.
pub(super) struct Draft<'a> {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) attached: Option<&'a Workbook<'a>>,
}

impl Draft<'_> {
    /// The message to one person.
    pub(super) fn finish(
        &self,
        sender: &Sender<'_>,
        to: &Addressee,
    ) -> Result<Message, AddressError> {
        let from: Mailbox = sender.from.parse().map_err(|_| AddressError {
            address: sender.from.to_owned(),
        })?;
        // Not `Mailbox`: a reader's entry is an address, never a name and an address.
        let address: Address = to.address.parse().map_err(|_| AddressError {
            address: to.address.clone(),
        })?;
        let subject = one_line(&self.subject);
        let message_id = format!("<{}@{}>", to.id, from.email.domain());
        let sender_address = from.email.to_string();
        let seconds = u64::try_from(sender.date.timestamp()).unwrap_or_default();
        let mime = Mime::builder()
            .from(from)
            .to(Mailbox::new(None, address))
            .subject(subject.clone())
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(message_id.clone()))
            // RFC 3834: no out-of-office answer is wanted.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .multipart(self.parts())
            .expect("sender and recipient are given");
        Ok(Message {
            id: to.id.clone(),
            message_id,
            from: sender_address,
            to: to.address.clone(),
            subject,
            bytes: mime.formatted(),
            detail: self.attached.map_or(Detail::default(), |book| book.detail),
            is_without_attachment: false,
        })
    }

    fn parts(&self) -> MultiPart {
        let boundary = self.boundary();
        let mut words = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("{boundary}-words"))
            .singlepart(SinglePart::plain(self.text.clone()));
        if let Some(html) = &self.html {
            words = words.singlepart(SinglePart::html(html.clone()));
        }
        let mixed = MultiPart::builder()
            .kind(MultiPartKind::Mixed)
            .boundary(format!("{boundary}-parts"))
            .multipart(words);
        match self.attached {
            Some(book) => {
                let kind = ContentType::parse(WORKBOOK).expect("a content type");
                let name = one_line(book.file_name);
                mixed.singlepart(Attachment::new(name).body(book.bytes.to_owned(), kind))
            }
            None => mixed,
        }
    }

    /// Follows from the content, so the same content gives the same bytes.
    fn boundary(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.text.as_bytes());
        hash.update(self.html.as_deref().unwrap_or_default().as_bytes());
        hash.update(self.attached.map_or(&[][..], |book| book.bytes));
        hash.finalize()[..16]
            .iter()
            .fold("cnscd-".to_owned(), |mut text, byte| {
                write!(text, "{byte:02x}").expect("a String takes every character");
                text
            })
    }
}
