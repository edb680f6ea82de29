//! Failures that concern all deliveries, and what the operator does next.

use std::io;
use std::path::PathBuf;

use crate::failure::reasons;
use crate::locale::Sentence;
use crate::store::StoreError;

reasons! {
    /// Why no mail can be sent, or what happened to one could not be recorded.
    pub enum DeliveryError or Store(StoreError) {
        /// The server cannot be reached, or refuses all connections.
        Unreachable { server: String, cause: Sentence } = 69 "delivery-unreachable",
        /// The server answers, but refuses the session for now: `421 too busy`.
        TurnedAway { server: String, cause: Sentence } = 69 "delivery-turned-away",
        /// The server refuses the session for good: `554 no service for you`.
        Barred { server: String, cause: Sentence } = 69 "delivery-barred",
        /// No encrypted connection can be made.
        Tls { server: String, cause: Sentence } = 69 "delivery-tls",
        /// The server refuses the login.
        Login { server: String, cause: Sentence } = 69 "delivery-login",
        /// The server offers no login method that we know; its offer in its own words, or `none`.
        NoLogin { server: String, offered: String } = 69 "delivery-no-login",
        /// Every recipient of a call was refused for good; each with the server's answer.
        AllRefused { answers: Vec<Sentence> } = 69 "delivery-all-refused",
        /// Every mail of a call was refused because it is larger than the server accepts.
        TooLarge { answers: Vec<Sentence> } = 69 "delivery-too-large",
        /// The server refuses the sender's address.
        Sender { server: String, from: String, cause: Sentence } = 69 "delivery-sender",
        /// A connection without TLS is allowed only to this machine.
        NotLoopback { server: String } = 78 "delivery-not-loopback",
        /// The file with the private CA cannot be used.
        CaFile { path: PathBuf, cause: String } = 78 "delivery-ca-file",
        /// The program of a channel cannot be started.
        Command { channel: String, program: String, cause: io::Error } = 69 "delivery-command",
        /// The folder of .eml files cannot be written.
        CannotWrite { path: PathBuf, cause: io::Error } = 73 "delivery-cannot-write",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;

    #[test]
    fn the_stores_reasons_stay_its_own() {
        let error = DeliveryError::from(StoreError::Empty);
        assert_eq!((error.exit_code(), error.kind()), (69, "store-empty"));
        let held = StoreError::Empty;
        assert_eq!(error.message(), held.message());
        assert_eq!(error.next_step(), held.next_step());
    }
}
