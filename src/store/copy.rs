//! Copies a whole store from one database into an empty one of either kind, and checks that all of
//! it can be read.
//!
//! Tables, columns and references are read from the database's own catalogue, so that a new table
//! cannot be forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::content::fetch;
use super::engine::{Argument, Asked, Row, Transaction, catalogue, query};
use super::{Store, StoreError};
use crate::hash::sha256;

/// Tables about running processes and signed-in people, and the record of migrations.
const LEFT_OUT: &[&str] = &[
    "lease",
    "serving",
    "page_session",
    "sign_in_link",
    "sign_in_try",
    "migration",
];
/// Number of rows in memory at once; each has at most one piece of long bytes.
const PAGE: usize = 64;

/// A table as the catalogue describes it.
pub(super) struct DatabaseTable {
    pub(super) name: String,
    pub(super) columns: Vec<(String, ColumnType)>,
    /// Tables that its rows refer to.
    pub(super) refers_to: BTreeSet<String>,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    Text,
    Integer,
    Real,
    Bytes,
}

/// How much of each table was copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Number of rows by table.
    pub rows: BTreeMap<String, u64>,
}

/// The result of checking a whole store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Number of rows by table.
    pub rows: BTreeMap<String, u64>,
    /// What is wrong; empty if everything can be read and is what was written.
    pub faults: Vec<String>,
}

/// The number of rows, and a sum over them that does not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    sum: u128,
}

impl Store {
    /// Copies everything but leases and sessions into an empty store, from one state of the
    /// database, while others go on reading and writing here. Then reads the copy back and
    /// compares.
    ///
    /// # Errors
    /// If the other store is not empty (73), cannot be written, or reads back differently.
    pub async fn copy_to(&self, target: &Store) -> Result<Copied, StoreError> {
        let mut reading = self.pool.reading().await?;
        let tables = in_order(catalogue::tables(&mut reading).await?);
        let mut writing = target.writing().await?;
        for table in catalogue::tables(&mut writing).await? {
            let is_ours = table.name == "migration";
            if !is_ours && !is_empty(&mut writing, &table.name).await? {
                return Err(StoreError::TargetHolds {
                    target: target.shown(),
                    table: table.name,
                });
            }
        }
        let mut sums = BTreeMap::new();
        for table in &tables {
            let mut pages = Pages::of(table);
            let mut sum = Sum::default();
            while let Some(rows) = pages.next(&mut reading).await? {
                for row in rows {
                    sum.add(&row);
                    insert(&mut writing, table, row).await?;
                }
            }
            sums.insert(table.name.clone(), sum);
        }
        writing.commit().await?;
        let mut reading = target.pool.reading().await?;
        for table in &tables {
            let read = sum_of(&mut reading, table).await?;
            if sums.get(&table.name) != Some(&read) {
                return Err(StoreError::Damaged {
                    what: format!("{}: what was copied is not what was read", table.name),
                });
            }
        }
        Ok(Copied {
            rows: sums
                .into_iter()
                .map(|(name, sum)| (name, sum.rows))
                .collect(),
        })
    }

    /// Reads everything: each row, the bytes behind each hash, each snapshot.
    pub async fn check(&self) -> Result<Checked, StoreError> {
        let mut checked = Checked {
            faults: self.integrity().await?,
            ..Checked::default()
        };
        let mut reading = self.pool.reading().await?;
        for table in catalogue::tables(&mut reading).await? {
            match sum_of(&mut reading, &table).await {
                Ok(sum) => {
                    checked.rows.insert(table.name, sum.rows);
                }
                Err(error @ StoreError::Unreachable { .. }) => return Err(error),
                Err(error) => checked.faults.push(format!("{}: {error}", table.name)),
            }
        }
        for row in query("SELECT sha256 FROM content ORDER BY sha256")
            .fetch_all(&mut reading)
            .await?
        {
            let hash: String = row.try_get(0)?;
            if let Err(error) = fetch(&mut reading, &hash).await {
                checked.faults.push(format!("content {hash}: {error}"));
            }
        }
        drop(reading);
        for row in query("SELECT id FROM snapshot ORDER BY arrival, id")
            .fetch_all(&self.pool)
            .await?
        {
            let id: String = row.try_get(0)?;
            if let Err(error) = self.snapshot(&id).await {
                checked.faults.push(format!("snapshot {id}: {error}"));
            }
        }
        Ok(checked)
    }

    /// Copies into a new SQLite file.
    pub(super) async fn copy_into_file(&self, file: &Path) -> Result<(), StoreError> {
        let copy = Store::open(file).await?;
        let copied = self.copy_to(&copy).await;
        // Closing the last connection writes SQLite's log into the file.
        copy.close().await;
        if copied.is_err() {
            for ending in ["", "-wal", "-shm"] {
                let mut name = file.as_os_str().to_owned();
                name.push(ending);
                // A half-written copy is of no use; the first error matters more than one of
                // removing it.
                let _ = fs::remove_file(name);
            }
        }
        copied.map(drop)
    }
}

/// The tables to copy, each after those that its rows refer to.
fn in_order(tables: Vec<DatabaseTable>) -> Vec<DatabaseTable> {
    let mut waiting: Vec<DatabaseTable> = tables
        .into_iter()
        .filter(|table| !LEFT_OUT.contains(&table.name.as_str()))
        .collect();
    let mut ordered: Vec<DatabaseTable> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: BTreeSet<String> = waiting.iter().map(|table| table.name.clone()).collect();
        let is_ready = |table: &DatabaseTable| {
            let mut others = table.refers_to.iter().filter(|other| **other != table.name);
            !others.any(|other| names.contains(other))
        };
        let (ready, rest): (Vec<DatabaseTable>, Vec<DatabaseTable>) =
            waiting.into_iter().partition(is_ready);
        assert!(!ready.is_empty(), "tables refer to each other in a circle");
        ordered.extend(ready);
        waiting = rest;
    }
    ordered
}

