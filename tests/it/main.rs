//! Drives the program through its doors and its real neighbours.

mod smtp;
mod support;
