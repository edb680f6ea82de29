//! The outbox's hands: how one mail leaves the house, and what is known of it afterwards.
//!
//! Knows transports, deliberately neither what a mail says nor when it is due. A mail given to
//! a transport ends in one of four ways (`Delivered`); what concerns the whole service, such as
//! a login refused, is an error instead and says nothing about any one mail.
//!
//! TLS takes the process's rustls provider where one is installed, and ring otherwise.

pub mod command;
mod error;
mod folder;
pub mod results;
mod send;
mod smtp;
mod wire;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

pub use self::error::DeliveryError;
pub(crate) use self::send::{GIVE_UP, back_off};
pub use self::send::{SendReport, Settled, send_due};
pub use self::smtp::{Probe, Security, Smtp, probe};
use crate::folder::{FolderError, forget};
use crate::store::{DueMail, StoreError};

/// What a memory delivery took: each mail and its bytes, in order.
pub type Taken = Arc<Mutex<Vec<(DueMail, Vec<u8>)>>>;

/// The ways out.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// A mail server.
    Smtp(Smtp),
    /// A folder of .eml files, one a mail.
    Folder(PathBuf),
    /// A program of the site's own.
    Command(command::Program),
    /// A list that tests read.
    Memory(Taken),
    /// No way out: what is queued waits.
    None,
}

/// What became of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// It was taken.
    Sent,
    /// It will never be taken: the server's answer.
    Refused(String),
    /// It was certainly not taken this time: the answer, or what went wrong.
    Later(String),
    /// The connection was lost when the server may have taken it.
    Uncertain(String),
}

/// One batch of mails on their way; a mail server is connected to once for all of them.
pub(crate) enum Session {
    Smtp(Box<smtp::Session>),
    Command(command::Program),
    Folder(PathBuf),
    Memory(Taken),
}

impl Delivery {
    /// Removes what a folder keeps of mails that were purged from the store.
    pub fn forget(&self, ids: &[String]) -> Result<(), FolderError> {
        match self {
            Self::Folder(folder) => {
                let names: Vec<_> = ids.iter().map(|id| folder::file_name(id)).collect();
                forget(folder, &names)
            }
            Self::Smtp(_) | Self::Command(_) | Self::Memory(_) | Self::None => Ok(()),
        }
    }

    /// Opens the way for a batch; `None` where there is no way out.
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
    /// Hands over one mail. `before_text` is awaited just before its text goes out over a
    /// connection, so that the store knows of it; a folder needs no such note, since writing
    /// the same file again does no harm.
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

    /// Says good-bye; what was taken stays taken.
    pub(crate) async fn close(self) {
        if let Self::Smtp(session) = self {
            session.close().await;
        }
    }
}
