//! Compares several campaigns: the latest good pull of each, judged on one common day or on the day
//! it was pulled.
//!
//! A campaign that has nothing to show is listed with the reason and does not stop the comparison.

use crate::clock::{self, Date, Timestamp};
use crate::config::Campaign;
use crate::document::comparison::{Compared, Comparison, Known, Remark};
use crate::failure::Failure;
use crate::locale::Language;
use crate::pipeline::App;
use crate::pipeline::error::PipelineError;
use crate::pipeline::standing::{self, Judged, Knowledge};
use crate::register::Commune;
use crate::store::Store;

/// Compares every campaign of the configuration.
///
/// # Errors
/// If nothing is stored of any of them (65), or the store cannot be read.
pub async fn compare(
    app: &App,
    as_of: Option<Date>,
    known_at: Option<Timestamp>,
) -> Result<Comparison, Failure> {
    let store = app.existing_store().await?;
    let mut campaigns = Vec::new();
    for campaign in &app.config.campaigns {
        campaigns.push(compared(app, store.as_ref(), campaign, as_of, known_at).await?);
    }
    if campaigns.iter().all(|one| one.known.is_none()) {
        let names = campaigns.iter().map(|one| one.campaign.as_str());
        let campaign = names.collect::<Vec<_>>().join(", ");
        return Err(PipelineError::NothingStored { campaign }.into());
    }
    Ok(Comparison {
        campaigns,
        known_at,
        today: clock::day(app.clock.now(), app.config.timezone),
        zone: app.config.timezone,
    })
}

async fn compared(
    app: &App,
    store: Option<&Store>,
    campaign: &Campaign,
    as_of: Option<Date>,
    known_at: Option<Timestamp>,
) -> Result<Compared, Failure> {
    let mut one = Compared {
        campaign: campaign.name.clone(),
        title: campaign.title.clone(),
        place: place(campaign, &campaign.register.communes),
        letterhead: campaign.document.clone(),
        known: None,
        remarks: Vec::new(),
    };
    let Some(store) = store else {
        one.remarks.push(Remark::NothingStored);
        return Ok(one);
    };
    let knowledge = known_at.map_or(Knowledge::Present, Knowledge::At);
    match standing::judged(app, store, campaign, knowledge, as_of).await {
        Ok(Some(judged)) => take(app, store, campaign, judged, known_at, &mut one).await?,
        Ok(None) => one.remarks.push(Remark::NothingStored),
        // What is stored of this campaign cannot be read any more; the others are still compared.
        Err(failure) if matches!(failure.exit_code(), 70 | 78) => {
            let why = failure.message().say(Language::Vi);
            one.remarks.push(Remark::Unreadable(why));
        }
        Err(failure) => return Err(failure),
    }
    if known_at.is_none() {
        one.remarks.extend(troubles(store, campaign).await?);
    }
    Ok(one)
}

/// Takes what the latest pull of a campaign shows, and how fresh it is. With `known_at`, its
/// freshness is that of the moment asked about.
async fn take(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    judged: Judged,
    known_at: Option<Timestamp>,
    one: &mut Compared,
) -> Result<(), Failure> {
    let Judged {
        snapshot,
        judgement,
        criteria,
    } = judged;
    let fresh = match known_at {
        Some(_) => None,
        None => standing::freshness(app, store, campaign).await?,
    };
    let seen_at = fresh.map_or(snapshot.pulled_at, |fresh| fresh.seen_at);
    let is_stale = fresh.is_some_and(|fresh| fresh.is_stale);
    if judgement.progress.is_none() {
        one.remarks.push(Remark::NoSubmissions);
    }
    let seen_on = clock::day(seen_at, criteria.effective.zone);
    if judgement.as_of > seen_on {
        one.remarks.push(Remark::Beyond(seen_on));
    }
    if is_stale {
        one.remarks.push(Remark::Stale(seen_at));
    }
    one.title.clone_from(&criteria.effective.title);
    one.letterhead.clone_from(&criteria.effective.document);
    one.place = place(campaign, &criteria.effective.communes);
    one.known = Some(Known {
        as_of: judgement.as_of,
        deadline: judgement.deadline,
        deadline_inclusive: judgement.deadline_inclusive,
        words: judgement.words,
        progress: judgement.progress,
        seen_at,
        is_stale,
        snapshot: snapshot.id,
    });
    Ok(())
}

/// Why no newer data arrive.
async fn troubles(store: &Store, campaign: &Campaign) -> Result<Vec<Remark>, Failure> {
    let mut remarks = Vec::new();
    if !store.quarantined(&campaign.name).await?.is_empty() {
        remarks.push(Remark::Held);
    }
    let failing = store.failing(&campaign.name).await?;
    let failing = failing.filter(|failing| !failing.is_broken_off());
    remarks.extend(failing.map(|failing| Remark::Failing(failing.since)));
    Ok(remarks)
}

/// The name of a campaign in a list of several: its title, or its place if another campaign has the
/// same title.
pub fn label(app: &App, campaign: &Campaign) -> String {
    let same = |other: &&Campaign| other.title == campaign.title;
    if app.config.campaigns.iter().filter(same).count() < 2 {
        return campaign.title.clone();
    }
    let place = place(campaign, &campaign.register.communes);
    match app.config.campaigns.iter().all(|other| same(&other)) {
        true => place,
        false => format!("{place}: {}", campaign.title),
    }
}

/// The province of the campaign's communes; if they have several, the place where its documents are
/// signed; if that is empty, the campaign's own name.
fn place(campaign: &Campaign, communes: &[Commune]) -> String {
    let first = communes.first().map_or("", |commune| &commune.province);
    let one = communes.iter().all(|commune| commune.province == first);
    let places = [if one { first } else { "" }, &campaign.document.place];
    let named = places.into_iter().find(|place| !place.is_empty());
    named.unwrap_or(&campaign.name).to_owned()
}
