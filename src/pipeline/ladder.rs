//! The ladder of reminders: which steps are due, which communes they remind, and that each step is
//! taken only once.
//!
//! A step and its mails are stored in one transaction. While the data are stale or a pull waits for
//! a decision nobody is reminded, and the steps wait too.

use std::collections::BTreeSet;

use crate::clock::{self, Date, Timestamp};
use crate::config::{Campaign, Reminder, ReminderTo};
use crate::failure::Failure;
use crate::pipeline::remind::{self, CommuneNotice};
use crate::pipeline::{App, standing};
use crate::schedule::ladder::{self, Taken};
use crate::store::{KeptNotice, NewTelling, Store};

/// The result of checking the ladder once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LadderOutcome {
    /// No step was due.
    Nothing,
    /// Steps were due but have to wait; the reason, as the log shows it.
    Waits(&'static str),
    /// Steps were taken, and these mails were queued (their ids).
    Taken {
        steps: Vec<String>,
        mails: Vec<String>,
    },
}

/// A step that is due.
struct Due<'a> {
    reminder: &'a Reminder,
    deadline: Date,
    key: String,
}

/// Takes the steps that are due.
///
/// # Errors
/// If the store cannot be read or written, or a letter cannot be made.
pub async fn take_due_steps(
    app: &App,
    store: &Store,
    campaign: &Campaign,
) -> Result<LadderOutcome, Failure> {
    if campaign.reminders.is_empty() {
        return Ok(LadderOutcome::Nothing);
    }
    let now = app.clock.now();
    let since = store.ladder_since(&campaign.name, now).await?;
    let today = remind::today(app, now);
    let due = fallen(app, store, campaign, since, now).await?;
    if due.is_empty() || !ladder::is_worked(&app.config.calendar, today) {
        return Ok(LadderOutcome::Nothing);
    }
    if !store.quarantined(&campaign.name).await?.is_empty() {
        return Ok(LadderOutcome::Waits("a pull is in quarantine"));
    }
    let freshness = standing::freshness(app, store, campaign).await?;
    if freshness.is_none_or(|freshness| freshness.is_stale) {
        return Ok(LadderOutcome::Waits("the data are old"));
    }
    let prepared = remind::prepare(app, store, campaign, Some(today)).await?;
    let before = store.notices(&campaign.name, None).await?;
    let communes: Vec<&CommuneNotice> = prepared
        .communes
        .iter()
        .filter(|told| !is_told(&before, told, today) && due.iter().any(|due| due.tells(told)))
        .collect();
    let mut mails = prepared.mails(app, &communes)?;
    mails.extend(digests(app, campaign, &prepared, &due, &communes)?);
    let steps: Vec<String> = due.into_iter().map(|due| due.key).collect();
    let mails = remind::queue(app, store, campaign, &steps, mails).await?;
    Ok(LadderOutcome::Taken { steps, mails })
}

/// Whether a commune already got a notice on this day: it gets one mail a day at most.
fn is_told(before: &[KeptNotice], told: &CommuneNotice, day: Date) -> bool {
    let mut before = before.iter();
    before.any(|notice| notice.commune == told.code && notice.day == day)
}

/// The steps that are due and not taken yet.
async fn fallen<'a>(
    app: &App,
    store: &Store,
    campaign: &'a Campaign,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<Due<'a>>, Failure> {
    let deadlines = deadlines(app, store, campaign).await?;
    let taken = store.ladder_steps(&campaign.name).await?;
    let mut due = Vec::new();
    for reminder in &campaign.reminders {
        for step in &reminder.at {
            for deadline in &deadlines {
                let (calendar, zone) = (&app.config.calendar, app.config.timezone);
                if let Some(taken) = step.due(*deadline, calendar, zone, since, now) {
                    due.push(Due::of(reminder, *deadline, &taken));
                }
            }
        }
    }
    due.retain(|due| !taken.contains(&due.key));
    Ok(due)
}

impl<'a> Due<'a> {
    fn of(reminder: &'a Reminder, deadline: Date, taken: &Taken) -> Self {
        Self {
            reminder,
            deadline,
            key: format!("{}:{}", reminder.id(), taken.key),
        }
    }

    /// Whether this step concerns the commune: its own deadline is the step's, and it owes one of
    /// the things that the step asks for.
    fn concerns(&self, told: &CommuneNotice) -> bool {
        told.deadline == self.deadline
            && told
                .kinds
                .iter()
                .any(|kind| self.reminder.kinds.contains(kind))
    }

    fn tells(&self, told: &CommuneNotice) -> bool {
        self.reminder.to == ReminderTo::Communes && self.concerns(told)
    }
}

