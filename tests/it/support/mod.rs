//! What several subjects need: makers of files, stand-ins, readers of what came out.

pub(crate) mod book;
pub(crate) mod cluster;
pub(crate) mod daemon;
pub(crate) mod database;
pub(crate) mod hostile;
pub(crate) mod letter;
pub(crate) mod needs;
pub(crate) mod office;
pub(crate) mod ole;
pub(crate) mod package;
pub(crate) mod page;
pub(crate) mod run;
pub(crate) mod site;
pub(crate) mod smtp_server;
pub(crate) mod web;
