//! Findings about support contact points, and a campaign that has nothing else.

use crate::rule::testing::{a_contact, judged, past, pulled};
use crate::submission::Contact;

#[test]
fn with_contacts_alone_nothing_is_counted() {
    let mut snapshot = pulled("2025-09-30", &[]);
    snapshot.reading.has_submissions = false;
    let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30");
    assert_eq!(judgement.progress, None);
    assert!(judgement.findings.is_empty());
}

#[test]
fn a_contact_needs_a_channel_and_a_system_a_contact() {
    let check = |contacts: Vec<Contact>, rules: &[&str]| {
        let mut snapshot = pulled("2025-09-30", &[]);
        snapshot.reading.has_submissions = false;
        snapshot.reading.contacts = contacts;
        let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30");
        let found: Vec<&str> = judgement.findings.iter().map(|one| one.rule.id()).collect();
        assert_eq!(found, rules);
    };
    let hotline = || {
        let mut contact = a_contact("Phản ánh hiện trường", "Tổng đài 1022");
        contact.phones.push("1022".to_owned());
        contact
    };
    let mut group = a_contact("iOffice", "Võ Thị Nhóm");
    group.groups.push("https://zalo.me/g/vidu".to_owned());
    let mut guide = a_contact("iOffice", "Võ Thị Hướng Dẫn");
    guide.link = Some("https://vidu.example/hd.pdf".to_owned());
    check(vec![hotline(), group], &[]);
    check(vec![guide], &["contact-unreachable"]);
    check(vec![a_contact("iOffice", "")], &["system-without-contact"]);
    check(
        vec![a_contact("iOffice", ""), a_contact("iOffice", "")],
        &["system-without-contact"],
    );
    check(vec![hotline(), a_contact("Phản ánh hiện trường", "")], &[]);
}
