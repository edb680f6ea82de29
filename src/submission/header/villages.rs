//! Chooses between columns that count a commune's village teams, and decides whether to add them
//! up.
//!
//! «Số tổ thôn» and «Số tổ dân phố» are parts of one number, and «Tổng số tổ» is their sum. Teams
//! to be founded or missing do not count.

use super::Column;
use crate::submission::vocabulary::{About, Field, Words};

/// Ignores the columns that do not count existing teams. Returns whether the others are parts to be
/// added up.
pub(super) fn settle(columns: &mut [Column], about: &About) -> bool {
    if let Some(parts) = parts_beside_the_communes(columns, about) {
        return parts;
    }
    let kinds: Vec<Kind> = columns
        .iter()
        .filter(|column| column.field == Field::VillageTeams)
        .map(|column| Kind::of(column, about))
        .collect();
    let has = |kind: Kind| kinds.contains(&kind);
    let parts = has(Kind::Rural) && has(Kind::Urban) && !has(Kind::Whole);
    let read = |kind: Kind| match kind {
        Kind::Unfounded => false,
        Kind::Rural | Kind::Urban => !has(Kind::Whole) && !has(Kind::Founded),
        Kind::Founded => !has(Kind::Whole),
        Kind::Whole => true,
        Kind::Other => !has(Kind::Whole) && !has(Kind::Founded) && !parts,
    };
    for column in columns.iter_mut() {
        if column.field == Field::VillageTeams && !read(Kind::of(column, about)) {
            column.field = Field::Ignored;
        }
    }
    parts
}

/// «Tổng số Tổ | Trong đó: Cấp xã, Cấp thôn, TDP»: the sum includes the communes' own teams, so the
/// parts are read instead. `None` if there is no such part.
fn parts_beside_the_communes(columns: &mut [Column], about: &About) -> Option<bool> {
    let title = |column: &Column| Words::of(&column.standing.titles);
    let villages = |title: &Words| about.kinds_of_villages(title) != (false, false);
    let whole = columns.iter().position(|column| {
        let title = title(column);
        column.field == Field::VillageTeams && about.is_total(&title) && !villages(&title)
    })?;
    let is_part = |column: &Column| {
        matches!(
            column.field,
            Field::Ignored | Field::Village | Field::VillageTeams
        ) && !about.names_decision(&title(column))
    };
    let behind = &mut columns[whole..];
    let of_communes = behind
        .iter()
        .any(|column| is_part(column) && about.says_commune_level(&title(column)));
    if !of_communes {
        return None;
    }
    let mut parts = 0;
    for column in behind {
        let is_of_villages = villages(&title(column)) && !about.is_unfounded(&title(column));
        if is_part(column) && is_of_villages {
            column.field = Field::VillageTeams;
            parts += 1;
        } else if column.field == Field::VillageTeams {
            column.field = Field::Ignored;
        }
    }
    Some(parts > 1)
}

/// What a column counts by its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Teams to be founded or missing.
    Unfounded,
    /// All teams: «Tổng số tổ».
    Whole,
    /// Founded teams: «Số tổ cấp thôn đã thành lập».
    Founded,
    /// Teams of villages in the country only.
    Rural,
    /// Teams of town quarters only.
    Urban,
    Other,
}

impl Kind {
    fn of(column: &Column, about: &About) -> Self {
        let title = Words::of(&column.standing.titles);
        let (rural, urban) = about.kinds_of_villages(&title);
        if about.is_unfounded(&title) {
            Self::Unfounded
        } else if about.is_total(&title) {
            Self::Whole
        } else if rural != urban {
            if rural { Self::Rural } else { Self::Urban }
        } else if about.is_founded(&title) {
            Self::Founded
        } else {
            Self::Other
        }
    }
}
