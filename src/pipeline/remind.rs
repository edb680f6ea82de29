//! Notices to communes, made from what is stored: papers for a folder, mails for the outbox.
//!
//! Sends nothing itself. A commune gets at most one notice a day, and by hand never the same one
//! twice.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::clock::{self, Date, Timestamp, written};
use crate::config::{Campaign, ChannelGets};
use crate::delivery::command::Spoken;
use crate::document::{Artifact, Detail};
use crate::failure::Failure;
use crate::letter::notice::Notice;
use crate::letter::owed::{Owed, ReminderKind};
use crate::letter::{covering, group, remind};
use crate::locale;
use crate::mail::{self, Addressee, Attachment, Sender};
use crate::pipeline::error::PipelineError;
use crate::pipeline::publish::{Publication, PublicationInput};
use crate::pipeline::standing::{self, Judged, Knowledge};
use crate::pipeline::{App, channel};
use crate::rule::{Judgement, Status, change};
use crate::schedule::ladder::spread;
use crate::store::{KeptNotice, MAIL, NewMail, NewNotice, NewTelling, Store};

/// Refusals older than this are not reported.
const REFUSED: TimeDelta = TimeDelta::days(60);

/// Everything that is ready to be handed out.
pub struct Prepared {
    pub judgement: Judgement,
    /// The snapshot that it is made from.
    pub snapshot: String,
    pub is_stale: bool,
    /// Whether a channel carries notices to communes, which also reaches those without an address.
    pub has_channel: bool,
    /// Runs whose pulls are in quarantine.
    pub quarantined: Vec<String>,
    /// The letters and the text for a group.
    pub papers: Vec<Artifact>,
    /// One notice for each commune, in the order of the register.
    pub communes: Vec<CommuneNotice>,
    /// The team's short name, put in front of subjects.
    mark: String,
    title: String,
    /// The address for replies, from the campaign.
    reply_to: Option<String>,
}

/// The notice to one commune.
pub struct CommuneNotice {
    pub code: String,
    pub name: String,
    pub status: Status,
    /// The campaign's word for the status.
    pub status_word: String,
    pub kinds: Vec<ReminderKind>,
    /// How many things are asked of the commune.
    pub asked: usize,
    pub deadline: Date,
    pub digest: String,
    pub addresses: Vec<String>,
    pub paper: Artifact,
    subject: String,
    text: String,
}

/// What happens to a commune's notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is queued, or would be.
    Queue,
    /// The commune already got a notice today.
    ToldToday,
    /// The commune already got the same notice.
    ToldBefore,
    /// The commune has no address.
    NoAddress,
}

impl Action {
    /// The name in the JSON document.
    pub fn id(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::ToldToday => "told-today",
            Self::ToldBefore => "told-before",
            Self::NoAddress => "no-address",
        }
    }
}

