//! The terms of a campaign: what its documents call a status, a role, a sheet, and the sentences
//! about what is counted. `[words]` of the rules file sets them; those left out are as shipped.
//!
//! A campaign that founds no team needs its own terms and no Rust. Knows which terms there are and
//! what they may contain; deliberately not where they are printed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::rule::{Standing, Status};
use crate::submission::Role;

/// The most letters that Excel allows in the name of a sheet.
const LONGEST_SHEET: usize = 31;

/// A term that cannot be used, and its offset in the file.
pub(crate) struct BadWord {
    pub(crate) at: usize,
    pub(crate) key: &'static str,
    pub(crate) fault: WordFault,
}

/// Why a term cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordFault {
    /// It is empty, or starts like a comparison in a formula.
    Word(String),
    /// It contains a placeholder that this sentence does not have. Lists those that it has.
    Placeholder(String),
    /// It is not a valid name of a sheet, or another sheet has it.
    Sheet(String),
    /// Another term of its group is the same, although formulas count rows by it.
    Twice(String),
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The terms of a campaign, in Vietnamese as its documents print them.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Words { $($(#[$doc])* pub $name: String,)* }

        /// `[words]` as it is written in the file.
        #[derive(Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct RawWords { $($name: Option<Spanned<String>>,)* }

        impl Words {
            /// Replaces the terms that the file sets, and returns those that cannot be used.
            pub(crate) fn set(&mut self, raw: RawWords) -> Vec<BadWord> {
                let mut bad = Vec::new();
                $(if let Some(written) = raw.$name {
                    let at = written.span().start;
                    let text = written.into_inner();
                    let base = std::mem::take(&mut self.$name);
                    if let Some(fault) = fault(stringify!($name), &text, &base) {
                        bad.push(BadWord { at, key: stringify!($name), fault });
                    }
                    self.$name = text;
                    if let Some(fault) = self.twice(stringify!($name)) {
                        bad.push(BadWord { at, key: stringify!($name), fault });
                    }
                })*
                bad
            }

            fn word(&self, key: &str) -> &str {
                match key {
                    $(stringify!($name) => &self.$name,)*
                    _ => "",
                }
            }
        }
    };
}

words! {
    /// The units counted: «xã, phường, đặc khu».
    units,
    /// The roles in the team.
    leader,
    deputy,
    member,
    /// The four statuses.
    issued,
    incomplete,
    not_issued,
    not_reported,
    /// A commune's timeliness.
    on_time,
    late,
    overdue,
    not_due,
    /// It is done, but since when is not known.
    undated,
    /// Names of the report's sheets.
    sheet_summary,
    sheet_detail,
    sheet_missing,
    sheet_composition,
    sheet_review,
    sheet_changes,
    sheet_contacts,
    sheet_sources,
    /// The sentence that may be pasted into a letter.
    headline,
    /// The subject of the report's mail.
    subject,
    /// What communes that are done have done.
    done,
    /// That all are done.
    all_done,
    /// Those that are not done, in a sentence: «đơn vị chưa có quyết định được tính».
    not_counted,
    /// Changes since the last report.
    newly,
    newly_late,
    no_longer,
    /// Heading of the status: «Tình trạng ban hành».
    state,
    /// The day that counts: «ngày ký».
    moment,
    on_the_day,
    /// The day at which the figures are counted.
    counted_as_of,
    counted_on_the_day,
    /// What communes that are not done are asked to do: «ban hành quyết định thành lập Tổ …».
    request,
    /// What they report, and where.
    report,
    report_shortly,
    report_back,
    /// What is missing if a status cannot be confirmed.
    evidence,
    /// Headings of the appendices.
    title_detail,
    title_missing,
    title_composition,
    /// Explanations of the terms, for the sheet `Nguồn số liệu`.
    means_issued,
    means_incomplete,
    means_not_issued,
    means_not_reported,
    means_on_time,
    /// The team's composition, the communes that reported a team, and teams of villages.
    composition,
    teams,
    villages,
}

/// Groups of terms that must differ, since formulas count rows by them.
const APART: [&[&str]; 3] = [
    &["issued", "incomplete", "not_issued", "not_reported"],
    &["on_time", "late", "overdue", "not_due", "undated"],
    &["leader", "deputy", "member"],
];

impl Words {
    /// Returns the terms of the shipped rules.
    pub fn shipped() -> Arc<Self> {
        crate::rule::file::shipped().words
    }

    /// Returns the term for a status: «Đã ban hành», …
    pub fn status(&self, status: Status) -> &str {
        match status {
            Status::Issued => &self.issued,
            Status::Incomplete => &self.incomplete,
            Status::NotIssued => &self.not_issued,
            Status::NotReported => &self.not_reported,
        }
    }

    /// Returns the term for timeliness: «Đúng hạn», «Ban hành sau hạn», «Quá hạn, chưa ban hành»,
    /// or that the deadline has not come.
    pub fn timeliness(&self, standing: &Standing) -> &str {
        match (standing.on_time, standing.overdue) {
            (Some(true), _) => &self.on_time,
            (Some(false), _) => &self.late,
            (None, _) if standing.issued() => &self.undated,
            (None, Some(true)) => &self.overdue,
            (None, _) => &self.not_due,
        }
    }

    /// Returns the term for a role: «Tổ trưởng», «Tổ phó», «Thành viên».
    pub fn role(&self, role: Role) -> &str {
        match role {
            Role::Leader => &self.leader,
            Role::Deputy => &self.deputy,
            Role::Member => &self.member,
        }
    }

    /// Returns the names of the sheets, in the report's order.
    pub fn sheets(&self) -> [&str; 8] {
        SHEETS.map(|key| self.word(key))
    }

    fn twice(&self, key: &str) -> Option<WordFault> {
        let same = |list: &[&str]| {
            let own = self.word(key).to_lowercase();
            let mut others = list.iter().filter(|other| **other != key);
            others.any(|other| self.word(other).to_lowercase() == own)
        };
        let list = APART.into_iter().find(|list| list.contains(&key));
        let list = list.or_else(|| SHEETS.contains(&key).then_some(&SHEETS[..]))?;
        same(list).then(|| WordFault::Twice(self.word(key).to_owned()))
    }
}

const SHEETS: [&str; 8] = [
    "sheet_summary",
    "sheet_detail",
    "sheet_missing",
    "sheet_composition",
    "sheet_review",
    "sheet_changes",
    "sheet_contacts",
    "sheet_sources",
];

/// Returns the names of a sentence's placeholders.
fn placeholders(sentence: &str) -> Vec<&str> {
    let parts = sentence.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .collect()
}

/// Checks a term that replaces another (`base`).
fn fault(key: &str, text: &str, base: &str) -> Option<WordFault> {
    let own = || text.to_owned();
    // Formulas count rows by these terms, and read a leading sign as a comparison.
    if text.trim().is_empty() || text.trim() != text || text.starts_with(['=', '<', '>']) {
        return Some(WordFault::Word(own()));
    }
    let allowed = placeholders(base);
    if !base.is_empty()
        && placeholders(text)
            .iter()
            .any(|name| !allowed.contains(name))
    {
        let list: Vec<String> = allowed.iter().map(|name| format!("{{{name}}}")).collect();
        return Some(WordFault::Placeholder(list.join(", ")));
    }
    let sheet = SHEETS.contains(&key);
    let forbidden =
        |letter: char| matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let is_name = text.chars().count() <= LONGEST_SHEET
        && !text.contains(forbidden)
        && !text.eq_ignore_ascii_case("history");
    (sheet && !is_name).then(|| WordFault::Sheet(own()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_shipped() {
        let all = serde_json::to_value(&*Words::shipped()).unwrap();
        for (key, word) in all.as_object().unwrap() {
            assert_ne!(word, "", "{key}");
        }
    }

    #[test]
    fn a_word_that_cannot_be_used_is_refused() {
        use crate::rule::fault::RulesFault;
        use crate::rule::file::read;
        for (written, fault) in [
            ("issued = \" \"", WordFault::Word(" ".to_owned())),
            ("issued = \"=Đạt\"", WordFault::Word("=Đạt".to_owned())),
            (
                "on_the_day = \"{ngay}\"",
                WordFault::Placeholder("{day}".to_owned()),
            ),
            (
                "sheet_missing = \"Chưa/đạt\"",
                WordFault::Sheet("Chưa/đạt".to_owned()),
            ),
            (
                "sheet_missing = \"Tổng hợp\"",
                WordFault::Twice("Tổng hợp".to_owned()),
            ),
            (
                "issued = \"chưa báo cáo\"",
                WordFault::Twice("chưa báo cáo".to_owned()),
            ),
        ] {
            let problems = read(&format!("[words]\n{written}")).unwrap_err();
            assert_eq!(problems.len(), 1, "{written}");
            assert_eq!(problems[0].fault, RulesFault::Words(fault), "{written}");
            assert_eq!(problems[0].line, 2);
        }
        assert_eq!(
            read("[words]\nissued = \"Đã đạt\"").unwrap().words.issued,
            "Đã đạt"
        );
    }
}
