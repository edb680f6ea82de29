//! One run from source to mail; the only place that names every stage.
//!
//! Awaits stand at the two ends; between them everything is calculation.

pub mod again;
pub mod answer;
pub mod attend;
pub mod channel;
pub mod comparison;
pub mod effective;
mod error;
pub mod ladder;
pub mod notice;
pub mod person;
pub mod progress;
pub mod publish;
pub mod pull;
pub mod question;
pub mod read;
pub mod remind;
pub mod reread;
pub mod results;
pub mod retention;
pub mod standing;
pub mod state;
pub mod sync;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::{Campaign, Config, MailTransport, SmtpSecurity};
use crate::delivery::{Delivery, Security, Smtp};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::google::Google;
use crate::locale::Language;
use crate::pipeline::effective::{Bench, Effective, digest};
pub use crate::pipeline::error::PipelineError;
use crate::pipeline::standing::Judgements;
use crate::store::{MailState, Store};

/// What every command works with.
pub struct App {
    pub config: Config,
    pub language: Language,
    pub clock: Clock,
    pub google: Google,
    /// The last judgement of each campaign that was asked for.
    pub judgements: Judgements,
}

impl App {
    /// Brings the configuration together with the ways into Google.
    ///
    /// # Errors
    /// Where the configured CA file or the system's root certificates cannot be used.
    pub fn new(config: Config, language: Language, clock: Clock) -> Result<Self, Failure> {
        let google = Google::new(config.google.clone())?;
        Ok(Self {
            config,
            language,
            clock,
            google,
            judgements: Judgements::default(),
        })
    }

    /// Opens the store, making it where it is missing.
    ///
    /// # Errors
    /// Where it cannot be written (73), is held (75) or is damaged.
    pub async fn store(&self) -> Result<Store, Failure> {
        let settings = &self.config.store;
        Ok(Store::open_at(&settings.address, settings.lease).await?)
    }

    /// Opens the store where it exists: for commands that must write nothing.
    ///
    /// # Errors
    /// As [`App::store`].
    pub async fn existing_store(&self) -> Result<Option<Store>, Failure> {
        let settings = &self.config.store;
        Ok(Store::open_existing(&settings.address, settings.lease).await?)
    }

    /// Whether mails are written into a folder and sent by nobody.
    pub fn mails_to_folder(&self) -> bool {
        self.config.mail.transport == MailTransport::Folder
    }

    /// The key of the word for what became of a mail. One that went no further than the folder is
    /// not called sent.
    pub fn mail_state(&self, id: &str, state: MailState) -> String {
        let lies_there = || self.config.mail.folder.join(format!("{id}.eml")).is_file();
        match self.mails_to_folder() && state == MailState::Sent && lies_there() {
            true => "cli-mail-in-folder".to_owned(),
            false => format!("cli-mail-{}", state.id()),
        }
    }

    /// The campaign of a name, or the only one.
    ///
    /// # Errors
    /// Where the name is unknown, or none is named and there are several (64).
    pub fn campaign(&self, name: Option<&str>) -> Result<&Campaign, Failure> {
        let known = || {
            self.config
                .campaigns
                .iter()
                .map(|campaign| campaign.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        match name {
            Some(name) => self
                .config
                .campaigns
                .iter()
                .find(|campaign| campaign.name == name)
                .ok_or_else(|| {
                    PipelineError::CampaignUnknown {
                        campaign: name.to_owned(),
                        known: known(),
                    }
                    .into()
                }),
            None => match self.config.campaigns.as_slice() {
                [only] => Ok(only),
                _ => Err(PipelineError::CampaignWhich { known: known() }.into()),
            },
        }
    }

    /// A campaign's configuration, ready to judge with.
    pub fn bench(&self, campaign: &Campaign) -> Bench {
        let register = Arc::clone(&campaign.register);
        Effective::of(campaign, self.config.timezone).bench_with(register, campaign.rules.clone())
    }

    /// A digest of the configuration of each campaign: of what it is judged by, when it runs and
    /// who is told. Two machines that were told the same have the same.
    pub fn configurations(&self) -> BTreeMap<String, String> {
        let configuration = |campaign: &Campaign| {
            let judged_by = Effective::of(campaign, self.config.timezone);
            let judged_by = serde_json::to_string(&judged_by).expect("plain values");
            let runs = format!("{:?}{:?}", campaign.schedule, campaign.report_schedule);
            let told = format!("{:?}{:?}", campaign.readers, campaign.send);
            let digest = digest(&[judged_by.as_bytes(), runs.as_bytes(), told.as_bytes()]);
            (campaign.name.clone(), digest)
        };
        self.config.campaigns.iter().map(configuration).collect()
    }

    /// The way out for mails.
    pub fn delivery(&self) -> Delivery {
        let mail = &self.config.mail;
        match (mail.transport, &mail.smtp) {
            (MailTransport::Folder, _) => Delivery::Folder(mail.folder.clone()),
            (MailTransport::Smtp, Some(smtp)) => Delivery::Smtp(Smtp {
                host: smtp.host.clone(),
                port: smtp.port,
                security: match smtp.security {
                    SmtpSecurity::Starttls => Security::Starttls,
                    SmtpSecurity::Tls => Security::Tls,
                    SmtpSecurity::None => Security::None,
                },
                login: smtp.login.clone(),
                ca_file: smtp.ca_file.clone(),
                timeout: smtp.timeout,
            }),
            (MailTransport::Smtp, None) | (MailTransport::None, _) => Delivery::None,
        }
    }

    /// Where workbooks land.
    pub fn folder(&self) -> Folder {
        Folder {
            path: self.config.report.folder.clone(),
            mode: self.config.report.mode,
        }
    }
}

/// A path as people are shown it.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}
