//! Documents about one person.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::clock::Timestamp;
use crate::store::PersonHit;

/// `person find --json` and `person export`.
#[derive(Debug, Serialize)]
pub struct PersonDocument<'a> {
    pub words: &'a str,
    pub hits: Vec<HitLine<'a>>,
}

/// A place that contains the person.
#[derive(Debug, Serialize)]
pub struct HitLine<'a> {
    /// `snapshot`, `raw`, `report`, `mail`, `file`, or the name of a table.
    pub kind: &'a str,
    pub id: &'a str,
    pub name: &'a str,
    /// Cells that name the person.
    pub cells: Vec<String>,
    /// The entries themselves; only in an export.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<&'a [Value]>,
}

/// `person erase --json`.
#[derive(Debug, Serialize)]
pub struct ErasureDocument<'a> {
    /// The id of the proof.
    pub erasure: Option<&'a str>,
    pub at: Option<Timestamp>,
    pub who: Option<&'a str>,
    pub reason: Option<&'a str>,
    /// HMAC-SHA256 of the words, with the key.
    pub fingerprint: Option<&'a str>,
    /// The key, which is not stored anywhere. It can later show that the proof is about these
    /// words.
    pub key: Option<&'a str>,
    pub dry_run: bool,
    /// The number of places by kind.
    pub counts: BTreeMap<String, u64>,
}

impl<'a> HitLine<'a> {
    /// The line of a place, with its entries if `whole`.
    pub fn of(hit: &'a PersonHit, whole: bool) -> Self {
        Self {
            kind: hit.kind,
            id: &hit.id,
            name: &hit.name,
            cells: hit.holds.iter().filter_map(cell).collect(),
            holds: whole.then_some(&hit.holds[..]),
        }
    }
}

/// The cell of a member or contact, as snapshots store it: source, tab, and row and column from
/// zero.
fn cell(value: &Value) -> Option<String> {
    let parts = value.get("cell")?.as_array()?;
    let [_, tab, row, column] = &parts[..] else {
        return None;
    };
    let column = u32::try_from(column.as_u64()?).ok()?;
    let letters = crate::cell::column_letters(column);
    Some(format!("{}!{letters}{}", tab.as_str()?, row.as_u64()? + 1))
}
