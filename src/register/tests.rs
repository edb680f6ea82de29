//! Names as they arrive (DOMAIN d1 to d4), and generated ones over every province.

mod national;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::register::{Commune, Named, Register, country, name, with_names, write};
use crate::text;

fn told(register: &Register, named: Named) -> String {
    let code = |at: usize| register.communes[at].code.clone();
    let codes = |all: Vec<usize>| all.into_iter().map(code).collect::<Vec<_>>().join(" ");
    match named {
        Named::Exact(at) => format!("exact {}", code(at)),
        Named::Alias(at) => format!("alias {}", code(at)),
        Named::Folded(at) => format!("folded {}", code(at)),
        Named::Ambiguous(all) => format!("ambiguous {}", codes(all)),
        Named::Dissolved { old_name, into } => format!("{old_name} -> {}", codes(into)),
        Named::Unknown { candidates } => {
            format!("? {}", codes(candidates.into_iter().take(1).collect()))
        }
    }
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    let register = Register::shipped();
    let mut wrong = Vec::new();
    for (typed, expected) in rows {
        let found = told(&register, register.find(typed));
        if found != *expected {
            wrong.push(format!("{typed:?}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn case_spaces_composition_and_prefixes_leave_a_name_exact() {
    check(&[
        ("Đăk Ui", "exact 23510"),
        ("ĐĂK UI", "exact 23510"),
        ("Đăk  Ui", "exact 23510"),
        (
            "x\u{61}\u{303} \u{110}\u{61}\u{306}k P\u{65}\u{301}k",
            "exact 23341",
        ),
        ("\u{d0}ăk Ui", "exact 23510"),
        ("\u{189}ăk Ui", "exact 23510"),
        ("\u{feff}Xã An\u{a0}Phú", "exact 21034"),
        ("Xã\nAn Phú", "exact 21034"),
        ("Sơn Thuỷ", "exact 21319"),
        ("Đặng Thuỳ Trâm", "exact 21520"),
        ("Đăk BLa", "exact 23302"),
        ("Kon PLông", "exact 23476"),
        ("P. Cẩm Thành", "exact 21025"),
        ("UBNDxã Ba Tơ", "exact 21484"),
        ("UBND XÃSơn Hà", "exact 21289"),
        ("xãĐăk Ui", "exact 23510"),
        ("Ủy ban nhân dânphường Kon Tum", "exact 23293"),
        ("Phường-Kon Tum", "exact 23293"),
        ("Ba Tơ (xã)", "exact 21484"),
        ("Kon Tum (P)", "exact 23293"),
        ("UBND đặckhu Lý Sơn", "exact 21548"),
        ("23293_Phường Kon Tum", "exact 23293"),
        ("P.Kon Tum", "exact 23293"),
        ("P Kon Tum", "exact 23293"),
        ("X. An Phú", "exact 21034"),
        ("X.Măng Đen", "exact 23473"),
        ("ĐK Lý Sơn", "exact 21548"),
        ("đặc khu Lý Sơn", "exact 21548"),
        ("UBND xã An Phú", "exact 21034"),
        ("Uỷ ban nhân dân xã An Phú", "exact 21034"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG ĐĂK BLA", "exact 23302"),
        ("xa An Phú", "exact 21034"),
        ("xa Xốp", "exact 23356"),
        ("1. Xã An Phú", "exact 21034"),
        ("01) UBND xã An Phú", "exact 21034"),
        ("12 - Xã An Phú", "exact 21034"),
        ("3 Xã An Phú", "exact 21034"),
        ("- Xã An Phú;", "exact 21034"),
        ("Xã: An Phú", "exact 21034"),
    ]);
}

#[test]
fn places_after_a_name_must_not_contradict_it() {
    check(&[
        ("xã An Phú, TP Quảng Ngãi", "exact 21034"),
        ("xã An Phú, TP.Quảng Ngãi, tỉnh Quảng Ngãi", "exact 21034"),
        ("Xã An Phú - TP Quảng Ngãi", "exact 21034"),
        ("Xã An Phú (TP Quảng Ngãi cũ)", "exact 21034"),
        ("Xã Đăk Ui, tỉnh Quảng Ngãi", "exact 23510"),
        ("Xã Đăk Ui huyện Đắk Hà tỉnh Kon Tum", "exact 23510"),
        ("Xã Đăk Ui (Kon Tum)", "exact 23510"),
        ("Xã Đăk Ui, huyện Đắk Hà (cũ)", "exact 23510"),
        ("Xã Ia Tơi, huyện Ia H’Drai", "exact 23538"),
        ("xã An Phú, huyện Bình Sơn", "? 21034"),
        ("xã An Phú, tỉnh An Giang", "? 21034"),
        ("Xã An Phú (đã báo cáo)", "exact 21034"),
        ("Xã Nguyễn Nghiêm (nay là phường Đức Phổ)", "? 21457"),
        ("Xã An Phú, xã Nghĩa Giang", "? 21034"),
        ("Xã Đăk Ui, xã Đăk Hà", "? 23510"),
        ("Xã Đăk Ui, Đắk Hà", "exact 23510"),
        // With the remark it is another commune.
        ("Sơn Tây (Hạ)", "? 21340"),
        ("Xã Trà Bồng (Tây)", "? 21115"),
    ]);
}

#[test]
fn lost_and_changed_marks_are_told() {
    check(&[
        ("Đắk Ui", "folded 23510"),
        ("Dak Ui", "folded 23510"),
        ("Đak Ui", "folded 23510"),
        ("Đắk Hà", "folded 23500"),
        ("Dăk Hà", "folded 23500"),
        ("Xã Dak Ha", "folded 23500"),
        ("Đắk Long", "folded 23368"),
        ("Đăk Pek", "folded 23341"),
        ("Đăk Rờ Wa", "folded 23332"),
        ("Tu Mơ Rong", "folded 23425"),
        ("Kon Plong", "folded 23476"),
        ("Ngok Tụ", "folded 23428"),
        ("Ngok Réo", "folded 23515"),
        ("Rơ Kơi", "folded 23530"),
        ("Sơn Kì", "folded 21325"),
        ("Xa Son Tinh", "folded 21220"),
        ("Phuong Nghia Lo", "folded 21028"),
        ("Dac khu Ly Son", "folded 21548"),
        ("Tay Tra", "folded 21154"),
        ("Xã Duc Nong", "folded 23383"),
        ("xa An Phu, TP Quang Ngai", "folded 21034"),
    ]);
}

#[test]
fn what_fits_two_is_asked() {
    check(&[
        ("Son Ha", "ambiguous 21289 21292"),
        ("Ba To", "ambiguous 21484 21523"),
        ("Xã Ba To", "ambiguous 21484 21523"),
        ("Sơn Tình", "ambiguous 21220 21343"),
    ]);
}

#[test]
fn changed_letters_are_asked_unless_an_alias_says() {
    check(&[
        ("Đăk Uy", "? 23510"),
        ("Xã Đak Uy", "? 23510"),
        ("Ngọc Tụ", "alias 23428"),
        ("Xã Ngọc Tụ", "alias 23428"),
        ("Ngọc Linh", "exact 23365"),
        ("Pờ Y", "alias 23377"),
        ("Kon B’raih", "alias 23497"),
        ("Đăkhà", "alias 23500"),
        // Dissolved units have the same letters.
        ("Tu MơRông", "exact 23425"),
        ("ĐăkPxi", "exact 23504"),
        ("Xã.Rờ_Kơi", "exact 23530"),
        ("Sơn-Hà", "exact 21289"),
        ("SonHa", "? 21289"),
        ("Trà Bồngg", "? 21115"),
        ("Trà", "? "),
        ("Tổng cộng", "? "),
        ("", "? "),
        ("I. Khu vực Kon Tum (cũ)", "? "),
    ]);
}

#[test]
fn dissolved_units_are_never_credited_to_a_namesake() {
    check(&[
        ("Trà Giang", "exact 21244"),
        ("xã Trà Giang, huyện Trà Bồng", "Trà Giang -> 21127"),
        ("xã Trà Giang (Trà Bồng cũ)", "Trà Giang -> 21127"),
        ("Xã Trà Giang (cũ)", "Trà Giang -> 21127"),
        ("Xã Trà Giang cũ", "Trà Giang -> 21127"),
        ("Đăk Blà", "Đắk Blà -> 23332"),
        ("Đắk Blà", "Đắk Blà -> 23332"),
        ("xã Đăk Hà, huyện Tu Mơ Rông", "Đắk Hà -> 23425"),
        ("Đăk Long, huyện Đắk Hà", "Đăk Long -> 23504"),
        ("Sơn Tinh", "Sơn Tinh -> 21343"),
        ("Nguyễn Nghiêm", "exact 21457"),
        ("Phường Nguyễn Nghiêm", "Nguyễn Nghiêm -> 21025 21439"),
        ("P. Nguyễn Nghiêm, TX Đức Phổ", "Nguyễn Nghiêm -> 21439"),
        ("Nghĩa Hà", "Nghĩa Hà -> 21034"),
        ("Nghia Ha", "Nghĩa Hà -> 21034"),
        ("Măng Buk", "Măng Buk -> 23455"),
        ("Thắng Lợi", "Thắng Lợi -> 21409 23293"),
        ("Phường Thắng Lợi", "Thắng Lợi -> 23293"),
    ]);
}

#[test]
fn a_wrong_kind_is_asked_about() {
    check(&[
        ("Phường Sơn Tịnh", "? 21220"),
        ("Xã Lý Sơn", "? 21548"),
        ("Huyện Lý Sơn", "exact 21548"),
        ("Xã Trà Câu", "? 21451"),
        ("TT Mộ Đức", "Mộ Đức -> 21400"),
        ("Thị trấn Măng Đen", "Măng Đen -> 23473"),
        ("TT Sơn Tịnh", "? 21220"),
        ("Huyện Mộ Đức", "? 21400"),
        ("TP Kon Tum", "? 23293"),
        ("Thị xã Đức Phổ", "? 21439"),
    ]);
}

/// They used to count for the commune whose kind they contradict.
#[test]
fn a_wrong_kind_is_asked_about_where_a_twin_has_it() {
    let province = |list: &str| {
        let head = "code,name,kind,former_province,former_district\n";
        Register::from_csv(&format!("{head}{list}"), "", "").unwrap()
    };
    let thanh_hoa = province("1,Đồng Tiến,xa,,\n2,Đông Tiến,phuong,,\n3,Lam Sơn,xa,,\n");
    let dong_thap = province("1,Mỹ Tho,phuong,,\n2,Mỹ Thọ,xa,,\n");
    for (register, typed, expected) in [
        (&thanh_hoa, "Phường Đồng Tiến", "ambiguous 1 2"),
        (&thanh_hoa, "Xã Đông Tiến", "ambiguous 1 2"),
        (&thanh_hoa, "Xã Đồng Tiến", "exact 1"),
        (&thanh_hoa, "Đồng Tiến", "exact 1"),
        (&thanh_hoa, "Đặc khu Đồng Tiến", "? 1"),
        (&thanh_hoa, "Phường Lam Sơn", "? 3"),
        (&dong_thap, "Xã Mỹ Tho", "ambiguous 1 2"),
        (&dong_thap, "UBND phường Mỹ Thọ", "ambiguous 1 2"),
        (&dong_thap, "Phường Mỹ Tho", "exact 1"),
    ] {
        assert_eq!(told(register, register.find(typed)), expected, "{typed}");
    }
}

#[test]
fn words_may_be_parted_otherwise_where_no_other_name_has_the_letters() {
    let list = "code,name,kind,former_province,former_district\n\
        1,Lang Biang - Đà Lạt,phuong,,\n2,D’Ran,xa,,\n3,Ia H’Drai,xa,,\n4,Bình An,xa,,\n5,Bì Nhan,xa,,\n";
    let register = Register::from_csv(list, "", "").unwrap();
    for (typed, expected) in [
        ("Lang Biang-Đà Lạt", "exact 1"),
        ("Phường Lang Biang – Đà Lạt", "exact 1"),
        ("Lang Biang Đà Lạt", "exact 1"),
        ("LangBiang, Đà Lạt", "exact 1"),
        ("D Ran", "exact 2"),
        ("Xã D.Ran", "exact 2"),
        ("Phường D Ran", "? 2"),
        ("Ia HDrai", "exact 3"),
        ("Ia-H'Drai", "exact 3"),
        ("Lang biang - Da Lat", "folded 1"),
        ("BìnhAn", "? 4"),
    ] {
        assert_eq!(told(&register, register.find(typed)), expected, "{typed}");
    }
}

/// Counting letters must not rule out a name that comparison would find.
#[test]
fn what_is_near_is_found_as_if_every_name_were_compared() {
    for register in COUNTRY.iter().step_by(7) {
        for (_, _, commune) in every_commune().step_by(211) {
            let mut letters: Vec<char> = commune.name.chars().collect();
            letters.insert(letters.len() / 2, 'x');
            let typed: String = letters.into_iter().collect();
            let squeezed = name::squeezed(&text::key(&typed));
            let nearest = register.communes.iter().map(|own| {
                let own = name::squeezed(&text::key(&own.name));
                strsim::normalized_damerau_levenshtein(&squeezed, &own)
            });
            let any = nearest.fold(0.0, f64::max) >= 0.66;
            let found = match register.find(&typed) {
                Named::Unknown { candidates } => !candidates.is_empty(),
                _ => true,
            };
            assert!(found || !any, "{typed}");
        }
    }
}

#[test]
fn names_within_names_are_kept_apart() {
    check(&[
        ("Trà Bồng", "exact 21115"),
        ("Đông Trà Bồng", "exact 21127"),
        ("Tây Trà Bồng", "exact 21157"),
        ("Tây Trà", "exact 21154"),
        ("Sơn Tây", "exact 21340"),
        ("Sơn Tây Thượng", "exact 21334"),
        ("Sơn Tây Hạ", "exact 21343"),
    ]);
}

/// One register for each of the 34 provinces, and the shipped one.
static COUNTRY: LazyLock<Vec<Register>> = LazyLock::new(|| {
    let lists = country::provinces()
        .iter()
        .map(|province| write::communes(&province.communes()));
    let registers = lists.map(|list| Register::with_shipped_names(&list).unwrap());
    registers.chain([Register::shipped()]).collect()
});

/// The whole country in one register.
static WHOLE: LazyLock<Register> = LazyLock::new(|| with_names(country::communes()));

/// The province of a commune of `COUNTRY`.
fn province(commune: &Commune) -> &str {
    match commune.province.as_str() {
        "" => "Quảng Ngãi",
        named => named,
    }
}

fn every_commune() -> impl Iterator<Item = (&'static Register, usize, &'static Commune)> {
    COUNTRY.iter().flat_map(|register| {
        let communes = register.communes.iter().enumerate();
        communes.map(move |(at, commune)| (register, at, commune))
    })
}

/// The other way of placing the tone mark in open `oa`, `oe` and `uy`, if a word has one of these.
fn other_tone_fashion(name: &str) -> String {
    const PAIRS: [(&str, &str); 10] = [
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("õa", "oã"),
        ("ọa", "oạ"),
        ("ùy", "uỳ"),
        ("úy", "uý"),
        ("ủy", "uỷ"),
        ("ũy", "uỹ"),
        ("ụy", "uỵ"),
    ];
    let words = name.split(' ').map(|word| {
        for (new, old) in PAIRS {
            if let Some(head) = word
                .strip_suffix(new)
                .filter(|head| !head.ends_with(['q', 'Q']))
            {
                return format!("{head}{old}");
            }
            if let Some(head) = word
                .strip_suffix(old)
                .filter(|head| !head.ends_with(['q', 'Q']))
            {
                return format!("{head}{new}");
            }
        }
        word.to_owned()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The form of Windows-1258: composed letters with separate tone marks.
fn half_composed(text: &str) -> String {
    let tones = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let words = text.chars().map(|c| {
        let parts: Vec<char> = [c].into_iter().nfd().collect();
        let (tone, letter): (Vec<char>, Vec<char>) =
            parts.into_iter().partition(|c| tones.contains(c));
        letter.into_iter().nfc().chain(tone).collect::<String>()
    });
    words.collect()
}

fn lose_marks(text: &str) -> String {
    text::strip(&text.to_lowercase())
}

#[test]
fn the_country_has_3321_communes_in_34_provinces_and_the_shipped_register_96() {
    assert_eq!(every_commune().count(), 3_321 + 96);
    assert_eq!(COUNTRY.len(), 35);
    assert_eq!(Register::shipped().dissolved.len(), 272);
}

#[test]
fn names_of_other_provinces_match_nobody_here() {
    for register in COUNTRY.iter() {
        let folds: Vec<String> = register
            .communes
            .iter()
            .map(|own| lose_marks(&own.name))
            .collect();
        for (_, _, commune) in every_commune().step_by(23) {
            if folds.contains(&lose_marks(&commune.name)) {
                continue;
            }
            for typed in [commune.name.clone(), commune.title()] {
                let found = register.find(&typed);
                let credited = matches!(found, Named::Exact(_) | Named::Folded(_));
                assert!(!credited, "{typed:?}: {found:?}");
            }
        }
    }
}

fn disturbed() -> impl Strategy<Value = (usize, u8, u8, u8, u8, bool, bool)> {
    (
        0usize..3_417,
        0u8..7,
        0u8..9,
        0u8..4,
        0u8..4,
        any::<bool>(),
        any::<bool>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Changes that leave the marks alone leave the match exact; lost marks give a folded match or
    /// a question.
    #[test]
    fn a_disturbed_name_is_its_own_or_asked_about(
        (pick, prefix, suffix, form, space, fold, other) in disturbed()
    ) {
        let (register, at, commune) = every_commune().nth(pick).unwrap();
        let word = commune.kind.word();
        let short = match word { "xã" => "X.", "phường" => "P.", _ => "ĐK " };
        let mut text = match prefix {
            0 => commune.name.clone(),
            1 => commune.title(),
            2 => format!("{short}{}", commune.name),
            3 => format!("UBND {word} {}", commune.name),
            4 => format!("Uỷ ban nhân dân {word} {}", commune.name),
            5 => format!("{}. {}", pick % 97, commune.title()),
            _ => format!("{word}: {}", commune.name),
        };
        if other {
            text = other_tone_fashion(&text);
        }
        let province = province(commune);
        text.push_str(&match suffix {
            0 => format!(", tỉnh {province}"),
            1 => format!(" ({province})"),
            2 => format!(" - tỉnh {province}"),
            3 => format!(" tỉnh {province}"),
            4 => " (đã báo cáo)".to_owned(),
            5 => ";".to_owned(),
            _ => String::new(),
        });
        if fold {
            text = lose_marks(&text);
        }
        text = match form {
            0 => text.nfd().collect(),
            1 => half_composed(&text),
            2 => text.to_uppercase(),
            _ => text,
        };
        text = match space {
            0 => text.replace(' ', "\u{a0}"),
            1 => text.replace(' ', "  \n"),
            2 => format!("\u{feff} {}\u{200b} ", text.replace(' ', "\u{200b} ")),
            _ => text,
        };
        let found = register.find(&text);
        if fold {
            let right = match &found {
                Named::Exact(one) | Named::Folded(one) => {
                    *one == at || lose_marks(&register.communes[*one].name) == lose_marks(&commune.name)
                        && register.communes[*one].name.is_ascii()
                }
                Named::Ambiguous(all) => all.contains(&at),
                Named::Unknown { candidates } => suffix < 5 && candidates.contains(&at),
                _ => false,
            };
            prop_assert!(right, "{text:?}: {found:?}");
        } else {
            prop_assert_eq!(found, Named::Exact(at), "{:?}", text);
        }
    }

    /// A name with one letter added, removed or changed never matches another commune, unless it is
    /// that commune's exact name.
    #[test]
    fn a_misspelt_name_is_never_another_commune(
        pick in 0usize..3_417, place in 0usize..20, letter in prop::char::range('a', 'z'), change in 0u8..3
    ) {
        let (register, at, commune) = every_commune().nth(pick).unwrap();
        let mut letters: Vec<char> = commune.name.chars().collect();
        let place = place % letters.len();
        match change {
            0 => letters[place] = letter,
            1 => letters.insert(place, letter),
            _ => { letters.remove(place); }
        }
        let typed: String = letters.into_iter().collect();
        let same = |other: &Commune| text::strip(&name::variant(&text::key(&typed)))
            == text::strip(&name::variant(&text::key(&other.name)));
        if let Named::Exact(found) | Named::Folded(found) = register.find(&typed) {
            prop_assert!(found == at || same(&register.communes[found]), "{typed:?}");
        }
    }
}
