//! Snapshots and the raw bytes they were read from. Queries use only those that are `stored` or
//! `accepted`; quarantined ones are handled in `quarantine`.

use std::io;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use tempfile::SpooledTempFile;

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_util::task::AbortOnDropHandle;

use super::content::{Packed, fetch, pack, unpack, unpack_json};
use super::engine::{Row, Transaction, query};
use super::instant::{instant, micros};
use super::pieces::{self, Arriving, Unfetched};
use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::locale::Language;
use crate::snapshot::{Snapshot, loss};
use crate::source::Body;
use crate::spool::{self, Spooled};

/// Number of pieces that may be fetched before the decoding thread takes them.
const AHEAD: usize = 8;
const NO_PANIC: &str = "packing does not panic";

/// The state of a pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotState {
    /// It passed the guard.
    Stored,
    /// It lost too much, and waits or was overtaken by a later pull.
    Quarantined,
    /// An operator accepted it.
    Accepted,
    /// An operator rejected it.
    Rejected,
}

impl SnapshotState {
    /// The name in the database and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Quarantined => "quarantined",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    fn from_id(id: &str) -> Result<Self, StoreError> {
        [
            Self::Stored,
            Self::Quarantined,
            Self::Accepted,
            Self::Rejected,
        ]
        .into_iter()
        .find(|state| state.id() == id)
        .ok_or_else(|| StoreError::Damaged {
            what: format!("snapshot state {id}"),
        })
    }
}

/// The raw bytes of one source of a pull.
#[derive(Clone, Debug, PartialEq)]
pub struct Raw {
    /// The source's name in the campaign.
    pub source: String,
    /// The bytes, and which reader they are for.
    pub body: Body,
}

/// A pull that threads hash and compress while it is judged and the report is made. Dropping this
/// value stops them.
#[derive(Debug)]
pub struct PackedSnapshot {
    pub(super) line: PackedLine,
    beside: AbortOnDropHandle<io::Result<(Vec<u8>, Vec<PackedRaw>)>>,
    body: AbortOnDropHandle<io::Result<Spooled>>,
}

/// A packed pull, ready to be written.
pub(super) struct ReadySnapshot {
    pub(super) line: PackedLine,
    configuration: Vec<u8>,
    raw: Vec<PackedRaw>,
    body: Spooled,
}

/// The row of a pull without its bytes.
#[derive(Debug)]
pub(super) struct PackedLine {
    pub(super) id: String,
    pub(super) campaign: String,
    pub(super) pulled_at: i64,
    today: String,
    pub(super) table_digest: String,
    pub(super) configuration_digest: String,
}

#[derive(Debug)]
struct PackedRaw {
    source: String,
    kind: &'static str,
    file_name: String,
    content: Packed,
}

impl PackedSnapshot {
    /// Starts packing; `configuration` is the text that the pull was read with. Needs a tokio
    /// runtime.
    pub fn begin(snapshot: Snapshot, raw: Vec<Raw>, configuration: String) -> Self {
        Self {
            line: PackedLine {
                id: snapshot.id.clone(),
                campaign: snapshot.campaign.clone(),
                pulled_at: micros(snapshot.pulled_at),
                today: snapshot.today.to_string(),
                table_digest: snapshot.table_digest.clone(),
                configuration_digest: snapshot.configuration_digest.clone(),
            },
            beside: AbortOnDropHandle::new(spawn_blocking(move || {
                let raw: io::Result<_> = raw.into_iter().map(PackedRaw::new).collect();
                Ok((pack(configuration.as_bytes()), raw?))
            })),
            body: AbortOnDropHandle::new(spawn_blocking(move || {
                // No room for a temporary file: use memory.
                packed(&snapshot, spool::LONG).or_else(|_| packed(&snapshot, usize::MAX))
            })),
        }
    }

    /// Waits until packing has ended.
    pub(super) async fn ready(self) -> Result<ReadySnapshot, StoreError> {
        let (configuration, raw) = self
            .beside
            .await
            .expect(NO_PANIC)
            .map_err(sqlx::Error::Io)?;
        Ok(ReadySnapshot {
            line: self.line,
            configuration,
            raw,
            body: self.body.await.expect(NO_PANIC).map_err(sqlx::Error::Io)?,
        })
    }
}

