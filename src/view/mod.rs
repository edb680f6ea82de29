//! The JSON documents of the contract, key by key (DESIGN, section 5).
//!
//! Only shapes: every value was computed elsewhere. The command line prints them, and the page's
//! interface returns the same ones.

pub mod access;
pub mod answer;
pub mod changes;
pub mod check;
pub mod comparison;
pub mod config;
pub mod error;
pub mod explain;
pub mod mail;
pub mod person;
pub mod questions;
pub mod remind;
pub mod report;
pub mod results;
pub mod runs;
pub mod source;
pub mod status;
pub mod sync;
