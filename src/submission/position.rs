//! The offices that a position names (DOMAIN d6 and e).
//!
//! Reads titles from left to right: each head («Chủ tịch») begins an office, the bodies after
//! it («UBND») say where. «Phó Chủ tịch UBND» is one head and never the chair; «Phó Bí thư
//! Đảng ủy, Chủ tịch UBND» are two. Knows no word itself: those are the vocabulary's; and
//! deliberately not who may hold which role: that is `rule`'s.

pub(in crate::submission) mod memory;
mod title;
mod token;
mod vocabulary;

pub use vocabulary::{Positions, VocabularyError};

use std::sync::Arc;

use super::{Held, Manner};
use crate::text;

/// The offices that a position names, in the order typed. Empty where none is recognised.
/// An office no longer held is there as `Manner::Former`; `offices` leaves it out.
pub fn read(position: &str, positions: &Positions) -> Arc<[Held]> {
    shared(position, positions).1
}

/// The position and its offices, held once for all who hold them.
pub(super) fn shared(position: &str, positions: &Positions) -> (Arc<str>, Arc<[Held]>) {
    let read = || understood(position, positions);
    positions.memory.offices(position, read)
}

fn understood(position: &str, positions: &Positions) -> Vec<Held> {
    let cleaned = text::clean(position);
    let mut held: Vec<Held> = Vec::new();
    for title in title::titles(&cleaned, positions) {
        for office in title.offices(positions) {
            if !held.contains(&office) {
                held.push(office);
            }
        }
    }
    held
}

/// The ids of the offices held now, each once, in the order typed.
pub fn offices(held: &[Held]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for office in held {
        if office.manner != Manner::Former && !ids.contains(&office.office.as_str()) {
            ids.push(&office.office);
        }
    }
    ids
}

#[cfg(test)]
mod tests;
