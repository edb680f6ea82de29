//! Recognises the role in the team in a cell or a title: leader, deputy or member.
//!
//! The words are in `[roles]` of `config/vocabulary/positions.toml` and of a campaign. Knows roles
//! only: «Tổ trưởng tổ dân phố» is an office in the village, not the leader of the team, but «Tổ
//! trưởng Tổ CNSCĐ» is.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Role;
use crate::submission::vocabulary::contains_words;
use crate::text;

/// Words for roles beside those of the vocabulary: `[roles]` of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CampaignRoles {
    /// Who leads: «Trưởng nhóm».
    pub leader: Vec<String>,
    /// Who stands in for the leader.
    pub deputy: Vec<String>,
    /// Who is there besides: «Điều phối viên».
    pub member: Vec<String>,
}

impl CampaignRoles {
    /// Whether no words are added.
    pub fn is_empty(&self) -> bool {
        self.leader.is_empty() && self.deputy.is_empty() && self.member.is_empty()
    }
}

/// The words as written in the vocabulary.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::submission) struct RoleFile {
    leader: RoleSpellings,
    deputy: RoleSpellings,
    member: RoleSpellings,
    /// A cell with one of these has no role.
    never: Vec<String>,
    /// A title with one of these has no role.
    never_in_titles: Vec<String>,
    /// Words that may follow a role beside a position.
    after: Vec<String>,
    /// Words that may precede it there: «Các thành viên».
    before: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleSpellings {
    /// Beginnings of cells.
    begins: Vec<String>,
    /// Whole cells.
    whole: Vec<String>,
    /// Parts of titles.
    titles: Vec<String>,
}

/// The words of roles, prepared for look-up; clones share them.
#[derive(Clone, Debug)]
pub(in crate::submission) struct Roles(Arc<Ready>);

#[derive(Debug)]
struct Ready {
    /// The spelling of nearly all cells.
    usual: FxHashMap<String, Role>,
    /// Words without marks, longest first.
    begins: Vec<(String, Role)>,
    whole: FxHashMap<String, Role>,
    /// Words with marks and without, longest first.
    titles: Vec<Title>,
    never: Vec<String>,
    never_in_titles: Vec<String>,
    after: Vec<String>,
    before: Vec<String>,
}

#[derive(Debug)]
struct Title {
    marked: String,
    bare: String,
    role: Role,
}

impl RoleFile {
    /// Prepares the words, with those of a campaign added.
    pub(in crate::submission) fn ready(&self, added: &CampaignRoles) -> Roles {
        let all = [
            (Role::Leader, &self.leader, &added.leader),
            (Role::Deputy, &self.deputy, &added.deputy),
            (Role::Member, &self.member, &added.member),
        ];
        let mut ready = Ready {
            usual: FxHashMap::default(),
            begins: Vec::new(),
            whole: FxHashMap::default(),
            titles: Vec::new(),
            never: self.never.iter().map(|words| text::fold(words)).collect(),
            never_in_titles: keys(&self.never_in_titles),
            after: keys(&self.after),
            before: keys(&self.before),
        };
        for (role, spellings, added) in all {
            let begins = || spellings.begins.iter().chain(added);
            ready
                .usual
                .extend(begins().map(|words| (capital(words), role)));
            ready
                .begins
                .extend(begins().map(|words| (key(words), role)));
            let whole = spellings.whole.iter().map(|words| (key(words), role));
            ready.whole.extend(whole);
            let titles = spellings.titles.iter().chain(added);
            ready.titles.extend(titles.map(|words| Title {
                marked: text::key(words),
                bare: text::fold(words),
                role,
            }));
        }
        ready
            .begins
            .sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        ready
            .titles
            .sort_by_key(|title| std::cmp::Reverse(title.bare.len()));
        Roles(Arc::new(ready))
    }
}

impl Roles {
    /// The role that a cell states; `None` if it states none.
    pub(in crate::submission) fn read(&self, typed: &str) -> Option<Role> {
        if typed.is_empty() {
            return None;
        }
        if let Some(role) = self.0.usual.get(typed) {
            return Some(*role);
        }
        self.understood(typed).map(|(role, _)| role)
    }

    /// Like `read`, but words beside a position must state nothing else: «Chủ tịch UBND xã - Tổ
    /// trưởng», but not «Giáo viên, Tổ trưởng chuyên môn».
    pub(in crate::submission) fn read_alone(&self, typed: &str) -> Option<Role> {
        let (role, rest) = self.understood(typed)?;
        let says_no_more = rest.is_empty()
            || rest.bytes().all(|byte| byte.is_ascii_digit())
            || self.0.after.contains(&rest);
        says_no_more.then_some(role)
    }

