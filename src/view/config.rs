//! The configuration: what is wrong with it, when its campaigns run, its rules.

use serde::Serialize;

use crate::clock::Date;

use crate::config::ProblemLine;

/// `config check --json`.
#[derive(Serialize)]
pub struct ConfigDocument<'a, M> {
    pub campaigns: Vec<CampaignLine<'a>>,
    pub problems: Vec<ProblemLine<'a>>,
    /// What may stay as it is and would be better said.
    pub remarks: Vec<ProblemLine<'a>>,
    /// What is not well on this machine.
    pub machine: Vec<M>,
}

/// A campaign, its next runs, and the next mails to its readers where they have their own times.
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

/// A rule as it is in force.
#[derive(Debug, Serialize)]
pub struct RuleLine {
    pub rule: &'static str,
    pub severity: &'static str,
    pub meaning: String,
    /// What its list asks besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    pub basis: String,
    pub enabled: bool,
    pub trial: bool,
    /// First and last day it is so.
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// `config rules --offices --json`.
#[derive(Debug, Serialize)]
pub struct OfficesDocument {
    pub offices: Vec<OfficeLine>,
}

/// An office that rules may name, and words that say it.
#[derive(Debug, Serialize)]
pub struct OfficeLine {
    pub office: String,
    pub words: String,
}