async fn is_empty(asking: &mut Transaction, table: &str) -> Result<bool, StoreError> {
    let mut asked = query("SELECT 1 FROM ");
    asked.push(&format!("\"{table}\" LIMIT 1"));
    Ok(asked.fetch_optional(asking).await?.is_none())
}

async fn sum_of(reading: &mut Transaction, table: &DatabaseTable) -> Result<Sum, StoreError> {
    let mut pages = Pages::of(table);
    let mut sum = Sum::default();
    while let Some(rows) = pages.next(reading).await? {
        rows.iter().for_each(|row| sum.add(row));
    }
    Ok(sum)
}

/// Reads the rows of a table, one page at a time.
struct Pages<'a> {
    table: &'a DatabaseTable,
    /// The row id after which the next page begins; unused where a cursor of the server knows it.
    after: i64,
    has_begun: bool,
}

impl<'a> Pages<'a> {
    fn of(table: &'a DatabaseTable) -> Self {
        Self {
            table,
            after: i64::MIN,
            has_begun: false,
        }
    }

    /// The next page; `None` after the last.
    async fn next(
        &mut self,
        reading: &mut Transaction,
    ) -> Result<Option<Vec<Vec<Argument<'static>>>>, StoreError> {
        let columns = names(self.table);
        let name = &self.table.name;
        let is_local = Asked::from(&mut *reading).is_local();
        let rows = if is_local {
            let mut asked = query("SELECT ");
            asked.push(&format!(
                "rowid, {columns} FROM \"{name}\" WHERE rowid > $1 ORDER BY rowid LIMIT {PAGE}"
            ));
            asked.bind(self.after).fetch_all(reading).await?
        } else {
            if !self.has_begun {
                let mut asked = query("DECLARE copying NO SCROLL CURSOR FOR SELECT ");
                asked.push(&format!("0::bigint, {columns} FROM \"{name}\""));
                asked.execute(&mut *reading).await?;
            }
            let mut asked = query("FETCH ");
            asked.push(&format!("{PAGE} FROM copying"));
            let rows = asked.fetch_all(&mut *reading).await?;
            if rows.is_empty() {
                query("CLOSE copying").execute(reading).await?;
            }
            rows
        };
        self.has_begun = true;
        match rows.last() {
            None => return Ok(None),
            Some(last) => self.after = last.try_get(0)?,
        }
        let read = |row: &Row| values(row, self.table);
        rows.iter().map(read).collect::<Result<_, _>>().map(Some)
    }
}

fn names(table: &DatabaseTable) -> String {
    let quoted = table.columns.iter().map(|(name, _)| format!("\"{name}\""));
    quoted.collect::<Vec<_>>().join(", ")
}

/// The values of a row without the row id in front.
fn values(row: &Row, table: &DatabaseTable) -> Result<Vec<Argument<'static>>, StoreError> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(place, (_, kind))| {
            let place = place + 1;
            Ok(match kind {
                ColumnType::Text => row.try_get::<Option<String>, _>(place)?.into(),
                ColumnType::Integer => row.try_get::<Option<i64>, _>(place)?.into(),
                ColumnType::Real => row.try_get::<Option<f64>, _>(place)?.into(),
                ColumnType::Bytes => row.try_get::<Option<Vec<u8>>, _>(place)?.into(),
            })
        })
        .collect()
}

async fn insert(
    writing: &mut Transaction,
    table: &DatabaseTable,
    row: Vec<Argument<'static>>,
) -> Result<(), StoreError> {
    let mut asked = query("INSERT INTO ");
    asked.push(&format!("\"{}\" ({}) VALUES (", table.name, names(table)));
    for (place, value) in row.into_iter().enumerate() {
        if place > 0 {
            asked.push(", ");
        }
        asked.push_bind(value);
    }
    asked.push(")");
    asked.execute(writing).await.map(drop)
}

impl Sum {
    fn add(&mut self, row: &[Argument<'static>]) {
        let mut parts: Vec<Vec<u8>> = Vec::with_capacity(row.len());
        for value in row {
            let (kind, bytes) = match value {
                Argument::Text(Some(text)) => (b't', text.as_bytes().to_vec()),
                Argument::Integer(Some(number)) => (b'i', number.to_be_bytes().to_vec()),
                Argument::Real(Some(number)) => (b'r', number.to_be_bytes().to_vec()),
                Argument::Bytes(Some(bytes)) => (b'b', bytes.to_vec()),
                _ => (b'0', Vec::new()),
            };
            let length = (bytes.len() as u64).to_be_bytes();
            parts.push([&[kind][..], &length, &bytes].concat());
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let hash = sha256(&parts);
        let half = u128::from_str_radix(&hash[..32], 16).expect("a hash is hexadecimal");
        self.rows += 1;
        self.sum = self.sum.wrapping_add(half);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, refers_to: &[&str]) -> DatabaseTable {
        DatabaseTable {
            name: name.to_owned(),
            columns: Vec::new(),
            refers_to: refers_to.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn a_table_comes_after_those_that_it_refers_to() {
        let tables = vec![
            table("a", &["c", "a"]),
            table("lease", &[]),
            table("b", &["a"]),
            table("c", &[]),
        ];
        let ordered = in_order(tables);
        let names: Vec<&str> = ordered.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["c", "a", "b"]);
    }
}
