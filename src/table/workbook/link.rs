//! Where the links of a worksheet lead: the targets stand in a part of their own, its
//! relationships.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Link;
use super::scan::Lead;
use super::unpacked::Unpacked;
use crate::table::TableError;

/// The links of a worksheet's part.
pub(super) fn links(
    unpacked: &Unpacked<'_>,
    part: &str,
    leads: Vec<Lead>,
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
        .into_iter()
        .filter_map(|lead| {
            let target = lead.relationship.and_then(|id| targets.get(&id));
            let target = match (target, lead.place) {
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
