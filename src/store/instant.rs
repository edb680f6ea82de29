//! Instants and days as the database keeps them.

use chrono::DateTime;

use super::StoreError;
use crate::clock::{Date, Timestamp};

/// Microseconds since 1970 in UTC.
pub(super) fn micros(instant: Timestamp) -> i64 {
    instant.timestamp_micros()
}

/// The instant of so many microseconds since 1970.
pub(super) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| StoreError::Damaged {
        what: format!("instant {micros}"),
    })
}

/// A day from its ISO text.
pub(super) fn date(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged {
        what: format!("date {text}"),
    })
}
