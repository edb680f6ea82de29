//! Determines what a title states besides the field: whose decision or people the column has, and
//! whether it is an old or a new version.
//!
//! A commune founds its own team and teams in its villages, and signs decisions about other bodies
//! too. Only those about its own team count for this report.

mod group;
mod paper;

use serde::Deserialize;

use super::phrase::{Mention, Phrase, Words};
use crate::text;

/// To whom the contents of a column belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::submission) enum Whose {
    /// The commune's team, as the title states.
    Team,
    /// Not stated.
    Unsaid,
    /// The villages' teams.
    Villages,
    /// Another body, or a document that is not a decision.
    Others,
}

/// The words as written in the vocabulary.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AboutWords {
    team: Vec<String>,
    commune_level: Vec<String>,
    village_level: Vec<String>,
    villages: Vec<String>,
    other_bodies: Vec<String>,
    other_decisions: Vec<String>,
    other_acts: Vec<String>,
    founds: Vec<String>,
    behind_founding: Vec<String>,
    team_nouns: Vec<String>,
    team_begins: Vec<String>,
    behind_team: Vec<String>,
    units_founded: Vec<String>,
    units_act: Vec<String>,
    decisions: Vec<String>,
    other_documents: Vec<String>,
    drafts: Vec<String>,
    reorganising: Vec<String>,
    other_authorities: Vec<String>,
    authorities: Vec<String>,
    signed_by: Vec<String>,
    greater_authorities: Vec<String>,
    levels: Vec<String>,
    issuers: Vec<String>,
    subjects: Vec<String>,
    links: Vec<String>,
    founding: Vec<String>,
    communes: Vec<String>,
    superiors: Vec<String>,
    affirmations: Vec<String>,
    denials: Vec<String>,
    questions: Vec<String>,
    planned: Vec<String>,
    unfounded: Vec<String>,
    founded: Vec<String>,
    totals: Vec<String>,
    urban_villages: Vec<String>,
    versions: Vec<String>,
    former_versions: Vec<String>,
    current_versions: Vec<String>,
    replaced: Vec<String>,
    matters: Vec<String>,
    rounds: Vec<String>,
}

/// The words prepared for look-up.
#[derive(Clone, Debug)]
pub(in crate::submission) struct About {
    team: Vec<Mention>,
    commune_level: Vec<Mention>,
    village_level: Vec<Mention>,
    villages: Vec<Mention>,
    other_bodies: Vec<Mention>,
    other_decisions: Vec<Mention>,
    other_acts: Vec<Mention>,
    /// With the number of words.
    founds: Vec<(Mention, usize)>,
    behind_founding: Vec<String>,
    team_nouns: Vec<String>,
    team_begins: Vec<String>,
    behind_team: Vec<String>,
    units_founded: Vec<Mention>,
    units_act: Vec<Mention>,
    decisions: Vec<Mention>,
    other_documents: Vec<Mention>,
    drafts: Vec<Mention>,
    reorganising: Vec<Mention>,
    other_authorities: Vec<Mention>,
    authorities: Vec<Mention>,
    /// With the number of words.
    signed_by: Vec<(Mention, usize)>,
    greater_authorities: Vec<Mention>,
    levels: Vec<Mention>,
    issuers: Vec<Mention>,
    /// With the number of words, longest first.
    subjects: Vec<(Mention, usize)>,
    /// With the number of words, longest first.
    links: Vec<(Mention, usize)>,
    founding: Vec<Mention>,
    communes: Vec<Mention>,
    superiors: Vec<Mention>,
    affirmations: Vec<Mention>,
    denials: Vec<Mention>,
    questions: Vec<Mention>,
    planned: Vec<Mention>,
    unfounded: Vec<Mention>,
    founded: Vec<Mention>,
    totals: Vec<Mention>,
    urban_villages: Vec<Mention>,
    /// With a space before and after each, longest first.
    versions: Vec<String>,
    former_versions: Vec<Mention>,
    current_versions: Vec<Mention>,
    /// Titles of decisions that another column's decision replaced.
    replaced: Vec<Phrase>,
    /// With the number of words.
    matters: Vec<(Mention, usize)>,
    rounds: Vec<Mention>,
}

