//! The national list shipped with the program: 34 provinces, their 3,321 communes (state of
//! 10/2026), and the units dissolved in 2025. Its sources are in `country/README.md`.
//!
//! Knows names and codes, not how a campaign uses them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read;
use std::sync::LazyLock;

use serde::Deserialize;
use smallvec::SmallVec;

use crate::register::{Commune, OldCommune, UnitWords, name, note_namesakes, read, typed};
use crate::text;

/// Compressed by the build script, and unpacked only when a province is asked for.
const COMMUNES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/communes.csv.gz"));
const DISSOLVED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dissolved.csv.gz"));
const PROVINCES: &str = include_str!("country/provinces.csv");
/// The sources of the list and their licences.
pub const NOTICE: &str = include_str!("country/README.md");

/// Names less similar than this (0 to 1) are not offered as near misses.
const ALIKE: f64 = 0.6;
/// How many near misses are offered at most.
const OFFERED: usize = 5;

static ALL: LazyLock<Vec<Province>> =
    LazyLock::new(|| read::plain(PROVINCES).expect("a test reads the provinces"));

/// A province or a city under the central government.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Province {
    /// Code of the statistics office: text, with a leading zero.
    pub code: String,
    /// Bare name.
    pub name: String,
    /// Province, or city under the central government.
    pub kind: ProvinceKind,
    /// The place of signature in its documents, if that is not its bare name: Decree 30/2020/NĐ-CP
    /// requires a place named after a person to be written in full.
    place: String,
}

/// The two kinds of province.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvinceKind {
    /// Province.
    Tinh,
    /// City under the central government.
    ThanhPho,
}

impl ProvinceKind {
    /// The word before a name: `tỉnh`, `thành phố`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tinh => "tỉnh",
            Self::ThanhPho => "thành phố",
        }
    }
}

impl Province {
    /// The name with its kind: `tỉnh Lâm Đồng`, `thành phố Huế`.
    pub fn title(&self) -> String {
        format!("{} {}", self.kind.word(), self.name)
    }

    /// The place of signature in its documents.
    pub fn place(&self) -> &str {
        if self.place.is_empty() {
            &self.name
        } else {
            &self.place
        }
    }

    /// The form of its name in file names: `lam-dong`.
    pub fn slug(&self) -> String {
        slug(&self.name)
    }

    /// Whether a name, with or without its kind, is that of this province.
    pub fn is(&self, name: &str) -> bool {
        squeezed(&typed::place(&text::key(name), &UnitWords::shipped()).name)
            == squeezed(&self.name)
    }

    /// Its communes, sorted by code.
    pub fn communes(&self) -> Vec<Commune> {
        let mut communes = communes();
        communes.retain(|commune| commune.province == self.name);
        note_namesakes(&mut communes);
        communes
    }
}

/// Converts a name to small ASCII letters and digits, joined by hyphens.
pub fn slug(name: &str) -> String {
    let plain = text::strip(&text::key(name));
    let words = plain.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// All 34 provinces, sorted by code.
pub fn provinces() -> &'static [Province] {
    &ALL
}

/// Finds the province for a typed code or name.
///
/// # Errors
/// The most similar provinces, best first; empty if none is similar enough.
pub fn province(typed: &str) -> Result<&'static Province, Vec<&'static Province>> {
    let code = typed.trim();
    let of_code = |one: &&Province| {
        let short = one.code.trim_start_matches('0');
        one.code == code || short == code
    };
    let wanted = squeezed(&typed::place(&text::key(typed), &UnitWords::shipped()).name);
    let named = |one: &&Province| squeezed(&one.name) == wanted;
    let mut all = ALL.iter();
    if let Some(found) = all.find(of_code).or_else(|| ALL.iter().find(named)) {
        return Ok(found);
    }
    let former = merged_from(&wanted);
    let mut near: Vec<(f64, &Province)> = ALL
        .iter()
        .map(|one| match &former {
            Some(into) if *into == one.name => (1.0, one),
            _ if is_short_for(&wanted, &one.name) => (1.0, one),
            _ => (alike(&wanted, &squeezed(&one.name)), one),
        })
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    near.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then(one.1.code.cmp(&other.1.code))
    });
    Err(near
        .into_iter()
        .take(OFFERED)
        .map(|(_, province)| province)
        .collect())
}

/// The present province that a former province became part of.
fn merged_from(former: &str) -> Option<String> {
    let mut communes = communes().into_iter();
    let found = communes.find(|one| squeezed(&one.former_province) == former);
    found.filter(|_| !former.is_empty()).map(|one| one.province)
}

fn squeezed(typed: &str) -> String {
    name::squeezed(&text::key(typed))
}

