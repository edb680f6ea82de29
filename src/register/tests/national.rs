//! All communes of the country, in all the ways of spelling them.

use super::*;

#[test]
fn every_commune_of_the_country_is_found_by_its_full_marks() {
    for (register, at, commune) in every_commune() {
        let name = &commune.name;
        for typed in [
            name.clone(),
            commune.title(),
            commune.title().to_uppercase(),
            format!("UBND {} {name}", commune.kind.word()),
            format!("7. {}", commune.title()),
            format!("{}, tỉnh {}", commune.title(), province(commune)),
            commune.title().nfd().collect(),
            half_composed(&commune.title()),
            other_tone_fashion(&commune.title()),
            name.replace('’', "'"),
        ] {
            assert_eq!(register.find(&typed), Named::Exact(at), "{typed:?}");
        }
    }
}

/// The ways in which a name may be typed according to DOMAIN, with whether its marks are kept or
/// lost.
fn spellings(commune: &Commune) -> Vec<(&'static str, String)> {
    let (name, title) = (&commune.name, commune.title());
    let word = commune.kind.word();
    let short = match word {
        "xã" => "X.",
        "phường" => "P.",
        _ => "ĐK ",
    };
    let district = commune
        .former_district
        .split("; ")
        .next()
        .unwrap_or_default();
    let own_i = title.replace("ỳ", "ì").replace("ỹ", "ĩ").replace("ỷ", "ỉ");
    let mut all = vec![
        ("name", name.clone()),
        ("kind and name", title.clone()),
        ("capitals", title.to_uppercase()),
        ("small letters", title.to_lowercase()),
        ("short kind", format!("{short}{name}")),
        ("UBND before", format!("UBND {word} {name}")),
        ("UBND before", format!("Uỷ ban nhân dân {word} {name}")),
        ("number before", format!("12. {title}")),
        ("mark behind", format!("{title};")),
        ("province behind", format!("{title}, {}", province(commune))),
        (
            "province behind",
            format!("{title} ({})", province(commune)),
        ),
        ("decomposed", title.nfd().collect()),
        ("decomposed", half_composed(&title)),
        ("other tone fashion", other_tone_fashion(&title)),
        ("other apostrophe", title.replace('’', "'")),
        ("no apostrophe", title.replace('’', "")),
        ("hidden spaces", title.replace(' ', "\u{a0}")),
        ("hidden spaces", title.replace(' ', "\u{200b} ")),
        ("Icelandic Ð", title.replace('Đ', "\u{d0}")),
        ("i for y", own_i),
        ("Đắk, Đak", title.replace("Đăk", "Đắk")),
        ("Đắk, Đak", title.replace("Đăk", "Đak")),
        ("no marks", lose_marks(name)),
        ("no marks, with kind", lose_marks(&title)),
    ];
    if !district.is_empty() {
        all.push(("district behind", format!("{title}, {district}")));
        all.push(("district behind", format!("{title} ({district} cũ)")));
    }
    all
}

