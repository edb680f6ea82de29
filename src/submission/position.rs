//! Reads the offices in a position (DOMAIN d6 and e).
//!
//! Reads titles from left to right: each head («Chủ tịch») begins an office, and the bodies after
//! it («UBND») state where. «Phó Chủ tịch UBND» is one head and never the chair; «Phó Bí thư Đảng
//! ủy, Chủ tịch UBND» are two. Has no words of its own; they are in the vocabulary. Who may have
//! which role is decided in `rule`.

mod expand;
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

use super::{Held, Manner, Position, person};
use crate::text;

/// Reads a position and its offices, in the order typed; equal positions share one value. There may
/// be no offices. A former office is included as `Manner::Former`; `offices` leaves it out.
pub fn read(position: &str, positions: &Positions) -> Arc<Position> {
    let read = || understood(position, positions);
    positions.memory.position(position, read)
}

fn understood(position: &str, positions: &Positions) -> Vec<Held> {
    let cleaned = text::clean(position);
    // «Chủ tịch UBND xã → Bí thư Đảng ủy»: only the last office is held.
    let now = person::at_arrow(&cleaned).map_or(&*cleaned, |(_, now)| now);
    let mut held: Vec<Held> = Vec::new();
    let mut titles = title::titles(now, positions);
    office::doubt_chairs_who_are_deputies(&mut titles, positions);
    for title in titles {
        for office in title.offices(positions) {
            if !held.contains(&office) {
                held.push(office);
            }
        }
    }
    held
}

/// The ids of the current offices, each once, in the order typed.
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
