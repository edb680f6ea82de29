//! Columns that count a commune's village teams: which of them are read, and whether together.
//!
//! «Số tổ thôn» and «Số tổ dân phố» are parts of one number, «Tổng số tổ» is the whole of them; how
//! many are to be founded, or are missing, is none of it.

use super::Column;
use crate::submission::vocabulary::{About, Field, Words};

/// Leaves the columns that tell how many teams there are; true where they are parts to be added.
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

/// «Tổng số Tổ | Trong đó: Cấp xã, Cấp thôn, TDP»: the communes' own teams are in the sum, so that
/// the parts are read and it is not. `None` where no such part is told.
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

/// What a title says that it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Teams that are not there: to be founded, missing.
    Unfounded,
    /// All of them: «Tổng số tổ».
    Whole,
    /// «Số tổ cấp thôn đã thành lập».
    Founded,
    /// Those of villages, or of towns' quarters alone.
    Rural,
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
