//! SQLite: access rights of the file and its folder, settings that make a commit survive a power
//! cut, and what only this engine can do.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Row, SqlitePool};
use tokio::time::Instant;

use super::Pool;
use crate::store::{StoreError, migration};

/// The mode of files with names and phones: accessible to the owner alone.
const PRIVATE: u32 = 0o600;
/// How long a statement waits for another writer before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait before opening is tried again while another process changes the journal mode;
/// SQLite then reports «busy» at once.
const OPENING_PAUSE: Duration = Duration::from_millis(100);

/// Opens the database at `file`, creating it and its folder if they do not exist. Also returns its
/// path with symbolic links resolved.
///
/// The file is 0600 and a folder made here 0700, whatever the umask; SQLite gives its `-wal` and
/// `-shm` the mode of the database.
pub(in crate::store) async fn open(file: &Path) -> Result<(Pool, PathBuf), StoreError> {
    close_to_others(file).map_err(StoreError::cannot_write(file))?;
    let file = fs::canonicalize(file).map_err(StoreError::cannot_write(file))?;
    let began = Instant::now();
    loop {
        let opened = async {
            let pool = connect(options(&file)).await?;
            migration::run(&pool).await?;
            Ok(pool)
        };
        match opened.await {
            Err(StoreError::Locked { .. }) if began.elapsed() < BUSY_TIMEOUT => {
                tokio::time::sleep(OPENING_PAUSE).await;
            }
            opened => return opened.map(|pool| (pool, file)),
        }
    }
}

/// Opens an existing database. If neither it nor its log can be written, it is opened read-only.
pub(in crate::store) async fn open_existing(file: &Path) -> Result<(Pool, PathBuf), StoreError> {
    let refused = match open(file).await {
        Err(error @ (StoreError::CannotWrite { .. } | StoreError::Unwritable { .. })) => error,
        opened => return opened,
    };
    let Ok(file) = fs::canonicalize(file) else {
        return Err(refused);
    };
    let reading = SqliteConnectOptions::new()
        .filename(&file)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT);
    let has_log = fs::metadata(with_ending(&file, "-wal")).is_ok_and(|log| log.len() > 0);
    // Without a log the file is complete, and SQLite needs no index of a log that it could not
    // write.
    let as_it_is = (!has_log).then(|| reading.clone().immutable(true));
    for options in [Some(reading), as_it_is].into_iter().flatten() {
        if let Ok(pool) = connect(options).await
            && migration::done(&pool).await.is_ok_and(migration::is_known)
        {
            return Ok((pool, file));
        }
    }
    Err(refused)
}

/// The database's path with a suffix.
fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        // Overwrite what is deleted: names and phones must be gone after a purge.
        .pragma("secure_delete", "ON")
        // Keep statement journals in memory: the folder for temporary files may be full, and must
        // not contain parts of the database.
        .pragma("temp_store", "MEMORY")
}

async fn connect(options: SqliteConnectOptions) -> Result<Pool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(BUSY_TIMEOUT * 2)
        // SQLite ends a transaction by itself when the disk fails, but the library still counts it
        // as open, and no transaction could ever begin on that connection again.
        .before_acquire(|connection, _| {
            Box::pin(async move { Ok(!connection.is_in_transaction()) })
        })
        .connect_with(options)
        .await?;
    Ok(Pool::Sqlite(pool))
}

/// Rewrites the file without its free pages and empties its log. The temporary copy is as large as
/// the file, so it is kept on the disk and not in memory.
pub(in crate::store) async fn rewrite(pool: &SqlitePool) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    sqlx::query("PRAGMA temp_store = FILE")
        .execute(&mut *connection)
        .await?;
    let rewritten = sqlx::query("VACUUM").execute(&mut *connection).await;
    sqlx::query("PRAGMA temp_store = MEMORY")
        .execute(&mut *connection)
        .await?;
    rewritten?;
    drop(connection);
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(pool)
        .await?;
    let busy: i64 = row.try_get(0)?;
    if busy != 0 {
        return Err(StoreError::Locked {
            cause: "wal_checkpoint(TRUNCATE)".to_owned(),
        });
    }
    Ok(())
}

/// Writes a consistent copy into an empty file.
pub(in crate::store) async fn copy_into(pool: &SqlitePool, name: &str) -> Result<(), StoreError> {
    // SQLite takes an empty file for a new one.
    sqlx::query("VACUUM INTO $1")
        .bind(name.to_owned())
        .execute(pool)
        .await?;
    Ok(())
}

/// The faults that the engine finds in the file; empty if it is whole.
pub(in crate::store) async fn integrity(pool: &SqlitePool) -> Result<Vec<String>, StoreError> {
    let mut wrong = Vec::new();
    for row in sqlx::query("PRAGMA integrity_check")
        .fetch_all(pool)
        .await?
    {
        let line: String = row.try_get(0)?;
        if line != "ok" {
            wrong.push(line);
        }
    }
    for row in sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(pool)
        .await?
    {
        let table: String = row.try_get(0)?;
        let parent: String = row.try_get(2)?;
        wrong.push(format!("{table}: no row in {parent}"));
    }
    Ok(wrong)
}

