//! Lists columns that are not read, so that nobody thinks they are.

use crate::submission::TabKind;
use crate::submission::header::{Column, Header};
use crate::submission::team;
use crate::submission::vocabulary::Field;

/// The titles of columns that are not read.
pub(in crate::submission) fn unread(header: &Header) -> Vec<String> {
    let groups = match header.kind {
        TabKind::Submissions => Some(team::groups(header)),
        _ => None,
    };
    let reads = |column: &Column| match column.field {
        Field::Ignored | Field::OtherDocument => false,
        Field::Position | Field::Workplace | Field::Phone | Field::Email | Field::Role => groups
            .as_ref()
            .is_none_or(|groups| groups.iter().any(|group| group.has(column.column))),
        _ => true,
    };
    let columns = header.columns.iter();
    columns
        .filter(|column| !column.title.is_empty() && !reads(column))
        .map(|column| column.title.clone())
        .collect()
}
