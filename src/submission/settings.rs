//! The settings of a campaign for reading its sources.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::submission::TabKind;
use crate::text;

/// The settings for reading one source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSettings {
    /// The name of the source in the campaign.
    pub name: String,
    /// The kinds of tables to look for.
    pub holds: Holds,
    /// Titles of the only tabs to read; `*` matches anything. A hidden tab is read if it is named
    /// here.
    pub tabs: Vec<String>,
    /// Field to the title or the letters of its column: `commune` to `Đơn vị`.
    pub columns: BTreeMap<String, String>,
}

impl SourceSettings {
    /// The positions in `tabs` of the patterns that match a title.
    pub fn naming(&self, title: &str) -> impl Iterator<Item = usize> {
        let title = text::key(title);
        let tabs = self.tabs.iter().enumerate();
        tabs.filter(move |(_, pattern)| fits(&text::key(pattern), &title))
            .map(|(place, _)| place)
    }
}

/// Whether a pattern matches a title. A title that contains `*` is matched by itself.
fn fits(pattern: &str, title: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| title.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(place) = rest.find(part) else {
            return false;
        };
        rest = &rest[place + part.len()..];
    }
    rest.ends_with(last)
}

/// What a source holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// Support contact points only.
    Contacts,
    /// Communes' submissions only.
    Submissions,
    /// Either, as its tabs show.
    #[default]
    Both,
}

impl Holds {
    /// Whether tables of a kind are looked for in this source.
    pub(super) fn has(self, kind: TabKind) -> bool {
        match self {
            Self::Both => true,
            Self::Contacts => kind == TabKind::Contacts,
            Self::Submissions => kind != TabKind::Contacts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_tabs() {
        for (pattern, title, named) in [
            ("Tổ CNSCĐ", "TỔ  CNSCĐ", true),
            ("Tổ CNSCĐ", "Tổ CNSCĐ (2)", false),
            ("Tổ CNSCĐ*", "Tổ CNSCĐ (2)", true),
            ("Tổ CNSCĐ*", "Tổ CNSCĐ", true),
            ("*tháng*", "Báo cáo tháng 8", true),
            ("*tháng*", "Báo cáo quý III", false),
            ("Xã * (cũ)", "Xã Ba Tơ (cũ)", true),
            ("Xã * (cũ)", "Xã Ba Tơ", false),
            ("a*a", "a", false),
            ("*", "bất kỳ", true),
            ("Biểu * chính", "Biểu * chính", true),
        ] {
            let settings = SourceSettings {
                tabs: vec!["khác".to_owned(), pattern.to_owned()],
                ..SourceSettings::default()
            };
            let places: Vec<usize> = settings.naming(title).collect();
            assert_eq!(places == [1], named, "{pattern} names {title}");
        }
    }
}
