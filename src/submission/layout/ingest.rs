//! Adds a row to the open entry of a commune: decisions, people, villages, counts, notes.

use crate::submission::collect::is_complete;
use crate::submission::grid::Line;
use crate::submission::header::{Column, Header};
use crate::submission::layout::{Walk, aside, counted, decision, paper, row};
use crate::submission::team::{self, Group};
use crate::submission::vocabulary::{Field, Words};
use crate::submission::{Decision, Doubt, Number, TabKind, answer, count};

impl Walk<'_> {
    /// Adds a row to the open entry. The column `plain` has a plain name that needs no analysis.
    pub(super) fn ingest(
        &mut self,
        line: &Line,
        header: &Header,
        groups: &[Group],
        plain: Option<u32>,
    ) {
        let Some(current) = self.current else { return };
        if self.of_villages {
            return self.of_a_village(line, header);
        }
        self.count(line);
        self.previous = Some(line.number);
        self.began = true;
        let first = self.team.is_empty() && !self.content.entries[current].reported;
        let of_own_team = self.is_of_own_team(line, header);
        let of_villages = header.kind == TabKind::Villages && !of_own_team || self.below_villages;
        if !of_villages {
            self.decide(line, header, first);
        }
        let entry = &mut self.content.entries[current];
        let differ = !of_own_team
            && aside::villages(
                &self.grid,
                line,
                header,
                self.sight.rows,
                &mut entry.villages,
            );
        let groups = if of_villages { &[] } else { groups };
        let before = self.team.len();
        let findings = team::of_row(
            &self.grid,
            line,
            (groups, self.headed),
            self.sight.positions,
            plain,
            &mut self.team,
        );
        let people = self.team.len() - before;
        self.sight.stop.found(people + findings.len());
        let findings = self.columns.keep(findings, Some(current));
        entry.findings.extend(findings);
        if let Some(stamp) = header.column(Field::AnsweredAt)
            && let Some(cell) = line.cell(stamp)
            && entry.answered.is_none()
        {
            entry.answered = Some(answer::moment(
                cell,
                self.grid.reckoning,
                self.sight.rows.decision().day(),
            ));
        }
        let (counts, broken) = counted::of_row(&self.grid, line, header);
        count::together(&mut entry.counts, counts);
        entry.findings.extend(broken);
        entry
            .findings
            .extend(aside::broken(&self.grid, line, header));
        for note in aside::notes(line, header) {
            if !entry.notes.contains(&note) {
                entry.notes.push(note);
            }
        }
        entry.reported |= row::informs(line, header);
        if differ && let Some(column) = header.column(Field::VillageTeams) {
            self.contest(line, header, Field::VillageTeams, column);
        }
    }

    /// Whether a row of a villages' table is about the commune's own team: «Tổ CNSCĐ xã Ba Tơ», or
    /// the level «Xã». People below without the name of a team belong to the one above.
    fn is_of_own_team(&mut self, line: &Line, header: &Header) -> bool {
        if header.kind != TabKind::Villages {
            return false;
        }
        let about = self.sight.words.about();
        let name = line.text(header.column(Field::Village));
        let mut levels = header.columns.iter().filter(|column| {
            matches!(column.field, Field::Ignored | Field::DocumentKind)
                && about.heads_levels(&Words::of(&column.title))
        });
        let is_level = |column: &Column| {
            about.is_level_of_communes(&Words::of(line.text(Some(column.column))))
        };
        if !name.is_empty() {
            self.in_own_team = about.is_communes_team(&Words::of(name));
        } else if levels.any(is_level) {
            self.in_own_team = true;
        }
        self.in_own_team
    }

    /// Adds the decisions of a row, with what other columns and notes say about them.
    fn decide(&mut self, line: &Line, header: &Header, first: bool) {
        let mut row = decision::of_row(&self.grid, line, header, self.sight.rows.decision(), first);
        self.remember_marks(line, header);
        let commune = self
            .current
            .and_then(|at| self.content.entries[at].named.one());
        let decisions = &mut row.decisions;
        let means = (commune, self.sight);
        paper::kind(line, header, means, &mut self.papers, decisions);
        aside::doubt(&self.grid, line, header, self.sight, decisions);
        if let Some(said) = &self.group_says {
            let complete = decisions.iter_mut().filter(|said| is_complete(said));
            complete.for_each(|decision| {
                decision.doubt.get_or_insert_with(|| Box::new(said.clone()));
            });
        }
        if first && !decisions.iter().any(decision::says_something) {
            decisions.extend(aside::claimed(&self.grid, line, header, self.sight));
        }
        for (field, column) in row.contested {
            self.contest(line, header, field, column);
        }
        let unnamed = line.text(header.column(Field::Commune)).is_empty();
        if let ([said], true) = (row.decisions.as_slice(), unnamed) {
            self.take_back(said);
        }
        self.state(row.decisions);
    }

    /// Doubts the decision above if a row below it says «QĐ trên đã bị thu hồi» or «chưa ký».
    fn take_back(&mut self, said: &Decision) {
        let denies = said.number == Number::NotYet && said.typed.contains(char::is_alphabetic);
        let (Some(current), Some(cell), true) = (self.current, &said.number_cell, denies) else {
            return;
        };
        let stated = self.content.entries[current].statements.iter_mut();
        for decision in stated.flatten().filter(|stated| is_complete(stated)) {
            decision.doubt = Some(Box::new(Doubt::Note {
                typed: said.typed.clone(),
                cell: cell.clone(),
            }));
        }
    }

    pub(super) fn state(&mut self, decisions: Vec<Decision>) {
        let Some(current) = self.current else { return };
        if !decisions.is_empty() && !self.of_villages {
            let entry = &mut self.content.entries[current];
            entry.reported = true;
            entry.statements.push(decisions);
        }
    }
}