impl AboutWords {
    pub(super) fn ready(&self) -> About {
        let phrases = |list: &[String]| list.iter().map(|words| Mention::of(words)).collect();
        let places = |list: &[String]| list.iter().map(|words| Mention::of_place(words)).collect();
        let keys = |list: &[String]| -> Vec<String> {
            let keys = list.iter().map(|words| Words::of(words));
            keys.map(|words| words.as_key().to_owned()).collect()
        };
        About {
            team: phrases(&self.team),
            commune_level: phrases(&self.commune_level),
            village_level: phrases(&self.village_level),
            villages: places(&self.villages),
            other_bodies: phrases(&self.other_bodies),
            other_decisions: phrases(&self.other_decisions),
            other_acts: phrases(&self.other_acts),
            founds: counted(&self.founds),
            behind_founding: keys(&self.behind_founding),
            team_nouns: keys(&self.team_nouns),
            team_begins: keys(&self.team_begins),
            behind_team: keys(&self.behind_team),
            units_founded: phrases(&self.units_founded),
            units_act: phrases(&self.units_act),
            decisions: phrases(&self.decisions),
            other_documents: phrases(&self.other_documents),
            drafts: phrases(&self.drafts),
            reorganising: phrases(&self.reorganising),
            other_authorities: phrases(&self.other_authorities),
            authorities: phrases(&self.authorities),
            signed_by: counted(&self.signed_by),
            greater_authorities: phrases(&self.greater_authorities),
            levels: phrases(&self.levels),
            issuers: phrases(&self.issuers),
            subjects: counted(&self.subjects),
            links: counted(&self.links),
            founding: phrases(&self.founding),
            communes: phrases(&self.communes),
            superiors: phrases(&self.superiors),
            affirmations: phrases(&self.affirmations),
            denials: phrases(&self.denials),
            questions: phrases(&self.questions),
            planned: phrases(&self.planned),
            unfounded: phrases(&self.unfounded),
            founded: phrases(&self.founded),
            totals: phrases(&self.totals),
            urban_villages: places(&self.urban_villages),
            versions: versions(&self.versions),
            former_versions: phrases(&self.former_versions),
            current_versions: phrases(&self.current_versions),
            replaced: self
                .replaced
                .iter()
                .map(|words| Phrase::of(words))
                .collect(),
            matters: counted(&self.matters),
            rounds: phrases(&self.rounds),
        }
    }
}

/// Words with spaces around them, longest first.
fn versions(list: &[String]) -> Vec<String> {
    let padded = list
        .iter()
        .map(|words| format!(" {} ", Words::of(words).as_key()));
    let mut padded: Vec<String> = padded.collect();
    padded.sort_by_key(|words| std::cmp::Reverse(words.len()));
    padded
}

/// Phrases with the number of their words, longest first.
fn counted(list: &[String]) -> Vec<(Mention, usize)> {
    let phrases = list.iter();
    let count = |words: &String| Words::of(words).as_key().split(' ').count();
    let phrases = phrases.map(|words| (Mention::of(words), count(words)));
    let mut phrases: Vec<(Mention, usize)> = phrases.collect();
    phrases.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    phrases
}

impl About {
    /// Whose decisions a column has, by the titles over it from top to bottom.
    pub(in crate::submission) fn decision(&self, titles: &[Words]) -> Whose {
        let any = |list: &[Mention]| titles.iter().any(|title| stands(list, title));
        if any(&self.drafts) || self.is_another_document(titles) || self.is_from_above(titles) {
            return Whose::Others;
        }
        let other = |title: &Words| {
            stands(&self.other_bodies, title)
                || stands(&self.other_decisions, title)
                || stands(&self.other_authorities, title) && !stands(&self.authorities, title)
        };
        let village =
            |title: &Words| stands(&self.village_level, title) || stands(&self.villages, title);
        let first = |title: &Words| self.names_other_before_team(title);
        match (self.whose(titles, (other, first), village), titles.last()) {
            (Whose::Unsaid, Some(own)) if self.is_about_another(own) => Whose::Others,
            (whose, _) => whose,
        }
    }

    /// Whether a title says that something other than founding a team is decided: «QĐ khen thưởng»,
    /// «QĐ thành lập Trạm y tế».
    fn is_about_another(&self, own: &Words) -> bool {
        stands(&self.other_acts, own) || self.founds_another(own)
    }

