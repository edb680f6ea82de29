//! The results sheet's hand: one spreadsheet of the department's own, read, and written where it
//! differs from what is wanted.
//!
//! Touches one tab of one native spreadsheet and takes three requests at most when nothing is
//! wrong: what stands there; the tab itself, where it is missing or too short; the cells. Every
//! write names fixed ranges, so that one made twice does no harm. What is wanted is the caller's.

use std::collections::BTreeMap;

use google_sheets4::api::{
    AddProtectedRangeRequest, AddSheetRequest, AppendDimensionRequest,
    BatchUpdateSpreadsheetRequest, BatchUpdateValuesRequest, CellData, CellFormat, GridProperties,
    GridRange, ProtectedRange, RepeatCellRequest, Request, Scope, SheetProperties, TextFormat,
    ValueRange,
};
use google_sheets4::common::FieldMask;
use serde::Deserialize;
use serde_json::Value;

use crate::cell::column_letters;
use crate::clock::Clock;
use crate::document::results::{self, ForeignHeader, HEADINGS, Patch, Row, Update};
use crate::failure::reasons;
use crate::google::account::{Access, Account};
use crate::google::hub::{self, API, no_json};
use crate::google::question::Question;
use crate::google::refusal::No;
use crate::google::session::{Session, host};
use crate::google::{Google, GoogleError};
use crate::hash;

reasons! {
    /// Why the results sheet is not as it should be.
    pub enum ResultsError "results-" or Google(GoogleError) {
        /// The link leads to an Office file, which is never written to.
        OfficeFile { spreadsheet: String } = 65 "office-file",
        /// The tab holds something else.
        ForeignHeader { tab: String, found: String } = 65 "foreign-header",
        /// The name is that of something that has no cells.
        NoGrid { tab: String } = 65 "no-grid",
        /// The account may not look, or there is no such spreadsheet.
        NotShared { spreadsheet: String, account: String } = 77 "not-shared",
        /// The account may look and not write.
        ReadOnly { spreadsheet: String, account: String } = 77 "read-only",
        /// No credentials are configured.
        NoAccount = 78 "no-account",
    }
}

/// Which tab of which spreadsheet.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The spreadsheet's id.
    pub spreadsheet: &'a str,
    /// The tab's title.
    pub tab: &'a str,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultsUpdate {
    /// What differed; nothing where all was as wanted.
    pub update: Update,
    /// Requests that it took, retries and tokens included.
    pub requests: u32,
}

/// An answer of the cells of 3,321 communes is some two megabytes.
const READ_LIMIT: u64 = 32 * 1024 * 1024;
/// What a write answers is short.
const WRITE_LIMIT: u64 = 4 * 1024 * 1024;
/// What is read of our tab.
const FIELDS: &str = "spreadsheetId,sheets(properties(sheetId,title,sheetType,\
    gridProperties(rowCount,columnCount)),data(startRow,startColumn,rowData(values(userEnteredValue))))";
/// Width of our table.
const WIDTH: u32 = HEADINGS.len() as u32;

/// Whether there is an account to write with.
///
/// # Errors
/// Credentials that cannot be used.
pub async fn has_account(google: &Google, clock: Clock) -> Result<bool, ResultsError> {
    let mut session = google.session(clock);
    Ok(google.account(&mut session).await?.is_some())
}

/// What would be written; only reads.
///
/// # Errors
/// As [`write()`].
pub async fn look(
    google: &Google,
    clock: Clock,
    target: Target<'_>,
    wanted: &[Row],
) -> Result<ResultsUpdate, ResultsError> {
    Hand::new(google, clock, target, Access::Reading)
        .await?
        .look(wanted)
        .await
}

/// Makes the tab say what is wanted.
///
/// # Errors
/// The tab is somebody else's, the file no native spreadsheet, or Google refused.
pub async fn write(
    google: &Google,
    clock: Clock,
    target: Target<'_>,
    wanted: &[Row],
) -> Result<ResultsUpdate, ResultsError> {
    Hand::new(google, clock, target, Access::Writing)
        .await?
        .write(wanted)
        .await
}

