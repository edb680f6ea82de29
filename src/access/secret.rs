//! What is known to one browser or program alone: random, and kept as a hash.

use ring::rand::{SecureRandom, SystemRandom};

use crate::hash;

/// 256 random bits in hexadecimal digits.
pub fn random() -> String {
    let mut bytes = [0; 32];
    fill(&mut bytes);
    hash::hexadecimal(&bytes)
}

/// By which a secret is known again. It is random, so that a fast hash does.
pub fn digest(secret: &str) -> String {
    hash::sha256(&[secret.as_bytes()])
}

pub(super) fn fill(bytes: &mut [u8]) {
    SystemRandom::new()
        .fill(bytes)
        .expect("the system gives random bytes");
}
