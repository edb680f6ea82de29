//! What communes are told and what the department signs: letters and notices as .docx, texts ready
//! to paste into a group.
//!
//! Lays out what `rule` judged in the words of `document`; deliberately counts nothing itself, and
//! sends nothing. The same content gives the same bytes.

pub mod docx;