struct Hand<'a> {
    target: Target<'a>,
    session: Session<'a>,
    account: &'a Account,
    access: Access,
}

/// A tab as it stands.
struct Tab {
    id: i32,
    rows: u32,
    columns: u32,
    cells: Vec<Vec<String>>,
}

impl<'a> Hand<'a> {
    async fn new(
        google: &'a Google,
        clock: Clock,
        target: Target<'a>,
        access: Access,
    ) -> Result<Self, ResultsError> {
        google.ready()?;
        let mut session = google.session(clock);
        let account = google.account(&mut session).await?;
        Ok(Self {
            target,
            session,
            account: account.ok_or(ResultsError::NoAccount)?,
            access,
        })
    }

    async fn look(mut self, wanted: &[Row]) -> Result<ResultsUpdate, ResultsError> {
        let tab = self.tab().await?;
        let update = self.update(tab.as_ref(), wanted)?;
        self.done(update)
    }

    async fn write(mut self, wanted: &[Row]) -> Result<ResultsUpdate, ResultsError> {
        let tab = self.tab().await?;
        let update = self.update(tab.as_ref(), wanted)?;
        if update.patches.is_empty() {
            return self.done(update);
        }
        self.make_room(tab.as_ref(), &update, wanted.len()).await?;
        self.write_cells(&update.patches).await?;
        self.done(update)
    }

    fn done(self, update: Update) -> Result<ResultsUpdate, ResultsError> {
        Ok(ResultsUpdate {
            update,
            requests: self.session.requests,
        })
    }

    fn update(&self, tab: Option<&Tab>, wanted: &[Row]) -> Result<Update, ResultsError> {
        let cells = tab.map_or(&[][..], |tab| &tab.cells);
        results::update(wanted, cells).map_err(|ForeignHeader { found }| {
            ResultsError::ForeignHeader {
                tab: self.target.tab.to_owned(),
                found,
            }
        })
    }

    /// The tab with its cells; none where the spreadsheet has no tab of the name.
    async fn tab(&mut self) -> Result<Option<Tab>, ResultsError> {
        let mut url = self
            .session
            .settings
            .sheets_endpoint
            .join(&format!("v4/spreadsheets/{}", self.target.spreadsheet))
            .expect("an id holds no character that an address minds");
        let columns = format!(
            "{}!A:{}",
            quoted(self.target.tab),
            column_letters(WIDTH - 1)
        );
        url.query_pairs_mut()
            .append_pair("ranges", &columns)
            .append_pair("fields", FIELDS)
            .append_pair("prettyPrint", "false");
        let question = Question {
            api: API,
            access: self.access,
            id: self.target.spreadsheet,
            resource_key: None,
            limit: READ_LIMIT,
            whole: None,
            takes_long: false,
        };
        let here = host(&url);
        let asked = question
            .get_checked(&mut self.session, self.account, &url, |answer| {
                match serde_json::from_slice::<SpreadsheetJson>(&answer.body) {
                    Ok(_) => Ok(()),
                    Err(error) if !error.is_eof() => Err(no_json(here.clone(), &error)),
                    Err(_) => Err(No::again(GoogleError::CutShort {
                        host: here.clone(),
                        tries: 1,
                    })),
                }
            })
            .await;
        let body = match asked {
            Ok(answer) => answer.body,
            Err(no) if is_no_such_tab(&no) => return Ok(None),
            Err(no) => return Err(self.refused(no, false)),
        };
        let answer: SpreadsheetJson =
            serde_json::from_slice(&body).expect("an answer that was read before");
        // An answer without the tab is none: a refusal says that there is no such tab.
        let Some(sheet) = answer.sheets.into_iter().next() else {
            return Err(ResultsError::Google(GoogleError::Unexpected {
                host: here,
                detail: "no tab".to_owned(),
            }));
        };
        sheet.tab().map(Some).ok_or_else(|| ResultsError::NoGrid {
            tab: self.target.tab.to_owned(),
        })
    }

