//! Reads xlsx and xlsm: one pass over each part, one cell at a time.
//!
//! Not with calamine, which reads the other formats and is the reference in tests: it does not tell
//! which rows and columns are hidden or which words are struck out, gives up a whole sheet for one
//! error value newer than Excel 2007, and trusts counts and places that are wrong.

mod cell;
mod plain;
mod relationship;
mod sheet;
mod strings;
mod style;

pub(super) use sheet::joined;

use relationship::Relationships;
use strings::Strings;
use style::Style;

use super::Sink;
use super::markup::TagKind;
use super::part::Package;
use super::tabs::{Budget, Titles};
use crate::table::archive::Archive;
use crate::table::{Limits, Piece, Remark, Tab, TableError};

/// The data that the tabs of a workbook share.
struct Book {
    epoch_1904: bool,
    strings: Strings,
    styles: Vec<Style>,
    budget: Budget,
}

pub(super) fn read(bytes: &[u8], limits: &Limits, sink: &mut Sink<'_>) -> Result<(), TableError> {
    let archive = Archive::open(bytes, limits)?;
    if archive.position("xl/vbaProject.bin").is_some() {
        sink(Piece::Remark(Remark {
            key: "table-remark-macros".to_owned(),
            value: "xl/vbaProject.bin".to_owned(),
        }))?;
    }
    Package::read(&archive, limits, |package| read_book(package, limits, sink))
}

fn read_book(
    package: &mut Package<'_, '_>,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let part = Relationships::of(package, "")?
        .of_kind("officeDocument")
        .filter(|part| package.archive.position(part).is_some())
        .unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let relationships = Relationships::of(package, &part)?;
    let (epoch_1904, tabs) = tabs(package, &part, &relationships)?;
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = |kind, file| {
        let usual = || format!("{folder}/{file}");
        relationships.of_kind(kind).unwrap_or_else(usual)
    };
    let mut book = Book {
        epoch_1904,
        strings: Strings::read(
            package,
            &named("sharedStrings", "sharedStrings.xml"),
            limits.max_cells,
        )?,
        styles: style::styles(package, &named("styles", "styles.xml"))?,
        budget: Budget::new(limits),
    };
    for (part, tab) in tabs {
        let title = tab.title.clone();
        sheet::read(package, &part, tab, &mut book, sink).map_err(|error| error.in_tab(&title))?;
    }
    Ok(())
}

/// Whether days count from 1904, and the tabs with cells, each with its part.
fn tabs(
    package: &Package<'_, '_>,
    part: &str,
    relationships: &Relationships,
) -> Result<(bool, Vec<(String, Tab)>), TableError> {
    let Some(mut markup) = package.markup(part)? else {
        return Err(TableError::ZipWithoutWorkbook);
    };
    let mut titles = Titles::default();
    let mut epoch_1904 = false;
    let mut tabs = Vec::new();
    while let Some(token) = markup.next()? {
        if !matches!(token.kind, TagKind::Open | TagKind::Empty) {
            continue;
        }
        match markup.name(&token) {
            // An extension has an element of the same name without the attribute.
            b"workbookPr" => {
                if let Some(stated) = markup.attribute(&token, "date1904")? {
                    epoch_1904 = matches!(&*stated, "1" | "true");
                }
            }
            b"sheet" => {
                titles.one_more()?;
                let title = markup.attribute(&token, "name")?.unwrap_or_default();
                let state = markup.attribute(&token, "state")?;
                // Files differ in the prefix of «id».
                let id = markup
                    .attributes(&token)
                    .find(|(name, _)| *name == b"id" || name.ends_with(b":id"))
                    .map(|(_, id)| markup.decoded(id))
                    .transpose()?
                    .unwrap_or_default();
                // A macro module of Excel 95 has no part.
                if id.is_empty() {
                    continue;
                }
                let Some((kind, part)) = relationships.part(&id) else {
                    return Err(markup.unreadable(&format!("r:id=\"{id}\"")));
                };
                // Charts, dialogs and macro sheets are not tables.
                if kind != "worksheet" {
                    continue;
                }
                titles.add(&title)?;
                let tab = Tab {
                    title: title.as_ref().into(),
                    hidden: matches!(state.as_deref(), Some("hidden" | "veryHidden")),
                    ..Tab::default()
                };
                tabs.push((part, tab));
            }
            _ => {}
        }
    }
    if tabs.is_empty() {
        return Err(TableError::NoTabs);
    }
    for (_, tab) in &mut tabs {
        tab.epoch_1904 = epoch_1904;
    }
    Ok((epoch_1904, tabs))
}
