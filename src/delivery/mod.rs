//! The delivery of one mail, and what is known about it afterwards.
//!
//! Knows the transports, but not what a mail says or when it is due. A delivery ends in one of four
//! ways (`Delivered`). A failure that concerns the whole service, such as a refused login, is an
//! error instead, and says nothing about a single mail.
//!
//! TLS uses the process's rustls provider if one is installed, otherwise ring.

pub mod command;
mod error;
mod folder;
pub mod results;
mod send;
mod smtp;
mod smtp_stream;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

pub use self::error::DeliveryError;
pub(crate) use self::send::{GIVE_UP, back_off};
pub use self::send::{SendReport, Settled, send_due};
pub use self::smtp::{Probe, Security, Smtp, probe};
use crate::folder::{FolderError, forget};
use crate::store::{DueMail, StoreError};

/// What a memory delivery accepted: each mail and its bytes, in order.
pub type Taken = Arc<Mutex<Vec<(DueMail, Vec<u8>)>>>;

/// The transports.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// A mail server.
    Smtp(Smtp),
    /// A folder of .eml files, one for each mail.
    Folder(PathBuf),
    /// A program of the site's own.
    Command(command::Program),
    /// A list that tests read.
    Memory(Taken),
    /// No transport: queued mails wait.
    None,
}

/// What happened to one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// It was accepted.
    Sent,
    /// It will never be accepted; the server's answer.
    Refused(String),
    /// It was certainly not accepted this time; the answer, or what went wrong.
    Later(String),
    /// The connection was lost when the server might already have accepted it.
    Uncertain(String),
}

/// A batch of mails being sent, over one connection for all of them.
pub(crate) enum Session {
    Smtp(Box<smtp::Session>),
    Command(command::Program),
    Folder(PathBuf),
    Memory(Taken),
}

impl Delivery {
    /// Deletes from a folder the mails that were purged from the store.
    pub fn forget(&self, ids: &[String]) -> Result<(), FolderError> {
        match self {
            Self::Folder(folder) => {
                let names: Vec<_> = ids.iter().map(|id| folder::file_name(id)).collect();
                forget(folder, &names)
            }
            Self::Smtp(_) | Self::Command(_) | Self::Memory(_) | Self::None => Ok(()),
        }
    }

    /// Starts a batch; `None` if there is no transport.
    pub(crate) async fn open(&self) -> Result<Option<Session>, DeliveryError> {
        Ok(match self {
            Self::Smtp(settings) => Some(Session::Smtp(Box::new(
                smtp::Session::open(settings).await?,
            ))),
            Self::Folder(folder) => Some(Session::Folder(folder.clone())),
            Self::Command(program) => Some(Session::Command(program.clone())),
            Self::Memory(taken) => Some(Session::Memory(Arc::clone(taken))),
            Self::None => None,
        })
    }
}

impl Session {
    /// Delivers one mail. `before_text` is awaited just before its text is sent over a connection,
    /// so that the store knows. A folder does not need this, since writing the same file again does
    /// no harm.
    pub(crate) async fn deliver(
        &mut self,
        mail: &DueMail,
        bytes: Vec<u8>,
        before_text: impl Future<Output = Result<(), StoreError>> + Send,
    ) -> Result<Delivered, DeliveryError> {
        match self {
            Self::Smtp(session) => session.deliver(mail, &bytes, before_text).await,
            Self::Command(program) => {
                before_text.await?;
                command::deliver(program, mail, &bytes).await
            }
            Self::Folder(folder) => {
                folder::write(folder, &mail.id, &bytes)?;
                Ok(Delivered::Sent)
            }
            Self::Memory(taken) => {
                taken
                    .lock()
                    .expect("no test panics while it holds the list")
                    .push((mail.clone(), bytes));
                Ok(Delivered::Sent)
            }
        }
    }

    /// Ends the session; mails that were accepted stay accepted.
    pub(crate) async fn close(self) {
        if let Self::Smtp(session) = self {
            session.close().await;
        }
    }
}
