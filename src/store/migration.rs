//! The steps that bring a database to the present schema: numbered, only ever added, each one
//! file of `migrations/`. A database made by a later version is refused, never guessed at.

use sqlx::Row;

use super::{Store, StoreError};

const STEPS: &[(i64, &str)] = &[(1, include_str!("migrations/0001_first.sql"))];

/// Does the steps that are missing, all in one transaction.
pub(super) async fn run(store: &Store) -> Result<(), StoreError> {
    let known = STEPS.last().expect("there is a first step").0;
    let mut writing = store.writing().await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY)")
        .execute(&mut *writing)
        .await?;
    let found: i64 = sqlx::query("SELECT COALESCE(MAX(number), 0) AS number FROM migration")
        .fetch_one(&mut *writing)
        .await?
        .try_get("number")?;
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
