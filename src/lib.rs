//! The whole program but its entry: `main` and the tests call inward from here.
//!
#![doc = include_str!("ARCHITECTURE.md")]

// base
pub mod cell;
pub mod clock;
pub mod finding;
pub mod hash;
pub mod locale;
pub mod log;
pub mod person;
pub mod register;
pub mod regular;
pub mod schedule;
pub mod spool;
pub mod syntax;
pub mod text;
pub mod worker;
// the outside world, for whoever asks it
pub mod google;
pub mod http;
// stages, in the order of the data
pub mod document;
pub mod letter;
pub mod mail;
pub mod report;
pub mod rule;
pub mod snapshot;
pub mod source;
pub mod submission;
pub mod table;
// assembly
pub mod access;
pub mod config;
pub mod delivery;
pub mod failure;
pub mod folder;
pub mod pipeline;
pub mod store;
// what the doors show
pub mod view;
// doors
pub mod cli;
pub mod daemon;
pub mod web;
