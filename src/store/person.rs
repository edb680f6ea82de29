//! Finds and erases one person in everything that is stored.
//!
//! Text is masked in place. A snapshot is rewritten without the person's name, phones and mail
//! addresses. Raw bytes, workbooks and mails that contain the person are replaced by a line that
//! says so, and a mail that was still waiting is withdrawn. A proof of the erasure, which does not
//! name the person, is kept. Accounts are not data of a campaign; a command of their own removes
//! them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::content::{Packed, fetch, pack, unpack};
use super::engine::{Pool, Row, Transaction, query, sqlite};
use super::instant::{instant, micros};
use super::pieces::{self, Unfetched};
use super::{Store, StoreError, purge};
use crate::clock::Timestamp;
use crate::hash;
use crate::person::{ERASED, PersonQuery, texts};
use crate::spool::Spooled;

/// A place that contains the person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonHit {
    /// `snapshot`, `raw`, `report`, `mail`, or the name of a table.
    pub kind: &'static str,
    /// The id of the snapshot, report or mail; for text, the name of its column.
    pub id: String,
    /// A name that people recognise: a file's, a campaign's.
    pub name: String,
    /// What it contains about the person: whole entries of members and contacts, other texts
    /// unchanged.
    pub holds: Vec<Value>,
}

/// The record of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub id: String,
    pub at: Timestamp,
    pub who: String,
    pub reason: String,
    /// Keyed hash of the words searched for; the key is not stored anywhere.
    pub fingerprint: String,
    /// Number of places by kind.
    pub counts: BTreeMap<String, u64>,
}

/// What was erased, and what must still be removed outside the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Erased {
    pub proof: Erasure,
    pub hits: Vec<PersonHit>,
    /// Names of workbooks under reports/.
    pub report_files: Vec<String>,
    /// Ids of mails, which are file names in a mail folder.
    pub mail_ids: Vec<String>,
}

/// A column of text.
struct Column {
    place: &'static str,
    table: &'static str,
    select: &'static str,
    update: &'static str,
}

macro_rules! columns {
    ($($table:literal . $column:literal,)*) => {
        &[$(Column {
            place: concat!($table, ".", $column),
            table: $table,
            select: concat!("SELECT DISTINCT ", $column, " AS text FROM ", $table,
                            " WHERE ", $column, " IS NOT NULL"),
            update: concat!("UPDATE ", $table, " SET ", $column, " = $2 WHERE ", $column, " = $1"),
        },)*]
    };
}

/// Every column in which a person may be named.
const COLUMNS: &[Column] = columns! {
    "run"."reason",
    "run"."error_message",
    "run"."asked_by",
    "run"."document",
    "run_event"."body",
    "snapshot"."loss",
    "snapshot_source"."file_name",
    "report"."pinned_by",
    "report"."pinned_why",
    "outbox"."subject",
    "outbox"."recipient",
    "outbox"."last_error",
    "answer"."subject",
    "answer"."decided",
    "answer"."who",
    "answer"."reason",
    "answer"."withdrawn_by",
    "answer"."withdrawn_reason",
    "notice"."recipient",
    "access_log"."name",
    "access_log"."about",
    "erasure"."who",
    "erasure"."reason",
};

/// Whether a column is one of `COLUMNS`.
#[cfg(test)]
pub(super) fn looks_through(place: &str) -> bool {
    COLUMNS.iter().any(|column| column.place == place)
}

impl Store {
    /// Finds all places that contain a person.
    pub async fn find_person(&self, words: &PersonQuery) -> Result<Vec<PersonHit>, StoreError> {
        let mut reading = self.pool.reading().await?;
        let mut search = Search::new(words, None);
        search.everywhere(&mut reading).await?;
        Ok(search.hits)
    }