/// Prepares all notices, as of a day or of the day of the last pull.
///
/// # Errors
/// If nothing is stored or no source contains submissions (65), or the store cannot be read.
pub async fn prepare(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    as_of: Option<Date>,
) -> Result<Prepared, Failure> {
    let Judged {
        snapshot,
        judgement,
        criteria,
    } = standing::judged(app, store, campaign, Knowledge::Present, as_of)
        .await?
        .ok_or_else(|| PipelineError::NothingStored {
            campaign: campaign.name.clone(),
        })?;
    if judgement.progress.is_none() {
        return Err(PipelineError::NoSubmissions {
            campaign: campaign.name.clone(),
        }
        .into());
    }
    let freshness = standing::freshness(app, store, campaign).await?;
    let is_stale = freshness.is_none_or(|freshness| freshness.is_stale);
    let quarantined = store.quarantined(&campaign.name).await?;
    let earlier = standing::last_period(store, &campaign.name, judgement.as_of, None).await?;
    let changes = change::changes(earlier.as_ref(), &judgement);
    let publication = Publication::new(PublicationInput {
        criteria: &criteria,
        snapshot: &snapshot,
        judgement: &judgement,
        changes: &changes,
        earlier: earlier.as_ref(),
        known_at: None,
        stale: is_stale,
    });
    let content = publication.content(Detail::Full);
    let templates = &campaign.templates;
    let all = Owed::all(&content);
    let papers = vec![
        remind::letter(&content, &all, &templates.letter)?,
        covering::letter(&content, &templates.report)?,
        group::text(&content, &all),
    ];
    let mut communes = Vec::with_capacity(all.len());
    for owed in all {
        let notice = Notice::of(&content, owed);
        communes.push(told(
            campaign,
            &judgement,
            &notice,
            notice.paper(&content, &templates.notice)?,
        ));
    }
    let mark = content.letterhead.short_team.clone();
    Ok(Prepared {
        snapshot: snapshot.id.clone(),
        is_stale,
        has_channel: channel::has_any(app, ChannelGets::Communes),
        quarantined: quarantined.into_iter().map(|pull| pull.run).collect(),
        papers,
        communes,
        mark,
        title: campaign.title.clone(),
        reply_to: campaign.reply_to.clone(),
        judgement,
    })
}

fn told(
    campaign: &Campaign,
    judgement: &Judgement,
    notice: &Notice<'_>,
    paper: Artifact,
) -> CommuneNotice {
    let standing = notice.owed.standing;
    let entry = campaign.directory.get(&standing.commune.code);
    CommuneNotice {
        code: standing.commune.code.clone(),
        name: standing.commune.title(),
        status: standing.status,
        status_word: judgement.words.status(standing.status).to_owned(),
        kinds: notice.owed.kinds.clone(),
        asked: notice.owed.asked.len(),
        deadline: standing.extended_to.unwrap_or(judgement.deadline),
        digest: notice.owed.digest(),
        addresses: entry.map_or_else(Vec::new, |entry| mail::addresses(&entry.emails)),
        paper,
        subject: notice.subject.clone(),
        text: notice.text(),
    }
}

impl CommuneNotice {
    /// The notice as the store remembers it.
    fn noted(&self) -> NewNotice {
        let kinds = self.kinds.iter();
        NewNotice {
            commune: self.code.clone(),
            kinds: kinds.map(|kind| kind.id().to_owned()).collect(),
            digest: self.digest.clone(),
        }
    }
}

impl Prepared {
    /// Checks that notices may be sent at all.
    ///
    /// # Errors
    /// If the data are stale or a pull waits for a decision.
    pub fn may_be_sent(&self, campaign: &str) -> Result<(), PipelineError> {
        let campaign = campaign.to_owned();
        match (self.quarantined.last(), self.is_stale) {
            (Some(run), _) => Err(PipelineError::TellQuarantined {
                campaign,
                run: run.clone(),
            }),
            (None, true) => Err(PipelineError::TellStale { campaign }),
            (None, false) => Ok(()),
        }
    }

    /// What happens to each notice that a person asks to send now, given the notices sent before.
    pub fn by_hand(&self, before: &[KeptNotice], today: Date) -> Vec<(&CommuneNotice, Action)> {
        let mut last: BTreeMap<&str, &KeptNotice> = BTreeMap::new();
        for notice in before {
            // The most recent notice comes first.
            last.entry(notice.commune.as_str()).or_insert(notice);
        }
        let planned = self.communes.iter().map(|told| {
            let action = match last.get(told.code.as_str()) {
                _ if told.addresses.is_empty() && !self.has_channel => Action::NoAddress,
                Some(notice) if notice.day == today => Action::ToldToday,
                Some(notice) if notice.digest == told.digest => Action::ToldBefore,
                Some(_) | None => Action::Queue,
            };
            (told, action)
        });
        planned.collect()
    }