    /// Whether the words after «thành lập» name something other than a team: «QĐ thành lập Tổ hợp
    /// tác», «QĐ thành lập xã».
    fn founds_another(&self, own: &Words) -> bool {
        let behind = self.founds.iter().find_map(|(founds, count)| {
            let place = founds.place(own)?;
            // «QĐ thành lập (xã ghi số)»: brackets state whose it is, or how to fill it in.
            let named = !own.is_parted_behind(place, *count);
            named.then(|| own.behind(place, *count))
        });
        if behind
            .as_ref()
            .is_some_and(|behind| self.founds_unit(&behind.join(" ")))
        {
            return true;
        }
        let has = |list: &[String], word: &str| {
            let same = |known: &String| match own.is_bare() {
                true => text::strip(known) == word,
                false => known == word,
            };
            list.iter().any(same)
        };
        let Some([first, rest @ ..]) = behind.as_deref() else {
            return false;
        };
        let mut nouns = self.team_nouns.iter();
        let is_team = nouns.any(|noun| text::strip(noun) == text::strip(first));
        let word = match (is_team, rest) {
            (true, []) => return false,
            (true, [second, ..]) if has(&self.team_begins, second) => return false,
            (true, [second, ..]) => second,
            (false, _) => first,
        };
        !has(&self.behind_founding, word) && word.starts_with(char::is_alphabetic)
    }

    /// Whether a title names a team of another kind: «DANH SÁCH TỔ LIÊN GIA PHÒNG CHÁY». A name that
    /// begins with an abbreviation is not certainly another one.
    pub(in crate::submission) fn names_another_team(&self, title: &Words) -> bool {
        let words: Vec<&str> = title.as_key().split(' ').collect();
        // Without its marks «tổ» may be the beginning of a name: «To Mua».
        let is_team = |word: &&str| self.team_nouns.iter().any(|noun| noun == word);
        let team = words.iter().position(is_team).filter(|_| !title.is_bare());
        let Some((team, named)) = team.and_then(|team| Some((team, words.get(team + 1)?))) else {
            return false;
        };
        let bare = text::strip(named);
        let known = [&self.team_begins, &self.behind_founding, &self.behind_team];
        let is_known = known
            .iter()
            .any(|list| list.iter().any(|word| text::strip(word) == bare));
        let [whole, behind] = [team, team + 1].map(|at| Words::of(&words[at..].join(" ")));
        let units = [&self.villages, &self.village_level, &self.communes];
        let is_units = units
            .iter()
            .any(|list| opens(list, &whole) || opens(list, &behind));
        let is_word = bare.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        !stands(&self.team, title) && !is_known && !is_units && is_word
    }

    /// Whether the unit itself was founded: «xã», «UBND xã mới»; not if the unit decides («xã ban
    /// hành»).
    fn founds_unit(&self, behind: &str) -> bool {
        let behind = Words::of(behind);
        opens(&self.units_founded, &behind) && !stands(&self.units_act, &behind)
    }

    /// Whose people a column names. A «Trưởng thôn» is in the commune's team; only people below a
    /// title that says so are in a village's team.
    pub(in crate::submission) fn people(&self, titles: &[Words]) -> Whose {
        let other = |title: &Words| stands(&self.other_bodies, title);
        let village = |title: &Words| stands(&self.village_level, title);
        self.whose(titles, (other, |_: &Words| false), village)
    }

    /// Whether the matter that is decided precedes the team that it is for, and no founding is
    /// between them: «QĐ ban hành Quy chế hoạt động của Tổ CNSCĐ».
    fn names_other_before_team(&self, title: &Words) -> bool {
        let team = first(&self.team, title).or_else(|| first(&self.commune_level, title));
        let other =
            first(&self.other_decisions, title).or_else(|| first(&self.other_bodies, title));
        match (other, team) {
            (Some(other), Some(team)) => other < team && !self.founds_between(title, other, team),
            _ => false,
        }
    }

    /// Whether a founding is named between another matter and the team: «… ban hành quy chế và
    /// thành lập Tổ CNSCĐ».
    fn founds_between(&self, title: &Words, other: usize, team: usize) -> bool {
        let mut places = self.founds.iter().filter_map(|(word, _)| word.place(title));
        places.any(|place| place > other && place < team)
    }

    /// The owner stated by the title nearest to the column. A level («cấp xã») is stronger than the
    /// name of the team, which villages' teams have too.
    fn whose(
        &self,
        titles: &[Words],
        (other, other_first): (impl Fn(&Words) -> bool, impl Fn(&Words) -> bool),
        village: impl Fn(&Words) -> bool,
    ) -> Whose {
        let team = |title: &Words| stands(&self.team, title);
        let commune = |title: &Words| stands(&self.commune_level, title);
        let body = titles.iter().rev().find_map(|title| {
            let (team, other) = (team(title) || commune(title), other(title));
            (team || other).then_some(!team || other_first(title))
        });
        let level = titles.iter().rev().find_map(|title| {
            let (commune, village) = (commune(title), village(title));
            (commune || village).then_some(!commune)
        });
        match (body, level) {
            (Some(true), _) => Whose::Others,
            (_, Some(true)) => Whose::Villages,
            (Some(false), _) | (_, Some(false)) => Whose::Team,
            (None, None) => Whose::Unsaid,
        }
    }

