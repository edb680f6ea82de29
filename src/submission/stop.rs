//! Ends the interpretation of tables before their last row, if the time is over or too much was
//! found.
//!
//! Has no clock: whoever measures the time calls it.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Why the rest of the tables is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The time is over.
    OutOfTime,
    /// More was found than may be in memory.
    TooMuch,
}

/// The conditions for ending the interpretation of tables early.
#[derive(Debug)]
pub struct Stop {
    out_of_time: AtomicBool,
    /// How many people, contacts, communes and findings may still be found.
    room: AtomicI64,
}

impl Stop {
    /// Nothing has ended it yet, and at most `room` items may be found.
    pub fn after(room: u64) -> Self {
        Self {
            out_of_time: AtomicBool::new(false),
            room: AtomicI64::new(i64::try_from(room).unwrap_or(i64::MAX)),
        }
    }

    /// Reports that the time is over.
    pub fn out_of_time(&self) {
        self.out_of_time.store(true, Ordering::Relaxed);
    }

    /// Reports that more items were found.
    pub(super) fn found(&self, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.room.fetch_sub(count, Ordering::Relaxed);
    }

    /// Why not everything was read; `None` if it was.
    pub fn why(&self) -> Option<Why> {
        if self.out_of_time.load(Ordering::Relaxed) {
            Some(Why::OutOfTime)
        } else if self.room.load(Ordering::Relaxed) < 0 {
            Some(Why::TooMuch)
        } else {
            None
        }
    }

    pub(super) fn is_set(&self) -> bool {
        self.why().is_some()
    }
}
