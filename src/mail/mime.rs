//! Messages in the form in which they are sent. A header is always one line of text, whatever its
//! value contains. Everything is 7-bit, so that any server accepts it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{
    Attachment as Attached, Mailbox, MultiPart, MultiPartBuilder, MultiPartKind, SinglePart,
};
use lettre::{Address, Message as Mime};

use super::words::one_line;
use super::{AddressError, Addressee, Attachment, Message, Sender};
use crate::document::Detail;
use crate::hash::sha256;

/// A message without its recipient; its body is made once for all recipients.
pub(super) struct Draft {
    subject: String,
    boundary: String,
    body: Arc<[u8]>,
    detail: Detail,
}

impl Draft {
    pub(super) fn new(
        subject: &str,
        text: &str,
        html: Option<&str>,
        detail: Detail,
        attached: &[Attachment<'_>],
    ) -> Self {
        let boundary = boundary(text, html, attached);
        let mut words = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("{boundary}-words"))
            .singlepart(SinglePart::plain(text.to_owned()));
        if let Some(html) = html {
            words = words.singlepart(SinglePart::html(html.to_owned()));
        }
        let mut parts = outer(&boundary).multipart(words);
        for file in attached {
            let kind = ContentType::parse(file.kind.media_type()).expect("a content type");
            let name = one_line(file.name);
            parts = parts.singlepart(Attached::new(name).body(file.bytes.to_owned(), kind));
        }
        let formatted = parts.formatted();
        Self {
            subject: one_line(subject),
            boundary,
            body: formatted[head_end(&formatted)..].into(),
            detail,
        }
    }

    /// The message to one person.
    pub(super) fn finish(
        &self,
        sender: &Sender<'_>,
        to: &Addressee,
    ) -> Result<Message, AddressError> {
        let from = mailbox(sender.from)?;
        address(&to.address)?;
        let message_id = format!("<{}@{}>", to.id, from.email.domain());
        let sender_address = from.email.to_string();
        let seconds = u64::try_from(sender.date.timestamp()).unwrap_or_default();
        // The head contains only the outermost boundary, so an empty body gives the same head.
        let mut builder = Mime::builder().from(from);
        let alone = [to.address.clone()];
        let (named, copied) = match &to.circle {
            Some(circle) => (circle.to.as_slice(), circle.cc.as_slice()),
            None => (alone.as_slice(), [].as_slice()),
        };
        for reader in named {
            builder = builder.to(Mailbox::new(None, address(reader)?));
        }
        for reader in copied {
            builder = builder.cc(Mailbox::new(None, address(reader)?));
        }
        if let Some(answers) = sender.reply_to {
            builder = builder.reply_to(mailbox(answers)?);
        }
        let mut head = builder
            .subject(self.subject.clone())
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(message_id.clone()))
            // RFC 3834: asks that no automatic answers are sent.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .multipart(outer(&self.boundary).build())
            .expect("sender and recipient are given")
            .formatted();
        head.truncate(head_end(&head));
        Ok(Message {
            id: to.id.clone(),
            message_id,
            from: sender_address,
            to: to.address.clone(),
            subject: self.subject.clone(),
            head,
            body: Arc::clone(&self.body),
            detail: self.detail,
            is_without_attachment: false,
        })
    }
}

/// The address in `[mail] from` without a name, for the envelope.
pub fn sender_address(from: &str) -> Result<String, AddressError> {
    Ok(mailbox(from)?.email.to_string())
}

fn mailbox(from: &str) -> Result<Mailbox, AddressError> {
    from.parse().map_err(|_| AddressError::Unusable {
        address: from.to_owned(),
    })
}

/// Parses an address. Not a `Mailbox`, because an entry of a reader is an address without a name.
fn address(written: &str) -> Result<Address, AddressError> {
    written.parse().map_err(|_| AddressError::Unusable {
        address: written.to_owned(),
    })
}

fn outer(boundary: &str) -> MultiPartBuilder {
    MultiPart::builder()
        .kind(MultiPartKind::Mixed)
        .boundary(format!("{boundary}-parts"))
}

/// Where the body begins: after the first empty line.
fn head_end(message: &[u8]) -> usize {
    message
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .expect("lettre ends the head with an empty line")
        + 4
}

/// A boundary derived from the content, so that the same content gives the same bytes.
fn boundary(text: &str, html: Option<&str>, attached: &[Attachment<'_>]) -> String {
    let mut parts = vec![text.as_bytes(), html.unwrap_or_default().as_bytes()];
    parts.extend(attached.iter().map(|file| file.bytes));
    let hash = sha256(&parts);
    format!("cnscd-{}", &hash[..32])
}
