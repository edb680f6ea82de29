//! Chooses between columns that could be the same field. Those that remain equal are left for a
//! person to choose.
//!
//! A column named by the operator comes first. Then the criteria are: whose column it is by its
//! titles, how certainly the title names the field, whether it is visible, and whether number and
//! day are adjacent. Knows titles and places, not the cells below.

use super::Column;
use crate::submission::Act;
use crate::submission::vocabulary::{About, Field, Fit, Whose, Words};

/// The columns for the decisions of one kind: one pair, or several rivals.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::submission) struct Stated {
    pub act: Option<Act>,
    pub pairs: Vec<Pair>,
}

/// A column of numbers, and the columns that may have their days.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::submission) struct Pair {
    pub number: Option<u32>,
    pub dates: Vec<u32>,
    /// The columns with numbers of other documents that have no other column of days.
    pub others: Vec<u32>,
}

/// Turns columns that must not be read into ignored ones, and returns those that state decisions.
pub(super) fn settle(mut columns: Vec<Column>, about: &About) -> (Vec<Column>, Vec<Stated>) {
    let of = |columns: &[Column], wanted: &[Field]| -> Vec<u32> {
        let columns = columns.iter();
        let of = columns.filter(|column| wanted.contains(&column.field));
        of.map(|column| column.column).collect()
    };
    let numbers = of(&columns, &[Field::DecisionNumber]);
    let one_day = of(&columns, &[Field::DecisionDate]).len() == 1;
    let contacts = columns.iter().any(|column| column.field == Field::System);
    if !contacts {
        leave_others_papers(&mut columns, about);
        // With a column of villages, each row states whose it is.
        if !columns.iter().any(|column| column.field == Field::Village) {
            leave_others_people(&mut columns, about);
        }
    }
    replace_former(&mut columns, about);
    keep_told(&mut columns);
    keep_visible(&mut columns);
    let mut stated = pair(&columns);
    if one_day {
        let read = of(&columns, &[Field::DecisionNumber]);
        let others = numbers.iter().filter(|number| !read.contains(number));
        let others: Vec<u32> = others.copied().collect();
        for pair in stated.iter_mut().flat_map(|stated| &mut stated.pairs) {
            pair.others.clone_from(&others);
        }
    }
    let paired = |column: u32| {
        let mut pairs = stated.iter().flat_map(|stated| &stated.pairs);
        pairs.any(|pair| pair.number == Some(column) || pair.dates.contains(&column))
    };
    for column in &mut columns {
        let decides = matches!(column.field, Field::DecisionNumber | Field::DecisionDate);
        // A commune that filled in a column that is not read has still reported.
        if decides && !paired(column.column) {
            column.field = Field::OtherDocument;
        }
    }
    (columns, stated)
}

/// Marks decisions of villages' teams and of other bodies, drafts and other documents as other
/// documents, with the day or scan beside them.
fn leave_others_papers(columns: &mut [Column], about: &About) {
    let mut left: Option<Whose> = None;
    for column in columns {
        let is_paper = matches!(
            column.field,
            Field::DecisionNumber | Field::DecisionDate | Field::Link | Field::Status
        );
        let own = Words::of(&column.standing.titles);
        let names_paper = match column.field {
            Field::DecisionNumber | Field::OtherDocument => true,
            Field::Ignored => about.opens_with_another_document(&own),
            _ => false,
        };
        let follows = matches!(column.field, Field::DecisionDate | Field::Link)
            && column.standing.whose == Whose::Unsaid
            && !about.names_decision(&own);
        if follows && let Some(whose) = left {
            column.standing.whose = whose;
        }
        let others = matches!(column.standing.whose, Whose::Others | Whose::Villages);
        if names_paper {
            left = match column.field {
                _ if others => Some(column.standing.whose),
                Field::DecisionNumber => None,
                _ => Some(Whose::Others),
            };
        }
        let is_unread = column.field == Field::Ignored;
        if column.field == Field::OtherDocument && about.is_of_a_superior(&own) {
            column.field = Field::Ignored;
        } else if others && (is_paper || is_unread && names_paper && !about.is_of_a_superior(&own))
        {
            column.field = Field::OtherDocument;
        }
    }
}

