//! What ends the understanding of tables before their last row: the time is over, or more was
//! found than may be held.
//!
//! Knows no clock: whoever watches the time says so.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Why the rest of the tables is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Whoever watches the time said that there is no more.
    OutOfTime,
    /// So much was found already that holding more would hurt.
    TooMuch,
}

/// What ends the understanding of tables early.
#[derive(Debug)]
pub struct Stop {
    out_of_time: AtomicBool,
    /// People, contacts, communes and findings that may still be found.
    room: AtomicI64,
}

impl Stop {
    /// Nothing ends it yet; so much may be found.
    pub fn after(room: u64) -> Self {
        Self {
            out_of_time: AtomicBool::new(false),
            room: AtomicI64::new(i64::try_from(room).unwrap_or(i64::MAX)),
        }
    }

    /// There is no more time.
    pub fn out_of_time(&self) {
        self.out_of_time.store(true, Ordering::Relaxed);
    }

    /// So much more was found.
    pub(super) fn found(&self, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.room.fetch_sub(count, Ordering::Relaxed);
    }

    /// Why what was understood is not all of it, where it is not.
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
