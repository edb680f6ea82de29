//! Reads the relationships of a package: the parts or addresses that a part refers to.

use std::collections::HashMap;

use crate::table::TableError;
use crate::table::workbook::markup::TagKind;
use crate::table::workbook::part::Package;

/// The relationships of one part.
#[derive(Default)]
pub(super) struct Relationships {
    folder: String,
    by_id: HashMap<String, Relationship>,
}

struct Relationship {
    /// The last word of its type's address, such as `worksheet`.
    kind: String,
    target: String,
}

impl Relationships {
    /// Reads the relationships of a part, or those of the package if `part` is empty.
    pub(super) fn of(package: &Package<'_, '_>, part: &str) -> Result<Self, TableError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let mut all = Self {
            folder: folder.to_owned(),
            by_id: HashMap::new(),
        };
        let name = resolved(folder, &format!("_rels/{file}.rels"));
        let Some(mut markup) = package.markup(&name)? else {
            return Ok(all);
        };
        while let Some(token) = markup.next()? {
            if !matches!(token.kind, TagKind::Open | TagKind::Empty)
                || markup.name(&token) != b"Relationship"
            {
                continue;
            }
            let said = |name| -> Result<String, TableError> {
                Ok(markup
                    .attribute(&token, name)?
                    .unwrap_or_default()
                    .into_owned())
            };
            let kind = said("Type")?;
            let relationship = Relationship {
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: said("Target")?,
            };
            all.by_id.insert(said("Id")?, relationship);
        }
        Ok(all)
    }

    /// The target of a relationship, as written.
    pub(super) fn target(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(|found| &*found.target)
    }

    /// The kind of a relationship, and the part that is its target.
    pub(super) fn part(&self, id: &str) -> Option<(&str, String)> {
        let found = self.by_id.get(id)?;
        Some((&found.kind, resolved(&self.folder, &found.target)))
    }

    /// The part that is the target of a relationship of this kind.
    pub(super) fn of_kind(&self, kind: &str) -> Option<String> {
        let found = self.by_id.values().find(|found| found.kind == kind)?;
        Some(resolved(&self.folder, &found.target))
    }
}

/// The name of a part whose path is written relative to a folder.
fn resolved(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').collect(),
    };
    for step in target.split(['/', '\\']) {
        match step {
            ".." => drop(steps.pop()),
            "." => {}
            _ => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_from_where_one_stands() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            (
                "xl",
                "/xl/worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            ("xl/worksheets", "../styles.xml", "xl/styles.xml"),
            ("", "./xl\\workbook.xml", "xl/workbook.xml"),
            ("", "../../a", "a"),
        ] {
            assert_eq!(resolved(folder, target), expected);
        }
    }
}
