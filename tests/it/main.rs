//! Drives the program through its doors and its real neighbours.

mod architecture;
mod canary;
mod cli;
mod daemon;
mod documents;
mod formats;
mod fuzz;
mod google;
mod history;
mod hostile;
mod hostile_text;
mod killed;
mod layouts;
mod modes;
mod opened;
mod report_again;
mod smtp;
mod support;
