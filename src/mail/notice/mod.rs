//! Notices to the operators: once when something is wrong, once when it is well again.
//!
//! When a notice is due is the daemon's to know (`store::Store::raise_alert`); its words are `said`'s.

mod said;

use super::mime::Draft;
use super::page::render;
use super::{AddressError, Addressee, Message, Sender};
use crate::clock::{Timestamp, Zone};
use crate::document::Detail;

/// What operators are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Runs fail one after another.
    Failing {
        times: u32,
        since: Timestamp,
        /// The last run's sentence and what to do, in Vietnamese.
        error: String,
        next_step: String,
    },
    /// A pull lost too much and waits for a decision.
    Quarantined {
        /// The campaign's name, for the command line.
        name: String,
        run: String,
        /// What was lost.
        loss: String,
    },
    /// The results sheet could not be written several times in a row.
    Results {
        since: Timestamp,
        error: String,
        /// The campaign's name, for the command line.
        name: String,
    },
    /// Mails wait for longer than they should.
    MailStuck {
        waiting: u32,
        since: Timestamp,
        error: String,
    },
    /// The server will never take mail for some recipients: address and answer of each.
    Refused { recipients: Vec<(String, String)> },
    /// The clock shows less than when the last run began.
    ClockBack { last: Timestamp, now: Timestamp },
    /// A report promised for an instant was not mailed, and is too old to be made up for.
    ReportSkipped { promised: Timestamp },
    /// The configuration on disk cannot be used; the one before it stays in force.
    BadConfiguration { problems: String },
    /// What was told of before is over.
    Well {
        kind: &'static str,
        since: Timestamp,
    },
    /// Asked for by a person, to try the way.
    Test,
}

/// The kinds as the store's alerts name them.
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
    /// The kind of a clock that was set back, which nobody needs to hear the end of.
    pub const CLOCK: &str = CLOCK_BACK;

    /// The kind under which the store remembers that operators were told.
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

/// One message for each operator. `campaign` is the campaign's title, empty where the notice concerns
/// the service.
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

/// Subject and text of a notice, as every channel has them.
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
