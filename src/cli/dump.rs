//! `cnscd check --dump TAB`: the cells of a tab as they are read, for people who doubt how the
//! program understood them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cell::column_letters;
use crate::cli::Output;
use crate::cli::error::CommandError;
use crate::failure::Failure;
use crate::pipeline::read;
use crate::source::Pulled;
use crate::table::{Cell, Limits, Piece, Row, Value};

/// A row that is not empty.
#[derive(Serialize)]
struct RowLine<'a> {
    tab: &'a str,
    /// The number of the row, from 1.
    row: u32,
    hidden: bool,
    /// The cells, by the letters of their columns.
    cells: BTreeMap<Letters, CellLine<'a>>,
}

/// The letters of a column, sorted like columns: `Z` before `AA`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
struct Letters(u32);

impl From<Letters> for String {
    fn from(letters: Letters) -> Self {
        column_letters(letters.0)
    }
}

/// A cell that is not empty.
#[derive(Serialize)]
struct CellLine<'a> {
    kind: &'static str,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    /// The part of the text that is struck out, which counts as absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    struck_out: Option<&'a str>,
}

/// Prints the tabs with this title in every source.
pub(super) async fn tab(
    sources: &[Pulled],
    title: &str,
    limits: &Limits,
) -> Result<Output, Failure> {
    let mut lines = Vec::new();
    let mut titles = Vec::new();
    for source in sources {
        let mut is_meant = false;
        let mut take = |piece: Piece| match piece {
            Piece::Tab(tab) => {
                is_meant = tab.title.trim() == title.trim();
                titles.push(tab.title.to_string());
            }
            Piece::Row(row) if is_meant => lines.push(line(title.trim(), &row)),
            Piece::Row(_) | Piece::Remark(_) => {}
        };
        read::cells(source, limits, &mut take).await?;
    }
    if !titles.iter().any(|known| known.trim() == title.trim()) {
        return Err(CommandError::NoSuchTab {
            tab: title.to_owned(),
            tabs: titles.join(", "),
        }
        .into());
    }
    Ok(Output::verbatim(lines.join("\n")))
}

fn line(tab: &str, row: &Row) -> String {
    let cells = row.cells.iter();
    let line = RowLine {
        tab,
        row: row.number + 1,
        hidden: row.hidden,
        cells: cells
            .map(|cell| (Letters(cell.column), cell_line(cell)))
            .collect(),
    };
    serde_json::to_string(&line).expect("texts and numbers are JSON")
}

fn cell_line(cell: &Cell) -> CellLine<'_> {
    let kind = match &cell.value {
        Value::Text(_) => "text",
        Value::Number(_) => "number",
        Value::Date(_) => "date",
        Value::Bool(_) => "bool",
        Value::Error(_) => "error",
        Value::Uncomputed(_) => "formula",
    };
    CellLine {
        kind,
        value: match &cell.value {
            Value::Date(instant) => instant.format("%Y-%m-%dT%H:%M:%S").to_string(),
            value => value.text(),
        },
        link: cell.link.as_deref(),
        struck_out: cell.struck.as_deref(),
    }
}
