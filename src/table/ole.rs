//! Lists the names in an OLE container, the format of old Excel and Word files and of encrypted new
//! ones.
//!
//! Scans for directory entries anywhere instead of following chains of sectors, which form circles
//! in broken files.

/// The streams and folders of a container, each with the offset of its entry.
pub(in crate::table) fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, String)> {
    /// Size of an entry in bytes; the header and the sectors are multiples of it.
    const ENTRY: usize = 128;
    /// Offset within an entry of the length of its name in bytes, including the final zero.
    const LENGTH: usize = 64;
    /// Offset within an entry of its type.
    const KIND: usize = 66;

    (0..)
        .step_by(ENTRY)
        .zip(bytes.chunks_exact(ENTRY))
        .filter_map(|(at, entry)| {
            let length = usize::from(u16::from_le_bytes([entry[LENGTH], entry[LENGTH + 1]]));
            // The types of a folder, a stream and the root.
            if !matches!(entry[KIND], 1 | 2 | 5)
                || length % 2 != 0
                || !(4..=LENGTH).contains(&length)
            {
                return None;
            }
            let units: Vec<u16> = entry[..length]
                .chunks_exact(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            let (&0, letters) = units.split_last()? else {
                return None;
            };
            Some((at, String::from_utf16(letters).ok()?))
        })
}
