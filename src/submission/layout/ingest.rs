//! What a row says of the commune whose entry is open: decisions, people, villages, counts, notes.

use crate::submission::grid::Line;
use crate::submission::header::Header;
use crate::submission::layout::{Walk, aside, counted, decision, paper, row};
use crate::submission::team::{self, Group};
use crate::submission::vocabulary::{Field, Words};
use crate::submission::{Decision, TabKind, answer, count};

impl Walk<'_> {
    /// Adds what a row says to the open entry. In a column that is said to be plain a name stands
    /// that is nothing else.
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
        let of_own_team = self.names_own_team(line, header);
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

    /// «Tổ CNSCĐ xã Ba Tơ» among those of its villages.
    fn names_own_team(&self, line: &Line, header: &Header) -> bool {
        let name = line.text(header.column(Field::Village));
        !name.is_empty() && self.sight.words.about().is_communes_team(&Words::of(name))
    }

    /// The decisions of a row, with what its other columns say of them.
    fn decide(&mut self, line: &Line, header: &Header, first: bool) {
        let mut row = decision::of_row(&self.grid, line, header, self.sight.rows.decision(), first);
        let commune = self
            .current
            .and_then(|at| self.content.entries[at].named.one());
        let decisions = &mut row.decisions;
        let means = (commune, self.sight);
        paper::kind(line, header, means, &mut self.papers, decisions);
        aside::doubt(&self.grid, line, header, self.sight, decisions);
        for (field, column) in row.contested {
            self.contest(line, header, field, column);
        }
        self.state(row.decisions);
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