/// Fills in the province of communes that have none, from the national list, if code and name
/// match.
pub(super) fn place<'a>(unplaced: impl Iterator<Item = &'a mut Commune>) {
    let listed = by_code();
    for one in unplaced.filter(|one| one.province.is_empty()) {
        if let Some(listed) = listed
            .get(&one.code)
            .filter(|listed| listed.name == one.name)
        {
            one.province.clone_from(&listed.province);
        }
    }
}

/// Fills in from the national list what a list of communes leaves out: leading zeros that Excel
/// removed from codes, provinces and, if the list has no former province or district at all, the
/// former ones.
pub fn complete(communes: &mut [Commune]) {
    whole_codes(communes);
    place(communes.iter_mut());
    let told = |one: &Commune| !one.former_province.is_empty() || !one.former_district.is_empty();
    if communes.iter().any(told) {
        return;
    }
    let listed = by_code();
    for one in communes {
        if let Some(listed) = listed
            .get(&one.code)
            .filter(|listed| listed.name == one.name)
        {
            one.former_province.clone_from(&listed.former_province);
            one.former_district.clone_from(&listed.former_district);
        }
    }
}

/// Restores the leading zeros that codes lost in a column of numbers (`4` for `00004`), if the
/// national list has that code with the same name and kind.
fn whole_codes(communes: &mut [Commune]) {
    let listed = by_code();
    let whole = |one: &Commune| {
        let code = format!("{:0>5}", one.code);
        let same = |listed: &&Commune| listed.name == one.name && listed.kind == one.kind;
        let known = code != one.code && listed.get(&code).filter(same).is_some();
        known.then_some(code)
    };
    let pairs = communes
        .iter()
        .filter_map(|one| Some((one.code.clone(), whole(one)?)));
    let given: HashMap<String, String> = pairs.collect();
    for one in communes {
        let successors = one.successors();
        let successors: Vec<&str> = successors
            .map(|code| given.get(code).map_or(code, String::as_str))
            .collect();
        one.successor = successors.join(";");
        if let Some(code) = given.get(&one.code) {
            one.code.clone_from(code);
        }
    }
}

/// The province that contains all communes; `None` if there are several.
pub fn home(communes: &[Commune]) -> Option<&'static Province> {
    let first = &communes.first()?.province;
    let one = communes.iter().all(|commune| commune.province == *first);
    ALL.iter().find(|province| one && province.is(first))
}

fn by_code() -> HashMap<String, Commune> {
    let listed = communes().into_iter();
    listed.map(|one| (one.code.clone(), one)).collect()
}

/// Whether a title is the name of a commune, a former district or a province anywhere in the
/// country, with or without marks: «Sóc Sơn», «lang-son».
pub fn names_unit(title: &str) -> bool {
    static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let mut names: HashSet<String> = ALL.iter().map(|one| squeezed(&one.name)).collect();
        for commune in communes() {
            let districts = commune.former_district.split(';');
            let places = districts.chain([commune.former_province.as_str()]);
            names.extend(places.map(|place| {
                squeezed(&typed::place(&text::key(place), &UnitWords::shipped()).name)
            }));
            names.insert(squeezed(&commune.name));
        }
        names.remove("");
        names
    });
    let key = text::key(title);
    let words = UnitWords::shipped();
    let places = typed::places(&key, &words)
        .into_iter()
        .map(|place| place.name);
    let mut readings = places.chain(
        typed::readings(&key, &words)
            .into_iter()
            .map(|one| one.name),
    );
    NAMES.contains(&name::squeezed(&key))
        || readings.any(|name| NAMES.contains(&name::squeezed(&name)))
}

/// How similar two squeezed names are, from 0 to 1. If one begins with the other, or the typed text
/// contains the name, they are at least similar enough to be offered.
fn alike(typed: &str, name: &str) -> f64 {
    let begins = typed.len() >= 2 && (name.starts_with(typed) || typed.starts_with(name));
    let score = strsim::normalized_damerau_levenshtein(typed, name);
    let within = name.len() >= 3 && typed.contains(name);
    if begins || within {
        score.max(ALIKE)
    } else {
        score
    }
}

/// Whether the first letters of a name's words were typed, with or without «TP»: «HCM», «TPHCM».
fn is_short_for(typed: &str, name: &str) -> bool {
    let words = name.split(' ').filter_map(|word| word.chars().next());
    let letters = squeezed(&words.collect::<String>());
    letters.len() > 2 && typed.strip_prefix("tp").unwrap_or(typed) == letters
}

/// All communes of the country.
pub fn communes() -> Vec<Commune> {
    read::communes(&unpacked(COMMUNES)).expect("a test reads the national list")
}