/// A snapshot as compressed JSON; more than `most` bytes go into a temporary file.
fn packed(snapshot: &Snapshot, most: usize) -> io::Result<Spooled> {
    let encoder = ZlibEncoder::new(SpooledTempFile::new(most), Compression::fast());
    let mut buffered = io::BufWriter::new(encoder);
    serde_json::to_writer(&mut buffered, snapshot)?;
    let encoder = buffered
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    Spooled::try_from(encoder.finish()?)
}

impl ReadySnapshot {
    /// Writes the pull in this state; `known_at` is when it began to count.
    pub(super) async fn keep(
        self,
        writing: &mut Transaction,
        run: &str,
        state: SnapshotState,
        known_at: Option<i64>,
        loss: Option<&str>,
    ) -> Result<(), StoreError> {
        let line = self.line;
        let mut sources = Vec::with_capacity(self.raw.len());
        for raw in self.raw {
            let source = (raw.source, raw.kind, raw.file_name);
            sources.push((source, raw.content.sha256.clone()));
            raw.content.keep(writing).await?;
        }
        query(
            "INSERT INTO snapshot (id, campaign, run, pulled_at, known_at, today, table_digest,
                                   configuration_digest, state, loss, body, configuration,
                                   arrival)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                     (SELECT COALESCE(MAX(arrival), 0) + 1 FROM snapshot WHERE campaign = $2))",
        )
        .bind(&line.id)
        .bind(line.campaign)
        .bind(run)
        .bind(line.pulled_at)
        .bind(known_at)
        .bind(line.today)
        .bind(line.table_digest)
        .bind(line.configuration_digest)
        .bind(state.id())
        .bind(loss)
        .bind(&*pieces::first(&self.body)?)
        .bind(self.configuration)
        .execute(&mut *writing)
        .await?;
        pieces::keep_rest(writing, &line.id, &self.body).await?;
        for (position, ((name, kind, file_name), sha256)) in (0_i64..).zip(sources) {
            query(
                "INSERT INTO snapshot_source (snapshot, position, name, kind, file_name, content)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(&line.id)
            .bind(position)
            .bind(name)
            .bind(kind)
            .bind(file_name)
            .bind(sha256)
            .execute(&mut *writing)
            .await?;
        }
        Ok(())
    }
}

impl PackedRaw {
    fn new(raw: Raw) -> io::Result<Self> {
        let (kind, file_name) = match &raw.body {
            Body::Workbook { file_name, .. } => ("workbook", file_name.clone()),
            Body::Sheets { .. } => ("sheets", String::new()),
        };
        Ok(Self {
            source: raw.source,
            kind,
            file_name,
            content: Packed::new(raw.body.into_bytes())?,
        })
    }
}

/// A stored snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSnapshot {
    /// The content of the pull.
    pub snapshot: Snapshot,
    /// Its state.
    pub state: SnapshotState,
    /// What it lost, if it was quarantined.
    pub loss: Option<String>,
    /// The run that pulled it.
    pub run: String,
    /// The text of the configuration it was read with.
    pub configuration: String,
}

/// A snapshot without its content, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotLine {
    pub id: String,
    pub campaign: String,
    /// The run that pulled it.
    pub run: String,
    pub pulled_at: Timestamp,
    pub state: SnapshotState,
    /// What it lost, if it was quarantined.
    pub loss: Option<String>,
}

impl SnapshotLine {
    /// What it lost, one sentence each; empty if it was not quarantined.
    pub fn lost(&self, language: Language) -> Vec<String> {
        let kept = self.loss.as_deref();
        kept.map_or_else(Vec::new, |kept| loss::told(kept, language))
    }
}

impl Store {
    /// The latest good pull of a campaign.
    pub async fn latest(&self, campaign: &str) -> Result<Option<StoredSnapshot>, StoreError> {
        self.newest_before(campaign, i64::MAX).await
    }

