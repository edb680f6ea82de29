//! The eight sheets, one file each, in the report's order.

pub(super) mod changes;
pub(super) mod composition;
pub(super) mod contacts;
pub(super) mod detail;
pub(super) mod missing;
pub(super) mod provenance;
pub(super) mod review;
pub(super) mod summary;

use crate::cell::CellAddress;
use crate::document::{Content, Detail, personal, words};
use crate::finding::{Finding, Severity};
use crate::locale::{self, Language};
use crate::report::home::Homes;
use crate::report::ink::{ASIDE, DOUBT_FILL, HEADING, Ink, OPEN_FILL, TABLE, UNKNOWN_FILL};
use crate::report::layout::Cell;
use crate::snapshot;
use crate::text::filled;

/// Returns a finding's sentence, the same as everywhere else.
fn message(content: &Content<'_>, homes: &Homes<'_>, finding: &Finding) -> String {
    let commune = homes.commune(finding).unwrap_or_default();
    for_reader(content, locale::finding(Language::Vi, finding, &commune))
}

/// Stands for the heading of the communes' column, which is the campaign's term: «Xã, phường».
const UNITS: &str = "";

/// Returns the headings of a table with fixed columns.
fn headings(content: &Content<'_>, columns: &[(&str, u32)]) -> Vec<(Cell, Ink)> {
    let units = words::capitalised(&content.judgement.words.units);
    let headings = columns.iter().map(|(heading, _)| match *heading {
        UNITS => units.as_str(),
        heading => heading,
    });
    headings
        .map(|heading| (Cell::text(heading), HEADING))
        .collect()
}

/// Fills in a heading with the team's name and the units, in capitals.
fn heading(content: &Content<'_>, title: &str) -> String {
    let values = [
        ("TEAM", content.letterhead.team.to_uppercase()),
        ("UNITS", content.judgement.words.units.to_uppercase()),
    ];
    filled(
        title,
        &values.each_ref().map(|(name, text)| (*name, text.as_str())),
    )
}

/// Returns the printed name of the finding's commune; a dash if it is not known.
fn commune_title(homes: &Homes<'_>, finding: &Finding) -> String {
    homes.commune(finding).unwrap_or_else(|| "–".to_owned())
}

/// Returns text from the sheet as this reader may see it: a summary has no phones.
fn for_reader(content: &Content<'_>, text: impl Into<String>) -> String {
    match content.detail {
        Detail::Full => text.into(),
        Detail::Summary => personal::without_phones(&text.into()),
    }
}

/// Returns the word for a severity, with its light fill.
fn graded(severity: Severity) -> (Cell, Ink) {
    let fill = match severity {
        Severity::Error => OPEN_FILL,
        Severity::Warning => DOUBT_FILL,
        Severity::Info => UNKNOWN_FILL,
    };
    (
        Cell::text(words::severity(severity)),
        TABLE.center().filled(fill),
    )
}

/// Returns the headings of the columns of `traces`.
fn trace_headings() -> Vec<(Cell, Ink)> {
    ["Mã nội dung", "Ô trong bảng nguồn", "Giá trị đang ghi"]
        .map(|heading| (Cell::text(heading), ASIDE.bold()))
        .to_vec()
}

/// Returns rule id, cell and value of a finding, for those who check, right of the print area.
fn traces(content: &Content<'_>, finding: &Finding) -> Vec<(Cell, Ink)> {
    vec![
        (Cell::text(finding.rule.id()), ASIDE),
        (cell_reference(content, finding.cell.as_ref()), ASIDE),
        (Cell::text(for_reader(content, &finding.value)), ASIDE),
    ]
}

/// Returns `Tab!F17`, with a link to it if the source has an address and the tab's id is known.
fn cell_reference(content: &Content<'_>, cell: Option<&CellAddress>) -> Cell {
    let Some(cell) = cell else {
        return Cell::Blank;
    };
    let place = snapshot::place(content.sources, content.tabs, cell);
    let address = content
        .sources
        .get(usize::from(cell.source))
        .and_then(|source| source.link.as_deref())
        .filter(|link| link.starts_with("https://") || link.starts_with("http://"));
    let gid = content
        .tabs
        .iter()
        .find(|tab| tab.source == cell.source && *tab.title == *cell.tab)
        .and_then(|tab| tab.gid);
    match (address, gid) {
        (Some(link), Some(gid)) => {
            Cell::Link(format!("{link}#gid={gid}&range={}", cell.a1()), place)
        }
        (Some(link), None) => Cell::Link(link.to_owned(), place),
        (None, _) => Cell::text(place),
    }
}
