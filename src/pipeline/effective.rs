//! The part of the configuration that figures depend on. It is stored with every snapshot, so that
//! a past moment can be judged by the register and the rules of its day.
//!
//! Contains values, not paths. A setting that is missing here must not change any figure.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Zone};
use crate::config::Campaign;
use crate::document::{DirectoryEntry, Letterhead, Milestone};
use crate::hash::Sha256;
use crate::pipeline::error::PipelineError;
use crate::register::{
    Alias, Commune, OldCommune, Register, UnitWords, VillageEntry, village_counts,
};
use crate::rule::answer::Answer;
use crate::rule::declared::{Confirmed, Extension, Rules, Waiver};
use crate::rule::{self, DecisionSeen, Ruling};
use crate::rule::{Grouping, Judgement};
use crate::snapshot::Snapshot;
use crate::snapshot::past::Past;
use crate::submission::count::Count;
use crate::submission::role::CampaignRoles;
use crate::submission::settings::SourceSettings;

/// Everything that reading, judging and reporting depend on, apart from the bytes and the dates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Effective {
    /// The program's version: another version may read the same bytes differently.
    pub version: String,
    pub campaign: String,
    pub title: String,
    pub communes: Vec<Commune>,
    pub dissolved: Vec<OldCommune>,
    pub aliases: Vec<Alias>,
    /// The aliases among `aliases` that are answers of people.
    #[serde(default)]
    pub answers: Vec<Alias>,
    /// The text of the rules file.
    pub rules: String,
    /// The text of the vocabulary of headers; the other vocabularies follow.
    pub headers: String,
    pub positions: String,
    /// `None` if the folder has no such file, and in snapshots stored before the file existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// The same for the words for units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<String>,
    /// The campaign's own words for roles, in addition to the vocabulary's.
    #[serde(default, skip_serializing_if = "CampaignRoles::is_empty")]
    pub roles: CampaignRoles,
    /// How each source is read.
    pub sources: Vec<SourceSettings>,
    /// The `[[count]]` tables of the campaign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    pub deadline: Date,
    pub deadline_inclusive: bool,
    pub communes_began: Date,
    /// How communes are grouped in counts; left out when it is the default.
    #[serde(default = "usual_groups", skip_serializing_if = "is_usual")]
    pub groups: Vec<Grouping>,
    pub zone: Zone,
    pub confirmed: Vec<Confirmed>,
    pub waivers: Vec<Waiver>,
    pub extensions: Vec<Extension>,
    pub milestones: Vec<Milestone>,
    pub document: Letterhead,
    pub directory: BTreeMap<String, DirectoryEntry>,
    /// The register of villages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageEntry>,
    /// All answers of people that were in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Answer>,
}

/// An effective configuration, parsed and ready to judge with.
pub struct Criteria {
    pub effective: Effective,
    pub register: Arc<Register>,
    pub ruling: Ruling,
    /// The configuration as JSON text; `digest` is its hash.
    pub text: String,
    pub digest: String,
}