    /// Id and time of the latest good pull of a campaign, without its content.
    pub async fn latest_mark(
        &self,
        campaign: &str,
    ) -> Result<Option<(String, Timestamp)>, StoreError> {
        let row = query(
            "SELECT id, pulled_at FROM snapshot
             WHERE campaign = $1 AND state IN ('stored', 'accepted')
             ORDER BY arrival DESC, id DESC LIMIT 1",
        )
        .bind(campaign)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| Ok((row.try_get("id")?, instant(row.try_get("pulled_at")?)?)))
            .transpose()
    }

    /// The latest pull that counted at an instant.
    pub async fn snapshot_known_at(
        &self,
        campaign: &str,
        known_at: Timestamp,
    ) -> Result<Option<StoredSnapshot>, StoreError> {
        self.newest_before(campaign, micros(known_at)).await
    }

    /// A snapshot in any state.
    pub async fn snapshot(&self, id: &str) -> Result<Option<StoredSnapshot>, StoreError> {
        let mut reading = self.pool.reading().await?;
        let row = query("SELECT * FROM snapshot WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut reading)
            .await?;
        read_stored(&mut reading, row).await
    }

    /// All snapshots of a campaign in any state, oldest first.
    pub async fn snapshots(&self, campaign: &str) -> Result<Vec<SnapshotLine>, StoreError> {
        query(
            "SELECT id, campaign, run, pulled_at, state, loss FROM snapshot
             WHERE campaign = $1 ORDER BY arrival, id",
        )
        .bind(campaign)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read_line)
        .collect()
    }

    /// The raw bytes of a snapshot, one entry for each source in the campaign's order.
    pub async fn raw(&self, snapshot: &str) -> Result<Vec<Raw>, StoreError> {
        let mut reading = self.pool.reading().await?;
        let rows = query(
            "SELECT name, kind, file_name, content FROM snapshot_source
             WHERE snapshot = $1 ORDER BY position",
        )
        .bind(snapshot)
        .fetch_all(&mut reading)
        .await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let sha256: String = row.try_get("content")?;
            let bytes = fetch(&mut reading, &sha256).await?;
            let body = match row.try_get("kind")? {
                "sheets" => Body::Sheets { json: bytes },
                _ => Body::Workbook {
                    bytes,
                    file_name: row.try_get("file_name")?,
                },
            };
            all.push(Raw {
                source: row.try_get("name")?,
                body,
            });
        }
        Ok(all)
    }

    async fn newest_before(
        &self,
        campaign: &str,
        known_at: i64,
    ) -> Result<Option<StoredSnapshot>, StoreError> {
        let mut reading = self.pool.reading().await?;
        let row = query(
            "SELECT * FROM snapshot
             WHERE campaign = $1 AND state IN ('stored', 'accepted') AND known_at <= $2
             ORDER BY arrival DESC, id DESC LIMIT 1",
        )
        .bind(campaign)
        .bind(known_at)
        .fetch_optional(&mut reading)
        .await?;
        read_stored(&mut reading, row).await
    }
}

/// Reads the snapshot that a row of `snapshot` describes.
async fn read_stored(
    reading: &mut Transaction,
    row: Option<Row>,
) -> Result<Option<StoredSnapshot>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let state = SnapshotState::from_id(row.try_get("state")?)?;
    let (loss, run) = (row.try_get("loss")?, row.try_get("run")?);
    let configuration = unpack(row.try_get::<&[u8], _>("configuration")?)?;
    let (id, first): (String, _) = (row.try_get("id")?, row.try_get("body")?);
    drop(row);
    Ok(Some(StoredSnapshot {
        snapshot: read_body(reading, Unfetched::new(&id, first)).await?,
        state,
        loss,
        run,
        configuration: String::from_utf8_lossy(&configuration).into_owned(),
    }))
}

/// Decodes a snapshot on a thread while its pieces are fetched.
async fn read_body(
    reading: &mut Transaction,
    mut pieces: Unfetched<'_>,
) -> Result<Snapshot, StoreError> {
    let (give, arriving) = mpsc::channel(AHEAD);
    let decoding = spawn_blocking(|| unpack_json(Arriving::new(arriving)));
    while let Some(piece) = pieces.next(reading).await? {
        // The decoder stops early at damaged data.
        if give.send(piece).await.is_err() {
            break;
        }
    }
    drop(give);
    decoding.await.expect("decoding does not panic")
}

pub(super) fn read_line(row: &Row) -> Result<SnapshotLine, StoreError> {
    Ok(SnapshotLine {
        id: row.try_get("id")?,
        campaign: row.try_get("campaign")?,
        run: row.try_get("run")?,
        pulled_at: instant(row.try_get("pulled_at")?)?,
        state: SnapshotState::from_id(row.try_get("state")?)?,
        loss: row.try_get("loss")?,
    })
}
