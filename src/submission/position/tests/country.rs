//! The names of all communes of the country beside each office.

use super::*;

/// Every commune of the country by its province, with the word for its kind.
fn country() -> std::collections::BTreeMap<&'static str, Vec<(&'static str, &'static str)>> {
    let list = include_str!("../../../register/country/communes.csv");
    let mut provinces = std::collections::BTreeMap::<_, Vec<_>>::new();
    for line in list.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let kind = match fields[3] {
            "xa" => "xã",
            "phuong" => "phường",
            _ => "đặc khu",
        };
        provinces
            .entry(fields[0])
            .or_default()
            .push((kind, fields[2]));
    }
    provinces
}

/// The offices of a template with a commune in its place, without the units.
fn held_in(template: &str, commune: &str, positions: &Positions) -> Vec<Held> {
    let held = understood(&template.replace('@', commune), positions).into_iter();
    held.map(|held| Held { unit: None, ..held }).collect()
}

/// The templates for trying a name: all of them if a word of the name is in the vocabulary.
fn templates(name: &str) -> &'static [&'static str] {
    let mut words = name.split(' ');
    let known = words.any(|word| SHIPPED.begun_with(word) != Some(Vec::new()));
    if known { &TABLE_E } else { &TABLE_E[..2] }
}

#[track_caller]
fn check_country(spellings: &[Spelling], knows: bool) {
    let mut wrong = Vec::new();
    for communes in country().values() {
        let names = communes.iter().map(|(_, name)| *name).filter(|_| knows);
        let positions = SHIPPED.knowing(names);
        for (kind, name) in communes {
            for template in templates(name) {
                let bare = held_in(template, kind, &SHIPPED);
                for spelling in spellings {
                    let (template, commune) =
                        (spelling(template), spelling(&format!("{kind} {name}")));
                    let held = held_in(&template, &commune, &positions);
                    if held != bare {
                        let held: Vec<String> = held.iter().map(written).collect();
                        wrong.push(format!("{template}, {commune}: {}", held.join(" ")));
                    }
                }
            }
        }
    }
    let some = &wrong[..wrong.len().min(40)];
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        some.join("\n")
    );
}

/// In 71 communes a word of their own name («Hội», «Trường», «Sở») used to make the chair another
/// office, or none.
#[test]
fn a_communes_own_name_changes_no_office() {
    check_country(
        &[str::to_owned, str::to_uppercase, crate::text::strip],
        true,
    );
}

/// The register does not have the names of communes of other provinces.
#[test]
fn a_name_that_no_register_knows_changes_no_office_where_capitals_tell_it() {
    check_country(&[str::to_owned], false);
}

#[test]
fn a_communes_name_is_the_unit_of_the_office() {
    let positions = SHIPPED.knowing(["Hòa Hội", "Vị Thanh 1", "Lang Biang - Đà Lạt", "Ca Dam"]);
    check_with(
        &positions,
        &[
            ("CHỦ TỊCH UBND XÃ HÒA HỘI", "chairman-pc@XÃ HÒA HỘI"),
            ("Chủ tịch UBND Hòa Hội", "chairman-pc@Hòa Hội"),
            ("Chủ tịch UBND X. Hòa Hội", "chairman-pc@X. Hòa Hội"),
            ("chủ tịch ubnd xã hoà hội", "chairman-pc@xã hoà hội"),
            ("Chu tich UBND xa Hoa Hoi", "chairman-pc@xa Hoa Hoi"),
            ("Chu tich UBND xa Ca Dam", "chairman-pc@xa Ca Dam"),
            ("CT UBND phường Vị Thanh 1", "chairman-pc@phường Vị Thanh 1"),
            (
                "Chủ tịch UBND phường Lang Biang - Đà Lạt",
                "chairman-pc@phường Lang Biang - Đà Lạt",
            ),
            (
                "Chủ tịch Hội Nông dân xã Hòa Hội",
                "chairman-farmers@xã Hòa Hội",
            ),
        ],
    );
}
