//! The rules as tables: composition (DOMAIN table e), status (contract, section 5), history.

mod composition;
mod contact;
mod count;
mod exceptions;
mod history;
mod properties;
mod sentences;
mod status;
