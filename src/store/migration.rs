//! The steps that bring a database to the present schema: numbered, only ever added, each one
//! file of `migrations/`. A database made by a later version is refused, never guessed at.

use sqlx::{Connection, Row, SqliteConnection};

use super::{Store, StoreError};

const STEPS: &[(i64, &str)] = &[
    (1, include_str!("migrations/0001_first.sql")),
    (2, include_str!("migrations/0002_pieces.sql")),
];

/// Does the steps that are missing, all in one transaction. A database that has them all is
/// only read, so that a look at it never waits for a writer.
pub(super) async fn run(store: &Store) -> Result<(), StoreError> {
    let known = STEPS.last().expect("there is a first step").0;
    let mut connection = store.pool.acquire().await?;
    // Without the table the database is new; any other fault comes again below.
    if done(&mut connection)
        .await
        .is_ok_and(|found| found == known)
    {
        return Ok(());
    }
    let mut writing = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY)")
        .execute(&mut *writing)
        .await?;
    let found = done(&mut writing).await?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, text) in STEPS.iter().filter(|(number, _)| *number > found) {
        sqlx::raw_sql(*text).execute(&mut *writing).await?;
        sqlx::query("INSERT INTO migration (number) VALUES ($1)")
            .bind(number)
            .execute(&mut *writing)
            .await?;
    }
    Ok(writing.commit().await?)
}

/// The last step that was done.
async fn done(reading: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query("SELECT COALESCE(MAX(number), 0) AS number FROM migration")
        .fetch_one(reading)
        .await?
        .try_get("number")
}