    /// Whether a column has other documents. The document that its title names first decides: «Tờ
    /// trình … thành lập Tổ». A group's title counts only if it names no decision.
    fn is_another_document(&self, titles: &[Words]) -> bool {
        let Some((own, groups)) = titles.split_last() else {
            return false;
        };
        let decision = first(&self.decisions, own);
        let other = first(&self.other_documents, own);
        match (decision, other) {
            (Some(decision), Some(other)) if other < decision => true,
            (None, Some(_)) => true,
            _ => groups.iter().any(|group| {
                stands(&self.other_documents, group)
                    && !stands(&self.decisions, group)
                    && !stands(&self.rounds, group)
            }),
        }
    }

    /// Whether a title begins with a document that is not a decision.
    pub(in crate::submission) fn opens_with_another_document(&self, title: &Words) -> bool {
        opens(&self.other_documents, title) || opens(&self.drafts, title)
    }

    /// Whether a title is about documents sent by a superior authority, which are not reports.
    pub(in crate::submission) fn is_of_a_superior(&self, title: &Words) -> bool {
        stands(&self.superiors, title)
    }

    /// Whether a title over a list says that it is a village's team: the village is named after the
    /// team and before its commune.
    pub(in crate::submission) fn heads_villages(&self, title: &Words) -> bool {
        let team = first(&self.team, title);
        let village = [&self.village_level, &self.villages].map(|list| first(list, title));
        let village = village.into_iter().flatten().min();
        let commune = first(&self.communes, title);
        match (team, village) {
            (Some(team), Some(village)) => {
                team <= village
                    && commune.is_none_or(|commune| village < commune)
                    && !stands(&self.commune_level, title)
            }
            _ => false,
        }
    }

    /// Whether a title over a list says that it is the commune's own team: «TỔ CNSCĐ XÃ BA TƠ».
    pub(in crate::submission) fn heads_communes(&self, title: &Words) -> bool {
        opens(&self.team, title) && self.is_communes_team(title)
    }

    /// Whether a name is that of a commune's team: «Tổ CNSCĐ xã», «Tổ CNSCĐ cấp phường».
    pub(in crate::submission) fn is_communes_team(&self, name: &Words) -> bool {
        let villages = stands(&self.village_level, name) || stands(&self.villages, name);
        stands(&self.team, name) && stands(&self.communes, name) && !villages
    }

    /// The owner of all tables of a tab, by its title: «Cấp thôn», «BCĐ chuyển đổi số».
    pub(in crate::submission) fn of_tab(&self, title: &Words) -> Option<Whose> {
        let (team, commune) = (
            stands(&self.team, title),
            stands(&self.commune_level, title) || stands(&self.communes, title),
        );
        let village = stands(&self.village_level, title) || stands(&self.villages, title);
        if village && !commune {
            Some(Whose::Villages)
        } else if !team && !commune && stands(&self.other_bodies, title) {
            Some(Whose::Others)
        } else {
            team.then_some(Whose::Team)
        }
    }

    /// The owner of a table, by a line above it; `list` is whether the line names a list.
    pub(in crate::submission) fn of_heading(&self, title: &Words, list: bool) -> Option<Whose> {
        if self.heads_villages(title) {
            return Some(Whose::Villages);
        }
        let team = stands(&self.team, title);
        let is_others = || stands(&self.other_bodies, title) || self.names_another_team(title);
        if list && !team && is_others() {
            return Some(Whose::Others);
        }
        match (
            stands(&self.commune_level, title),
            stands(&self.village_level, title),
        ) {
            (true, _) => Some(Whose::Team),
            // «II. CẤP THÔN».
            (false, true) => Some(Whose::Villages),
            (false, false) => team.then_some(Whose::Team),
        }
    }

    /// Whether titles mention the commune's level.
    pub(in crate::submission) fn says_commune_level(&self, titles: &Words) -> bool {
        stands(&self.commune_level, titles)
    }