/// Ignores people under a title of villages' teams or of another body. A team of another name is
/// certainly another one if other columns name the commune's.
fn leave_others_people(columns: &mut [Column], about: &About) {
    let personal = |column: &Column| {
        matches!(
            column.field,
            Field::Person
                | Field::Position
                | Field::Workplace
                | Field::Role
                | Field::Phone
                | Field::Email
        )
    };
    let is_teams = |column: &Column| personal(column) && column.standing.whose == Whose::Team;
    let names_team = columns.iter().any(is_teams);
    for column in columns.iter_mut().filter(|column| personal(column)) {
        let others = match column.standing.whose {
            Whose::Others | Whose::Villages => true,
            Whose::Unsaid => {
                names_team && about.names_another_team(&Words::of(&column.standing.titles))
            }
            Whose::Team => false,
        };
        if others {
            column.field = Field::Ignored;
        }
    }
}

/// Marks the former one of «Số QĐ (cũ) | Số QĐ (mới)» as the decision that was replaced. A hidden
/// column is not marked: it was put aside, and stays a rival.
fn replace_former(columns: &mut [Column], about: &About) {
    let decides =
        |column: &Column| matches!(column.field, Field::DecisionNumber | Field::DecisionDate);
    let is_former = |column: &Column| about.is_former(&Words::of(&column.title));
    let current = columns.iter();
    let current = current.filter(|column| !column.standing.hidden && !is_former(column));
    let current: Vec<(Field, String, bool)> = current
        .map(|column| {
            let titles = column.standing.titles.clone();
            (
                column.field,
                titles,
                about.is_current(&Words::of(&column.title)),
            )
        })
        .collect();
    for column in columns {
        let has_successor = || {
            let mut current = current.iter();
            current.any(|(field, titles, says)| {
                *field == column.field && (*says || *titles == column.standing.titles)
            })
        };
        let shown = !column.standing.hidden && column.standing.fit != Fit::Told;
        if shown && decides(column) && column.act.is_none() && is_former(column) && has_successor()
        {
            column.act = Some(Act::Replaced);
        }
    }
}

/// If the operator named a column of a field, ignores all other columns of that field.
fn keep_told(columns: &mut [Column]) {
    let told: Vec<(Field, _, _)> = columns
        .iter()
        .filter(|column| column.standing.fit == Fit::Told)
        .map(|column| (column.field, column.role, column.act))
        .collect();
    for column in columns {
        let replaced = told.iter().any(|(field, role, act)| {
            *field == column.field
                && *role == column.role
                && (act.is_some() || column.act.is_none())
        });
        if replaced && column.standing.fit != Fit::Told {
            column.field = Field::Ignored;
        }
    }
}

/// Ignores a hidden column if a visible one has the same titles apart from «(cũ)» and «(mới)». For
/// fields that occur once per row, any visible column suffices. Hidden columns of decisions stay
/// rivals.
fn keep_visible(columns: &mut [Column]) {
    let seen: Vec<(Field, _, String)> = columns
        .iter()
        .filter(|column| !column.standing.hidden)
        .map(|column| (column.field, column.role, column.standing.titles.clone()))
        .collect();
    for column in columns {
        if !column.standing.hidden || column.standing.fit == Fit::Told {
            continue;
        }
        let single = matches!(
            column.field,
            Field::VillageTeams | Field::Status | Field::Link
        );
        let gives_way = seen.iter().any(|(field, role, titles)| {
            *field == column.field
                && *role == column.role
                && (single || *titles == column.standing.titles)
        });
        let decides = matches!(column.field, Field::DecisionNumber | Field::DecisionDate);
        if gives_way && !decides {
            column.field = Field::Ignored;
        }
    }
}

/// The rank of a column among rivals; the smallest is kept.
type Rank = (Whose, bool, bool, bool, Fit);

fn rank(column: &Column, torn: bool) -> Rank {
    let standing = &column.standing;
    (
        standing.whose,
        standing.fit == Fit::Words,
        standing.hidden,
        torn,
        standing.fit,
    )
}