    /// The role of the people below a line that states only a role: «Các Tổ phó (02 người)».
    pub(in crate::submission) fn heads(&self, typed: &str) -> Option<Role> {
        let bare = typed.split('(').next().unwrap_or_default();
        let line = key(bare);
        let mut before = self.0.before.iter();
        let named = before.find_map(|words| line.strip_prefix(words.as_str()));
        self.read_alone(named.unwrap_or(&line))
    }

    fn understood(&self, typed: &str) -> Option<(Role, String)> {
        let folded = text::fold(typed);
        let line = words(folded.trim_start_matches(|letter: char| !letter.is_alphabetic()));
        if self.0.never.iter().any(|other| line.contains(other)) {
            return None;
        }
        if let Some(role) = self.0.whole.get(&line) {
            return Some((*role, String::new()));
        }
        self.0.begins.iter().find_map(|(name, role)| {
            let rest = line.strip_prefix(name.as_str())?;
            let ends = rest.is_empty() || rest.starts_with([' ', '0', '1', '2', '3']);
            ends.then(|| (*role, rest.trim_start().to_owned()))
        })
    }

    /// The words that may follow this one at the beginning of a role, all without marks; `None` if
    /// it may be a role alone.
    pub(in crate::submission) fn begun_with(&self, word: &str) -> Option<Vec<String>> {
        let begins = self.0.begins.iter().map(|(words, _)| words);
        // Roles of a single word that are whole cells have no following word.
        let whole = self.0.whole.keys().filter(|words| words.contains(' '));
        let all = begins.chain(whole).chain(&self.0.before);
        let mut behind = Vec::new();
        for words in all {
            let mut words = words.split(' ');
            if words.next() == Some(word) {
                behind.push(words.next()?.to_owned());
            }
        }
        Some(behind)
    }

    /// The only role in a title: «Tổ trưởng», «Họ tên Tổ phó», but not «Tổ trưởng/Tổ phó».
    pub(in crate::submission) fn of_title(&self, title: &str) -> Option<Role> {
        let mut folded = text::fold(title);
        let is_other = |other: &String| contains_words(&folded, other);
        if self.0.never_in_titles.iter().any(is_other) {
            return None;
        }
        let mut named: Option<Role> = None;
        for title in &self.0.titles {
            if contains_words(&folded, &title.bare) {
                // «Phó Tổ trưởng» must not also match «Tổ trưởng».
                folded = folded.replace(&title.bare, "|");
                if named.is_some_and(|named| named != title.role) {
                    return None;
                }
                named = Some(title.role);
            }
        }
        named
    }

    /// The words of a role that a title contains.
    pub(in crate::submission) fn in_title(&self, title: &str) -> Option<&str> {
        let mut titles = self.0.titles.iter();
        let found = titles.find(|words| contains_words(title, &words.marked))?;
        Some(&found.marked)
    }
}

fn keys(list: &[String]) -> Vec<String> {
    list.iter().map(|words| key(words)).collect()
}

/// Words without marks, punctuation and case.
fn key(typed: &str) -> String {
    words(&text::fold(typed))
}