    /// Erases a person and stores the proof. A database in a file is rewritten, so that no byte
    /// about the person is left in it or its log.
    pub async fn erase_person(
        &self,
        words: &PersonQuery,
        mut proof: Erasure,
    ) -> Result<Erased, StoreError> {
        for text in [&mut proof.who, &mut proof.reason] {
            if let Some(masked) = words.without(text) {
                *text = masked;
            }
        }
        let mut writing = self.writing().await?;
        let mut search = Search::new(words, Some(&proof));
        search.everywhere(&mut writing).await?;
        let (hits, report_files, mail_ids) = (search.hits, search.report_files, search.mail_ids);
        for hit in &hits {
            *proof.counts.entry(hit.kind.to_owned()).or_default() += 1;
        }
        keep(&mut writing, &proof).await?;
        purge::forget_unused(&mut writing).await?;
        writing.commit().await?;
        if let Pool::Sqlite(pool) = &self.pool {
            sqlite::rewrite(pool).await?;
        }
        Ok(Erased {
            proof,
            hits,
            report_files,
            mail_ids,
        })
    }

    /// All erasures, oldest first.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        query("SELECT id, at, who, reason, fingerprint, counts FROM erasure ORDER BY at, id")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read)
            .collect()
    }
}

async fn keep(writing: &mut Transaction, proof: &Erasure) -> Result<(), StoreError> {
    let counts = serde_json::to_string(&proof.counts).expect("counts by name");
    query(
        "INSERT INTO erasure (id, at, who, reason, fingerprint, counts)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&proof.id)
    .bind(micros(proof.at))
    .bind(&proof.who)
    .bind(&proof.reason)
    .bind(&proof.fingerprint)
    .bind(counts)
    .execute(writing)
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Erasure, StoreError> {
    let counts: String = row.try_get("counts")?;
    Ok(Erasure {
        id: row.try_get("id")?,
        at: instant(row.try_get("at")?)?,
        who: row.try_get("who")?,
        reason: row.try_get("reason")?,
        fingerprint: row.try_get("fingerprint")?,
        counts: serde_json::from_str(&counts).unwrap_or_default(),
    })
}

/// A search through everything; with a proof it also erases what it finds.
struct Search<'a> {
    words: &'a PersonQuery,
    proof: Option<&'a Erasure>,
    hits: Vec<PersonHit>,
    /// Snapshots that contain the person. Their raw bytes do too, even if they are not searchable.
    snapshots: BTreeSet<String>,
    report_files: Vec<String>,
    mail_ids: Vec<String>,
}

impl<'a> Search<'a> {
    fn new(words: &'a PersonQuery, proof: Option<&'a Erasure>) -> Self {
        Self {
            words,
            proof,
            hits: Vec::new(),
            snapshots: BTreeSet::new(),
            report_files: Vec::new(),
            mail_ids: Vec::new(),
        }
    }

    async fn everywhere(&mut self, asking: &mut Transaction) -> Result<(), StoreError> {
        // Mails are searched before their columns: a masked subject would hide a mail.
        self.snapshots(asking).await?;
        self.raw(asking).await?;
        self.reports(asking).await?;
        self.mails(asking).await?;
        for column in COLUMNS {
            self.column(asking, column).await?;
        }
        Ok(())
    }

    fn hit(&mut self, kind: &'static str, id: &str, name: &str, holds: Vec<Value>) {
        self.hits.push(PersonHit {
            kind,
            id: id.to_owned(),
            name: name.to_owned(),
            holds,
        });
    }

    async fn column(
        &mut self,
        asking: &mut Transaction,
        column: &Column,
    ) -> Result<(), StoreError> {
        for row in query(column.select).fetch_all(&mut *asking).await? {
            let text: String = row.try_get("text")?;
            let Some(masked) = self.words.without(&text) else {
                continue;
            };
            let place = column.place.to_owned();
            self.hit(column.table, &place, "", vec![Value::String(text.clone())]);
            if self.proof.is_some() {
                query(column.update)
                    .bind(text)
                    .bind(masked)
                    .execute(&mut *asking)
                    .await?;
            }
        }
        Ok(())
    }

    async fn snapshots(&mut self, asking: &mut Transaction) -> Result<(), StoreError> {
        let rows = query("SELECT id, campaign FROM snapshot ORDER BY arrival, id")
            .fetch_all(&mut *asking)
            .await?;
        for row in rows {
            let (id, campaign): (String, String) = (row.try_get("id")?, row.try_get("campaign")?);
            let kept = query("SELECT body, configuration FROM snapshot WHERE id = $1")
                .bind(&id)
                .fetch_one(&mut *asking)
                .await?;
            let mut packed = Vec::new();
            let poured = Unfetched::new(&id, kept.try_get("body")?)
                .pour(asking, &mut packed)
                .await?;
            poured.map_err(sqlx::Error::Io)?;
            let body = self.masked_json(&unpack(&packed[..])?)?;
            let text = unpack(kept.try_get::<&[u8], _>("configuration")?)?;
            let configuration = self.words.without(&String::from_utf8_lossy(&text));
            if body.is_none() && configuration.is_none() {
                continue;
            }
            let (held, holds) = body.map_or((None, Vec::new()), |body| (Some(body.0), body.1));
            if held.is_some() {
                self.snapshots.insert(id.clone());
            }
            self.hit("snapshot", &id, &campaign, holds);
            if self.proof.is_none() {
                continue;
            }
            if let Some(mut value) = held {
                unknown_bytes(&mut value);
                let json = serde_json::to_vec(&value).expect("it was JSON before");
                rewrite_body(asking, &id, pack(&json)).await?;
            }
            if let Some(configuration) = configuration {
                query("UPDATE snapshot SET configuration = $2 WHERE id = $1")
                    .bind(&id)
                    .bind(pack(configuration.as_bytes()))
                    .execute(&mut *asking)
                    .await?;
            }
        }
        Ok(())
    }

    async fn raw(&mut self, asking: &mut Transaction) -> Result<(), StoreError> {
        let rows = query("SELECT snapshot, position, name, content FROM snapshot_source")
            .fetch_all(&mut *asking)
            .await?;
        let mut all: Vec<(String, i64, String, bool)> = Vec::with_capacity(rows.len());
        for row in rows {
            let content: String = row.try_get("content")?;
            let is_held = self.is_in(&fetch(asking, &content).await?)?;
            let (snapshot, position) = (row.try_get("snapshot")?, row.try_get("position")?);
            all.push((snapshot, position, row.try_get("name")?, is_held));
        }
        let legible: BTreeSet<String> = all
            .iter()
            .filter(|(_, _, _, is_held)| *is_held)
            .map(|(snapshot, ..)| snapshot.clone())
            .collect();
        for (snapshot, position, name, is_held) in all {
            // Bytes that cannot be searched contain the person if the snapshot read from them does.
            let hidden = !legible.contains(&snapshot) && self.snapshots.contains(&snapshot);
            if !is_held && !hidden {
                continue;
            }
            self.hit("raw", &snapshot, &name, Vec::new());
            let Some(proof) = self.proof else { continue };
            let put = keep_erasure_notice(asking, proof).await?;
            query("UPDATE snapshot_source SET content = $3 WHERE snapshot = $1 AND position = $2")
                .bind(&snapshot)
                .bind(position)
                .bind(put)
                .execute(&mut *asking)
                .await?;
            if !self.snapshots.contains(&snapshot) {
                forget_bytes(asking, &snapshot).await?;
            }
        }
        Ok(())
    }

    async fn reports(&mut self, asking: &mut Transaction) -> Result<(), StoreError> {
        let rows = query("SELECT id, file_name, content, earlier FROM report ORDER BY arrival")
            .fetch_all(&mut *asking)
            .await?;
        for row in rows {
            let (id, file, content): (String, String, String) = (
                row.try_get("id")?,
                row.try_get("file_name")?,
                row.try_get("content")?,
            );
            let is_held = self.is_in(&fetch(asking, &content).await?)?;
            let earlier = self.masked_json(&unpack(row.try_get::<&[u8], _>("earlier")?)?)?;
            if !is_held && earlier.is_none() {
                continue;
            }
            let holds = earlier
                .as_ref()
                .map_or(Vec::new(), |(_, holds)| holds.clone());
            self.hit("report", &id, &file, holds);
            let Some(proof) = self.proof else { continue };
            if is_held {
                let put = keep_erasure_notice(asking, proof).await?;
                // The new digest matches no inputs, so that a later request makes the workbook
                // again.
                query("UPDATE report SET content = $2, inputs_digest = $3 WHERE id = $1")
                    .bind(&id)
                    .bind(put)
                    .bind(format!("erased {}", proof.id))
                    .execute(&mut *asking)
                    .await?;
                self.report_files.push(file);
            }
            if let Some((value, _)) = earlier {
                let json = serde_json::to_vec(&value).expect("it was JSON before");
                query("UPDATE report SET earlier = $2 WHERE id = $1")
                    .bind(&id)
                    .bind(pack(&json))
                    .execute(&mut *asking)
                    .await?;
            }
        }
        Ok(())
    }

    async fn mails(&mut self, asking: &mut Transaction) -> Result<(), StoreError> {
        let rows = query("SELECT id, recipient, subject, head, content FROM outbox")
            .fetch_all(&mut *asking)
            .await?;
        for row in rows {
            let (id, content): (String, String) = (row.try_get("id")?, row.try_get("content")?);
            let (to, subject): (String, String) =
                (row.try_get("recipient")?, row.try_get("subject")?);
            let head: Vec<u8> = row.try_get("head")?;
            let mut whole = head.clone();
            let body = fetch(asking, &content).await?;
            body.write_to(&mut whole).map_err(sqlx::Error::Io)?;
            let told = format!("{to}\n{subject}");
            if !self.words.stand_in(&told) && !self.is_in(&Spooled::from(whole))? {
                continue;
            }
            self.hit("mail", &id, &to, Vec::new());
            let Some(proof) = self.proof else { continue };
            withdraw(asking, proof, &id).await?;
            self.mail_ids.push(id);
        }
        Ok(())
    }

    fn is_in(&self, bytes: &Spooled) -> Result<bool, StoreError> {
        let bytes = bytes.whole().map_err(sqlx::Error::Io)?;
        Ok(texts(&bytes, &mut |text| self.words.stand_in(text)))
    }

    /// JSON without the person, and the entries removed; `None` if the person is not in it.
    fn masked_json(&self, json: &[u8]) -> Result<Option<(Value, Vec<Value>)>, StoreError> {
        let is_there = self.words.stand_in(&String::from_utf8_lossy(json));
        if !is_there {
            return Ok(None);
        }
        let mut value: Value =
            serde_json::from_slice(json).map_err(|error| StoreError::Damaged {
                what: error.to_string(),
            })?;
        let mut mask = Mask::new(self.words);
        mask.value(&mut value);
        let others = std::mem::take(&mut mask.others);
        for channel in others {
            let mut beside = Mask::new(&channel);
            beside.spares_people = true;
            beside.value(&mut value);
        }
        Ok(mask.changed.then_some((value, mask.holds)))
    }
}

/// Removes a person from JSON.
struct Mask<'a> {
    words: &'a PersonQuery,
    /// Whether other people keep a phone number that they share with the person, such as an
    /// office's.
    spares_people: bool,
    changed: bool,
    holds: Vec<Value>,
    /// The person's phones and mail addresses, which occur in findings too.
    others: Vec<PersonQuery>,
}

