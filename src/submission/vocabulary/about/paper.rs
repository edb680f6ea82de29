//! Determines what the words of a cell or beside a number state about the document with that
//! number.
//!
//! Knows words only, not the number and not where the words are.

use super::{About, first, opens, stands};
use crate::submission::vocabulary::phrase::{Mention, Words};

impl About {
    /// Whether the words of a cell say that a document is not a decision about the commune's team:
    /// «Kế hoạch», «V/v thành lập Ban Chỉ đạo», «Ban hành quy chế của Tổ CNSCĐ», «Thành lập các Tổ
    /// CNSCĐ thôn». Words after the team are only its purpose: «Thành lập Tổ CNSCĐ thực hiện Kế
    /// hoạch 05».
    pub(in crate::submission) fn is_of_another_paper(&self, kind: &Words) -> bool {
        let before = |place: usize, than: Option<usize>| than.is_none_or(|than| place < than);
        let (decision, team) = (first(&self.decisions, kind), first(&self.team, kind));
        let document = first(&self.other_documents, kind).or_else(|| first(&self.drafts, kind));
        let is_other_kind = document.is_some_and(|document| before(document, team.or(decision)));
        // «… ban hành quy chế và thành lập Tổ CNSCĐ» is still a founding.
        let founds_behind = |other: usize| {
            let mut places = self.founding.iter().filter_map(|word| word.place(kind));
            team.is_some() && places.any(|place| place > other && before(place, team))
        };
        let is_about_other = first(&self.other_decisions, kind)
            .is_some_and(|other| before(other, team) && !founds_behind(other));
        let is_of_others = team.is_none() && stands(&self.other_bodies, kind);
        is_other_kind || is_about_other || is_of_others || self.heads_villages(kind)
    }

    /// Whether the matter of a document is neither a team nor a founding: «V/v phê duyệt dự toán
    /// mua máy tính», «Thành lập Tổ xung kích». The mere name of a kind of document is not a
    /// matter.
    pub(in crate::submission) fn is_another_matter(&self, matter: &Words) -> bool {
        /// A matter has at least this many words; fewer are the name of a kind of document.
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

    /// Whether a cell of a column of levels is about villages: «Cấp thôn», «Thôn, tổ dân phố».
    pub(in crate::submission) fn is_level_of_villages(&self, said: &Words) -> bool {
        let level = stands(&self.village_level, said) && !stands(&self.commune_level, said);
        let whole = |village: &Mention| village.is_whole(said);
        level || self.villages.iter().any(whole)
    }

    /// Whether a note is only the level of villages: «cấp thôn».
    pub(in crate::submission) fn is_only_village_level(&self, note: &Words) -> bool {
        let lists = [&self.village_level, &self.villages];
        lists
            .iter()
            .any(|list| list.iter().any(|level| level.is_whole(note)))
    }

    /// Whether a title is that of a column of levels: «Cấp», «Loại tổ».
    pub(in crate::submission) fn heads_levels(&self, title: &Words) -> bool {
        stands(&self.levels, title)
    }

    /// Whether a cell of a column of levels is about communes: «Cấp xã», «Xã».
    pub(in crate::submission) fn is_level_of_communes(&self, said: &Words) -> bool {
        let whole = |level: &Mention| level.is_whole(said);
        self.commune_level.iter().any(whole) || self.communes.iter().any(whole)
    }

    /// Whether words mention a founding: «Thành lập Ban Chỉ đạo».
    pub(in crate::submission) fn names_founding(&self, said: &Words) -> bool {
        let mut founds = self.founds.iter();
        founds.any(|(founds, _)| founds.place(said).is_some())
    }

    /// Whether words are about villages and name no commune: «QĐ thành lập tổ thôn».
    pub(in crate::submission) fn is_of_villages(&self, kind: &Words) -> bool {
        let villages = stands(&self.village_level, kind) || stands(&self.villages, kind);
        villages && !stands(&self.commune_level, kind) && !stands(&self.communes, kind)
    }

    /// Whether a decision was not signed by a commune: «15/QĐ-UBND của UBND huyện Ba Tơ».
    pub(in crate::submission) fn is_of_greater_authority(&self, decision: &Words) -> bool {
        stands(&self.greater_authorities, decision)
    }

    /// Whether an organ is not a commune's committee: «UBND huyện Ba Tơ», «Đảng ủy xã».
    pub(in crate::submission) fn is_another_authority(&self, organ: &Words) -> bool {
        let other = [&self.other_authorities, &self.other_bodies];
        self.is_of_greater_authority(organ)
            || opens(&self.other_bodies, organ)
            || other.iter().any(|list| stands(list, organ)) && !stands(&self.authorities, organ)
    }

    /// Whether words say that something other than a team was founded: «… thành lập BCĐ».
    pub(in crate::submission) fn founds_elsewhere(&self, said: &Words) -> bool {
        let other = || stands(&self.other_bodies, said) || self.founds_another(said);
        self.names_founding(said) && !stands(&self.team, said) && other()
    }

    /// What a document is about, by the words behind its number: «… về việc thành lập Tổ CNSCĐ».
    pub(in crate::submission) fn matter(&self, behind: &Words) -> Option<Words> {
        self.matters.iter().find_map(|(matter, count)| {
            let place = matter.place(behind)?;
            Some(Words::of(&behind.behind(place, *count).join(" ")))
        })
    }

    /// The organ that signed a decision, by the words after its number: «… của UBND xã».
    pub(in crate::submission) fn signer(&self, behind: &Words) -> Option<Words> {
        let signed = self.signed_by.iter();
        let signed = signed.filter_map(|(by, count)| Some((by.place(behind)?, *count)));
        let (place, count) = signed.min()?;
        Some(Words::of(&behind.behind(place, count).join(" ")))
    }

    /// Whether a text begins with a decision: «QĐ số …», «Đã ban hành QĐ …».
    pub(in crate::submission) fn opens_with_decision(&self, said: &Words) -> bool {
        opens(&self.decisions, said)
            || opens(&self.affirmations, said) && stands(&self.decisions, said)
    }

    /// Whether a title names an authority that may sign decisions: «UBND», «Đảng ủy».
    pub(in crate::submission) fn names_authority(&self, title: &Words) -> bool {
        stands(&self.authorities, title) || stands(&self.other_authorities, title)
    }

    /// Whether a title is that of a column of signing authorities: «Cơ quan ban hành».
    pub(in crate::submission) fn names_issuers(&self, title: &Words) -> bool {
        stands(&self.issuers, title)
    }

    /// Whether a text is only the name of a document that is not a decision: «Kế hoạch».
    pub(in crate::submission) fn is_kind_of_other_paper(&self, said: &Words) -> bool {
        let other = |kind: &Mention| kind.is_whole(said);
        self.other_documents.iter().any(other) || self.drafts.iter().any(other)
    }

    /// Whether a matter begins with something that is not a founding: «Quy chế hoạt động của Tổ».
    pub(in crate::submission) fn opens_with_another_matter(&self, matter: &Words) -> bool {
        self.opens_with_another_document(matter) || opens(&self.other_decisions, matter)
    }

    /// Whether a remark says that the decision beside it is about something else: «QĐ thành lập
    /// BCĐ», «Số này là của Kế hoạch». A remark on the status of another document («QĐ BCĐ đã ban
    /// hành») does not.
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
