//! Random secrets, each known to one browser or program and stored as a hash.

use ring::rand::{SecureRandom, SystemRandom};

use crate::hash;

/// 256 random bits in hexadecimal digits.
pub fn random() -> String {
    let mut bytes = [0; 32];
    fill(&mut bytes);
    hash::hexadecimal(&bytes)
}

/// The hash by which a secret is recognised. A fast one suffices, because the secret is random.
pub fn digest(secret: &str) -> String {
    hash::sha256(&[secret.as_bytes()])
}

pub(super) fn fill(bytes: &mut [u8]) {
    SystemRandom::new()
        .fill(bytes)
        .expect("the system gives random bytes");
}
