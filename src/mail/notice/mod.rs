//! Notices to the operators: one when something is wrong, one when it is well again.
//!
//! The daemon decides when a notice is due (`store::Store::raise_alert`); the wording is in `said`.

mod said;

use super::mime::Draft;
use super::page::render;
use super::{AddressError, Addressee, Message, Sender};
use crate::clock::{Timestamp, Zone};
use crate::document::Detail;

/// A notice to operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Several runs in a row failed.
    Failing {
        times: u32,
        since: Timestamp,
        /// The last run's error and what to do, in Vietnamese.
        error: String,
        next_step: String,
    },
    /// A pull lost too much and waits for a decision.
    Quarantined {
        /// The campaign's name, for commands.
        name: String,
        run: String,
        /// What was lost.
        loss: String,
    },
    /// Writing the results sheet failed several times in a row.
    Results {
        since: Timestamp,
        error: String,
        /// The campaign's name, for commands.
        name: String,
    },
    /// Mails wait for longer than they should.
    MailStuck {
        waiting: u32,
        since: Timestamp,
        error: String,
    },
    /// The server will never accept mail for some recipients: address and answer of each.
    Refused { recipients: Vec<(String, String)> },
    /// The clock shows an earlier time than the start of the last run.
    ClockBack { last: Timestamp, now: Timestamp },
    /// A promised report was not mailed, and it is too late to make up for it.
    ReportSkipped { promised: Timestamp },
    /// The configuration on disk cannot be used; the previous one stays in force.
    BadConfiguration { problems: String },
    /// What an earlier notice was about is over.
    Well {
        kind: &'static str,
        since: Timestamp,
    },
    /// A test that a person asked for.
    Test,
}

/// The names of the kinds in the store's alerts.
const FAILING: &str = "run-failing";
const QUARANTINED: &str = "quarantined";
const RESULTS: &str = "results-stuck";
const MAIL_STUCK: &str = "mail-stuck";
const MAIL_REFUSED: &str = "mail-refused";
const CLOCK_BACK: &str = "clock-back";
const REPORT_SKIPPED: &str = "report-skipped";
const BAD_CONFIGURATION: &str = "bad-configuration";

impl Notice {
    /// The kinds that concern a campaign.
    pub const OF_CAMPAIGN: [&str; 4] = [FAILING, QUARANTINED, REPORT_SKIPPED, RESULTS];
    /// The kinds that concern the service.
    pub const OF_SERVICE: [&str; 2] = [MAIL_STUCK, MAIL_REFUSED];

    /// The kind of a configuration that cannot be used.
    pub const CONFIGURATION: &str = BAD_CONFIGURATION;
    /// The kind of a clock that was set back; its end needs no notice.
    pub const CLOCK: &str = CLOCK_BACK;

    /// The kind under which the store remembers this notice.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Failing { .. } => FAILING,
            Self::Quarantined { .. } => QUARANTINED,
            Self::Results { .. } => RESULTS,
            Self::MailStuck { .. } => MAIL_STUCK,
            Self::Refused { .. } => MAIL_REFUSED,
            Self::ClockBack { .. } => CLOCK_BACK,
            Self::ReportSkipped { .. } => REPORT_SKIPPED,
            Self::BadConfiguration { .. } => BAD_CONFIGURATION,
            Self::Well { kind, .. } => kind,
            Self::Test => "test",
        }
    }
}

/// Composes one message for each operator. `campaign` is the campaign's title; empty if the notice
/// concerns the service.
pub fn compose_notice(
    notice: &Notice,
    campaign: &str,
    zone: Zone,
    sender: &Sender<'_>,
    operators: &[Addressee],
) -> Result<Vec<Message>, AddressError> {
    let (subject, text) = notice_text(notice, campaign, zone);
    let draft = Draft::new(&subject, &text, None, Detail::Full, &[]);
    operators
        .iter()
        .map(|operator| draft.finish(sender, operator))
        .collect()
}

/// Subject and text of a notice, for mail and every other channel.
pub fn notice_text(notice: &Notice, campaign: &str, zone: Zone) -> (String, String) {
    let page = said::body(notice, campaign, zone);
    let subject = if campaign.is_empty() {
        format!("[cnscd] {}", page.what)
    } else {
        format!("[cnscd] {}: {campaign}", page.what)
    };
    let text = render("notice.txt", include_str!("../notice.txt"), &page);
    (subject, text)
}
