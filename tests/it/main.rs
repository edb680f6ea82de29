//! Drives the program through its doors.

mod formats;
mod hostile;
mod support;
