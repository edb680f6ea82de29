//! Registers, spellings and answers with their faults: all faults are reported at once, and no
//! spelling takes over the name of a living commune.

use super::*;

#[test]
fn an_answer_counts_unless_the_campaigns_own_spelling_says_otherwise() {
    let alias = |spelling: &str, code: &str| Alias {
        spelling: spelling.to_owned(),
        code: code.to_owned(),
    };
    let own = [alias("Xã Đak Uy", "23510")];
    let answers = [
        alias("Đak Uy", "23500"),
        alias("Phường Nguyên Nghiêm", "21025"),
    ];
    let register = Register::shipped().with_answers(&own, answers.into_iter());
    let at = |code: &str| register.position(code).unwrap();
    assert!(!matches!(register.find("Đak Uy"), Named::Alias(_)));
    assert_eq!(
        register.find("phường Nguyên Nghiêm"),
        Named::Alias(at("21025"))
    );
    for (spelling, code, key) in [
        ("Đak Uy", "23510", None),
        ("Đak Uy", "23500", Some("register-alias-contradicted")),
        ("An Phú", "21025", Some("register-alias-of-another")),
        ("An Phú", "99999", Some("register-alias-unknown-code")),
    ] {
        let refused = register.refusal(&alias(spelling, code), &own);
        assert_eq!(refused.map(|fault| fault.key), key, "{spelling} {code}");
    }
}

const HEAD: &str = "code,name,kind,former_province,former_district\n";

#[test]
fn every_faulty_line_is_told_at_once() {
    let text = format!("{HEAD}1,An Phú,xa,,\n1,Nghĩa Hà,xa,,\n2,,xa,,\n3,Ba Tơ,thon,,\n4,x\n");
    let faults = Register::from_csv(&text, "", "").unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| (fault.line, fault.key)).collect();
    assert_eq!(
        told,
        [
            (3, "register-code-twice"),
            (4, "register-line-incomplete"),
            (5, "register-line-value"),
            (6, "register-line-cells"),
        ]
    );
    let empty = Register::from_csv("", "", "").unwrap_err();
    assert_eq!(empty[0].key, "register-empty");
    let columns = Register::from_csv("code,name\n1,An Phú\n2,Ba Tơ\n", "", "").unwrap_err();
    let told: Vec<_> = columns
        .iter()
        .map(|fault| (fault.line, fault.key))
        .collect();
    assert_eq!(told, [(1, "register-column-missing")]);
}

#[test]
fn a_register_that_excel_saved_is_read() {
    for mark in [";", "\t"] {
        let text = format!("\u{feff}{HEAD}1,An Phú,xa,,\r\n,,,,\r\n2,Ba Tơ,xa,,\r\n");
        let saved = text.replace(',', mark);
        let register = Register::with_shipped_names(&saved).unwrap();
        assert_eq!(register.communes.len(), 2, "{mark:?}");
    }
    let bad = format!("{HEAD}1,An Phú,xa,,\n2,Ba Tơ,thon,,\n3,x\n");
    assert!(codes(&bad).contains("2"));
}

#[test]
fn a_campaigns_answer_decides_but_cannot_take_a_living_name() {
    let answers = [
        ("Xã Đak Uy", "23510"),
        ("Phường Nguyễn Nghiêm", "21025"),
        ("An Phú", "21025"),
        ("Đăk X", "99999"),
    ];
    let answers = answers.map(|(spelling, code)| (spelling.to_owned(), code.to_owned()));
    let (register, refused) = Register::shipped().with_aliases(&BTreeMap::from(answers));
    let keys: Vec<_> = refused.iter().map(|(_, fault)| fault.key).collect();
    assert_eq!(
        keys,
        ["register-alias-of-another", "register-alias-unknown-code"]
    );
    let at = |code: &str| register.position(code).unwrap();
    for typed in ["Xã Đak Uy", "UBND XÃ ĐAK UY", "Đak Uy, huyện Đắk Hà"] {
        assert_eq!(register.find(typed), Named::Alias(at("23510")), "{typed}");
    }
    assert_eq!(
        register.find("phường Nguyễn Nghiêm"),
        Named::Alias(at("21025"))
    );
    assert_eq!(register.find("Nguyễn Nghiêm"), Named::Exact(at("21457")));
}

/// The last of them used to win without a finding.
#[test]
fn aliases_that_contradict_one_another_are_refused() {
    let answers = [
        ("Xã Đak Uy", "23510"),
        ("xã  đak uy", "23500"),
        ("Đak Uy", "23504"),
        ("Phường Đak Uy", "23302"),
        ("XÃ ĐAK UY", "23510"),
    ];
    let answers = answers.map(|(spelling, code)| (spelling.to_owned(), code.to_owned()));
    let (register, refused) = Register::shipped().with_aliases(&BTreeMap::from(answers));
    let told: Vec<_> = refused
        .iter()
        .map(|(spelling, fault)| (spelling.as_str(), fault.key))
        .collect();
    let contradicted = "register-alias-contradicted";
    assert_eq!(
        told,
        [("xã  đak uy", contradicted), ("Đak Uy", contradicted)]
    );
    let at = |code: &str| register.position(code).unwrap();
    assert_eq!(register.find("UBND xã Đak Uy"), Named::Alias(at("23510")));
    assert_eq!(register.find("phường Đak Uy"), Named::Alias(at("23302")));
    let spellings = "spelling,code,why\nXã Đak Uy,23510,\nĐak Uy,23500,\n";
    let faults = Register::from_csv(COMMUNES, "", spellings).unwrap_err();
    assert_eq!((faults[0].line, faults[0].key), (3, contradicted));
}

#[test]
fn shipped_names_serve_a_register_of_one_s_own() {
    let few = format!("{HEAD}21127,Đông Trà Bồng,xa,Quảng Ngãi,huyện Trà Bồng\n");
    let register = Register::with_shipped_names(&few).unwrap();
    assert!(matches!(register.find("Trà Phú"), Named::Dissolved { .. }));
    let other = format!("{HEAD}21127,Tân Phú,xa,,\n");
    assert!(
        Register::with_shipped_names(&other)
            .unwrap()
            .dissolved
            .is_empty()
    );
}