/// No spelling matches another commune. At least 99 of 100 match the right one; the others give a
/// question.
#[test]
fn the_spellings_of_every_province_are_right_or_asked_about() {
    // Number of spellings tried, and number of those that gave a question.
    let mut told: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (register, at, commune) in every_commune() {
        for (kind, typed) in spellings(commune) {
            let (tried, asked) = told.entry(kind).or_default();
            *tried += 1;
            match register.find(&typed) {
                Named::Exact(found) | Named::Folded(found) | Named::Alias(found) => {
                    // «Sơn Kì», if it is exactly another commune's name, cannot be distinguished
                    // from it.
                    let own = text::key(&register.communes[found].name);
                    let very = text::key(&typed).ends_with(&own);
                    assert!(
                        found == at || very,
                        "{typed:?}: {}",
                        register.communes[found].title()
                    );
                }
                _ => *asked += 1,
            }
        }
    }
    let mut table = String::from("spelling             | tried | right | asked\n");
    let (mut all, mut all_asked) = (0, 0);
    for (kind, (tried, asked)) in &told {
        let right = tried - asked;
        writeln!(table, "{kind:<20} | {tried:>5} | {right:>5} | {asked:>5}").unwrap();
        all += tried;
        all_asked += asked;
    }
    let right = all - all_asked;
    write!(
        table,
        "{:<20} | {all:>5} | {right:>5} | {all_asked:>5}",
        "all"
    )
    .unwrap();
    assert!(all_asked * 100 <= all, "{table}");
    insta::assert_snapshot!(table, @r"
    spelling             | tried | right | asked
    Icelandic Ð          |  3417 |  3417 |     0
    UBND before          |  6834 |  6834 |     0
    capitals             |  3417 |  3417 |     0
    decomposed           |  6834 |  6834 |     0
    district behind      |  6834 |  6834 |     0
    hidden spaces        |  6834 |  6834 |     0
    i for y              |  3417 |  3397 |    20
    kind and name        |  3417 |  3417 |     0
    mark behind          |  3417 |  3417 |     0
    name                 |  3417 |  3417 |     0
    no apostrophe        |  3417 |  3417 |     0
    no marks             |  3417 |  3393 |    24
    no marks, with kind  |  3417 |  3391 |    26
    number before        |  3417 |  3417 |     0
    other apostrophe     |  3417 |  3417 |     0
    other tone fashion   |  3417 |  3417 |     0
    province behind      |  6834 |  6834 |     0
    short kind           |  3417 |  3417 |     0
    small letters        |  3417 |  3417 |     0
    Đắk, Đak             |  6834 |  6834 |     0
    all                  | 88842 | 88772 |    70
    ");
}

#[test]
fn every_commune_without_marks_is_found_or_asked_about_and_never_another() {
    let mut asked = 0;
    for (register, at, commune) in every_commune() {
        for typed in [lose_marks(&commune.name), lose_marks(&commune.title())] {
            match register.find(&typed) {
                Named::Exact(found) if register.communes[found].name.to_lowercase() == typed => {}
                Named::Exact(found) | Named::Folded(found) => assert_eq!(found, at, "{typed:?}"),
                Named::Ambiguous(all) => {
                    assert!(all.contains(&at), "{typed:?}");
                    asked += 1;
                }
                other => panic!("{typed:?}: {other:?}"),
            }
        }
    }
    assert!(
        asked >= 40,
        "the folded twins of DOMAIN d4 are asked about: {asked}"
    );
}

/// A register of the whole country, in which 321 names belong to several communes.
#[test]
fn a_province_tells_the_communes_of_one_name_apart() {
    let register = &*WHOLE;
    let (mut shared, mut asked) = (0, 0);
    let mut names: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in &register.communes {
        *names.entry((&one.name, one.kind.id())).or_default() += 1;
    }
    for (at, commune) in register.communes.iter().enumerate() {
        let title = format!("{} {}", commune.kind.word(), commune.name);
        let province = &commune.province;
        let kind = country::province(province).unwrap().title();
        for typed in [
            format!("{title}, {province}"),
            format!("{title}, {kind}"),
            format!("{title} ({province})"),
            format!("{title} - {kind}"),
            format!("UBND {}, {kind}", title.to_lowercase()),
        ] {
            assert_eq!(register.find(&typed), Named::Exact(at), "{typed:?}");
        }
        assert_eq!(register.find(&commune.title()), Named::Exact(at), "{title}");
        match register.find(&title) {
            Named::Exact(found) => assert_eq!(found, at, "{title}"),
            Named::Ambiguous(all) => {
                assert!(all.contains(&at), "{title}: {all:?}");
                asked += 1;
            }
            other => panic!("{title}: {other:?}"),
        }
        shared += usize::from(names[&(commune.name.as_str(), commune.kind.id())] > 1);
        let lost = lose_marks(&format!("{title}, {kind}"));
        match register.find(&lost) {
            Named::Exact(found) | Named::Folded(found) => assert_eq!(found, at, "{lost}"),
            Named::Ambiguous(all) => assert!(all.contains(&at), "{lost}"),
            Named::Dissolved { .. } | Named::Unknown { .. } => {}
            Named::Alias(_) => panic!("{lost}"),
        }
    }
    assert!(asked >= shared, "{asked} asked of {shared}");
    let elsewhere = register.find("Xã An Khánh, tỉnh Cà Mau");
    assert!(matches!(elsewhere, Named::Unknown { .. }), "{elsewhere:?}");
}
