//! The configuration: its problems, the next runs of its campaigns, its rules.

use serde::Serialize;

use crate::clock::Date;

use crate::config::ProblemLine;

/// `config check --json`.
#[derive(Serialize)]
pub struct ConfigDocument<'a, M> {
    pub campaigns: Vec<CampaignLine<'a>>,
    pub problems: Vec<ProblemLine<'a>>,
    /// Settings that work but should be improved.
    pub remarks: Vec<ProblemLine<'a>>,
    /// Faults of this machine.
    pub machine: Vec<M>,
}

/// A campaign, its next runs, and its next reports if they have a schedule of their own.
#[derive(Debug, Serialize)]
pub struct CampaignLine<'a> {
    pub name: &'a str,
    pub schedule: Option<String>,
    pub next: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_schedule: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next_reports: Vec<String>,
}

/// `config rules --json`.
#[derive(Debug, Serialize)]
pub struct RulesDocument {
    pub rules: Vec<RuleLine>,
}

/// A rule with its settings.
#[derive(Debug, Serialize)]
pub struct RuleLine {
    pub rule: &'static str,
    pub severity: &'static str,
    pub meaning: String,
    /// Details of the rule's list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    pub basis: String,
    pub enabled: bool,
    pub trial: bool,
    /// The first and last day on which it is in force.
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// `config rules --offices --json`.
#[derive(Debug, Serialize)]
pub struct OfficesDocument {
    pub offices: Vec<OfficeLine>,
}

/// An office that rules may name, and the words for it.
#[derive(Debug, Serialize)]
pub struct OfficeLine {
    pub office: String,
    pub words: String,
}
