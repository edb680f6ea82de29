//! Drives the program through its doors and its real neighbours.

mod killed;
mod modes;
mod smtp;
mod support;
