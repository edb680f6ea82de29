//! What the tests share.

pub(crate) mod needs;
pub(crate) mod smtp_server;