impl Effective {
    /// The configuration that a campaign's files give now.
    pub fn of(campaign: &Campaign, zone: Zone) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            campaign: campaign.name.clone(),
            title: campaign.title.clone(),
            communes: campaign.register.communes.clone(),
            dissolved: campaign.register.dissolved.clone(),
            aliases: campaign.register.aliases.clone(),
            answers: campaign.answers.clone(),
            rules: campaign.rules_text.clone(),
            headers: campaign.headers_text.clone(),
            positions: campaign.positions_text.clone(),
            rows: campaign.rows_text.clone(),
            units: campaign.units_text.clone(),
            roles: campaign.roles.clone(),
            sources: campaign
                .sources
                .iter()
                .map(|(_, settings)| settings.clone())
                .collect(),
            counts: campaign.counts.clone(),
            deadline: campaign.deadline,
            deadline_inclusive: campaign.deadline_inclusive,
            communes_began: campaign.communes_began,
            groups: campaign.groups.clone(),
            zone,
            confirmed: campaign.confirmed.clone(),
            waivers: campaign.waivers.clone(),
            extensions: campaign.extensions.clone(),
            milestones: campaign.milestones.clone(),
            document: campaign.document.clone(),
            directory: campaign.directory.clone(),
            villages: campaign.villages.clone(),
            given: Vec::new(),
        }
    }

    /// Parses the register and the rules.
    ///
    /// # Errors
    /// If the stored rules or words are no longer understood. The notes of an upgrade that causes this
    /// mention it.
    pub fn criteria(self) -> Result<Criteria, PipelineError> {
        let register = Register::from_lists(
            self.communes.clone(),
            self.dissolved.clone(),
            self.aliases.clone(),
        );
        let register = match &self.units {
            Some(units) => {
                let words = UnitWords::from_toml(units);
                register.with_units(words.map_err(|error| PipelineError::VocabularyUnreadable {
                    what: "units",
                    error: error.to_string(),
                })?)
            }
            None => register,
        };
        let rules = Rules::from_toml(&self.rules).map_err(|problems| {
            let problems = problems.iter().map(|problem| problem.sentence()).collect();
            PipelineError::RulesUnreadable { problems }
        })?;
        Ok(self.criteria_with(Arc::new(register), rules))
    }

    /// Does the same with a register and rules that are parsed already and say the same. They must
    /// not include people's answers, which are added here.
    pub fn criteria_with(self, register: Arc<Register>, rules: Rules) -> Criteria {
        let register = if self.given.iter().any(|answer| answer.alias().is_some()) {
            let answers = self.given.iter().filter_map(Answer::alias);
            Arc::new(register.with_answers(&self.answers, answers))
        } else {
            register
        };
        let given = &self.given;
        let ruling = Ruling {
            answers: given.clone(),
            register: Arc::clone(&register),
            deadline: self.deadline,
            deadline_inclusive: self.deadline_inclusive,
            communes_began: self.communes_began,
            groups: self.groups.clone(),
            zone: self.zone,
            rules,
            counts: self.counts.clone(),
            villages: village_counts(&self.villages),
            confirmed: with(&self.confirmed, given.iter().filter_map(Answer::confirmed)),
            waivers: with(&self.waivers, given.iter().filter_map(Answer::waiver)),
            extensions: with(&self.extensions, given.iter().filter_map(Answer::extension)),
        };
        let text = serde_json::to_string(&self).expect("plain values");
        let digest = digest(&[text.as_bytes()]);
        Criteria {
            effective: self,
            register,
            ruling,
            text,
            digest,
        }
    }
}

impl Criteria {
    /// Parses the configuration that was stored with a snapshot.
    ///
    /// # Errors
    /// If it is no longer understood.
    pub fn kept(text: &str) -> Result<Self, PipelineError> {
        let effective: Effective = serde_json::from_str(text)
            .map_err(|error| PipelineError::KeptConfigurationUnreadable { error })?;
        effective.criteria()
    }

    /// Replaces the people's answers by these.
    ///
    /// # Errors
    /// As [`Effective::criteria`].
    pub fn answered(self, given: Vec<Answer>) -> Result<Self, PipelineError> {
        if self.effective.given == given {
            return Ok(self);
        }
        Effective {
            given,
            ..self.effective
        }
        .criteria()
    }

    /// Judges a snapshot by this configuration.
    pub fn judge(&self, snapshot: &Snapshot, past: &Past, as_of: Date) -> Judgement {
        rule::judge(snapshot, past, as_of, &self.ruling)
    }

    /// The decisions of a snapshot whose first appearance the store must remember.
    pub fn decisions_seen(&self, snapshot: &Snapshot) -> Vec<DecisionSeen> {
        rule::decisions_seen(snapshot, &self.ruling)
    }
}

fn usual_groups() -> Vec<Grouping> {
    Grouping::USUAL.to_vec()
}

fn is_usual(groups: &[Grouping]) -> bool {
    groups == Grouping::USUAL
}

/// Joins what the files say and what people answered.
fn with<T: Clone>(own: &[T], answered: impl Iterator<Item = T>) -> Vec<T> {
    own.iter().cloned().chain(answered).collect()
}

/// A hash of several texts. Each is preceded by its length, so that moving a boundary changes the
/// hash.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::default();
    for part in parts {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finish()
}