/// Creates the file and its folder, accessible to the owner alone.
fn close_to_others(file: &Path) -> io::Result<()> {
    if let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    match private(OpenOptions::new().append(true).create_new(true)).open(file) {
        Ok(made) => return restrict(&made),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    // Changed by name, never by opening the file: closing it would release all locks that this
    // process has on it, those of SQLite too, and another process would then believe that it is
    // alone.
    // https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
    for ending in ["", "-wal", "-shm"] {
        let name = with_ending(file, ending);
        let closed = fs::metadata(&name).and_then(|found| {
            let is_private = found.permissions().mode() & 0o777 == PRIVATE;
            if is_private || found.is_dir() {
                return Ok(());
            }
            fs::set_permissions(&name, Permissions::from_mode(PRIVATE))
        });
        match closed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Files created with these options have mode 0600.
pub(in crate::store) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(PRIVATE)
}

/// Sets mode 0600, also on a file that existed, and whatever the umask is.
pub(in crate::store) fn restrict(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(PRIVATE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;
    use crate::locale::Language;
    use crate::store::engine::query;
    use crate::store::{RunsAsked, Store};

    #[tokio::test]
    async fn database_and_folder_are_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("var/deep/cnscd.db");
        let store = Store::open(&file).await.unwrap();
        store.lock("c").await.map(drop).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(file.parent().unwrap()), 0o700);
        for entry in fs::read_dir(file.parent().unwrap()).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{path:?}");
        }
        store.close().await;
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        Store::open(&file).await.unwrap();
        assert_eq!(mode(&file), 0o600, "one restored by hand is closed again");
    }

    #[tokio::test]
    async fn what_cannot_be_opened_is_told_with_its_exit_code() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name)
        };
        let rows = [
            (
                file("text", "not a database, and long enough to tell").join("db"),
                73,
            ),
            (file("text.db", &"not a database ".repeat(100)), 73),
            (folder.path().to_owned(), 73),
        ];
        for (path, code) in rows {
            let error = Store::open(&path).await.unwrap_err();
            assert_eq!(error.exit_code(), code, "{path:?}: {error}");
            for language in [Language::Vi, Language::En] {
                for sentence in [error.message(), error.next_step()] {
                    let text = sentence.say(language);
                    assert!(!text.contains("store-"), "{text}");
                }
            }
        }
    }

    #[tokio::test]
    async fn a_database_of_a_later_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cnscd.db");
        let store = Store::open(&file).await.unwrap();
        query("INSERT INTO migration (number) VALUES (999)")
            .execute(&store.pool)
            .await
            .unwrap();
        let error = Store::open(&file).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 999, .. }));
    }

    #[tokio::test]
    async fn a_database_that_another_process_holds_is_busy_not_broken() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cnscd.db");
        let (holder, store) = (
            Store::open(&file).await.unwrap(),
            Store::open(&file).await.unwrap(),
        );
        let _held = holder.writing().await.unwrap();
        // Reading still works, even in a store opened only now.
        let reader = Store::open(&file).await.unwrap();
        assert_eq!(reader.runs(RunsAsked::default()).await.unwrap(), []);
        let Pool::Sqlite(pool) = &store.pool else {
            panic!("opened from a file");
        };
        let mut impatient = pool.acquire().await.unwrap();
        sqlx::query("PRAGMA busy_timeout = 0")
            .execute(&mut *impatient)
            .await
            .unwrap();
        let refused = sqlx::query("BEGIN IMMEDIATE")
            .execute(&mut *impatient)
            .await;
        let error = StoreError::from(refused.unwrap_err());
        assert!(matches!(error, StoreError::Locked { .. }), "{error:?}");
        assert_eq!(error.exit_code(), 75);
    }

    /// It used to read every run, once a second, in a history of a million.
    #[tokio::test]
    async fn the_look_for_a_run_that_waits_goes_through_no_history() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cnscd.db")).await.unwrap();
        let plan = query(
            "EXPLAIN QUERY PLAN SELECT id, reason FROM run WHERE waits = 1 ORDER BY arrival, id",
        );
        let steps = plan.fetch_all(&store.pool).await.unwrap();
        let steps: Vec<String> = steps
            .iter()
            .map(|step| step.try_get("detail").unwrap())
            .collect();
        assert_eq!(steps, ["SCAN run USING INDEX run_by_wait"]);
    }

    #[tokio::test]
    async fn several_processes_may_open_a_new_database_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cnscd.db");
        let opening: Vec<_> = (0..8)
            .map(|_| {
                let file = file.clone();
                tokio::spawn(async move { Store::open(&file).await.map(drop) })
            })
            .collect();
        for opened in opening {
            opened.await.unwrap().unwrap();
        }
    }
}
