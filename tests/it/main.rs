//! Drives the program through its doors.

mod hostile;
mod support;
