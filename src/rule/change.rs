//! What changed between an earlier judgement and this one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Timestamp};
use crate::rule::{Judgement, Status};

/// What an earlier report said, as far as the next one must know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its date.
    pub as_of: Date,
    /// When it was made.
    pub made_at: Timestamp,
    /// Status of every commune, by code.
    pub statuses: BTreeMap<String, Status>,
    /// Its findings, by `finding_key`.
    pub findings: Vec<String>,
}

/// What changed since an earlier report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Codes of communes issued now and not then.
    pub issued: Vec<String>,
    /// Codes of communes issued then and not now.
    pub withdrawn: Vec<String>,
    /// Findings that stand no more.
    pub fixed: u32,
    /// Findings that are new.
    pub new: u32,
    /// Every commune whose status is another one: code, then, now.
    #[serde(skip)]
    pub moved: Vec<(String, Status, Status)>,
}

impl Earlier {
    /// What must be kept of a judgement for the next one.
    pub fn of(judgement: &Judgement) -> Self {
        Self {
            as_of: judgement.as_of,
            made_at: judgement.pulled_at,
            statuses: judgement
                .communes
                .iter()
                .map(|standing| (standing.commune.code.clone(), standing.status))
                .collect(),
            findings: judgement.findings.iter().map(finding_key).collect(),
        }
    }
}

/// What changed; against nothing, everything issued is new.
pub fn changes(earlier: Option<&Earlier>, now: &Judgement) -> Changes {
    let mut changes = Changes::default();
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    for key in earlier.iter().flat_map(|earlier| &earlier.findings) {
        *known.entry(key).or_default() += 1;
    }
    for finding in &now.findings {
        match known.get_mut(finding_key(finding).as_str()) {
            Some(left) if *left > 0 => *left -= 1,
            _ => changes.new += 1,
        }
    }
    changes.fixed = known.values().sum();
    for standing in &now.communes {
        let code = &standing.commune.code;
        let then = earlier
            .and_then(|earlier| earlier.statuses.get(code).copied())
            .unwrap_or(Status::NotReported);
        match (then == Status::Issued, standing.status == Status::Issued) {
            (false, true) => changes.issued.push(code.clone()),
            (true, false) => changes.withdrawn.push(code.clone()),
            _ => {}
        }
        if then != standing.status {
            changes.moved.push((code.clone(), then, standing.status));
        }
    }
    changes
}

/// What makes two findings the same one from report to report. The cell is left out, since
/// rows move when others are added above them.
fn finding_key(finding: &crate::finding::Finding) -> String {
    format!(
        "{} {} {}",
        finding.rule,
        finding.commune.as_deref().unwrap_or("-"),
        finding.value
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::testing::{ACommune, a_commune, judged, past, pulled};

    fn report(communes: &[ACommune]) -> Judgement {
        judged(
            &pulled("2025-09-30", communes),
            &past("2025-09-30", &[]),
            "2025-09-30",
        )
    }

    #[test]
    fn against_nothing_everything_issued_is_new() {
        let now = report(&[a_commune("Xã Đăk Ui").decided("15/QĐ-UBND", "2025-08-05")]);
        let changes = changes(None, &now);
        assert_eq!(changes.issued, ["23510"]);
        assert_eq!((changes.fixed, changes.new), (0, 95));
    }

    #[test]
    fn communes_and_findings_come_and_go() {
        let founded = a_commune("Xã Đăk Ui").decided("15/QĐ-UBND", "2025-08-20");
        let waiting = a_commune("Xã Cà Đam").decided("chưa", "");
        let then = report(&[a_commune("Xã Đăk Ui"), waiting.clone()]);
        let now = report(&[founded.clone(), waiting]);
        let forward = changes(Some(&Earlier::of(&then)), &now);
        assert_eq!(
            (forward.issued, forward.withdrawn),
            (vec!["23510".to_owned()], Vec::new())
        );
        // The decision is no longer missing, and was signed late.
        assert_eq!((forward.fixed, forward.new), (1, 1));
        let moved = [("23510".to_owned(), Status::NotReported, Status::Issued)];
        assert_eq!(forward.moved, moved);
        let back = changes(Some(&Earlier::of(&now)), &then);
        assert_eq!(back.withdrawn, ["23510"]);
        let same = changes(Some(&Earlier::of(&now)), &now);
        assert_eq!(same, Changes::default());
    }
}
