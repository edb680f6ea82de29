//! Determines the fields of columns whose titles are ambiguous («Chức danh», «Đơn vị») or unknown,
//! by the cells below them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Candidate, Column, Sight};
use crate::submission::grid::{Grid, Line};
use crate::submission::person::People;
use crate::submission::position::Positions;
use crate::submission::row_words::{RowWords, is_figure};
use crate::submission::vocabulary::{Field, Fit, Whose, Words};
use crate::submission::{DateClaim, Number, Role, date, decision, person, phone, position};
use crate::table::Value;

/// A column needs this many filled cells before they can replace an unknown title.
const ENOUGH: u32 = 3;

/// Determines the fields of ambiguous titles by the cells below them. Columns that are not read are
/// included as ignored ones.
///
/// `clear`: whether enough titles are known to trust the cells of the others.
pub(super) fn resolve(
    candidates: Vec<Candidate>,
    grid: &Grid,
    below: &[&Line],
    sight: Sight,
    clear: bool,
) -> Vec<Column> {
    let certain = |field: Field| {
        candidates
            .iter()
            .any(|candidate| candidate.fields == [field])
    };
    let seen = Seen {
        candidates: &candidates,
        grid,
        below,
        sight,
        commune: commune_column(&candidates, grid, below, sight),
        contacts: certain(Field::System),
        role_certain: certain(Field::Role),
        number_certain: certain(Field::DecisionNumber),
    };
    let known = candidates
        .iter()
        .filter(|candidate| !candidate.fields.is_empty());
    let mut columns: Vec<Column> = known
        .map(|candidate| {
            let field = seen.field(candidate);
            let mut column = candidate.column(field, candidate.role, grid, sight.words);
            if field == Field::Status
                && column.standing.whose == Whose::Unsaid
                && seen.speaks_of_founding(candidate.column)
            {
                column.standing.whose = Whose::Team;
            }
            column
        })
        .collect();
    if !seen.contacts {
        if clear {
            seen.infer(&mut columns);
        }
        seen.misspelt(&mut columns);
    }
    for candidate in &candidates {
        if !columns
            .iter()
            .any(|column| column.column == candidate.column)
        {
            columns.push(candidate.column(Field::Ignored, None, grid, sight.words));
        }
    }
    columns.sort_by_key(|column| column.column);
    one_list(&mut columns);
    columns
}

/// The titles of a header and the rows below it.
struct Seen<'a> {
    candidates: &'a [Candidate],
    grid: &'a Grid,
    below: &'a [&'a Line],
    sight: Sight<'a>,
    /// The column of communes.
    commune: Option<u32>,
    /// Whether it is a table of contact points.
    contacts: bool,
    /// Whether some title is certainly that of a column of roles.
    role_certain: bool,
    /// Whether some title is certainly that of a column of decision numbers.
    number_certain: bool,
}

