//! The phones and mail addresses of a person, in one short text.
//!
//! Nearly every person has one phone and no address. Such a text fits into the value without an
//! allocation, which matters for a million people.

use compact_str::CompactString;

/// Phones (national digits: `0912345678`) and mail addresses, one per line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channels(CompactString);

impl Channels {
    /// No phone and no address.
    pub const NONE: Self = Self(CompactString::const_new(""));

    /// Adds a phone or an address; a channel with an `@` is an address.
    pub fn add(&mut self, channel: &str) {
        if !channel.is_empty() && !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(channel);
    }

    /// Phones and addresses, in the order in which they were added.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator('\n')
    }

    /// The phones.
    pub fn phones(&self) -> impl Iterator<Item = &str> {
        self.all().filter(|channel| !is_address(channel))
    }

    /// The addresses.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.all().filter(|channel| is_address(channel))
    }
}

impl<T: AsRef<str>> FromIterator<T> for Channels {
    fn from_iter<I: IntoIterator<Item = T>>(channels: I) -> Self {
        let mut all = Self::NONE;
        channels
            .into_iter()
            .for_each(|channel| all.add(channel.as_ref()));
        all
    }
}

fn is_address(channel: &str) -> bool {
    channel.as_bytes().contains(&b'@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_addresses_are_told_apart() {
        for (added, phones, emails) in [
            (&[][..], &[][..], &[][..]),
            (&["", "0912345678"], &["0912345678"], &[]),
            (&["0912345678", "1022"], &["0912345678", "1022"], &[]),
            (
                &[
                    "0912345678",
                    "mot.nguoi.co.ten.dai@quangngai.example",
                    "a@b.vn",
                ],
                &["0912345678"],
                &["mot.nguoi.co.ten.dai@quangngai.example", "a@b.vn"],
            ),
            (&["a@b.vn"], &[], &["a@b.vn"]),
        ] {
            let channels: Channels = added.iter().collect();
            assert_eq!(channels.phones().collect::<Vec<_>>(), phones);
            assert_eq!(channels.emails().collect::<Vec<_>>(), emails);
            assert_eq!(channels.all().count(), phones.len() + emails.len());
        }
        assert_eq!(Channels::NONE, Channels::default());
    }
}