    /// One mail for each person: the notice of one commune, or all notices of several.
    pub(super) fn mails(
        &self,
        app: &App,
        wanted: &[&CommuneNotice],
    ) -> Result<Vec<NewTelling>, Failure> {
        // The directory may spell one person's address in several ways.
        let mut by_person: BTreeMap<String, (&str, Vec<&CommuneNotice>)> = BTreeMap::new();
        for told in wanted {
            for address in &told.addresses {
                let person = by_person.entry(address.to_lowercase());
                person.or_insert((address, Vec::new())).1.push(told);
            }
        }
        // Sorted by each person's first commune, in the order of the register.
        let mut persons: Vec<(&str, Vec<&CommuneNotice>)> = by_person.into_values().collect();
        let place = |told: &CommuneNotice| {
            let mut communes = self.communes.iter();
            communes.position(|known| known.code == told.code)
        };
        persons.sort_by_key(|(_, told)| told.first().and_then(|first| place(first)));
        let mails = persons
            .into_iter()
            .map(|(address, told)| self.mail(app, address, &told));
        let mails: Result<Vec<NewTelling>, Failure> = mails.collect();
        let mut tellings = mails?;
        tellings.extend(wanted.iter().flat_map(|told| self.spoken(app, told)));
        Ok(tellings)
    }

    /// The notice to a commune for every channel that carries notices to communes.
    fn spoken(&self, app: &App, told: &CommuneNotice) -> Vec<NewTelling> {
        let spoken = Spoken {
            subject: told.subject.clone(),
            text: told.text.clone(),
        };
        let gets = ChannelGets::Communes;
        let messages = channel::messages(app, gets, &told.code, &spoken, app.clock.now());
        let tellings = messages.into_iter().map(|(channel, mail)| NewTelling {
            channel,
            mail,
            notices: vec![told.noted()],
        });
        tellings.collect()
    }

    fn mail(
        &self,
        app: &App,
        address: &str,
        told: &[&CommuneNotice],
    ) -> Result<NewTelling, Failure> {
        let subject = match told {
            [one] => one.subject.clone(),
            several => format!(
                "[{}] Nội dung gửi {} đơn vị: {}",
                self.mark,
                several.len(),
                self.title
            ),
        };
        let texts: Vec<&str> = told.iter().map(|one| one.text.as_str()).collect();
        let papers: Vec<_> = told
            .iter()
            .map(|one| {
                Ok((
                    one.paper.name.as_str(),
                    one.paper.kind,
                    one.paper.bytes.whole()?,
                ))
            })
            .collect::<std::io::Result<_>>()
            .map_err(|error| PipelineError::PaperUnreadable { error })?;
        let attached: Vec<Attachment<'_>> = papers
            .iter()
            .map(|(name, kind, bytes)| Attachment {
                detail: Detail::Full,
                name,
                kind: *kind,
                bytes,
            })
            .collect();
        let text = texts.join("\n\n----------\n\n");
        let mail = composed(
            app,
            self.reply_to.as_deref(),
            address,
            &subject,
            &text,
            &attached,
        )?;
        let notices = told.iter().map(|one| one.noted());
        Ok(NewTelling {
            channel: MAIL.to_owned(),
            mail,
            notices: notices.collect(),
        })
    }

    /// The summary for those who follow up: who was reminded, who cannot be reached, who owes what.
    pub(super) fn digest(
        &self,
        app: &App,
        address: &str,
        told: &[&CommuneNotice],
        heading: &str,
    ) -> Result<NewTelling, Failure> {
        let day = written(self.judgement.as_of);
        let subject = format!(
            "[{}] {heading}: {} đơn vị, tính đến {day}",
            self.mark,
            told.len()
        );
        let mut lines = vec![format!("{heading} ({}):", told.len())];
        lines.extend(told.iter().map(|one| {
            let unreachable = match one.addresses.is_empty() && !self.has_channel {
                true => "; chưa có địa chỉ thư điện tử nên chưa gửi được",
                false => "",
            };
            format!(
                "- {}: {}; {} nội dung đề nghị thực hiện{unreachable}",
                one.name,
                one.status_word,
                one.asked.max(1)
            )
        }));
        let mail = composed(
            app,
            self.reply_to.as_deref(),
            address,
            &subject,
            &lines.join("\n"),
            &[],
        )?;
        Ok(NewTelling {
            channel: MAIL.to_owned(),
            mail,
            notices: vec![NewNotice {
                commune: String::new(),
                kinds: Vec::new(),
                digest: crate::hash::sha256(&[lines.join("\n").as_bytes()]),
            }],
        })
    }
}