fn words(folded: &str) -> String {
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The spelling with a first capital, as in cells: «Tổ trưởng».
fn capital(typed: &str) -> String {
    let mut letters = typed.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::submission::position::Positions;

    fn shipped() -> Roles {
        Positions::shipped().roles().clone()
    }

    fn read(typed: &str) -> Option<Role> {
        shipped().read(typed)
    }

    #[test]
    fn the_usual_words_are_what_they_would_be_understood_as() {
        let roles = shipped();
        for (typed, role) in &roles.0.usual {
            assert_eq!(
                roles.understood(typed).map(|(role, _)| role),
                Some(*role),
                "{typed}"
            );
        }
    }

    /// «Chủ tịch UBND xã - Tổ trưởng» used not to make anybody the leader.
    #[test]
    fn a_role_beside_a_position_says_nothing_else() {
        use Role::{Deputy, Leader, Member};
        for (typed, role) in [
            ("Tổ trưởng", Some(Leader)),
            ("Tổ trưởng Tổ CNSCĐ", Some(Leader)),
            ("Phó Tổ trưởng thường trực", Some(Deputy)),
            ("Tổ phó 2", Some(Deputy)),
            ("Thành viên", Some(Member)),
            ("Tổ trưởng chuyên môn", None),
            ("Tổ trưởng tổ vay vốn", None),
            ("Ủy viên UBND xã", None),
            ("Chủ tịch UBND xã", None),
        ] {
            assert_eq!(shipped().read_alone(typed), role, "{typed}");
        }
    }

    #[test]
    fn a_line_may_head_the_people_of_one_role() {
        use Role::{Deputy, Leader, Member};
        for (typed, role) in [
            ("Tổ trưởng", Some(Leader)),
            ("Các Tổ phó (02 người):", Some(Deputy)),
            ("Các đồng chí thành viên", Some(Member)),
            ("THÀNH VIÊN:", Some(Member)),
            ("Lê Văn Trưởng", None),
            ("Thành viên Ban Chỉ đạo", None),
        ] {
            assert_eq!(shipped().heads(typed), role, "{typed}");
        }
    }

    #[test]
    fn a_campaign_adds_words_of_its_own() {
        let added = CampaignRoles {
            leader: vec!["Điều phối trưởng".to_owned()],
            deputy: Vec::new(),
            member: vec!["Điều phối viên".to_owned(), "Cộng tác viên".to_owned()],
        };
        let roles = Positions::shipped().with_roles(&added).roles().clone();
        for (typed, role) in [
            ("Điều phối trưởng", Role::Leader),
            ("ĐIỀU PHỐI VIÊN", Role::Member),
            ("cong tac vien 2", Role::Member),
            ("Tổ trưởng", Role::Leader),
        ] {
            assert_eq!(roles.read(typed), Some(role), "{typed}");
            assert_eq!(read(typed).is_some(), typed == "Tổ trưởng", "{typed}");
        }
        assert_eq!(
            roles.of_title("Họ tên Điều phối trưởng"),
            Some(Role::Leader)
        );
    }

    #[test]
    fn a_title_names_one_role() {
        use Role::{Deputy, Leader, Member};
        for (title, role) in [
            ("Tổ trưởng", Some(Leader)),
            ("Họ tên Phó Tổ trưởng", Some(Deputy)),
            ("Các thành viên", Some(Member)),
            // The people of a whole province used to have no leader.
            ("Trưởng Tổ", Some(Leader)),
            ("Phó Tổ (nếu có)", Some(Deputy)),
            ("Nhóm trưởng", Some(Leader)),
            ("Trưởng tổ dân phố", None),
            ("Thư ký", Some(Member)),
            ("Tổ trưởng/Tổ phó", None),
            ("Tổ trưởng tổ dân phố", None),
        ] {
            assert_eq!(shipped().of_title(title), role, "{title}");
        }
    }

    #[test]
    fn roles_as_they_are_typed() {
        use Role::{Deputy, Leader, Member};
        for (typed, role) in [
            ("Tổ trưởng", Some(Leader)),
            ("TỔ TRƯỞNG", Some(Leader)),
            ("To\u{302}\u{309} trưởng ", Some(Leader)),
            ("- Tổ trưởng:", Some(Leader)),
            ("Trưởng", Some(Leader)),
            ("Tổ trưởng Tổ CNSCĐ", Some(Leader)),
            ("T.Tr", Some(Leader)),
            ("Làm Tổ trưởng", None),
            ("Tổ phó", Some(Deputy)),
            ("Tổ phó thường trực", Some(Deputy)),
            ("Phó Tổ trưởng", Some(Deputy)),
            ("Phó tổ trưởng thường trực", Some(Deputy)),
            ("Phó", Some(Deputy)),
            ("Tổ phó 1", Some(Deputy)),
            ("Thành viên", Some(Member)),
            ("\u{feff}Thành\u{a0}viên", Some(Member)),
            ("TV", Some(Member)),
            ("Tổ viên", Some(Member)),
            ("Ủy viên", Some(Member)),
            ("Uỷ viên", Some(Member)),
            ("Thư ký", Some(Member)),
            ("Thành viên, thư ký", Some(Member)),
            ("Tổ trưởng tổ dân phố", None),
            ("Tổ trưởng tổ dân phố 2", None),
            ("Tổ trưởng TDP 3", None),
            ("Trưởng thôn", None),
            ("Trưởng phòng Văn hóa - Xã hội", None),
            ("Chủ tịch UBND xã", None),
            ("", None),
        ] {
            assert_eq!(read(typed), role, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(typed in any::<String>()) {
            let _ = read(&typed);
        }
    }
}