    /// Makes the tab where it is missing, and longer where it is too short. A tab that is written
    /// for the first time is protected by a warning; that this is not allowed is no reason to stop.
    async fn make_room(
        &mut self,
        tab: Option<&Tab>,
        update: &Update,
        communes: usize,
    ) -> Result<(), ResultsError> {
        let rows = u32::try_from(communes).expect("a register is small") + 1;
        let id = tab.map_or_else(|| new_id(self.target), |tab| tab.id);
        let mut needed = match tab {
            None => vec![added(self.target.tab, id, rows)],
            Some(tab) => grown(tab, rows),
        };
        let is_needed = !needed.is_empty();
        if update.is_first {
            needed.extend(dressed(id));
        }
        if needed.is_empty() {
            return Ok(());
        }
        let request = BatchUpdateSpreadsheetRequest {
            requests: Some(needed),
            ..BatchUpdateSpreadsheetRequest::default()
        };
        let spreadsheet = self.target.spreadsheet;
        let asked = hub::ask(
            &mut self.session,
            self.account,
            self.access,
            spreadsheet,
            WRITE_LIMIT,
            async |hub, ear| {
                let call = hub
                    .spreadsheets()
                    .batch_update(request.clone(), spreadsheet)
                    .add_scope(Scope::Spreadsheet)
                    .param("fields", "spreadsheetId")
                    .delegate(ear);
                call.doit().await.map(|(_, answer)| answer)
            },
        )
        .await;
        match asked {
            Ok(_) => Ok(()),
            Err(no) if is_needed => Err(self.refused(no, true)),
            Err(_) => Ok(()),
        }
    }

    async fn write_cells(&mut self, patches: &[Patch]) -> Result<(), ResultsError> {
        let ranges = patches.iter().map(|patch| range(self.target.tab, patch));
        let request = BatchUpdateValuesRequest {
            data: Some(ranges.collect()),
            value_input_option: Some("RAW".to_owned()),
            ..BatchUpdateValuesRequest::default()
        };
        let spreadsheet = self.target.spreadsheet;
        hub::ask(
            &mut self.session,
            self.account,
            self.access,
            spreadsheet,
            WRITE_LIMIT,
            async |hub, ear| {
                let call = hub
                    .spreadsheets()
                    .values_batch_update(request.clone(), spreadsheet)
                    .add_scope(Scope::Spreadsheet)
                    .param("fields", "spreadsheetId,totalUpdatedCells")
                    .delegate(ear);
                call.doit().await.map(|(_, answer)| answer)
            },
        )
        .await
        .map_err(|no| self.refused(no, true))?;
        Ok(())
    }

    /// What a refusal means here: whoever may look may be refused to write.
    fn refused(&self, no: No, writing: bool) -> ResultsError {
        let spreadsheet = self.target.spreadsheet.to_owned();
        let account = self.account.name.clone();
        match no {
            No::OtherWay { .. } => ResultsError::OfficeFile { spreadsheet },
            No::Invisible { unknown: true } => GoogleError::UnknownId { sheet: spreadsheet }.into(),
            No::Invisible { .. } if writing => ResultsError::ReadOnly {
                spreadsheet,
                account,
            },
            No::Invisible { .. } | No::Reauthorise => ResultsError::NotShared {
                spreadsheet,
                account,
            },
            No::Again { last, .. } | No::Final(last) => last.into(),
        }
    }
}

/// `'Kết quả rà soát'`, as ranges have it.
fn quoted(tab: &str) -> String {
    format!("'{}'", tab.replace('\'', "''"))
}

