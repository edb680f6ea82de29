//! Drives the program through its doors and its real neighbours.

mod architecture;
mod formats;
mod google;
mod hostile;
mod killed;
mod modes;
mod opened;
mod smtp;
mod support;
