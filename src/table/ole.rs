//! The names in an OLE container, as old Excel and Word files and protected new ones are.
//!
//! Looks at the entries of its directory wherever they stand; deliberately follows no chain of
//! sectors, which broken files bend into circles.

/// Streams and folders of a container: where each name stands, and the name.
pub(in crate::table) fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, String)> {
    /// Bytes of an entry; sectors are a multiple of it, and so is the header before them.
    const ENTRY: usize = 128;
    /// Where an entry has the bytes of its name, the closing zero among them, and its type.
    const LENGTH: usize = 64;
    const KIND: usize = 66;

    (0..)
        .step_by(ENTRY)
        .zip(bytes.chunks_exact(ENTRY))
        .filter_map(|(at, entry)| {
            let length = usize::from(u16::from_le_bytes([entry[LENGTH], entry[LENGTH + 1]]));
            // a folder, a stream, the root
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