impl Seen<'_> {
    /// The field of a known title.
    fn field(&self, candidate: &Candidate) -> Field {
        let share = |test: Test| share(self.below, candidate.column, test);
        let may = |field| candidate.fields.contains(&field);
        let roles = self.sight.positions.roles();
        let decides = |text: &str| is_decision(text, self.sight.rows);
        if candidate.fit == Fit::Told {
            return candidate.fields[0];
        }
        if may(Field::Commune) {
            return match self.commune {
                Some(column) if column == candidate.column => Field::Commune,
                _ if self.contacts => Field::Unit,
                _ if candidate.fields.len() == 1 => Field::Ignored,
                _ => Field::Workplace,
            };
        }
        if may(Field::Position)
            && !self.role_certain
            && share(&|text| roles.read(text).is_some()) > 0.6
        {
            return Field::Role;
        }
        if may(Field::DecisionSymbol) && self.is_beside_number(candidate) {
            return Field::DecisionSymbol;
        }
        if may(Field::DecisionNumber) {
            return self.number(candidate);
        }
        match candidate.fields[0] {
            Field::Link if self.contacts => Field::Guide,
            // «Đã ban hành» over numbers of decisions.
            Field::Status if !self.number_certain && share(&decides) > 0.5 => Field::DecisionNumber,
            // «Tên Tổ» over «Tổ CNSCĐ xã Ba Tơ» is not a village.
            Field::Village if share(&|text| self.is_communes_team(text)) > 0.5 => Field::Ignored,
            // «Nhân sự (người) › Tổ trưởng» counts people; «Tổ trưởng là Chủ tịch (Đúng/Sai)» is a
            // question.
            Field::Person if share(&is_count) > 0.8 || self.asks(candidate.column) => {
                Field::Ignored
            }
            // «Thành phần» over the people themselves.
            Field::Role if self.lists_people(candidate) => Field::Person,
            field => field,
        }
    }

    /// Whether a column «Ký hiệu» is beside one of the numbers.
    fn is_beside_number(&self, candidate: &Candidate) -> bool {
        self.candidates.iter().any(|other| {
            other.column.abs_diff(candidate.column) == 1
                && other.fields.contains(&Field::DecisionNumber)
                && !other.fields.contains(&Field::DecisionSymbol)
                && other.groups().eq(candidate.groups())
        })
    }

    /// Whether a column has answers such as «Đúng», «Sai», «Có», many of which are yes.
    fn asks(&self, column: u32) -> bool {
        let about = self.sight.words.about();
        let affirms = |text: &str| about.affirms(&Words::of(text));
        let answers = |text: &str| about.answers(&Words::of(text));
        share(self.below, column, &affirms) > 0.4 && share(self.below, column, &answers) > 0.8
    }

    /// Whether a column titled as roles has the people, because no other title does.
    fn lists_people(&self, candidate: &Candidate) -> bool {
        let mut others = self.candidates.iter();
        let has_people = others.any(|other| other.fields == [Field::Person]);
        let positions = self.sight.positions;
        let names = |text: &str| matches!(person::read(text, positions), People::Named(_));
        !has_people && candidate.role.is_none() && share(self.below, candidate.column, &names) > 0.5
    }

    fn is_communes_team(&self, text: &str) -> bool {
        let about = self.sight.words.about();
        about.is_communes_team(&Words::of(text)) || self.sight.names.is_commune(text)
    }

    /// The field of a title of decision numbers. It may cover two columns, of which the second has
    /// the days; and a column «Số QĐ đã ban hành» may count decisions.
    fn number(&self, candidate: &Candidate) -> Field {
        let share = |test: Test| share(self.below, candidate.column, test);
        if candidate.parts.last().is_some_and(|part| !part.own)
            && share(&|text| is_date(text, self.sight.rows)) > 0.5
        {
            return Field::DecisionDate;
        }
        // «Tên văn bản» over «Quyết định số 15/QĐ-UBND …» has the numbers, unless another column has.
        let decides = |text: &str| is_decision(text, self.sight.rows);
        if candidate.fields.contains(&Field::DocumentKind)
            && (self.number_certain || share(&decides) <= 0.5)
        {
            return Field::DocumentKind;
        }
        let counts = candidate.fields.contains(&Field::Ignored) && share(&is_count) > 0.8;
        // «Việc ban hành QĐ đến nay» over «Chưa», if another title is more certainly that of the
        // numbers.
        let mut others = self.candidates.iter();
        let surer = others
            .any(|other| other.fields == [Field::DecisionNumber] && other.fit < candidate.fit);
        let is_status = |text: &str| is_status(text, self.sight.rows);
        if candidate.fit == Fit::Words && surer && share(&is_status) > 0.8 {
            return Field::Status;
        }
        if counts {
            Field::Ignored
        } else {
            Field::DecisionNumber
        }
    }

    /// Adds columns with unknown titles whose cells nearly all fit a field. Only fields that no
    /// other column has are tried, and people only if there are roles or positions.
    fn infer(&self, columns: &mut Vec<Column>) {
        for field in [
            Field::Commune,
            Field::DecisionNumber,
            Field::Role,
            Field::Phone,
            Field::Position,
            Field::Person,
        ] {
            let decides = |column: &Column| field != Field::DecisionNumber || column.may_decide();
            let has = |wanted: Field| {
                let mut columns = columns.iter();
                columns.any(|column| column.field == wanted && decides(column))
            };
            let about_people = has(Field::Role) || has(Field::Position);
            if has(field)
                || matches!(field, Field::Person | Field::Phone) && !about_people
                || field == Field::Role && columns.iter().any(|column| column.role.is_some())
            {
                continue;
            }
            let column =
                |candidate: &Candidate| candidate.column(field, None, self.grid, self.sight.words);
            let fitting = self.candidates.iter().find(|candidate| {
                decides(&column(candidate))
                    && candidate.fields.is_empty()
                    && candidate.role.is_none()
                    && !columns
                        .iter()
                        .any(|column| column.column == candidate.column)
                    && (self.is_mostly(candidate.column, field, ENOUGH)
                        || field == Field::Commune && self.names_in_full(candidate.column))
            });
            let fitting = fitting.map(column);
            columns.extend(fitting);
        }
        self.date_beside(columns);
        self.statuses(columns);
    }

    /// Adds columns over «Có» and «Chưa» whose unknown title asks about founding the team.
    fn statuses(&self, columns: &mut Vec<Column>) {
        let about = self.sight.words.about();
        let unknown = self.candidates.iter().filter(|candidate| {
            let titles = candidate.parts.iter().map(|part| Words::of(&part.plain));
            let titles: Vec<Words> = titles.collect();
            let asks = titles
                .last()
                .is_some_and(|own| about.asks_about_founding(own));
            candidate.fields.is_empty()
                && candidate.role.is_none()
                && asks
                && matches!(about.decision(&titles), Whose::Team | Whose::Unsaid)
        });
        for candidate in unknown {
            let known = columns
                .iter()
                .any(|column| column.column == candidate.column);
            if !known && self.is_mostly(candidate.column, Field::Status, 2) {
                columns.push(candidate.column(Field::Status, None, self.grid, self.sight.words));
            }
        }
    }

    /// Whether most cells of a column mention the decision or the founding: «Chưa ban hành».
    fn speaks_of_founding(&self, column: u32) -> bool {
        let about = self.sight.words.about();
        let speaks = |text: &str| about.asks_about_founding(&Words::of(text));
        share(self.below, column, &speaks) > 0.5
    }

    /// Whether all cells name a commune with its kind, which is certain even if there are few.
    fn names_in_full(&self, column: u32) -> bool {
        let names = self.sight.names;
        let in_full = |text: &str| names.register.says_kind(text) && names.is_commune(text);
        let (filled, passed) = count(self.below, column, &in_full);
        filled > 0 && filled == passed
    }

    /// Adds an untitled column of days directly to the right of the decision numbers as days of
    /// signing.
    fn date_beside(&self, columns: &mut Vec<Column>) {
        let place = |field: Field| columns.iter().find(|column| column.field == field);
        let (Some(number), None) = (place(Field::DecisionNumber), place(Field::DecisionDate))
        else {
            return;
        };
        let beside = number.column + 1;
        let untitled = self
            .candidates
            .iter()
            .find(|candidate| candidate.column == beside && candidate.fields.is_empty());
        if let Some(candidate) = untitled
            && self.is_mostly(beside, Field::DecisionDate, ENOUGH)
        {
            let field = Field::DecisionDate;
            columns.push(candidate.column(field, None, self.grid, self.sight.words));
        }
    }

    /// Adds columns whose title has one wrong letter («Ngày ban hàng»), if no other column has that
    /// field and the cells below fit it, even in a single row.
    fn misspelt(&self, columns: &mut Vec<Column>) {
        for candidate in self.candidates {
            let known = |column: &Column| column.column == candidate.column;
            let Some(last) = candidate.parts.last() else {
                continue;
            };
            if !candidate.fields.is_empty() || columns.iter().any(known) {
                continue;
            }
            let field = self.sight.words.misspelt(&last.plain);
            let field = field.filter(|field| {
                !columns.iter().any(|column| column.field == *field)
                    && self.is_mostly(candidate.column, *field, 1)
            });
            let role = candidate.role;
            let column =
                field.map(|field| candidate.column(field, role, self.grid, self.sight.words));
            columns.extend(column);
        }
    }

    /// Whether at least `enough` cells of a column are filled and four of five of them fit a field.
    /// False for fields that cells cannot show.
    fn is_mostly(&self, column: u32, field: Field, enough: u32) -> bool {
        let positions = self.sight.positions;
        let roles = positions.roles();
        let test: Test = match field {
            Field::Commune => &|text| self.sight.names.is_commune(text),
            Field::DecisionNumber => &|text| is_decision(text, self.sight.rows),
            Field::DecisionDate => &|text| is_date(text, self.sight.rows),
            Field::Role => &|text| roles.read(text).is_some(),
            Field::Status => &|text| is_status(text, self.sight.rows),
            Field::Phone => &|text| is_phone(text, positions),
            Field::Position => &|text| {
                roles.read(text).is_none()
                    && position::read(text, positions)
                        .held
                        .iter()
                        .any(|held| held.certain)
            },
            Field::Person => &|text| matches!(person::read(text, positions), People::Named(_)),
            _ => return false,
        };
        let (filled, passed) = count(self.below, column, test);
        filled >= enough && passed * 5 >= filled * 4
    }
}

