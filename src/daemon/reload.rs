//! Reads the configuration again while the daemon is running.

use std::path::PathBuf;
use std::sync::Arc;

use tracing::{error, info, warn};

use super::{Daemon, Origin, pulse};
use crate::config::Config;
use crate::daemon::files::Files;
use crate::daemon::masked::told;
use crate::failure::Failure;
use crate::locale::Language;
use crate::mail::Notice;
use crate::pipeline::{App, notice};

impl Daemon {
    /// Uses the new configuration if it is valid; otherwise changes nothing.
    pub(super) async fn reload(&mut self) {
        pulse::reloading();
        let reloaded = self.try_reload().await;
        if let Err(failure) = &reloaded {
            error!(
                kind = failure.kind(),
                error = told(failure, self.app().language),
                "the configuration on disk is not usable: the old one stays in force"
            );
        }
        if let Err(failure) = self.tell_of_configuration(reloaded.err()).await {
            warn!(
                kind = failure.kind(),
                "operators could not be told of the configuration"
            );
        }
        pulse::ready();
    }

    /// Tells operators once that a configuration cannot be used, and once that it can again.
    async fn tell_of_configuration(&self, failure: Option<Failure>) -> Result<(), Failure> {
        let (app, store) = (self.app(), self.store());
        let told = match failure {
            Some(failure) => {
                let problems = failure.message().say(Language::Vi);
                let notice = Notice::BadConfiguration { problems };
                notice::raise(&app, &store, "", &notice).await?
            }
            None => notice::clear(&app, &store, "", Notice::CONFIGURATION).await?,
        };
        if told {
            self.send_now.send_replace(());
        }
        Ok(())
    }

    async fn try_reload(&mut self) -> Result<(), Failure> {
        let old = self.app();
        let origin = &self.origin;
        let config = Config::load_or_shipped(origin.file.as_deref(), &origin.environment)?;
        if config.health.listen != old.config.health.listen {
            warn!("[health] listen changes with the next start");
        }
        if config.web.listen != old.config.web.listen {
            warn!("[web] listen changes with the next start");
        }
        let language = origin.asked.unwrap_or(config.language);
        let same_store = config.store.address == old.config.store.address;
        let app = Arc::new(App::new(config, language, old.clock)?);
        let store = if same_store {
            self.store()
        } else {
            let store = app.store().await?;
            self.only = store.lock_daemon().await?;
            store
        };
        self.files = Files::watch(watched(&app, &self.origin));
        self.session.send_replace((Arc::clone(&app), store));
        let known = |name: &str| {
            app.config
                .campaigns
                .iter()
                .any(|campaign| campaign.name == name)
        };
        self.jobs.keep(known);
        self.jobs.side_by_side(app.config.daemon.side_by_side);
        self.checked.retain(|name, _| known(name));
        self.remember().await?;
        info!(
            campaigns = app.config.campaigns.len(),
            "the configuration was read again"
        );
        Ok(())
    }
}

/// The files that the configuration was read from.
pub(super) fn watched(app: &App, origin: &Origin) -> Vec<PathBuf> {
    let mut files = app.config.files.clone();
    if let Some(file) = origin.file.as_ref().filter(|file| !files.contains(file)) {
        files.push(file.clone());
    }
    files
}