    /// Whether titles are about a planned day, on which nothing may have been signed: «Ngày ban
    /// hành (dự kiến)».
    pub(in crate::submission) fn plans(&self, titles: &[Words]) -> bool {
        titles.iter().any(|title| stands(&self.planned, title))
    }

    /// Whether a title counts teams to be founded or missing.
    pub(in crate::submission) fn is_unfounded(&self, title: &Words) -> bool {
        stands(&self.unfounded, title)
    }

    /// Whether a title counts founded teams: «Số tổ cấp thôn đã thành lập».
    pub(in crate::submission) fn is_founded(&self, title: &Words) -> bool {
        stands(&self.founded, title)
    }

    /// Whether a title is that of a sum: «Tổng số tổ».
    pub(in crate::submission) fn is_total(&self, title: &Words) -> bool {
        opens(&self.totals, title)
    }

    /// Whether a title mentions villages in the country, and whether it mentions town quarters.
    pub(in crate::submission) fn kinds_of_villages(&self, title: &Words) -> (bool, bool) {
        let urban = |place: &usize| {
            let quarters = self.urban_villages.iter();
            let mut places = quarters.filter_map(|quarter| quarter.place(title));
            places.any(|quarter| quarter == *place)
        };
        let villages = self.villages.iter().filter_map(|words| words.place(title));
        let (towns, country): (Vec<usize>, Vec<usize>) = villages.partition(urban);
        (!country.is_empty(), !towns.is_empty())
    }

    /// Whether a text names the team.
    pub(in crate::submission) fn names_team(&self, text: &Words) -> bool {
        stands(&self.team, text)
    }

    /// Whether a title names a decision.
    pub(in crate::submission) fn names_decision(&self, title: &Words) -> bool {
        stands(&self.decisions, title)
    }

    /// Whether a status is about founding a team: «Đã ban hành», «Đã có QĐ». «Tình trạng» alone may
    /// be that of a machine.
    pub(in crate::submission) fn asks_about_founding(&self, title: &Words) -> bool {
        stands(&self.founding, title) || self.names_decision(title)
    }

    /// Whether titles say that the decision changes an existing team: «QĐ kiện toàn».
    pub(in crate::submission) fn reorganises(&self, titles: &[Words]) -> bool {
        titles.iter().any(|title| stands(&self.reorganising, title))
    }

    /// Whether a tick below the title denies the decision: «Chưa ban hành», «Không».
    pub(in crate::submission) fn denies(&self, title: &Words) -> bool {
        opens(&self.denials, title) && !opens(&self.questions, title)
    }

    /// Whether a title is a form's question, answered by «Rồi» or «Chưa»: «Xã đã ban hành quyết
    /// định chưa?».
    pub(in crate::submission) fn asks(&self, title: &Words) -> bool {
        let key = title.as_key();
        let last = Words::of(key.rsplit(' ').next().unwrap_or_default());
        let about = stands(&self.decisions, title) || stands(&self.founded, title);
        last != *title && self.denies(&last) && about && stands(&self.affirmations, title)
    }

    /// Whether a title is an answer below a question: «Có», «Chưa».
    pub(in crate::submission) fn answers(&self, title: &Words) -> bool {
        self.affirms(title) || self.denies(title)
    }

    /// Whether an answer says yes: «Có», «Rồi».
    pub(in crate::submission) fn affirms(&self, answer: &Words) -> bool {
        opens(&self.affirmations, answer)
    }

    /// Whether a title is about a former version: «Tên xã (cũ)», «Đơn vị trước sáp nhập».
    pub(in crate::submission) fn is_former(&self, title: &Words) -> bool {
        stands(&self.former_versions, title)
    }

    /// The titles without «(cũ)» and «(mới)», which are equal for two versions of a column.
    pub(in crate::submission) fn without_version(&self, titles: &[Words]) -> String {
        let titles: Vec<&str> = titles.iter().map(Words::as_key).collect();
        let mut kept = format!(" {} ", titles.join(" "));
        for version in &self.versions {
            while kept.contains(version) {
                kept = kept.replace(version, " ");
            }
        }
        kept.trim().to_owned()
    }
}

/// The position of the first of the phrases in a title.
fn first(list: &[Mention], title: &Words) -> Option<usize> {
    list.iter().filter_map(|phrase| phrase.place(title)).min()
}

fn opens(list: &[Mention], title: &Words) -> bool {
    list.iter().any(|phrase| phrase.place(title) == Some(0))
}

fn stands(list: &[Mention], title: &Words) -> bool {
    list.iter().any(|phrase| phrase.place(title).is_some())
}
