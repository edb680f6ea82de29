//! The sentences of findings: every finding has one, with every placeholder filled.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, RuleId};
use crate::locale::{self, Language};
use crate::rule::declared::Rules;
use crate::rule::testing::{
    ACommune, a_commune, a_contact, full, held, judged, of, past, perhaps, pulled, seen, standing,
};
use crate::rule::{Judgement, judge};
use crate::submission::{Act, Held, Manner, Role};

const OURS: &str = "Xã Đăk Ui";

/// The arguments that reading passes to each sentence, by rule and variant
/// (besides `commune` and `value`).
const READING: &[(&str, &str, &[&str])] = &[
    ("commune-unknown", "none", &[]),
    ("commune-unknown", "candidates", &["candidates"]),
    ("commune-unknown", "dissolved", &["old", "into"]),
    ("cell-error", "long", &[]),
    ("cell-error", "uncomputed", &[]),
    ("cell-error", "beyond", &["count"]),
    ("commune-ambiguous", "", &["candidates"]),
    ("commune-ambiguous", "province", &["candidates"]),
    ("commune-ambiguous", "kind", &["candidates"]),
    ("commune-folded", "", &[]),
    ("commune-succeeded", "", &["until"]),
    ("commune-succeeded", "aside", &["until"]),
    ("commune-succeeded", "split", &["until", "into"]),
    ("commune-duplicate", "same", &["other"]),
    ("commune-duplicate", "conflict", &["other"]),
    ("commune-duplicate", "apart", &["other"]),
    ("commune-duplicate", "answer", &["other", "was"]),
    ("commune-duplicate", "villages-listed", &["listed"]),
    (
        "commune-duplicate",
        "villages-counted",
        &["number", "other"],
    ),
    ("village-unknown", "none", &[]),
    ("village-unknown", "several", &["candidates"]),
    ("village-unknown", "twice", &["village", "other"]),
    ("village-unknown", "more", &["of"]),
    ("person-not-named", "", &[]),
    ("person-not-named", "replaced", &[]),
    ("names-positions-mismatch", "", &["names", "positions"]),
    ("phone-invalid", "", &[]),
    ("phone-invalid", "cell", &[]),
    ("phone-invalid", "column", &["cells"]),
    ("phone-repaired", "", &["repaired"]),
    ("phone-repaired", "cell", &["repaired"]),
    ("phone-repaired", "column", &["cells"]),
    ("email-invalid", "", &[]),
    ("date-unreadable", "", &[]),
    ("row-unplaced", "", &[]),
    ("cell-error", "", &[]),
    ("cell-error", "column", &["error", "cells"]),
    ("cell-error", "uncomputed-column", &["error", "cells"]),
    ("legacy-encoding", "", &["encoding", "count"]),
    ("column-ambiguous", "", &["field", "rows"]),
    ("column-ambiguous", "more", &["field", "rows", "more"]),
    ("struck-out", "", &[]),
    ("example-row", "", &["count"]),
    ("row-unplaced", "several", &["count"]),
    ("row-unplaced", "table", &[]),
    ("row-unplaced", "untitled", &[]),
    ("link-malformed", "", &[]),
];

fn message(judgement: &Judgement, finding: &Finding, language: Language) -> String {
    let code = finding.commune.as_deref();
    let mut standings = judgement.communes.iter();
    let commune = standings.find(|one| Some(one.commune.code.as_str()) == code);
    let title = commune.map(|one| one.commune.title()).unwrap_or_default();
    locale::finding(language, finding, &title)
}

/// Returns the Vietnamese sentences about our commune.
fn told(judgement: &Judgement) -> Vec<String> {
    let code = &standing(judgement, OURS).commune.code;
    let about = judgement
        .findings
        .iter()
        .filter(|one| one.commune.as_ref() == Some(code));
    about
        .map(|one| message(judgement, one, Language::Vi))
        .collect()
}

fn led_by(position: &str, offices: &[Held]) -> ACommune {
    a_commune(OURS)
        .decided("15/QĐ-UBND", "2025-07-28")
        .led_by(position, offices)
        .otherwise_complete()
}

