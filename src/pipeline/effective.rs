//! The configuration that an answer depends on: kept with every snapshot, so that a past moment
//! can be judged by the register and the rules of its day.
//!
//! Holds values, not paths; whatever is not here changes no figure.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Zone};
use crate::config::Campaign;
use crate::document::{DirectoryEntry, Letterhead, Milestone};
use crate::hash::Sha256;
use crate::pipeline::error::PipelineError;
use crate::register::{Alias, Commune, OldCommune, Register, VillageEntry, village_counts};
use crate::rule::answer::Answer;
use crate::rule::declared::{Confirmed, Extension, Rules, Waiver};
use crate::rule::{self, DecisionSeen, Ruling};
use crate::rule::{Grouping, Judgement};
use crate::snapshot::Snapshot;
use crate::snapshot::past::Past;
use crate::submission::count::Count;
use crate::submission::role::CampaignRoles;
use crate::submission::settings::SourceSettings;

/// What reading, judging and reporting depend on, beside the bytes and the dates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Effective {
    /// The program's version: another one may read otherwise.
    pub version: String,
    pub campaign: String,
    pub title: String,
    pub communes: Vec<Commune>,
    pub dissolved: Vec<OldCommune>,
    pub aliases: Vec<Alias>,
    /// Those of the aliases that a person answered with.
    #[serde(default)]
    pub answers: Vec<Alias>,
    /// The rules file as it was.
    pub rules: String,
    /// The vocabularies as they were.
    pub headers: String,
    pub positions: String,
    /// Absent where the folder has no such file, and in a snapshot kept before there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// Words for roles beside the vocabulary's.
    #[serde(default, skip_serializing_if = "CampaignRoles::is_empty")]
    pub roles: CampaignRoles,
    /// How each source is read.
    pub sources: Vec<SourceSettings>,
    /// `[[count]]`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    pub deadline: Date,
    pub deadline_inclusive: bool,
    pub communes_began: Date,
    /// By what communes are counted in groups; not written where it is the usual.
    #[serde(default = "usual_groups", skip_serializing_if = "is_usual")]
    pub groups: Vec<Grouping>,
    pub zone: Zone,
    pub confirmed: Vec<Confirmed>,
    pub waivers: Vec<Waiver>,
    pub extensions: Vec<Extension>,
    pub milestones: Vec<Milestone>,
    pub document: Letterhead,
    pub directory: BTreeMap<String, DirectoryEntry>,
    /// The villages' register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageEntry>,
    /// What persons answered besides, and had not withdrawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Answer>,
}

/// An effective configuration ready to judge with.
pub struct Bench {
    pub effective: Effective,
    pub register: Arc<Register>,
    pub ruling: Ruling,
    /// The configuration as text, and its hash.
    pub text: String,
    pub digest: String,
}

impl Effective {
    /// What a campaign's files say now.
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

    /// Makes it ready to judge with.
    ///
    /// # Errors
    /// Where the kept rules are not understood any more, which an upgrade's notes would say.
    pub fn bench(self) -> Result<Bench, PipelineError> {
        let register = Register::from_lists(
            self.communes.clone(),
            self.dissolved.clone(),
            self.aliases.clone(),
        );
        let rules = Rules::from_toml(&self.rules).map_err(|problems| {
            let problems = problems.iter().map(|problem| problem.sentence()).collect();
            PipelineError::RulesUnreadable { problems }
        })?;
        Ok(self.bench_with(Arc::new(register), rules))
    }

    /// The same with a register and rules that were read already and say the same, what persons
    /// answered left aside.
    pub fn bench_with(self, register: Arc<Register>, rules: Rules) -> Bench {
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
        Bench {
            effective: self,
            register,
            ruling,
            text,
            digest,
        }
    }
}

impl Bench {
    /// The effective configuration that was kept with a snapshot.
    ///
    /// # Errors
    /// Where it is not understood any more.
    pub fn kept(text: &str) -> Result<Self, PipelineError> {
        let effective: Effective = serde_json::from_str(text)
            .map_err(|error| PipelineError::KeptConfigurationUnreadable { error })?;
        effective.bench()
    }

    /// The same by what persons answered, in place of what it had of them.
    ///
    /// # Errors
    /// As [`Effective::bench`].
    pub fn answered(self, given: Vec<Answer>) -> Result<Self, PipelineError> {
        if self.effective.given == given {
            return Ok(self);
        }
        Effective {
            given,
            ..self.effective
        }
        .bench()
    }

    /// Judges a snapshot by it.
    pub fn judge(&self, snapshot: &Snapshot, past: &Past, as_of: Date) -> Judgement {
        rule::judge(snapshot, past, as_of, &self.ruling)
    }

    /// The decisions of a snapshot that are to be remembered.
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

/// What the files say, then what persons answered.
fn with<T: Clone>(own: &[T], answered: impl Iterator<Item = T>) -> Vec<T> {
    own.iter().cloned().chain(answered).collect()
}

/// The hash of several texts, each told apart from the next.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::default();
    for part in parts {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finish()
}
