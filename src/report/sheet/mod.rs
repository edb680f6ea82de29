//! The eight sheets, a file each, in the report's order.

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

/// The finding's sentence, as everywhere else.
fn message(content: &Content<'_>, homes: &Homes<'_>, finding: &Finding) -> String {
    let commune = homes.commune(finding).unwrap_or_default();
    for_reader(content, locale::finding(Language::Vi, finding, &commune))
}

/// The heading of the column of communes is the campaign's word for them: «Xã, phường».
const UNITS: &str = "";

/// The headings of a table whose columns have fixed ones.
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

/// A heading in capitals, with the team's name and the units.
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

/// The printed name of the finding's commune; a dash where none is known.
fn commune_title(homes: &Homes<'_>, finding: &Finding) -> String {
    homes.commune(finding).unwrap_or_else(|| "–".to_owned())
}

/// Text from the sheet as this reader may see it: a summary holds no phones.
fn for_reader(content: &Content<'_>, text: impl Into<String>) -> String {
    match content.detail {
        Detail::Full => text.into(),
        Detail::Summary => personal::without_phones(&text.into()),
    }
}

/// The word for how grave a finding is, with a light colour beside it.
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

/// Headings of the columns of `traces`.
fn trace_headings() -> Vec<(Cell, Ink)> {
    ["Mã nội dung", "Ô trong bảng nguồn", "Giá trị đang ghi"]
        .map(|heading| (Cell::text(heading), ASIDE.bold()))
        .to_vec()
}

/// Rule id, cell and value of a finding, for those who check; right of the print area.
fn traces(content: &Content<'_>, finding: &Finding) -> Vec<(Cell, Ink)> {
    vec![
        (Cell::text(finding.rule.id()), ASIDE),
        (cell_reference(content, finding.cell.as_ref()), ASIDE),
        (Cell::text(for_reader(content, &finding.value)), ASIDE),
    ]
}

/// `Tab!F17`, with a link to it where the source has an address and the tab a known id.
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
