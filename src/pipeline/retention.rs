//! Deletes what is old: in the store, under reports/ and in the mail folder.

use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::folder;
use crate::pipeline::App;
use crate::store::{Purged, Store};

/// Deletes everything older than this.
///
/// # Errors
/// If the store or a folder cannot be written.
pub async fn forget(app: &App, store: &Store, older_than: Timestamp) -> Result<Purged, Failure> {
    let purged = store.purge(older_than).await?;
    app.folder().forget(&purged.report_files)?;
    let ids = purged.mail_ids.iter();
    let files: Vec<String> = ids
        .flat_map(|id| [format!("{id}.eml"), format!("{id}.part")])
        .collect();
    folder::forget(&app.config.mail.folder, &files)?;
    Ok(purged)
}

/// Deletes what is older than `[store] keep`; does nothing if that is not set or nothing is that
/// old.
///
/// # Errors
/// As [`forget`].
pub async fn keep_to_it(app: &App, store: &Store) -> Result<Option<Purged>, Failure> {
    let Some(keep) = app.config.store.keep else {
        return Ok(None);
    };
    let older_than = app.clock.now() - keep;
    // Checked first, because purging rewrites the whole database file.
    if store.purgeable(older_than).await?.is_empty() {
        return Ok(None);
    }
    forget(app, store, older_than).await.map(Some)
}
