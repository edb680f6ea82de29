//! A run from source to mail. This is the only place that names every stage.
//!
//! Input and output are awaited at both ends of a run; everything between them is calculation.

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
use crate::pipeline::effective::{Criteria, Effective, digest};
pub use crate::pipeline::error::PipelineError;
use crate::pipeline::standing::Judgements;
use crate::store::{MailState, Store};

/// What every command works with.
pub struct App {
    pub config: Config,
    pub language: Language,
    pub clock: Clock,
    pub google: Google,
    /// The latest judgement of each campaign that was asked about.
    pub judgements: Judgements,
}

impl App {
    /// Sets up access to Google for a configuration.
    ///
    /// # Errors
    /// If the configured CA file or the system's root certificates cannot be used.
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

    /// Opens the store, creating it if it does not exist.
    ///
    /// # Errors
    /// If the store cannot be written (73), is in use (75) or is damaged.
    pub async fn store(&self) -> Result<Store, Failure> {
        let settings = &self.config.store;
        Ok(Store::open_at(&settings.address, settings.lease).await?)
    }

    /// Opens the store only if it exists, for commands that must not write anything.
    ///
    /// # Errors
    /// As [`App::store`].
    pub async fn existing_store(&self) -> Result<Option<Store>, Failure> {
        let settings = &self.config.store;
        Ok(Store::open_existing(&settings.address, settings.lease).await?)
    }

    /// Whether mails are written into a folder instead of being sent.
    pub fn mails_to_folder(&self) -> bool {
        self.config.mail.transport == MailTransport::Folder
    }

    /// The key of the word that describes a mail's state. A mail that was only written into the
    /// folder is not called sent.
    pub fn mail_state(&self, id: &str, state: MailState) -> String {
        let lies_there = || self.config.mail.folder.join(format!("{id}.eml")).is_file();
        match self.mails_to_folder() && state == MailState::Sent && lies_there() {
            true => "cli-mail-in-folder".to_owned(),
            false => format!("cli-mail-{}", state.id()),
        }
    }

    /// The campaign with this name or, without a name, the only one.
    ///
    /// # Errors
    /// If no campaign has this name, or none is named and there are several (64).
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

    /// A campaign's present configuration, ready to judge with; answers of people are not included.
    pub fn criteria(&self, campaign: &Campaign) -> Criteria {
        let register = Arc::clone(&campaign.register);
        Effective::of(campaign, self.config.timezone)
            .criteria_with(register, campaign.rules.clone())
    }

    /// A digest of each campaign's configuration: its rules, its schedules and its readers.
    /// Machines with equal settings have equal digests.
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

    /// How mails are sent.
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

    /// The folder in which workbooks are placed.
    pub fn folder(&self) -> Folder {
        Folder {
            path: self.config.report.folder.clone(),
            mode: self.config.report.mode,
        }
    }
}

/// A path as text for people.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}
