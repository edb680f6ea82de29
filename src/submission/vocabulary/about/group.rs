//! Determines what the title of a group says about the columns below it: who sent or owns their
//! documents, and which of two versions they are.

use super::{About, stands};
use crate::submission::vocabulary::phrase::Words;

impl About {
    /// Whether a group's title says that a greater authority sent the documents below it: «Văn bản
    /// của tỉnh».
    pub(super) fn is_from_above(&self, titles: &[Words]) -> bool {
        let own = [&self.team, &self.commune_level, &self.founding];
        titles.split_last().is_some_and(|(_, groups)| {
            let sent = |group: &Words| stands(&self.greater_authorities, group);
            let mut titles = titles.iter();
            groups.iter().any(sent)
                && !titles.any(|title| own.iter().any(|list| stands(list, title)))
        })
    }

    /// Whether a title says to whom the columns below it belong: «Cấp thôn», «Ban Chỉ đạo».
    pub(in crate::submission) fn says_whose(&self, title: &Words) -> bool {
        let lists = [&self.commune_level, &self.village_level, &self.other_bodies];
        lists.iter().any(|list| stands(list, title))
    }

    /// Whether titles say that another decision replaced this one: «Thay thế QĐ số».
    pub(in crate::submission) fn is_replaced(&self, titles: &[Words]) -> bool {
        let mut phrases = self.replaced.iter();
        phrases.any(|phrase| titles.iter().any(|title| phrase.place(title).is_some()))
    }

    /// Whether a title is about the version in force: «Số QĐ mới», «Sau sáp nhập».
    pub(in crate::submission) fn is_current(&self, title: &Words) -> bool {
        stands(&self.current_versions, title)
    }
}
