//! A report made again from what is stored: of any day, by the knowledge of any moment.

use crate::clock::{Date, Timestamp};
use crate::config::Campaign;
use crate::document::Detail;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::effective::{Bench, digest};
use crate::pipeline::error::PipelineError;
use crate::pipeline::publish::{Ground, Publication};
use crate::rule::Judgement;
use crate::rule::change::{self, Earlier};
use crate::spool::Spooled;

/// A report that was made again.
pub struct Again {
    pub file_name: String,
    pub bytes: Spooled,
    pub judgement: Judgement,
    /// Id of the snapshot it rests on.
    pub snapshot: String,
    /// The very bytes that were kept then.
    pub archived: bool,
}

/// Makes a report again. With `known_at`, by the snapshot, the register and the rules of that
/// moment; a report that was kept by then comes back byte for byte.
///
/// # Errors
/// Where nothing was known (65), or the store cannot be read.
pub async fn report(
    app: &App,
    campaign: &Campaign,
    as_of: Option<Date>,
    known_at: Option<Timestamp>,
) -> Result<Again, Failure> {
    let none = || PipelineError::NothingStored {
        campaign: campaign.name.clone(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let kept = match known_at {
        Some(moment) => store.snapshot_known_at(&campaign.name, moment).await,
        None => store.latest(&campaign.name).await,
    }?
    .ok_or_else(none)?;
    let bench = match known_at {
        Some(_) => Bench::kept(&kept.configuration)?,
        None => app.bench(campaign),
    };
    let snapshot = kept.snapshot;
    let as_of = as_of.unwrap_or(snapshot.today);
    let past = store.past(&campaign.name, Some(snapshot.pulled_at)).await?;
    let judgement = bench.judge(&snapshot, &past, as_of);

    let inputs = digest(&[
        snapshot.id.as_bytes(),
        bench.digest.as_bytes(),
        as_of.to_string().as_bytes(),
    ]);
    let archived = store
        .report_for(&campaign.name, &inputs, Detail::Full)
        .await?;
    if let Some(report) =
        archived.filter(|report| known_at.is_none_or(|moment| report.made_at <= moment))
        && let Some(bytes) = store.report_bytes(&report.id).await?
    {
        return Ok(Again {
            file_name: report.file_name,
            bytes,
            judgement,
            snapshot: snapshot.id,
            archived: true,
        });
    }
    let earlier = earlier(&store.reports(&campaign.name).await?, as_of, known_at);
    let changes = change::changes(earlier.as_ref(), &judgement);
    let publication = Publication::new(Ground {
        bench: &bench,
        snapshot: &snapshot,
        judgement: &judgement,
        changes: &changes,
        earlier: earlier.as_ref(),
        known_at,
        stale: known_at.is_none() && app.is_stale(campaign, snapshot.pulled_at),
    });
    let workbook = publication.workbook(Detail::Full)?;
    Ok(Again {
        file_name: workbook.name,
        bytes: workbook.bytes,
        judgement,
        snapshot: snapshot.id,
        archived: false,
    })
}

/// The last report of an earlier day that was known by then.
fn earlier(
    reports: &[crate::store::KeptReport],
    as_of: Date,
    known_at: Option<Timestamp>,
) -> Option<Earlier> {
    reports
        .iter()
        .filter(|report| {
            report.as_of < as_of && known_at.is_none_or(|moment| report.made_at <= moment)
        })
        .max_by_key(|report| (report.as_of, report.made_at))
        .map(|report| report.earlier.clone())
}
