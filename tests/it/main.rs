//! Drives the program through its doors and its real neighbours.

mod architecture;
mod cli;
mod daemon;
mod days;
mod documents;
mod formats;
mod google;
mod guard;
mod history;
mod hostile;
mod kill_points;
mod killed;
mod layouts;
mod modes;
mod notices;
mod opened;
mod outbox;
mod overlap;
mod packaging;
mod report_again;
mod restore;
mod smtp;
mod stopping;
mod support;
mod watching;
