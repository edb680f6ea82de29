use cnscd::*;
use std::sync::Arc;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&args[1]).unwrap();
    let name = std::path::Path::new(&args[1]).file_name().unwrap().to_string_lossy().into_owned();
    let table = table::workbook::read(&bytes, &name, &table::limits::Limits::default()).unwrap();
    let register = register::Register::shipped();
    let voc = submission::collect::Vocabulary::shipped();
    let settings = submission::settings::SourceSettings::default();
    let reading = submission::collect::collect(&[(&settings, &table)], &register, &voc);
    let as_of: clock::Date = args[2].parse().unwrap();
    let today: clock::Date = args.get(3).map_or("2026-11-24", |s| s).parse().unwrap();
    let snapshot = snapshot::Snapshot { id: "x".into(), campaign: "c".into(), pulled_at: today.and_hms_opt(3,0,0).unwrap().and_utc(), today, sources: vec![], table_digest: String::new(), configuration_digest: String::new(), reading };
    let ruling = rule::Ruling { register: std::sync::Arc::new(register.clone()), deadline: "2025-08-15".parse().unwrap(), deadline_inclusive: true, communes_began: "2025-07-01".parse().unwrap(), zone: "Asia/Ho_Chi_Minh".parse().unwrap(), rules: rule::declared::Rules::shipped(), confirmed: vec![], waivers: vec![], extensions: vec![] };
    let j = rule::judge(&snapshot, &Default::default(), as_of, &ruling);
    let titles: std::collections::BTreeMap<_,_> = j.communes.iter().map(|s| (s.commune.code.clone(), s.commune.title())).collect();
    let fl: Vec<_> = j.findings.iter().map(|f| serde_json::json!({"rule": f.rule.id(), "severity": f.severity, "commune": f.commune, "cell": f.cell.as_ref().map(|c| c.to_string()), "value": f.value, "message": locale::finding(locale::Language::Vi, f, f.commune.as_ref().and_then(|c| titles.get(c)).map_or("", |t| t))})).collect();
    let communes: Vec<_> = j.communes.iter().map(|s| serde_json::json!({"code": s.commune.code, "name": s.commune.name, "status": s.status, "on_time": s.on_time, "decision": s.decision, "members": s.members.iter().map(|m| serde_json::json!({"name": m.name, "role": m.role, "position": m.position, "offices": m.held.iter().map(|h| h.office.clone()).collect::<Vec<_>>(), "phones": m.phones, "cell": m.cell.to_string()})).collect::<Vec<_>>(), "composition_ok": s.composition.map(|c| c != rule::Composition::NotOk)})).collect();
    let contacts: Vec<_> = snapshot.reading.contacts.iter().map(|c| serde_json::json!({"system": c.system, "name": c.name, "unit": c.unit, "phones": c.phones, "emails": c.emails, "link": c.link, "cell": c.cell.to_string()})).collect();
    let _ = Arc::new(1);
    println!("{}", serde_json::json!({"progress": j.progress, "communes": communes, "contacts": contacts, "findings_list": fl, "sources": [{"tabs": snapshot.reading.tabs}]}));
}
