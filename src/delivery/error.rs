//! What stops the whole service of delivery, and what the operator does next.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::locale::{Language, say};
use crate::store::StoreError;

/// Why no mail can leave.
#[derive(Debug)]
pub enum DeliveryError {
    /// The server cannot be reached, or turns everybody away.
    Unreachable { server: String, cause: String },
    /// No private connection can be made.
    Tls { server: String, cause: String },
    /// The server refuses the login.
    Login { server: String, cause: String },
    /// The server refuses the sender's address.
    Sender {
        server: String,
        from: String,
        cause: String,
    },
    /// Without TLS a server on another machine is not spoken to.
    NotLoopback { server: String },
    /// The file of the private CA cannot be used.
    CaFile { path: PathBuf, cause: String },
    /// The folder of .eml files cannot be written.
    CannotWrite { path: PathBuf, source: io::Error },
    /// The store could not note what became of a mail.
    Store(StoreError),
}

impl DeliveryError {
    /// Exit code of the contract (DESIGN section 4).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::Login { .. }
            | Self::Sender { .. } => 69,
            Self::NotLoopback { .. } | Self::CaFile { .. } => 78,
            Self::CannotWrite { .. } => 73,
            Self::Store(error) => error.exit_code(),
        }
    }

    /// The kind as JSON and alerts name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "delivery-unreachable",
            Self::Tls { .. } => "delivery-tls",
            Self::Login { .. } => "delivery-login",
            Self::Sender { .. } => "delivery-sender",
            Self::NotLoopback { .. } => "delivery-not-loopback",
            Self::CaFile { .. } => "delivery-ca-file",
            Self::CannotWrite { .. } => "delivery-cannot-write",
            Self::Store(error) => error.kind(),
        }
    }

    /// What failed, with which value.
    pub fn message(&self, language: Language) -> String {
        match self {
            Self::Store(error) => error.message(language),
            _ => self.sentence(language, self.kind()),
        }
    }

    /// What the operator does next.
    pub fn next_step(&self, language: Language) -> String {
        match self {
            Self::Store(error) => error.next_step(language),
            _ => self.sentence(language, &format!("{}-next", self.kind())),
        }
    }

    fn sentence(&self, language: Language, key: &str) -> String {
        match self {
            Self::Unreachable { server, cause }
            | Self::Tls { server, cause }
            | Self::Login { server, cause } => {
                say(language, key, &[("server", server), ("cause", cause)])
            }
            Self::Sender {
                server,
                from,
                cause,
            } => say(
                language,
                key,
                &[("server", server), ("from", from), ("cause", cause)],
            ),
            Self::NotLoopback { server } => say(language, key, &[("server", server)]),
            Self::CaFile { path, cause } => say(
                language,
                key,
                &[("path", &path.display().to_string()), ("cause", cause)],
            ),
            Self::CannotWrite { path, source } => say(
                language,
                key,
                &[
                    ("path", &path.display().to_string()),
                    ("cause", &source.to_string()),
                ],
            ),
            Self::Store(error) => error.message(language),
        }
    }
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message(Language::En))
    }
}

impl Error for DeliveryError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::CannotWrite { source, .. } => Some(source),
            Self::Store(error) => error.source(),
            Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::Login { .. }
            | Self::Sender { .. }
            | Self::NotLoopback { .. }
            | Self::CaFile { .. } => None,
        }
    }
}

impl From<StoreError> for DeliveryError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_of_each() -> Vec<(DeliveryError, u8)> {
        let server = || "mail.example.vn:587".to_owned();
        let cause = || "535 no".to_owned();
        let path = || PathBuf::from("/etc/cnscd/ca.pem");
        let (from, source) = ("a@example.vn".to_owned(), io::ErrorKind::NotFound.into());
        let tls = |server, cause| DeliveryError::Tls { server, cause };
        let login = |server, cause| DeliveryError::Login { server, cause };
        let unreachable = |server, cause| DeliveryError::Unreachable { server, cause };
        let sender = |server, cause| DeliveryError::Sender {
            server,
            from,
            cause,
        };
        let ca_file = |path, cause| DeliveryError::CaFile { path, cause };
        let cannot_write = |path| DeliveryError::CannotWrite { path, source };
        vec![
            (unreachable(server(), cause()), 69),
            (tls(server(), cause()), 69),
            (login(server(), cause()), 69),
            (sender(server(), cause()), 69),
            (DeliveryError::NotLoopback { server: server() }, 78),
            (ca_file(path(), cause()), 78),
            (cannot_write(path()), 73),
            (StoreError::OutboxHeld { process: None }.into(), 75),
        ]
    }

    #[test]
    fn every_error_has_its_sentence_its_advice_and_its_exit_code() {
        for (error, exit_code) in one_of_each() {
            assert_eq!(error.exit_code(), exit_code, "{error:?}");
            for language in [Language::Vi, Language::En] {
                for text in [error.message(language), error.next_step(language)] {
                    assert!(!text.contains(error.kind()), "no sentence: {text}");
                    assert!(!text.contains('{') && !text.ends_with('.'), "{text}");
                }
            }
        }
    }
}