fn range(tab: &str, patch: &Patch) -> ValueRange {
    let width = u32::try_from(patch.values[0].len()).expect("a few columns");
    let height = u32::try_from(patch.values.len()).expect("a register is small");
    let text = |cell: &String| Value::String(cell.clone());
    ValueRange {
        range: Some(format!(
            "{}!{}{}:{}{}",
            quoted(tab),
            column_letters(patch.column),
            patch.row + 1,
            column_letters(patch.column + width - 1),
            patch.row + height,
        )),
        major_dimension: Some("ROWS".to_owned()),
        // No null: it would be left out, and its row shifted.
        values: Some(
            patch
                .values
                .iter()
                .map(|row| row.iter().map(text).collect())
                .collect(),
        ),
    }
}

/// «Unable to parse range: 'Kết quả rà soát'!A:K»: the spreadsheet has no tab of this name.
fn is_no_such_tab(no: &No) -> bool {
    matches!(no, No::Final(GoogleError::Unexpected { detail, .. })
        if detail.starts_with("400 ") && detail.contains("Unable to parse range"))
}

/// An id for the new tab: the same at each try, so that a request which was lost on its way back
/// and is made again makes no second tab.
fn new_id(target: Target<'_>) -> i32 {
    let digest = hash::sha256(&[target.spreadsheet.as_bytes(), target.tab.as_bytes()]);
    let number = u32::from_str_radix(&digest[..8], 16).expect("a digest is hexadecimal");
    i32::try_from(number >> 1).expect("31 bits")
}

fn added(tab: &str, id: i32, rows: u32) -> Request {
    Request {
        add_sheet: Some(AddSheetRequest {
            properties: Some(SheetProperties {
                sheet_id: Some(id),
                title: Some(tab.to_owned()),
                grid_properties: Some(GridProperties {
                    row_count: signed(rows),
                    column_count: signed(WIDTH),
                    ..GridProperties::default()
                }),
                ..SheetProperties::default()
            }),
        }),
        ..Request::default()
    }
}

fn grown(tab: &Tab, rows: u32) -> Vec<Request> {
    [("ROWS", tab.rows, rows), ("COLUMNS", tab.columns, WIDTH)]
        .into_iter()
        .filter(|(_, has, needs)| has < needs)
        .map(|(dimension, has, needs)| Request {
            append_dimension: Some(AppendDimensionRequest {
                sheet_id: Some(tab.id),
                dimension: Some(dimension.to_owned()),
                length: signed(needs - has),
            }),
            ..Request::default()
        })
        .collect()
}

/// The header bold, long texts wrapped, and a warning to whoever types into the tab.
fn dressed(id: i32) -> Vec<Request> {
    let format = |rows: (Option<i32>, Option<i32>), format: CellFormat, field: &str| Request {
        repeat_cell: Some(RepeatCellRequest {
            range: Some(GridRange {
                sheet_id: Some(id),
                start_row_index: rows.0,
                end_row_index: rows.1,
                ..GridRange::default()
            }),
            cell: Some(CellData {
                user_entered_format: Some(format),
                ..CellData::default()
            }),
            fields: Some(FieldMask::new(&[field])),
        }),
        ..Request::default()
    };
    let bold = CellFormat {
        text_format: Some(TextFormat {
            bold: Some(true),
            ..TextFormat::default()
        }),
        ..CellFormat::default()
    };
    let wrapped = CellFormat {
        wrap_strategy: Some("WRAP".to_owned()),
        vertical_alignment: Some("TOP".to_owned()),
        ..CellFormat::default()
    };
    let protected = ProtectedRange {
        protected_range_id: Some(id),
        range: Some(GridRange {
            sheet_id: Some(id),
            ..GridRange::default()
        }),
        description: Some("Trang do chương trình cnscd cập nhật".to_owned()),
        warning_only: Some(true),
        ..ProtectedRange::default()
    };
    vec![
        format(
            (None, None),
            wrapped,
            "userEnteredFormat(wrapStrategy,verticalAlignment)",
        ),
        format(
            (Some(0), Some(1)),
            bold,
            "userEnteredFormat.textFormat.bold",
        ),
        Request {
            add_protected_range: Some(AddProtectedRangeRequest {
                protected_range: Some(protected),
            }),
            ..Request::default()
        },
    ]
}

