//! What the words of a cell, or beside a number, say of the paper that the number is of.
//!
//! Knows words only; deliberately neither the number nor where the words stand.

use super::{About, first, opens, stands};
use crate::submission::vocabulary::phrase::{Mention, Words};

impl About {
    /// Whether the words of a cell say that a paper is no decision of the commune's team: «Kế hoạch»,
    /// «V/v thành lập Ban Chỉ đạo», «Ban hành quy chế của Tổ CNSCĐ», «Thành lập các Tổ CNSCĐ thôn».
    /// What stands behind the team is what it is for: «Thành lập Tổ CNSCĐ thực hiện Kế hoạch 05».
    pub(in crate::submission) fn is_of_another_paper(&self, kind: &Words) -> bool {
        let before = |place: usize, than: Option<usize>| than.is_none_or(|than| place < than);
        let (decision, team) = (first(&self.decisions, kind), first(&self.team, kind));
        let document = first(&self.other_documents, kind).or_else(|| first(&self.drafts, kind));
        let is_other_kind = document.is_some_and(|document| before(document, team.or(decision)));
        // «… ban hành quy chế và thành lập Tổ CNSCĐ» founds it all the same
        let founds_behind = |other: usize| {
            let mut places = self.founding.iter().filter_map(|word| word.place(kind));
            team.is_some() && places.any(|place| place > other && before(place, team))
        };
        let is_about_other = first(&self.other_decisions, kind)
            .is_some_and(|other| before(other, team) && !founds_behind(other));
        let is_of_others = team.is_none() && stands(&self.other_bodies, kind);
        is_other_kind || is_about_other || is_of_others || self.heads_villages(kind)
    }

    /// What a paper is about names neither a team nor the founding of any: «V/v phê duyệt dự toán mua
    /// máy tính», «Thành lập Tổ xung kích». The bare name of a kind of paper says nothing.
    pub(in crate::submission) fn is_another_matter(&self, matter: &Words) -> bool {
        /// Words of a matter: fewer name a kind of paper.
        const WORDS: usize = 4;

        let founds = || {
            self.founds
                .iter()
                .any(|(founds, _)| founds.place(matter).is_some())
        };
        let says_matter =
            || !opens(&self.decisions, matter) && matter.as_key().split(' ').count() >= WORDS;
        !stands(&self.team, matter) && (self.is_about_another(matter) || !founds() && says_matter())
    }

    /// «Cấp thôn», «Thôn, tổ dân phố» in a column of levels.
    pub(in crate::submission) fn is_level_of_villages(&self, said: &Words) -> bool {
        let level = stands(&self.village_level, said) && !stands(&self.commune_level, said);
        let whole = |village: &Mention| village.is_whole(said);
        level || self.villages.iter().any(whole)
    }

    /// «Cấp», «Loại tổ»: below the title stands of which level a team is.
    pub(in crate::submission) fn heads_levels(&self, title: &Words) -> bool {
        stands(&self.levels, title)
    }

    /// «Cấp xã», «Xã» in a column of levels.
    pub(in crate::submission) fn is_level_of_communes(&self, said: &Words) -> bool {
        let whole = |level: &Mention| level.is_whole(said);
        self.commune_level.iter().any(whole) || self.communes.iter().any(whole)
    }

    /// Whether words tell what is founded: «Thành lập Ban Chỉ đạo».
    pub(in crate::submission) fn names_founding(&self, said: &Words) -> bool {
        let mut founds = self.founds.iter();
        founds.any(|(founds, _)| founds.place(said).is_some())
    }

    /// «QĐ thành lập tổ thôn»: of villages, and no commune is named.
    pub(in crate::submission) fn is_of_villages(&self, kind: &Words) -> bool {
        let villages = stands(&self.village_level, kind) || stands(&self.villages, kind);
        villages && !stands(&self.commune_level, kind) && !stands(&self.communes, kind)
    }

    /// «15/QĐ-UBND của UBND huyện Ba Tơ»: no commune signed it.
    pub(in crate::submission) fn is_of_greater_authority(&self, decision: &Words) -> bool {
        stands(&self.greater_authorities, decision)
    }

    /// «UBND huyện Ba Tơ», «Đảng ủy xã»: no commune's committee.
    pub(in crate::submission) fn is_another_authority(&self, organ: &Words) -> bool {
        self.is_of_greater_authority(organ)
            || stands(&self.other_authorities, organ) && !stands(&self.authorities, organ)
    }

    /// «QĐ số …», «Đã ban hành QĐ …»: a text begins with a decision.
    pub(in crate::submission) fn opens_with_decision(&self, said: &Words) -> bool {
        opens(&self.decisions, said)
            || opens(&self.affirmations, said) && stands(&self.decisions, said)
    }

    /// «UBND», «Đảng ủy»: who may sign a decision.
    pub(in crate::submission) fn names_authority(&self, title: &Words) -> bool {
        stands(&self.authorities, title) || stands(&self.other_authorities, title)
    }

    /// «Cơ quan ban hành»: what stands below the title signed the papers.
    pub(in crate::submission) fn names_issuers(&self, title: &Words) -> bool {
        stands(&self.issuers, title)
    }

    /// «Kế hoạch» and nothing else: a kind of paper that is no decision.
    pub(in crate::submission) fn is_kind_of_other_paper(&self, said: &Words) -> bool {
        let other = |kind: &Mention| kind.is_whole(said);
        self.other_documents.iter().any(other) || self.drafts.iter().any(other)
    }

    /// What a text on a matter opens with is decided otherwise: «Quy chế hoạt động của Tổ».
    pub(in crate::submission) fn opens_with_another_matter(&self, matter: &Words) -> bool {
        self.opens_with_another_document(matter) || opens(&self.other_decisions, matter)
    }

    /// «QĐ thành lập BCĐ», «Số này là của Kế hoạch»: a remark says what the decision beside it is of.
    /// One that tells how another paper stands («QĐ BCĐ đã ban hành») says nothing of it.
    pub(in crate::submission) fn assigns_elsewhere(&self, remark: &Words) -> bool {
        let begins = |list: &[(Mention, usize)], words: &Words| {
            let mut list = list.iter();
            let found = list.find(|(phrase, _)| phrase.place(words) == Some(0))?;
            Some(Words::of(&words.behind(0, found.1).join(" ")))
        };
        let Some(mut rest) = begins(&self.subjects, remark) else {
            return false;
        };
        while let Some(behind) = begins(&self.links, &rest) {
            rest = behind;
        }
        let elsewhere = [
            &self.other_bodies,
            &self.other_documents,
            &self.other_decisions,
            &self.other_authorities,
            &self.village_level,
            &self.villages,
        ];
        elsewhere.iter().any(|list| opens(list, &rest))
            && !stands(&self.affirmations, remark)
            && !stands(&self.denials, remark)
    }
}
