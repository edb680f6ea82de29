//! A judgement limited to a part of the register: its communes, its findings, its own counts.
//!
//! Selects and counts again; deliberately does not judge again, so that a commune has the same
//! status in a part as in the whole.

use std::collections::BTreeSet;

use crate::register::{Commune, CommuneKind};
use crate::rule::change::Earlier;
use crate::rule::{Grouping, Judgement, count, progress};
use crate::text;

/// Selects communes: those that match every field that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// The province before the merger of 2025-07-01, as the register names it.
    pub former_province: Option<String>,
    /// The district before 2025-07-01, as the register names it.
    pub former_district: Option<String>,
    /// The province, if the register covers several.
    pub province: Option<String>,
    /// Xã, phường or đặc khu.
    pub kind: Option<CommuneKind>,
}

impl Area {
    /// Whether no field is set, so that every commune belongs to it.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a commune belongs to the area.
    pub fn holds(&self, commune: &Commune) -> bool {
        let is = |wanted: &Option<String>, value: &str| {
            let same = |wanted: &String| text::key(wanted) == text::key(value);
            wanted.as_ref().is_none_or(same)
        };
        is(&self.former_province, &commune.former_province)
            && is(&self.former_district, &commune.former_district)
            && is(&self.province, &commune.province)
            && self.kind.is_none_or(|kind| kind == commune.kind)
    }

    /// Returns the part of a judgement that concerns the area, with the area's own denominator.
    pub fn of(&self, whole: &Judgement) -> Judgement {
        let mut part = whole.clone();
        part.communes
            .retain(|standing| self.holds(&standing.commune));
        let codes: BTreeSet<String> = part
            .communes
            .iter()
            .map(|standing| standing.commune.code.clone())
            .collect();
        let within = |code: Option<&str>| code.is_some_and(|code| codes.contains(code));
        for findings in [&mut part.findings, &mut part.trial, &mut part.waived] {
            findings.retain(|finding| within(finding.commune.as_deref()));
        }
        part.answers
            .retain(|answer| within(Some(answer.decided.code())));
        part.succeeded.retain(|one| codes.contains(&one.into));
        part.progress = whole.progress.as_ref().map(|progress| {
            let passed = progress.overdue.is_some();
            let groupings = Grouping::of(&progress.groups);
            let mut own = progress::count(&part.communes, passed, None, &groupings);
            own.counts = count::progress(&part.counts, &part.communes, &groupings);
            own
        });
        part
    }

    /// Returns the part of an earlier report (`whole`) that concerns the communes of `part`, the
    /// judgement of an area. A commune that has ended belongs to the area of its successor.
    pub fn earlier(part: &Judgement, whole: &Earlier) -> Earlier {
        let own = part.communes.iter().map(|one| one.commune.code.as_str());
        let ended = part.succeeded.iter().map(|one| one.code.as_str());
        let codes: BTreeSet<&str> = own.chain(ended).collect();
        let mut earlier = whole.clone();
        earlier
            .statuses
            .retain(|code, _| codes.contains(code.as_str()));
        earlier
            .facts
            .retain(|code, _| codes.contains(code.as_str()));
        // The key is `rule commune value`.
        let commune = |key: &str| key.split(' ').nth(1).map(str::to_owned);
        earlier
            .findings
            .retain(|key| commune(key).is_some_and(|code| codes.contains(code.as_str())));
        earlier
            .answers
            .retain(|answer| codes.contains(answer.decided.code()));
        earlier
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::change;
    use crate::rule::testing::{a_commune, judged, past, pulled};

    fn kon_tum() -> Area {
        Area {
            former_province: Some("kon tum".to_owned()),
            ..Area::default()
        }
    }

    #[test]
    fn a_part_counts_its_own_communes() {
        let pull = pulled(
            "2025-09-30",
            &[
                a_commune("Xã Đăk Ui").decided("15/QĐ-UBND", "2025-08-05"),
                a_commune("Phường Cẩm Thành").decided("7/QĐ-UBND", "2025-08-06"),
            ],
        );
        let whole = judged(&pull, &past("2025-09-30", &[]), "2025-09-30");
        let part = kon_tum().of(&whole);
        let (all, own) = (
            whole.progress.clone().unwrap(),
            part.progress.clone().unwrap(),
        );
        assert_eq!((all.communes, all.issued), (96, 2));
        assert_eq!((own.communes, own.issued, own.overdue), (40, 1, Some(39)));
        // The group of the whole judgement has the same counts.
        let group = all
            .groups
            .iter()
            .find(|group| group.name == "Kon Tum")
            .unwrap();
        assert_eq!((group.communes, group.issued), (own.communes, own.issued));
        let known = |code: &str| part.communes.iter().any(|one| one.commune.code == code);
        assert!(
            part.findings
                .iter()
                .all(|finding| known(finding.commune.as_deref().unwrap()))
        );
        assert!(known("23510") && !known("21025"));
    }

    #[test]
    fn a_part_is_compared_with_its_own_past() {
        let day = "2025-09-30";
        let none = past(day, &[]);
        let first = judged(&pulled(day, &[]), &none, day);
        let later = pulled(
            day,
            &[
                a_commune("Xã Đăk Ui").decided("15/QĐ-UBND", "2025-08-05"),
                a_commune("Phường Cẩm Thành").decided("7/QĐ-UBND", "2025-08-06"),
            ],
        );
        let part = kon_tum().of(&judged(&later, &none, day));
        let earlier = Area::earlier(&part, &Earlier::of(&first));
        let changes = change::changes(Some(&earlier), &part);
        assert_eq!(changes.issued, ["23510"]);
        assert!(changes.settings.is_empty(), "{:?}", changes.settings);
        // Only the area's own «chưa ban hành» counts.
        assert_eq!(changes.fixed, 1);
    }
}
