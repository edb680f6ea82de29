//! Why an account, a token or a link could not be made or found.

use crate::failure::reasons;

reasons! {
    /// Why an account, a token or a link could not be made or found.
    pub enum AccessError {
        /// An account has this name.
        AccountKnown { name: String } = 64 "access-account-known",
        /// No account has this name.
        AccountUnknown { name: String } = 64 "access-account-unknown",
        /// The name cannot be written in a log line.
        Name { name: String } = 64 "access-name",
        /// The password has too few characters.
        PasswordShort { least: u32 } = 64 "access-password-short",
        /// The password is easily guessed.
        PasswordPoor = 64 "access-password-poor",
        /// Another token has this name.
        TokenKnown { name: String } = 64 "access-token-known",
        /// No token has this name.
        TokenUnknown { name: String } = 64 "access-token-unknown",
        /// The configuration does not enable the page.
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
