//! Normal forms of Vietnamese text: NFC, tone placement, keys for matching; legacy encodings.
//!
//! Knows letters and marks; deliberately not what any word means.
