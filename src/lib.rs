//! The whole program except its entry point, for `main` and the tests.
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
// access to services outside
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
// documents for the doors
pub mod view;
// doors
pub mod cli;
pub mod daemon;
pub mod web;
