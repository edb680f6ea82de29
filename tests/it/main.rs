//! Drives the program through its doors and its real neighbours.

mod architecture;
mod cli;
mod formats;
mod google;
mod hostile;
mod killed;
mod modes;
mod smtp;
mod support;
