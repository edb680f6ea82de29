//! Conversions of instants and days to and from the database.

use chrono::DateTime;

use super::StoreError;
use crate::clock::{Date, Timestamp};

/// Microseconds since 1970 in UTC.
pub(super) fn micros(instant: Timestamp) -> i64 {
    instant.timestamp_micros()
}

/// The instant that is this many microseconds after 1970 began.
pub(super) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| StoreError::Damaged {
        what: format!("instant {micros}"),
    })
}

/// Parses a day in ISO format.
pub(super) fn date(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged {
        what: format!("date {text}"),
    })
}
