//! Why an account, a token or a link could not be made or found.

use crate::failure::reasons;

reasons! {
    /// Why it could not.
    pub enum AccessError {
        /// An account has this name.
        AccountKnown { name: String } = 64 "access-account-known",
        /// No account has this name.
        AccountUnknown { name: String } = 64 "access-account-unknown",
        /// No name that can be written in a log.
        Name { name: String } = 64 "access-name",
        /// Too few characters.
        PasswordShort { least: u32 } = 64 "access-password-short",
        /// Easily guessed.
        PasswordPoor = 64 "access-password-poor",
        /// Two tokens of one name.
        TokenKnown { name: String } = 64 "access-token-known",
        /// No token has this name.
        TokenUnknown { name: String } = 64 "access-token-unknown",
        /// The configuration serves no page.
        NoPage = 78 "access-no-page",
    }
}

impl AccessError {
    pub(super) fn account_unknown(name: &str) -> Self {
        Self::AccountUnknown {
            name: name.to_owned(),
        }
    }
}