impl<'a> Mask<'a> {
    fn new(words: &'a PersonQuery) -> Self {
        Self {
            words,
            spares_people: false,
            changed: false,
            holds: Vec::new(),
            others: Vec::new(),
        }
    }

    fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(masked) = self.words.without(text) {
                    self.changed = true;
                    self.holds
                        .push(Value::String(std::mem::replace(text, masked)));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(_) if self.spares_people && is_somebody(value) => {}
            Value::Object(_) if self.is_the_person(value) => self.person(value),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.value(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Whether a member or contact is the person, by name, phone or mail address.
    fn is_the_person(&self, value: &Value) -> bool {
        let stands = |value: &Value| value.as_str().is_some_and(|text| self.words.stand_in(text));
        let any = |value: &Value| value.as_array().is_some_and(|all| all.iter().any(stands));
        value.get("name").is_some_and(Value::is_string)
            && (stands(&value["name"]) || any(&value["phones"]) || any(&value["emails"]))
    }

    fn person(&mut self, value: &mut Value) {
        self.changed = true;
        self.holds.push(value.clone());
        for channels in ["phones", "emails"] {
            if let Some(Value::Array(list)) = value.get_mut(channels) {
                let known = list.drain(..);
                let known =
                    known.filter_map(|one| PersonQuery::read(one.as_str().unwrap_or_default()));
                self.others.extend(known);
            }
        }
        value["name"] = Value::String(ERASED.to_owned());
        if let Value::Object(fields) = value {
            fields.values_mut().for_each(|field| self.value(field));
        }
    }
}

/// Whether this is a member or a contact.
fn is_somebody(value: &Value) -> bool {
    value.get("name").is_some_and(Value::is_string)
        && ["role", "phones", "emails"]
            .iter()
            .any(|field| value.get(field).is_some())
}

/// Clears the hashes of removed bytes, so that the next pull is not recognised and is read again.
fn unknown_bytes(snapshot: &mut Value) {
    for source in snapshot["sources"].as_array_mut().into_iter().flatten() {
        source["revision"] = Value::Null;
        source["sha256"] = Value::String(String::new());
    }
}

async fn forget_bytes(writing: &mut Transaction, id: &str) -> Result<(), StoreError> {
    let row = query("SELECT body FROM snapshot WHERE id = $1")
        .bind(id)
        .fetch_one(&mut *writing)
        .await?;
    let mut packed = Vec::new();
    let poured = Unfetched::new(id, row.try_get("body")?)
        .pour(writing, &mut packed)
        .await?;
    poured.map_err(sqlx::Error::Io)?;
    let json = unpack(&packed[..])?;
    let mut value: Value = serde_json::from_slice(&json).map_err(|error| StoreError::Damaged {
        what: error.to_string(),
    })?;
    unknown_bytes(&mut value);
    let json = serde_json::to_vec(&value).expect("it was JSON before");
    rewrite_body(writing, id, pack(&json)).await
}

async fn rewrite_body(
    writing: &mut Transaction,
    id: &str,
    body: Vec<u8>,
) -> Result<(), StoreError> {
    let body = Spooled::from(body);
    query("DELETE FROM piece WHERE owner = $1")
        .bind(id)
        .execute(&mut *writing)
        .await?;
    query("UPDATE snapshot SET body = $2 WHERE id = $1")
        .bind(id)
        .bind(&*pieces::first(&body)?)
        .execute(&mut *writing)
        .await?;
    pieces::keep_rest(writing, id, &body).await
}

fn erasure_notice(proof: &Erasure) -> String {
    format!(
        "Nội dung đã xóa theo yêu cầu về dữ liệu cá nhân; biên bản {}\r\n",
        proof.id
    )
}

/// Stores the line that replaces removed bytes, and returns its hash.
async fn keep_erasure_notice(
    writing: &mut Transaction,
    proof: &Erasure,
) -> Result<String, StoreError> {
    let line = Packed::new(erasure_notice(proof).into_bytes()).map_err(sqlx::Error::Io)?;
    let sha256 = line.sha256.clone();
    line.keep(writing).await?;
    Ok(sha256)
}

/// Empties a mail; if it was still waiting it will not be sent.
async fn withdraw(writing: &mut Transaction, proof: &Erasure, id: &str) -> Result<(), StoreError> {
    let content = keep_erasure_notice(writing, proof).await?;
    let head = "Content-Type: text/plain; charset=utf-8\r\n\r\n";
    let sha256 = hash::sha256(&[head.as_bytes(), erasure_notice(proof).as_bytes()]);
    query(
        "UPDATE outbox SET head = $2, content = $3, sha256 = $4, subject = $5,
             last_error = CASE WHEN state IN ('sent', 'refused') THEN last_error ELSE $5 END,
             settled_at = COALESCE(settled_at, $6), phase = NULL,
             state = CASE WHEN state = 'sent' THEN 'sent' ELSE 'refused' END
         WHERE id = $1",
    )
    .bind(id)
    .bind(head.as_bytes())
    .bind(content)
    .bind(sha256)
    .bind(ERASED)
    .bind(micros(proof.at))
    .execute(writing)
    .await?;
    Ok(())
}