fn is_count(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decision(text: &str, rows: &RowWords) -> bool {
    decision::read(&Value::Text(text.into()), rows.decision())
        .iter()
        .any(|claim| matches!(claim.number, Number::Named { odd: false, .. }))
}

/// Whether a text is «Có», «Chưa» or similar: it claims a decision without a number, or denies it.
fn is_status(text: &str, rows: &RowWords) -> bool {
    let claims = decision::read(&Value::Text(text.into()), rows.decision());
    text.contains(char::is_alphabetic)
        && claims
            .iter()
            .all(|claim| matches!(claim.number, Number::Claimed | Number::NotYet))
}

fn is_phone(text: &str, positions: &Positions) -> bool {
    let phones = phone::read(text, positions.reach());
    !phones.numbers.is_empty() && phones.invalid.is_empty()
}

fn is_date(text: &str, rows: &RowWords) -> bool {
    matches!(
        date::read_text(text, rows.decision().day()),
        DateClaim::Day(_)
    )
}

/// Removes roles from columns such as «Họ và tên thành viên» that list the whole team: either all
/// columns of people are for members («Thành viên 1», «Thành viên 2»), or the only one is beside a
/// column of roles.
fn one_list(columns: &mut [Column]) {
    let mut people = columns
        .iter()
        .filter(|column| column.field == Field::Person);
    let Some(first) = people.next() else { return };
    let is_members = |column: &Column| column.role == Some(Role::Member);
    let (only, all_members) = (people.clone().next().is_none(), people.all(is_members));
    let roles = columns
        .iter()
        .any(|column| column.field == Field::Role && column.role.is_none());
    if only && roles || is_members(first) && all_members {
        for column in columns {
            column.role = None;
        }
    }
}

/// A test for the cells of a column.
type Test<'a> = &'a dyn Fn(&str) -> bool;

/// The criteria for a column of communes, in order: it is visible, its names are not former ones,
/// the share of communes in it, its title is clear, and few names repeat.
type CommuneRank = (bool, bool, f64, bool, Reverse<usize>);

/// The column of communes: the one named by the operator, else the best by `CommuneRank` of those
/// whose title allows it.
fn commune_column(
    candidates: &[Candidate],
    grid: &Grid,
    below: &[&Line],
    sight: Sight,
) -> Option<u32> {
    let may = |candidate: &&Candidate| candidate.fields.contains(&Field::Commune);
    let candidates = || candidates.iter().filter(may);
    if let Some(told) = candidates().find(|candidate| candidate.fit == Fit::Told) {
        return Some(told.column);
    }
    let is_former = |candidate: &Candidate| {
        let mut titles = candidate.parts.iter().map(|part| Words::of(&part.plain));
        titles.any(|title| sight.words.about().is_former(&title))
    };
    // A district may have the same name as a commune in it, but the district's name repeats.
    let repeats = |column: u32| {
        let texts = below.iter().map(|line| line.text(Some(column)));
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        texts.len() - texts.iter().collect::<BTreeSet<_>>().len()
    };
    let mut best: Option<(CommuneRank, u32)> = None;
    for candidate in candidates() {
        let clear = candidate.fields == [Field::Commune];
        let named = share_of_names(below, candidate.column, sight);
        let visible = !grid.is_column_hidden(candidate.column);
        let seldom = Reverse(repeats(candidate.column));
        let rank = (visible, !is_former(candidate), named, clear, seldom);
        if (clear || named >= 0.5) && best.is_none_or(|(most, _)| rank > most) {
            best = Some((rank, candidate.column));
        }
    }
    best.map(|(_, column)| column)
}

/// The share of communes among the names in a column; sums, titles of groups and notes are not
/// names.
fn share_of_names(below: &[&Line], column: u32, sight: Sight) -> f64 {
    let (names, words) = (sight.names, sight.rows);
    let other = |text: &str| {
        words.is_sum(text) || words.is_group(text) || words.is_footer(text) || is_figure(text)
    };
    // «…» in an unfilled row is not a name.
    let is_name = |text: &str| {
        names.may_be_commune(text) || text.contains(char::is_alphabetic) && !other(text)
    };
    let (_, said) = count(below, column, &is_name);
    let (_, named) = count(below, column, &|text| names.may_be_commune(text));
    if said == 0 {
        0.0
    } else {
        f64::from(named) / f64::from(said)
    }
}

/// The share of a column's filled cells that pass a test; 0 if none is filled.
fn share(below: &[&Line], column: u32, test: Test) -> f64 {
    let (filled, passed) = count(below, column, test);
    if filled == 0 {
        0.0
    } else {
        f64::from(passed) / f64::from(filled)
    }
}

/// The numbers of a column's filled cells, and of those that pass a test.
fn count(below: &[&Line], column: u32, test: Test) -> (u32, u32) {
    let filled = below
        .iter()
        .filter_map(|line| line.cell(column))
        .filter(|cell| !cell.text.is_empty());
    filled.fold((0, 0), |(filled, passed), cell| {
        (filled + 1, passed + u32::from(test(&cell.text)))
    })
}
