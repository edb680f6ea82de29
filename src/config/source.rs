//! The sources of a campaign, and the mapping of their columns.

use std::path::Path;

use crate::config::example;
use crate::config::problem::TomlFile;
use crate::config::raw::RawCampaign;
use crate::source::Source;
use crate::submission::settings::SourceSettings;
use crate::submission::vocabulary::Field;

pub(super) fn read(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Vec<(Source, SourceSettings)> {
    if raw.source.is_empty() {
        reader.at(
            &["source"],
            "config-no-source",
            &[],
            &example::of(&["source"]),
        );
    }
    let base = reader.path.parent().unwrap_or(Path::new("")).to_owned();
    let mut sources: Vec<(Source, SourceSettings)> = Vec::new();
    for (place, raw) in raw.source.iter().enumerate() {
        let place = (place + 1).to_string();
        if sources.iter().any(|(source, _)| source.name == raw.name) {
            reader.at(
                &["source", &place, "name"],
                "config-source-twice",
                &[("name", &raw.name)],
                "name = \"dau-moi\"",
            );
        }
        if raw.location.trim().is_empty() {
            reader.at(
                &["source", &place, "location"],
                "config-location",
                &[],
                "location = \"../samples/to-cnscd.xlsx\"",
            );
        }
        for field in raw.columns.keys() {
            let bare = ["leader_", "deputy_", "member_"]
                .iter()
                .find_map(|role| field.strip_prefix(role))
                .unwrap_or(field);
            if Field::from_id(bare).is_none() {
                reader.at(
                    &["source", &place, "columns", field],
                    "config-field",
                    &[("value", field)],
                    "commune = \"Đơn vị\"",
                );
            }
        }
        let source = Source {
            name: raw.name.clone(),
            location: raw.location.clone(),
            base: base.clone(),
        };
        let settings = SourceSettings {
            name: raw.name.clone(),
            holds: raw.holds,
            tabs: raw.tabs.clone(),
            columns: raw.columns.clone(),
        };
        sources.push((source, settings));
    }
    sources
}