/// The codes of those communes that the national list has under the same code and name.
pub(super) fn same(communes: &[Commune]) -> BTreeSet<&str> {
    let own: HashMap<&str, &Commune> = communes
        .iter()
        .map(|one| (one.code.as_str(), one))
        .collect();
    let text = unpacked(COMMUNES);
    let listed = text.lines().filter_map(|line| {
        let [_, code, name, _, _, _] = fields(line)?;
        let one = own.get(code)?;
        (one.name == name).then_some(one.code.as_str())
    });
    listed.collect()
}

/// The units dissolved in 2025 that became part of communes with these codes. Without those of
/// Quảng Ngãi, for which the program ships a list that was checked more thoroughly.
pub(super) fn dissolved_into(codes: &BTreeSet<&str>) -> Vec<OldCommune> {
    let text = unpacked(DISSOLVED);
    let units = text.lines().filter_map(|line| {
        let [old_name, old_kind, old_district, old_province, code] = fields(line)?;
        codes.contains(code).then(|| OldCommune {
            old_name: old_name.to_owned(),
            old_kind: old_kind.to_owned(),
            old_district: old_district.to_owned(),
            old_province: old_province.to_owned(),
            code: code.to_owned(),
        })
    });
    units.collect()
}

/// Splits a line of the packed lists at its commas. These lists have no quotes, and a run with its
/// own register scans thirteen thousand lines, so the csv reader is not used.
fn fields<const COUNT: usize>(line: &str) -> Option<[&str; COUNT]> {
    let fields: SmallVec<[&str; 8]> = line.split(',').collect();
    fields.as_slice().try_into().ok()
}

fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_string(&mut text)
        .expect("what the build packed unpacks");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: Result<&str, &[&str]>) {
        let found = province(typed);
        let codes: Vec<&str> = match &found {
            Ok(_) => Vec::new(),
            Err(near) => near.iter().map(|one| one.name.as_str()).collect(),
        };
        let found = found.as_ref().map(|one| one.name.as_str());
        match expected {
            Ok(name) => assert_eq!(found.ok(), Some(name), "{typed}"),
            Err(near) => assert_eq!((found.ok(), &codes[..]), (None, near), "{typed}"),
        }
    }

    #[test]
    fn a_province_is_known_by_code_and_by_name() {
        for typed in [
            "Lâm Đồng",
            "lam dong",
            "LÂM ĐỒNG",
            "tỉnh Lâm Đồng",
            "Tinh Lam Dong",
            "68",
            " 68 ",
            "lam-dong",
        ] {
            check(typed, Ok("Lâm Đồng"));
        }
        check("1", Ok("Hà Nội"));
        check("01", Ok("Hà Nội"));
        check("TP. Hồ Chí Minh", Ok("Hồ Chí Minh"));
        check("TP Huế", Ok("Huế"));
        check("thành phố Quảng Ninh", Ok("Quảng Ninh"));
    }

    #[test]
    fn near_misses_are_offered_and_nothing_is_guessed() {
        check("99", Err(&[]));
        check("", Err(&[]));
        for (typed, first) in [
            ("Lâm Đồn", "Lâm Đồng"),
            ("Lam", "Lâm Đồng"),
            ("Đắc Lắc", "Đắk Lắk"),
            ("Quảng Nam", "Đà Nẵng"),
            ("Kon Tum", "Quảng Ngãi"),
            ("tỉnh Bình Dương", "Hồ Chí Minh"),
            ("TPHCM", "Hồ Chí Minh"),
            ("Thừa Thiên Huế", "Huế"),
        ] {
            let near = province(typed).unwrap_err();
            assert_eq!(near[0].name, first, "{typed}");
            assert!(near.len() <= 5, "{typed}");
        }
    }

    #[test]
    fn the_national_list_has_every_commune_and_where_it_came_from() {
        let communes = communes();
        assert_eq!((provinces().len(), communes.len()), (34, 3_321));
        for province in provinces() {
            let own = province.communes();
            assert!(own.len() >= 30, "{}", province.name);
            assert!(
                own.iter()
                    .all(|commune| !commune.former_district.is_empty())
            );
        }
        let codes = same(&communes);
        assert_eq!(codes.len(), communes.len());
        let dissolved: Vec<OldCommune> = read::plain(&unpacked(DISSOLVED)).unwrap();
        assert_eq!(dissolved.len(), 9_795);
        assert_eq!(dissolved_into(&codes), dissolved);
    }

    #[test]
    fn a_city_named_after_a_person_is_written_in_full_where_it_signs() {
        let of = |name| super::province(name).unwrap();
        assert_eq!(of("Hồ Chí Minh").place(), "Thành phố Hồ Chí Minh");
        assert_eq!(of("Huế").place(), "Huế");
        assert_eq!(of("Đắk Lắk").slug(), "dak-lak");
    }
}