/// One summary mail for each person who follows up: those who get copies, and the department.
fn digests(
    app: &App,
    campaign: &Campaign,
    prepared: &remind::Prepared,
    due: &[Due<'_>],
    told: &[&CommuneNotice],
) -> Result<Vec<NewTelling>, Failure> {
    let readers = campaign
        .readers
        .iter()
        // A reader of one area must not be told about the others.
        .filter(|reader| reader.area.is_none())
        .flat_map(|reader| reader.to.iter().map(String::as_str));
    let readers: Vec<&str> = readers.collect();
    let mut department: BTreeSet<&str> = BTreeSet::new();
    let mut copies: BTreeSet<&str> = BTreeSet::new();
    for due in due {
        let named = due.reminder.copy_to.iter().map(String::as_str);
        match due.reminder.to {
            ReminderTo::Communes => copies.extend(named),
            ReminderTo::Department => {
                department.extend(named.chain(readers.iter().copied()));
            }
        }
    }
    let owing: Vec<&CommuneNotice> = prepared
        .communes
        .iter()
        .filter(|told| {
            let mut of_department = due
                .iter()
                .filter(|due| due.reminder.to == ReminderTo::Department);
            of_department.any(|due| due.concerns(told))
        })
        .collect();
    let mut mails = Vec::new();
    if !owing.is_empty() {
        for address in &department {
            mails.push(prepared.digest(
                app,
                address,
                &owing,
                "Đơn vị còn nội dung cần thực hiện",
            )?);
        }
    }
    if !told.is_empty() {
        for address in copies.difference(&department) {
            mails.push(prepared.digest(app, address, told, "Đơn vị được nhắc")?);
        }
    }
    Ok(mails)
}

/// When the next step is due, counting from the campaign's deadline and those of single communes.
///
/// # Errors
/// If the store cannot be read.
pub async fn next(
    app: &App,
    store: &Store,
    campaign: &Campaign,
) -> Result<Option<Timestamp>, Failure> {
    let coming = coming(app, store, campaign).await?;
    Ok(coming.map(|(at, _)| at))
}

/// Whom the next step would remind if nothing changed until then.
pub struct Ahead<'a> {
    pub at: Timestamp,
    pub communes: Vec<&'a CommuneNotice>,
    /// The people who would get one mail about several communes.
    pub digests: Vec<String>,
}

/// Looks ahead to the next step without taking it.
///
/// # Errors
/// If the store cannot be read, or a letter cannot be made.
pub async fn ahead<'a>(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    prepared: &'a remind::Prepared,
) -> Result<Option<Ahead<'a>>, Failure> {
    let Some((at, due)) = coming(app, store, campaign).await? else {
        return Ok(None);
    };
    let before = store.notices(&campaign.name, None).await?;
    let day = clock::day(at, app.config.timezone);
    let communes: Vec<&CommuneNotice> = prepared
        .communes
        .iter()
        .filter(|told| !is_told(&before, told, day) && due.iter().any(|due| due.tells(told)))
        .collect();
    let digests = digests(app, campaign, prepared, &due, &communes)?;
    Ok(Some(Ahead {
        at,
        communes,
        digests: digests.into_iter().map(|one| one.mail.to).collect(),
    }))
}

/// The steps that are due next, all at the same instant.
async fn coming<'a>(
    app: &App,
    store: &Store,
    campaign: &'a Campaign,
) -> Result<Option<(Timestamp, Vec<Due<'a>>)>, Failure> {
    if campaign.reminders.is_empty() {
        return Ok(None);
    }
    let now = app.clock.now();
    let deadlines = deadlines(app, store, campaign).await?;
    let mut next: Option<(Timestamp, Vec<Due<'a>>)> = None;
    for reminder in &campaign.reminders {
        for step in &reminder.at {
            for deadline in &deadlines {
                let (calendar, zone) = (&app.config.calendar, app.config.timezone);
                let Some(taken) = step.next(*deadline, calendar, zone, now) else {
                    continue;
                };
                let due = Due::of(reminder, *deadline, &taken);
                match &mut next {
                    Some((at, due_then)) if *at == taken.at => due_then.push(due),
                    Some((at, _)) if *at < taken.at => {}
                    _ => next = Some((taken.at, vec![due])),
                }
            }
        }
    }
    Ok(next)
}

/// The campaign's deadline and those of communes with an extension.
async fn deadlines(
    app: &App,
    store: &Store,
    campaign: &Campaign,
) -> Result<BTreeSet<Date>, Failure> {
    let criteria = standing::criteria(app, store, campaign).await?;
    let own = criteria.ruling.extensions.iter().map(|own| own.deadline);
    Ok(own.chain([campaign.deadline]).collect())
}
