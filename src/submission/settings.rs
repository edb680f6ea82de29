//! What a campaign says about how its sources are read.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How one source is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSettings {
    /// The source's name in the campaign.
    pub name: String,
    /// What to look for in it.
    pub holds: Holds,
    /// The only tabs to read, by title; a hidden one is read when named here.
    pub tabs: Vec<String>,
    /// Field to the title or the letters of its column: `commune` to `Đơn vị`.
    pub columns: BTreeMap<String, String>,
}

/// What a source holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// Support contact points only.
    Contacts,
    /// Communes' submissions only.
    Submissions,
    /// Either, as its tabs show.
    #[default]
    Both,
}
