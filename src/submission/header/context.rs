//! Determines the owner of a table by the text above it: the tab's title and the lines above the
//! header.
//!
//! A tab «Cấp thôn» is about the villages' teams even if its columns have the same titles as the
//! commune's. Does not overrule columns that state themselves whose they are.

use super::{Column, Sight};
use crate::register::country;
use crate::submission::grid::{Grid, Line};
use crate::submission::vocabulary::{About, Field, Fit, Whose, Words};
use crate::text;

/// Number of lines above a header that may be about its table.
const ABOVE: usize = 8;
/// Most cells in such a line: a title, and the other half of a letterhead.
const CELLS: usize = 3;

/// The owner of the table whose header begins at a row; `None` if no text states it. Titles over
/// further tables beside it are about those.
pub(super) fn whose(
    grid: &Grid,
    position: usize,
    columns: &[Column],
    sight: Sight,
) -> Option<Whose> {
    let ordinals = columns
        .iter()
        .filter(|column| column.field == Field::Ordinal);
    let end = ordinals.skip(1).map(|column| column.column).min();
    let about = sight.words.about();
    let filled = |line: &Line| {
        line.cells
            .iter()
            .filter(|cell| !cell.text.is_empty())
            .count()
    };
    let mut above = grid.rows[..position]
        .iter()
        .rev()
        .take(ABOVE)
        .take_while(|line| filled(line) <= CELLS);
    let said = above.find_map(|line| {
        let own = line.cells.iter();
        let mut own = own.filter(|cell| end.is_none_or(|end| cell.column < end));
        own.find_map(|cell| {
            let list = sight.rows.begins_annex(&cell.text);
            about.of_heading(&Words::of(&cell.text), list)
        })
    });
    let title = text::one_line(&grid.title).replace('_', " ");
    let is_commune = || !sight.names.is_unknown(&title);
    said.or_else(|| of_tab(&title, about).filter(|_| !is_commune()))
}

/// The owner of all tables of a tab, by its title. The name of a unit, such as «Sóc Sơn», does not
/// count.
fn of_tab(title: &str, about: &About) -> Option<Whose> {
    let whose = about.of_tab(&Words::of(title))?;
    (!country::names_unit(title)).then_some(whose)
}

/// Gives the table's owner to columns that do not state whose they are. Naming the team is not
/// enough, because the villages' teams have the same name.
pub(super) fn apply(columns: &mut [Column], whose: Option<Whose>, about: &About) {
    let of_communes = columns.iter().any(|column| column.field == Field::Commune);
    if whose == Some(Whose::Villages) && !of_communes {
        return;
    }
    for column in columns {
        let standing = &mut column.standing;
        if standing.fit == Fit::Told {
            continue;
        }
        let speaks = || about.says_commune_level(&Words::of(&standing.titles));
        match (whose, standing.whose) {
            (Some(Whose::Villages), Whose::Unsaid) => standing.whose = Whose::Villages,
            (Some(Whose::Villages), Whose::Team) if !speaks() => standing.whose = Whose::Villages,
            (Some(Whose::Others), Whose::Unsaid) => standing.whose = Whose::Others,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::vocabulary::Headers;

    /// A tab often has the name of its unit, and a file that of its province.
    #[test]
    fn no_unit_of_the_country_names_another_owner() {
        let headers = Headers::shipped();
        let mut names: Vec<String> = Vec::new();
        for province in country::provinces() {
            names.push(province.slug());
            names.push(province.title());
            for commune in province.communes() {
                names.extend([commune.title(), commune.name, commune.former_district]);
            }
        }
        let mut told: Vec<String> = Vec::new();
        for name in names {
            for title in [text::strip(&name), name] {
                if of_tab(&title, headers.about()).is_some() {
                    told.push(title);
                }
            }
        }
        told.sort_unstable();
        told.dedup();
        assert_eq!(told, [""; 0]);
    }

    #[test]
    fn a_list_headed_by_a_commune_is_no_villages() {
        let headers = Headers::shipped();
        let mut told: Vec<String> = Vec::new();
        for province in country::provinces() {
            for commune in province.communes() {
                let unit = commune.title();
                for heading in [
                    format!(
                        "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG {}",
                        unit.to_uppercase()
                    ),
                    format!("Tổ CNSCĐ {unit}"),
                    format!("UBND {unit}"),
                    format!("{unit}, {}", province.title()),
                ] {
                    for heading in [text::strip(&heading), heading] {
                        let whose = headers.about().of_heading(&Words::of(&heading), true);
                        if whose.is_some_and(|whose| whose != Whose::Team) {
                            told.push(heading);
                        }
                    }
                }
            }
        }
        assert_eq!(told, [""; 0]);
    }
}