/// Pairs numbers with days, separately for each act. Of rivals, those with the best rank remain.
fn pair(columns: &[Column]) -> Vec<Stated> {
    let of = |field: Field| -> Vec<&Column> {
        columns
            .iter()
            .filter(|column| column.field == field)
            .collect()
    };
    let (numbers, dates) = (of(Field::DecisionNumber), of(Field::DecisionDate));
    if numbers.is_empty() {
        let dates = best(&dates, |date| rank(date, false));
        let pair = Pair {
            number: None,
            dates: places(&dates),
            others: Vec::new(),
        };
        return if dates.is_empty() {
            Vec::new()
        } else {
            vec![Stated {
                act: None,
                pairs: vec![pair],
            }]
        };
    }
    let owned = owners(&numbers, &dates);
    let mut acts: Vec<Option<Act>> = Vec::new();
    for number in &numbers {
        if !acts.contains(&number.act) {
            acts.push(number.act);
        }
    }
    let state = |act: Option<Act>| {
        let numbers: Vec<&Column> = numbers
            .iter()
            .filter(|number| number.act == act)
            .copied()
            .collect();
        let kept = best(&numbers, |number| {
            let own = owned.iter().filter(|(_, owner)| *owner == number.column);
            let together = own
                .into_iter()
                .any(|(date, _)| date.column.abs_diff(number.column) == 1);
            rank(number, !together)
        });
        let pairs = kept
            .iter()
            .map(|number| Pair {
                number: Some(number.column),
                dates: days(number, &kept, &owned),
                others: Vec::new(),
            })
            .collect();
        Stated { act, pairs }
    };
    acts.into_iter().map(state).collect()
}

/// The columns with the days of a number: the best of its own; if it has none and is the only
/// number left, the best of all.
fn days(number: &Column, kept: &[&Column], owned: &[(&Column, u32)]) -> Vec<u32> {
    let own: Vec<&Column> = owned
        .iter()
        .filter(|(_, owner)| *owner == number.column)
        .map(|(date, _)| *date)
        .collect();
    let told = owned
        .iter()
        .filter(|(date, _)| date.standing.fit == Fit::Told && date.act == number.act)
        .map(|(date, _)| *date);
    let told: Vec<&Column> = told.collect();
    let candidates = match (told.as_slice(), own.as_slice()) {
        ([_, ..], _) if kept.len() == 1 => told,
        (_, [_, ..]) => own,
        _ if kept.len() == 1 => {
            let same = owned.iter().filter(|(date, _)| date.act == number.act);
            same.map(|(date, _)| *date).collect()
        }
        _ => Vec::new(),
    };
    // A column to the right counts as nearer than one to the left at the same distance.
    let away = |date: &Column| {
        let left = date.column < number.column;
        2 * date.column.abs_diff(number.column) + u32::from(left)
    };
    let nearest = candidates.iter().min_by_key(|date| away(date));
    // «Ngày | Ngày»: the titles do not show which one is meant.
    let torn = |date: &Column| {
        nearest.is_some_and(|nearest| {
            let beside = date.column.abs_diff(nearest.column) == 1;
            let alike = beside && date.standing.titles == nearest.standing.titles;
            away(date) > away(nearest) && !alike
        })
    };
    let best = best(&candidates, |date| rank(date, torn(date)));
    places(&best)
}

/// The number to which each column of days belongs: the one to its left, preferably with the same
/// act («kiện toàn»). If all numbers precede the same number of day columns, they are paired in
/// order.
fn owners<'a>(numbers: &[&'a Column], dates: &[&'a Column]) -> Vec<(&'a Column, u32)> {
    let last_number = numbers.last().map_or(0, |number| number.column);
    let in_order =
        numbers.len() == dates.len() && dates.first().is_some_and(|date| date.column > last_number);
    let owner = |place: usize, date: &Column| {
        if in_order {
            return numbers[place].column;
        }
        let same = |number: &&&Column| number.act == date.act;
        let before = |number: &&&Column| number.column < date.column;
        let left = numbers.iter().rev().find(before);
        let left_of_same = numbers.iter().rev().filter(same).find(before);
        let right = numbers.iter().find(|number| number.column > date.column);
        let chosen = match (date.act, left) {
            (Some(_), _) => left_of_same.or(left).or(right),
            (None, left) => left.or(right),
        };
        chosen.map_or(date.column, |number| number.column)
    };
    let dates = dates.iter().enumerate();
    dates
        .map(|(place, date)| (*date, owner(place, date)))
        .collect()
}

/// The columns with the smallest rank.
fn best<'a>(columns: &[&'a Column], rank: impl Fn(&Column) -> Rank) -> Vec<&'a Column> {
    let Some(least) = columns.iter().map(|column| rank(column)).min() else {
        return Vec::new();
    };
    columns
        .iter()
        .filter(|column| rank(column) == least)
        .copied()
        .collect()
}

fn places(columns: &[&Column]) -> Vec<u32> {
    columns.iter().map(|column| column.column).collect()
}