fn composed(
    app: &App,
    reply_to: Option<&str>,
    address: &str,
    subject: &str,
    text: &str,
    attached: &[Attachment<'_>],
) -> Result<NewMail, Failure> {
    let now = app.clock.now();
    let mail = &app.config.mail;
    let sender = Sender {
        from: &mail.from,
        date: now,
        max_attachment: app.config.mail.max_attachment,
        reply_to: reply_to.or(mail.reply_to.as_deref()),
        page: None,
    };
    let addressee = Addressee {
        id: uuid::Uuid::now_v7().to_string(),
        address: address.to_owned(),
        gets: Detail::Full,
        circle: None,
    };
    let message = mail::compose_letter(subject, text, attached, &sender, &addressee)?;
    Ok(NewMail {
        id: message.id,
        message_id: message.message_id,
        from: message.from,
        to: message.to,
        subject: message.subject,
        head: message.head,
        body: message.body,
        report: None,
        not_before: now,
    })
}

/// How many mails the notices need: a person with several communes gets one.
///
/// # Errors
/// If a paper cannot be read back.
pub fn messages(
    app: &App,
    prepared: &Prepared,
    wanted: &[&CommuneNotice],
) -> Result<usize, Failure> {
    Ok(prepared.mails(app, wanted)?.len())
}

/// Queues the notices that a person asked for and returns the ids of the mails.
///
/// # Errors
/// If the data are stale or a pull waits for a decision (65), or the store cannot be written.
pub async fn send(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    prepared: &Prepared,
    wanted: &[&CommuneNotice],
) -> Result<Vec<String>, Failure> {
    prepared.may_be_sent(&campaign.name)?;
    let mails = prepared.mails(app, wanted)?;
    queue(app, store, campaign, &[], mails).await
}

/// Queues mails, spread so that no more are sent in an hour than allowed.
pub(super) async fn queue(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    steps: &[String],
    mut mails: Vec<NewTelling>,
) -> Result<Vec<String>, Failure> {
    let now = app.clock.now();
    let before = store.notice_times(now - TimeDelta::hours(1)).await?;
    let times = spread(&before, now, mails.len(), app.config.mail.notices_per_hour);
    for (telling, time) in mails.iter_mut().zip(times) {
        // The outbox treats a time more than a day ahead as the fault of a clock.
        telling.mail.not_before = time.min(now + TimeDelta::hours(23));
    }
    let day = today(app, now);
    Ok(store.tell(&campaign.name, steps, day, now, mails).await?)
}

/// The current day in the service's time zone.
pub fn today(app: &App, now: Timestamp) -> Date {
    clock::day(now, app.config.timezone)
}

/// Addresses of the directory whose last mail was refused for good, with the server's answer.
///
/// # Errors
/// If the store cannot be read.
pub async fn refused(
    app: &App,
    store: &Store,
    campaign: &Campaign,
) -> Result<Vec<RefusedAddress>, Failure> {
    let refused = store.refused_since(None, app.clock.now() - REFUSED).await?;
    let mut found = Vec::new();
    for (address, answer) in refused {
        for (code, entry) in &campaign.directory {
            if mail::addresses(&entry.emails).contains(&address) {
                found.push(RefusedAddress {
                    commune: code.clone(),
                    address: address.clone(),
                    answer: locale::told(&answer, app.language),
                });
            }
        }
    }
    Ok(found)
}

/// An address that accepts no mail.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RefusedAddress {
    pub commune: String,
    pub address: String,
    pub answer: String,
}
