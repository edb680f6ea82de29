//! Makes a report again from the store: of any day, and with what was known at any moment.

use crate::clock::{Date, Timestamp};
use crate::config::Campaign;
use crate::document::Detail;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::error::PipelineError;
use crate::pipeline::publish::{Publication, PublicationInput};
use crate::pipeline::standing::{self, Judged, Knowledge};
use crate::rule::Judgement;
use crate::rule::change;
use crate::spool::Spooled;
use crate::store::{KeptReport, Store};

/// A report that was made again.
pub struct RemadeReport {
    pub file_name: String,
    pub bytes: Spooled,
    pub judgement: Judgement,
    /// Id of the snapshot that the report is made from.
    pub snapshot: String,
    /// Whether these are the bytes of the report that was kept at the time.
    pub from_store: bool,
}

/// Makes a report again, with the sheets that `detail` lets a reader see. With `known_at`, uses the
/// snapshot, the register and the rules of that moment; if a report was kept by then, returns its
/// bytes unchanged.
///
/// # Errors
/// If nothing was known (65), or the store cannot be read.
pub async fn report(
    app: &App,
    campaign: &Campaign,
    as_of: Option<Date>,
    known_at: Option<Timestamp>,
    detail: Detail,
) -> Result<RemadeReport, Failure> {
    let none = || PipelineError::NothingStored {
        campaign: campaign.name.clone(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let knowledge = known_at.map_or(Knowledge::Present, Knowledge::At);
    let Some(judged) = standing::judged(app, &store, campaign, knowledge, as_of).await? else {
        let why = standing::nothing(app, &store, campaign, knowledge).await?;
        return Err(why.into());
    };
    let Judged {
        snapshot,
        judgement,
        criteria,
    } = match (as_of, known_at) {
        (None, None) => as_kept(&store, campaign, judged).await?,
        _ => judged,
    };
    let as_of = judgement.as_of;
    let freshness = standing::freshness(app, &store, campaign).await?;
    let stale = known_at.is_none() && freshness.is_some_and(|freshness| freshness.is_stale);
    let inputs = standing::inputs(&snapshot, &criteria, as_of, stale);
    let stored = store.report_for(&campaign.name, &inputs, detail).await?;
    if let Some(report) =
        stored.filter(|report| known_at.is_none_or(|moment| report.made_at <= moment))
        && let Some(bytes) = store.report_bytes(&report.id).await?
    {
        return Ok(RemadeReport {
            file_name: report.file_name,
            bytes,
            judgement,
            snapshot: snapshot.id,
            from_store: true,
        });
    }
    let earlier = standing::last_period(&store, &campaign.name, as_of, known_at).await?;
    let changes = change::changes(earlier.as_ref(), &judgement);
    let publication = Publication::new(PublicationInput {
        criteria: &criteria,
        snapshot: &snapshot,
        judgement: &judgement,
        changes: &changes,
        earlier: earlier.as_ref(),
        known_at,
        stale,
    });
    let workbook = publication.workbook(detail)?;
    Ok(RemadeReport {
        file_name: workbook.name,
        bytes: workbook.bytes,
        judgement,
        snapshot: snapshot.id,
        from_store: false,
    })
}

/// The judgement of the last report's day, if the figures of both days agree: a run that finds the
/// same figures keeps that report.
async fn as_kept(store: &Store, campaign: &Campaign, judged: Judged) -> Result<Judged, Failure> {
    let days = judged.snapshot.today..judged.judgement.as_of;
    let last = store.last_report(&campaign.name).await?;
    let of_it = |last: &KeptReport| last.snapshot == judged.snapshot.id;
    let Some(last) = last.filter(|last| of_it(last) && days.contains(&last.as_of)) else {
        return Ok(judged);
    };
    let then = standing::judge(store, &judged.criteria, &judged.snapshot, last.as_of).await?;
    if !standing::same_figures(&then, &judged.judgement) {
        return Ok(judged);
    }
    let judgement = Judgement {
        pulled_at: judged.judgement.pulled_at,
        ..then
    };
    Ok(Judged {
        judgement,
        ..judged
    })
}
