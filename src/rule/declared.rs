//! The rules as `config/rules/*.toml` declares them, and the exceptions a campaign makes:
//! confirmations, waivers, extensions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Date;

/// `[[confirmed]]`: what is kept out of the count, confirmed by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// Code of the commune.
    pub commune: String,
    /// The decision's number as signed.
    pub number: String,
    /// The day it was signed.
    pub date: Date,
    /// Who saw it.
    pub by: String,
    /// How it was seen.
    pub reason: String,
}

/// `[[waiver]]`: one rule does not speak of one commune until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Code of the commune.
    pub commune: String,
    /// Id of the rule.
    pub rule: String,
    /// Last day it holds.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// `[[extension]]`: a later deadline for one commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Code of the commune.
    pub commune: String,
    /// Its own deadline.
    pub deadline: Date,
    /// Why.
    pub reason: String,
}