fn signed(number: u32) -> Option<i32> {
    i32::try_from(number).ok()
}

// --- what the API answers, as far as it is read

#[derive(Deserialize)]
struct SpreadsheetJson {
    #[serde(default)]
    sheets: Vec<Sheet>,
}

#[derive(Deserialize)]
struct Sheet {
    properties: Properties,
    #[serde(default)]
    data: Vec<GridJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    #[serde(default)]
    sheet_id: i32,
    #[serde(default)]
    sheet_type: Option<String>,
    #[serde(default)]
    grid_properties: Option<Size>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Size {
    #[serde(default)]
    row_count: u32,
    #[serde(default)]
    column_count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GridJson {
    #[serde(default)]
    start_row: usize,
    #[serde(default)]
    start_column: usize,
    #[serde(default)]
    row_data: Vec<RowData>,
}

#[derive(Deserialize)]
struct RowData {
    #[serde(default)]
    values: Vec<Cell>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cell {
    #[serde(default)]
    user_entered_value: BTreeMap<String, Value>,
}

impl Sheet {
    /// The tab; none where it has no cells, as one of a chart.
    fn tab(self) -> Option<Tab> {
        let is_grid = self.properties.sheet_type.is_none_or(|kind| kind == "GRID");
        let size = self.properties.grid_properties.filter(|_| is_grid)?;
        let mut cells: Vec<Vec<String>> = Vec::new();
        for grid in self.data {
            for (place, row) in grid.row_data.into_iter().enumerate() {
                let place = grid.start_row + place;
                cells.resize(cells.len().max(place + 1), Vec::new());
                let mut shown = vec![String::new(); grid.start_column];
                shown.extend(row.values.into_iter().map(Cell::shown));
                cells[place] = shown;
            }
        }
        Some(Tab {
            id: self.properties.sheet_id,
            rows: size.row_count,
            columns: size.column_count,
            cells,
        })
    }
}

impl Cell {
    /// What was typed or written; a formula as it is typed, since it is not what we wrote.
    fn shown(self) -> String {
        match self.user_entered_value.into_values().next() {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(Value::Bool(flag)) => flag.to_string().to_uppercase(),
            Some(Value::Number(number)) => match number.as_f64() {
                Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                    format!("{number:.0}")
                }
                _ => number.to_string(),
            },
            Some(other) => other.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_what_was_typed() {
        let check = |json: &str, shown: &str| {
            let cell: Cell = serde_json::from_str(json).unwrap();
            assert_eq!(cell.shown(), shown, "{json}");
        };
        check("{}", "");
        check(r#"{"userEnteredValue":{"stringValue":"021025"}}"#, "021025");
        check(r#"{"userEnteredValue":{"numberValue":21025}}"#, "21025");
        check(r#"{"userEnteredValue":{"numberValue":21025.5}}"#, "21025.5");
        check(r#"{"userEnteredValue":{"boolValue":true}}"#, "TRUE");
        check(r#"{"userEnteredValue":{"formulaValue":"=A1"}}"#, "=A1");
    }

    #[test]
    fn a_range_names_its_tab_and_its_corners() {
        let patch = Patch {
            row: 1,
            column: 2,
            values: vec![vec![String::new(), "x".to_owned()]; 3],
        };
        let range = range("Kết quả của 'Sở'", &patch);
        assert_eq!(range.range.as_deref(), Some("'Kết quả của ''Sở'''!C2:D4"));
        let values = range.values.unwrap();
        assert_eq!(values.len(), 3);
        assert_eq!(values[0], [Value::String(String::new()), "x".into()]);
    }
}
