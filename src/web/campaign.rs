//! Words and links about a campaign and its communes that several pages use.

use serde_json::{Value, json};

use crate::clock::written;
use crate::document::{sentence, words};
use crate::finding::{Finding, Severity};
use crate::locale::{self, Language};
use crate::rule::change::Earlier;
use crate::rule::{Composition, Judgement, Standing, Status, Words};
use crate::snapshot::Snapshot;
use crate::web::mask;
use crate::web::paint;
use crate::web::visit::Visit;

/// The statuses, in the order of the JSON documents.
pub(super) const STATUSES: [Status; 4] = [
    Status::Issued,
    Status::Incomplete,
    Status::NotIssued,
    Status::NotReported,
];

/// The name of a status in JSON and in addresses.
pub(super) fn status_id(status: Status) -> &'static str {
    match status {
        Status::Issued => "issued",
        Status::Incomplete => "incomplete",
        Status::NotIssued => "not_issued",
        Status::NotReported => "not_reported",
    }
}

/// A status in words, such as «Đã ban hành».
pub(super) fn status(visit: &Visit, status: Status) -> String {
    match visit.language {
        Language::Vi => match visit.campaign() {
            Ok(campaign) => campaign.rules.words.status(status).to_owned(),
            Err(_) => String::new(),
        },
        Language::En => visit.say(
            &format!("web-status-{}", status_id(status).replace('_', "-")),
            &[],
        ),
    }
}

/// A composition in words, such as «Phù hợp».
pub(super) fn composition(visit: &Visit, composition: Option<Composition>) -> String {
    let key = match (visit.language, composition) {
        (Language::Vi, _) => return words::composition(composition).to_owned(),
        (Language::En, Some(Composition::Ok)) => "web-composition-ok",
        (Language::En, Some(Composition::OkWithRemarks)) => "web-composition-remarks",
        (Language::En, Some(Composition::NotOk)) => "web-composition-not-ok",
        (Language::En, None) => "web-unknown",
    };
    visit.say(key, &[])
}

/// Timeliness in words, such as «Đúng hạn»; empty while it means nothing.
pub(super) fn timeliness(visit: &Visit, own: &Words, standing: &Standing) -> String {
    match (visit.language, standing.on_time, standing.overdue) {
        (_, None, None | Some(false)) => String::new(),
        (Language::Vi, _, _) => own.timeliness(standing).to_owned(),
        (Language::En, Some(true), _) => visit.say("web-on-time", &[]),
        (Language::En, Some(false), _) => visit.say("web-late", &[]),
        (Language::En, None, Some(true)) => visit.say("web-overdue", &[]),
    }
}

/// A severity in words, such as «Phải sửa».
pub(super) fn severity(visit: &Visit, severity: Severity) -> String {
    match visit.language {
        Language::Vi => words::severity(severity).to_owned(),
        Language::En => visit.say(&format!("web-severity-{}", severity.id()), &[]),
    }
}

/// A summary in one sentence, which can be copied into a letter.
pub(super) fn headline(visit: &Visit, judgement: &Judgement, earlier: Option<&Earlier>) -> String {
    let as_of = judgement.as_of;
    match (visit.language, &judgement.progress) {
        (Language::Vi, _) => sentence::headline(judgement, earlier),
        (Language::En, None) => visit.say("web-no-progress", &[]),
        (Language::En, Some(progress)) => {
            let (issued, communes) = (progress.issued, progress.communes);
            visit.say(
                "web-headline",
                &[
                    ("day", &written(as_of)),
                    ("issued", &issued.to_string()),
                    ("communes", &communes.to_string()),
                    ("share", &share(visit, issued, communes)),
                    ("left", &communes.saturating_sub(issued).to_string()),
                ],
            )
        }
    }
}

/// A share such as «67,7%», with the decimal sign of the language.
pub(super) fn share(visit: &Visit, part: u32, whole: u32) -> String {
    paint::decimal(visit, &words::share(part, whole))
}

/// The deadline and the days until or since it.
pub(super) fn deadline(visit: &Visit, judgement: &Judgement) -> String {
    match visit.language {
        Language::Vi => sentence::deadline(judgement),
        Language::En => visit.say("web-deadline", &[("day", &written(judgement.deadline))]),
    }
}

/// The address of a commune's page in the campaign that is shown.
pub(super) fn commune_path(visit: &Visit, code: &str) -> String {
    visit.here(&format!("/communes/{code}"))
}

/// The JSON of a finding, masked if the reader may not see persons.
pub(super) fn finding(
    visit: &Visit,
    finding: &Finding,
    judgement: &Judgement,
    snapshot: &Snapshot,
) -> Value {
    let shown = match visit.sees_persons() {
        true => finding.clone(),
        false => mask::finding(finding),
    };
    let commune = finding.commune.as_deref().and_then(|code| {
        let mut communes = judgement.communes.iter();
        communes.find(|standing| standing.commune.code == code)
    });
    let title = commune.map_or_else(String::new, |standing| standing.commune.title());
    let printed = finding.printed_severity();
    json!({
        "rule": finding.rule.id(),
        "meaning": visit.say(&format!("rule-{}", finding.rule.id()), &[]),
        "rule_path": visit.here(&format!("/findings?rule={}", finding.rule.id())),
        "severity": printed.id(),
        "severity_word": severity(visit, printed),
        "commune": title,
        "commune_path": commune.map(|one| commune_path(visit, &one.commune.code)),
        "cell": finding.cell.as_ref().map(ToString::to_string),
        "url": finding.cell.as_ref().and_then(|cell| snapshot.cell_url(cell)),
        "value": shown.value,
        "message": locale::finding(visit.language, &shown, &title),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::say;

    #[test]
    fn the_words_are_those_of_the_documents() {
        for status in STATUSES {
            let key = format!("web-status-{}", status_id(status).replace('_', "-"));
            assert_eq!(
                say(Language::Vi, &key, &[]),
                Words::shipped().status(status)
            );
        }
        for (key, composition) in [
            ("web-composition-ok", Composition::Ok),
            ("web-composition-remarks", Composition::OkWithRemarks),
            ("web-composition-not-ok", Composition::NotOk),
        ] {
            assert_eq!(
                say(Language::Vi, key, &[]),
                words::composition(Some(composition))
            );
        }
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            let key = format!("web-severity-{}", severity.id());
            assert_eq!(say(Language::Vi, &key, &[]), words::severity(severity));
        }
    }
}
