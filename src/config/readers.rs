//! The recipients of the report: addresses and groups, how much they get, and of which part.

use crate::config::problem::TomlFile;
use crate::config::raw::{RawCampaign, RawDetailedReader, RawGets, RawReader};
use crate::config::{Reader, example, value};
use crate::document::Detail;
use crate::register::Register;
use crate::rule::area::Area;

/// Reads the readers of a campaign, and notes every entry that is neither an address nor a group.
pub(super) fn readers(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Vec<Reader> {
    for (name, addresses) in &raw.groups {
        for address in addresses.iter().filter(|one| !value::is_address(one)) {
            let example = example::of(&["groups"]);
            let place = ["groups", name.as_str()];
            reader.at(&place, "config-address", &[("value", address)], &example);
        }
    }
    let mut readers = Vec::new();
    for (place, one) in raw.readers.iter().enumerate() {
        let place = (place + 1).to_string();
        let mut people = |written: &str| people(reader, raw, &place, written);
        let mut read = match one {
            RawReader::Address(written) => Reader {
                to: people(written),
                cc: Vec::new(),
                bcc: Vec::new(),
                detail: Detail::Full,
                area: None,
            },
            RawReader::Detailed(one) => {
                let (detail, area) = gets(one);
                Reader {
                    to: people(&one.address),
                    cc: one.cc.iter().flat_map(|one| people(one)).collect(),
                    bcc: one.bcc.iter().flat_map(|one| people(one)).collect(),
                    detail,
                    area,
                }
            }
        };
        each_once(&mut read);
        if !read.to.is_empty() {
            readers.push(read);
        }
    }
    readers
}

/// Notes a problem if a reader's part of the register has no communes,
/// as the report would be empty.
pub(super) fn areas(reader: &mut TomlFile<'_>, readers: &[Reader], register: &Register) {
    for (place, one) in readers.iter().enumerate() {
        let Some(area) = &one.area else { continue };
        let holds = register.communes.iter().any(|one| area.holds(one));
        if holds || register.communes.is_empty() {
            continue;
        }
        let mut known: Vec<&str> = register
            .communes
            .iter()
            .map(|commune| commune.former_province.as_str())
            .filter(|province| !province.is_empty())
            .collect();
        known.sort_unstable();
        known.dedup();
        let place = (place + 1).to_string();
        reader.at(
            &["readers", &place],
            "config-readers-area",
            &[("known", &known.join(", "))],
            "gets = { former_province = \"Kon Tum\" }",
        );
    }
}

fn gets(one: &RawDetailedReader) -> (Detail, Option<Area>) {
    match &one.gets {
        RawGets::Whole(detail) => (*detail, None),
        RawGets::Part(part) => {
            let area = Area {
                former_province: part.former_province.clone(),
                former_district: part.former_district.clone(),
                province: part.province.clone(),
                kind: part.kind,
            };
            (part.detail, Some(area).filter(|area| !area.is_everything()))
        }
    }
}

/// Returns the addresses of an entry: itself, or those of the group with this name.
fn people(reader: &mut TomlFile<'_>, raw: &RawCampaign, place: &str, written: &str) -> Vec<String> {
    if let Some(group) = raw.groups.get(written) {
        let good = group.iter().filter(|one| value::is_address(one));
        return good.cloned().collect();
    }
    if value::is_address(written) {
        return vec![written.to_owned()];
    }
    let names: Vec<&str> = raw.groups.keys().map(String::as_str).collect();
    let (key, known) = match written.contains('@') || names.is_empty() {
        true => ("config-address", String::new()),
        false => ("config-group-unknown", names.join(", ")),
    };
    reader.at(
        &["readers", place],
        key,
        &[("value", written), ("known", &known)],
        &example::of(&["readers"]),
    );
    Vec::new()
}

/// Keeps each address only where it is named first, so that nobody gets two mails.
fn each_once(reader: &mut Reader) {
    let mut seen: Vec<String> = Vec::new();
    for list in [&mut reader.to, &mut reader.cc, &mut reader.bcc] {
        list.retain(|address| {
            let folded = address.to_lowercase();
            let is_new = !seen.contains(&folded);
            if is_new {
                seen.push(folded);
            }
            is_new
        });
    }
}
