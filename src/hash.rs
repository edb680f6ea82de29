//! SHA-256, by which bytes are known again: of workbooks, tables, configurations, reports, mails.

use ring::digest::{Context, SHA256};

/// A hash under way.
pub struct Sha256(Context);

impl Sha256 {
    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash in lower-case hexadecimal digits.
    pub fn finish(self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";

        let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
        let hash = self.0.finish();
        let bytes = hash.as_ref().iter();
        bytes
            .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)])
            .collect()
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

/// The hash of these parts after one another, in lower-case hexadecimal digits.
pub fn sha256(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::default();
    parts.iter().for_each(|part| hash.update(part));
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4, examples of one and of two blocks.
    #[test]
    fn hashes_as_the_standard_says() {
        for (parts, hash) in [
            (
                &["abc"][..],
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                &["a", "", "bc"],
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                &["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"],
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ] {
            let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
            assert_eq!(sha256(&parts), hash);
        }
    }
}
