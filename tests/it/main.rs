//! Drives the program through its doors.

mod formats;
mod google;
mod hostile;
mod support;
