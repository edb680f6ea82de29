//! The migrations that bring a database to the present schema. They are numbered, only ever added,
//! and each is one file of `migrations/`. A database of a later version is refused.

use super::StoreError;
use super::engine::{Asked, Pool, query};

const STEPS: &[(i64, &str)] = &[
    (1, include_str!("migrations/0001_first.sql")),
    (2, include_str!("migrations/0002_pieces.sql")),
    (3, include_str!("migrations/0003_lease.sql")),
    (4, include_str!("migrations/0004_arrival.sql")),
    (5, include_str!("migrations/0005_due.sql")),
    (6, include_str!("migrations/0006_answer.sql")),
    (7, include_str!("migrations/0007_page.sql")),
    (8, include_str!("migrations/0008_notice.sql")),
    (9, include_str!("migrations/0009_progress.sql")),
    (10, include_str!("migrations/0010_erasure.sql")),
    (13, include_str!("migrations/0013_pinned.sql")),
    (14, include_str!("migrations/0014_decision.sql")),
    (15, include_str!("migrations/0015_waits.sql")),
    (16, include_str!("migrations/0016_pin.sql")),
];

/// Applies the migrations that are missing in one transaction, one process at a time. A database
/// that needs none is only read, so that opening it never waits for a writer.
pub(super) async fn run(pool: &Pool) -> Result<(), StoreError> {
    let known = STEPS.last().expect("there is a first step").0;
    // Without the table the database is new; any other error occurs again below.
    if done(pool).await.is_ok_and(|found| found == known) {
        return Ok(());
    }
    let mut writing = pool.reshaping().await?;
    writing.alone().await?;
    query("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY)")
        .execute(&mut writing)
        .await?;
    let found = done(&mut writing).await?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, text) in STEPS.iter().filter(|(number, _)| *number > found) {
        writing.run_script(text).await?;
        query("INSERT INTO migration (number) VALUES ($1)")
            .bind(number)
            .execute(&mut writing)
            .await?;
    }
    writing.commit().await
}

/// Whether a database whose last migration is this one has the present schema.
pub(super) fn is_known(found: i64) -> bool {
    STEPS.last().is_some_and(|(known, _)| found == *known)
}

/// The number of the last migration that was applied.
pub(super) async fn done(of: impl Into<Asked<'_>>) -> Result<i64, StoreError> {
    query("SELECT COALESCE(MAX(number), 0) AS number FROM migration")
        .fetch_one(of)
        .await?
        .try_get("number")
}