#[track_caller]
fn check(commune: ACommune, sentences: &[&str]) {
    let snapshot = pulled("2025-09-30", &[commune]);
    assert_eq!(
        told(&judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30")),
        sentences
    );
}

#[test]
fn cell_fact_basis_and_request() {
    check(
        led_by("Bí thư Đảng ủy", &[full("party-secretary")]),
        &[
            "Tổ trưởng là Bí thư Đảng ủy; theo điểm 1 Công văn của Sở, Tổ trưởng là Chủ tịch UBND. Đề nghị UBND xã rà soát, kiện toàn.",
        ],
    );
    check(
        led_by(
            "Quyền Chủ tịch UBND",
            &[held("chairman-pc", Manner::Acting)],
        ),
        &[
            "Tổ trưởng là Quyền Chủ tịch UBND; theo điểm 1 Công văn của Sở, Tổ trưởng là Chủ tịch UBND. Ghi nhận phù hợp, đề nghị UBND xã cập nhật khi có Chủ tịch UBND.",
        ],
    );
    check(
        a_commune(OURS).decided("15/QĐ-UBND", "2025-05-08"),
        &[
            "Ngày ký 08/5/2025 ngoài khoảng từ 01/7/2025 đến 30/9/2025, có thể đảo ngày và tháng (ngày 05/8/2025); căn cứ Công văn của Sở. Đề nghị UBND xã kiểm tra lại ngày ký.",
        ],
    );
    check(
        a_commune(OURS).decided("15/QĐ-UBND", "2025-08-20"),
        &[
            "Quyết định ký ngày 20/8/2025, sau hạn 15/8/2025; căn cứ thời hạn nêu tại Công văn của Sở. Đề nghị UBND xã lưu ý thời hạn.",
        ],
    );
    check(
        a_commune(OURS).decided("đang trình ký", ""),
        &[
            "Quyết định thành lập Tổ chưa ban hành («đang trình ký»); căn cứ Công văn của Sở. Đề nghị UBND xã sớm ban hành và báo cáo số, ngày quyết định.",
        ],
    );
}

#[test]
fn the_request_names_the_kind_of_commune() {
    let ward = a_commune("Phường Cẩm Thành").decided("chưa", "");
    let snapshot = pulled("2025-09-30", &[ward]);
    let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30");
    let finding = &judgement.findings[0];
    assert!(message(&judgement, finding, Language::Vi).contains("Đề nghị UBND phường "));
}

/// A judgement with every finding that a rule can make.
fn everything_wrong() -> Judgement {
    let chair = [full("chairman-pc")];
    let titles: Vec<String> = crate::rule::testing::ruling()
        .register
        .communes
        .iter()
        .map(crate::register::Commune::title)
        .collect();
    let commune = |place: usize| a_commune(&titles[place]);
    let with = |place: usize, role: Role, position: &str, offices: &[Held]| {
        commune(place).decided("15/QĐ-UBND", "2025-08-12").with(
            role,
            "Ngô Văn Viên",
            position,
            offices,
        )
    };
    let communes = vec![
        commune(0),
        commune(1).decided("-", ""),
        commune(2).decided("chưa", ""),
        commune(3).decided_by(Act::Withdrawn, "3/QĐ-UBND", "2025-07-20"),
        commune(4).decided("15/QĐ-UBND", ""),
        commune(5).decided("", "2025-08-05"),
        commune(6).decided("Có", ""),
        commune(7).decided("12/KH-UBND", "2025-08-05"),
        commune(8).decided("15/QĐ-UBND", "2022-07-15"),
        commune(9).decided("15/QĐ-UBND", "2025-05-08"),
        commune(10).decided("15/QĐ-UBND", "2052-08-05"),
        commune(11).decided("15", "2025-08-20"),
        commune(12)
            .decided("15/QĐ-UBND", "2025-08-05")
            .decided("16/QĐ-UBND", "2025-08-06"),
        commune(13).decided("15/QĐ-UBND", "2025-09-25"),
        with(
            14,
            Role::Leader,
            "Bí thư Đảng ủy",
            &[full("party-secretary")],
        )
        .with(
            Role::Leader,
            "Phan Văn Hai",
            "Chủ tịch HĐND",
            &[full("chairman-council")],
        ),
        with(
            15,
            Role::Leader,
            "Quyền Chủ tịch UBND",
            &[held("chairman-pc", Manner::Acting)],
        ),
        with(16, Role::Leader, "Chủ tịch", &[perhaps("chairman")])
            .with(
                Role::Deputy,
                "Ngô Văn Phó",
                "Phó Chủ tịch",
                &[perhaps("vice-chairman")],
            )
            .with(
                Role::Member,
                "Ngô Văn Cửa",
                "một cửa",
                &[perhaps("one-stop")],
            ),
        with(17, Role::Leader, "Chủ tịch UBND", &chair)
            .with(Role::Deputy, "Ngô Văn Viên", "Chủ tịch UBND", &chair)
            .with(Role::Deputy, "Ngô Văn Phó", "Kế toán", &[full("staff")]),
        with(18, Role::Deputy, "", &[]),
        with(
            19,
            Role::Leader,
            "Chủ tịch UBND xã Cà Đam",
            &[of("xã Cà Đam", "chairman-pc")],
        )
        .reached_at("0912000001"),
        with(20, Role::Leader, "Chủ tịch UBND", &chair).reached_at("0912000001"),
    ];
    let mut snapshot = pulled("2025-09-30", &communes);
    snapshot.reading.contacts = vec![a_contact("iOffice", "Võ Văn Xa"), a_contact("VNeID", "")];
    let findings = READING.iter().map(|(rule, variant, arguments)| {
        let rule = RuleId::ALL
            .iter()
            .find(|known| known.id() == *rule)
            .unwrap();
        let finding = Finding::new(*rule)
            .of("23510")
            .value("nội dung")
            .variant(variant);
        arguments
            .iter()
            .fold(finding, |finding, name| finding.with(name, "…"))
    });
    snapshot.reading.findings.extend(findings);
    let withdrawn = [seen("9/QĐ-UBND", "2025-08-04", "2025-08-08", "2025-08-08")];
    let past = past("2025-07-28", &[(&titles[21], &withdrawn)]);
    let mut ruling = crate::rule::testing::ruling();
    let components = "[[component]]\nname = \"Công an xã\"\noffices = [\"police-chief\"]";
    ruling.rules = Rules::from_toml(components).unwrap();
    judge(&snapshot, &past, "2025-09-20".parse().unwrap(), &ruling)
}

#[test]
fn every_rule_can_speak_and_leaves_nothing_to_fill_in() {
    let mut judgements = super::count::everything_wrong();
    judgements.push(everything_wrong());
    let findings = judgements.iter().flat_map(|judgement| {
        let findings = judgement.findings.iter();
        findings.map(move |finding| (judgement, finding))
    });
    let mut spoken: BTreeMap<RuleId, BTreeSet<&str>> = BTreeMap::new();
    for (judgement, finding) in findings {
        spoken
            .entry(finding.rule)
            .or_default()
            .insert(&finding.variant);
        for language in [Language::Vi, Language::En] {
            let message = message(judgement, finding, language);
            assert!(!message.contains(['{', '$']), "{message}");
            assert_ne!(message, finding.message_key());
            for word in ["vi phạm", " sai ", "sai."] {
                assert!(!message.contains(word), "{message}");
            }
        }
        let vietnamese = message(judgement, finding, Language::Vi);
        assert!(
            vietnamese.to_lowercase().contains("đề nghị"),
            "{vietnamese}"
        );
    }
    for rule in RuleId::ALL {
        assert!(spoken.contains_key(rule), "{rule} said nothing");
    }
    let variants = &spoken[&RuleId::DecisionMissing];
    for variant in [
        "",
        "later",
        "not-yet",
        "not-reported",
        "no-row",
        "withdrawn",
    ] {
        assert!(variants.contains(variant), "decision-missing--{variant}");
    }
}
