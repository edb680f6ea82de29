//! Where the links of a worksheet lead: the targets stand in a part of their own, its
//! relationships; and which cell has which link, asked row by row.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::scan::Lead;
use super::unpacked::Unpacked;
use crate::table::{Merge, Row, TableError};

/// Where the cells of a range lead, ends included.
#[derive(Debug, PartialEq)]
pub(super) struct Link {
    pub(super) range: Merge,
    pub(super) target: Arc<str>,
}

/// The links of a tab, while its rows pass from top to bottom.
pub(super) struct Links {
    /// In the order of the file, with their places by rising first row.
    all: Vec<Link>,
    by_top: Vec<usize>,
    begun: usize,
    /// Places of those that reach the present row, in the order of the file.
    here: Vec<usize>,
}

impl Links {
    pub(super) fn new(all: Vec<Link>) -> Self {
        let mut by_top: Vec<usize> = (0..all.len()).collect();
        by_top.sort_by_key(|&place| all[place].range.top);
        Self {
            all,
            by_top,
            begun: 0,
            here: Vec::new(),
        }
    }

    /// Gives the row's cells the first link that covers them, where they have none of their own.
    pub(super) fn attach(&mut self, row: &mut Row) {
        while let Some(&next) = self.by_top.get(self.begun)
            && self.all[next].range.top <= row.number
        {
            let place = self.here.partition_point(|&before| before < next);
            self.here.insert(place, next);
            self.begun += 1;
        }
        let all = &self.all;
        self.here
            .retain(|&link| all[link].range.bottom >= row.number);
        for &link in &self.here {
            let Link { range, target } = &self.all[link];
            let left = row.cells.partition_point(|cell| cell.column < range.left);
            for cell in row.cells[left..]
                .iter_mut()
                .take_while(|cell| cell.column <= range.right)
            {
                cell.link.get_or_insert_with(|| target.clone());
            }
        }
    }
}

/// The links of a worksheet's part.
pub(super) fn links(
    unpacked: &Unpacked<'_, '_>,
    part: &str,
    leads: &[Lead],
) -> Result<Vec<Link>, TableError> {
    if leads.is_empty() {
        return Ok(Vec::new());
    }
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let targets = match unpacked.part(&format!("{folder}/_rels/{file}.rels"))? {
        Some(relationships) => targets(&relationships)?,
        None => HashMap::new(),
    };
    Ok(leads
        .iter()
        .filter_map(|lead| {
            let target = lead.relationship.as_ref().and_then(|id| targets.get(id));
            let target = match (target, &lead.place) {
                (Some(target), Some(place)) => format!("{target}#{place}"),
                (Some(target), None) => target.clone(),
                (None, Some(place)) => format!("#{place}"),
                (None, None) => return None,
            };
            Some(Link {
                range: lead.range,
                target: target.into(),
            })
        })
        .collect())
}

fn targets(relationships: &[u8]) -> Result<HashMap<String, String>, TableError> {
    let mut reader = Reader::from_reader(relationships);
    let mut targets = HashMap::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element))
                if element.local_name().as_ref() == "Relationship" =>
            {
                let mut id = String::new();
                let mut target = String::new();
                for attribute in element.attributes().flatten() {
                    let value = quick_xml::escape::unescape(&attribute.value)
                        .map_err(|error| unreadable(&error))?
                        .into_owned();
                    match attribute.key.as_ref() {
                        "Id" => id = value,
                        "Target" => target = value,
                        _ => {}
                    }
                }
                targets.insert(id, target);
            }
            Ok(Event::Eof) => return Ok(targets),
            Ok(_) => {}
            Err(error) => return Err(unreadable(&error)),
        }
    }
}

fn unreadable(error: &dyn std::error::Error) -> TableError {
    TableError::Unreadable {
        detail: error.to_string(),
    }
}
