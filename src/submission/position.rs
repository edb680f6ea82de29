//! The offices that a position names (DOMAIN d6 and e).
//!
//! Reads titles from left to right: each head («Chủ tịch») begins an office, the bodies after
//! it («UBND») say where. «Phó Chủ tịch UBND» is one head and never the chair; «Phó Bí thư
//! Đảng ủy, Chủ tịch UBND» are two. Knows no word itself: those are the vocabulary's; and
//! deliberately not who may hold which role: that is `rule`'s.

mod lexicon;
pub(in crate::submission) mod memory;
mod office;
mod title;
mod token;
mod unit;
mod vocabulary;
mod word;

pub use vocabulary::{Positions, VocabularyError};

use std::sync::Arc;

use super::{Held, Manner, Position};
use crate::text;

/// The position and the offices that it names, in the order typed, held once for all who hold
/// them. No office where none is recognised. One no longer held is there as `Manner::Former`;
/// `offices` leaves it out.
pub fn read(position: &str, positions: &Positions) -> Arc<Position> {
    let read = || understood(position, positions);
    positions.memory.position(position, read)
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
pub fn offices(position: &Position) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for office in &position.held {
        if office.manner != Manner::Former && !ids.contains(&office.office.as_str()) {
            ids.push(&office.office);
        }
    }
    ids
}

#[cfg(test)]
mod tests;
