//! Reads tables whose commune is named above them: a tab of one commune, sections, annexes below
//! one another («DANH SÁCH … XÃ BA TƠ», «(Kèm theo Quyết định số … của UBND xã Ba Tơ)»).
//!
//! A list that begins without naming its commune belongs to nobody, because the commune above has
//! its own list. A decision between two lists belongs to the list that it names, else to the nearer
//! one; if it is halfway, a finding reports it.

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::register::Named;
use crate::submission::grid::{Line, Text};
use crate::submission::header::Header;
use crate::submission::layout::preface::{self, PrefaceFact};
use crate::submission::layout::section::{self, Section};
use crate::submission::layout::{Walk, aside, decision, row};
use crate::submission::vocabulary::{Field, Whose, Words};
use crate::submission::{DateClaim, Decision, date};
use crate::text;

impl Walk<'_> {
    /// Reads a line about the table below or above it; returns whether it is one.
    pub(super) fn preface(&mut self, line: &Line, header: Option<&Header>) -> bool {
        let (names, words) = (self.sight.names, self.sight.rows);
        let heads_communes = |cell: &Text| {
            let title = Words::of(row::without_number(&cell.text));
            self.sight.words.about().heads_communes(&title)
        };
        if self.of_villages && line.cells.iter().any(heads_communes) {
            self.of_villages = false;
        }
        if let Some(section) = section::opened(line, names, words) {
            let whole = section.numbered || !section.rest.is_empty();
            if header.is_some() || whole {
                self.open_section(line, section);
                return true;
            }
        }
        if let Some(header) = header {
            if let Some(section) = section::group(line, header, (names, words.decision())) {
                self.open_group(line, header, section);
                return true;
            }
            let labelled = preface::opens_with_label(line, self.sight.words);
            if !labelled && row::tells_of_a_person(line, header) {
                return false;
            }
        }
        if row::signs(line, words) {
            return false;
        }
        let said = preface::said(line, self.sight);
        let labelled = said
            .iter()
            .any(|said| matches!(said, PrefaceFact::Commune { .. }));
        let named = if labelled {
            None
        } else {
            preface::names_commune(line, self.sight, &about_people(header))
        };
        let begins = line.cells.iter().any(|cell| words.begins_annex(&cell.text));
        if begins {
            self.of_villages = false;
        }
        self.title_of_villages(line);
        let speaks = !said.is_empty() || named.is_some() || begins;
        match named {
            Some(named) => self.take(line, vec![named]),
            None if begins && self.began && !labelled => self.leave(),
            None => {}
        }
        self.take(line, said);
        speaks
    }

    fn open_section(&mut self, line: &Line, section: Section) {
        let address = self.grid.address(line.number, section.column);
        self.footer = false;
        self.open(section.named, section.name, address.clone());
        self.count(line);
        self.state(decision::of_words(
            &section.rest,
            &address,
            self.sight.rows.decision(),
        ));
    }

    /// Opens the section of a row with the decision beside the name: «I | XÃ BA TƠ | … | 22/QĐ-UBND
    /// | 01/8/2025».
    fn open_group(&mut self, line: &Line, header: &Header, section: Section) {
        let name = section.column;
        self.open_section(line, section);
        let decides = |field: Field| matches!(field, Field::DecisionNumber | Field::DecisionDate);
        let has_columns = header.columns.iter().any(|column| decides(column.field));
        if has_columns {
            self.state(
                decision::of_row(&self.grid, line, header, self.sight.rows.decision(), true)
                    .decisions,
            );
        }
        for cell in line.cells.iter().filter(|cell| cell.column != name) {
            let own = header
                .columns
                .iter()
                .any(|column| column.column == cell.column && decides(column.field));
            let words = self.sight.rows.decision();
            if !own && words.are_mentioned(&text::key(&cell.text)) {
                let address = self.grid.address(line.number, cell.column);
                self.state(decision::of_words(&cell.text, &address, words));
            }
        }
    }

    /// Uses the facts that a line states about a table.
    fn take(&mut self, line: &Line, said: Vec<PrefaceFact>) {
        for said in said {
            match said {
                PrefaceFact::Commune {
                    named,
                    typed,
                    column,
                } => self.name_table(named, typed, self.grid.address(line.number, column)),
                PrefaceFact::Number { value, column } => {
                    let address = self.grid.address(line.number, column);
                    let decisions =
                        decision::of_value(&value, &address, self.sight.rows.decision());
                    self.place(line, decisions, &address);
                }
                PrefaceFact::Date { value, column } => {
                    let words = self.sight.rows.decision();
                    let date = date::read(&value, self.grid.reckoning, words.day());
                    let address = self.grid.address(line.number, column);
                    self.date_decision(date, address);
                }
            }
        }
    }

    /// Assigns the decisions of a line to the list that they belong to.
    fn place(&mut self, line: &Line, decisions: Vec<Decision>, address: &CellAddress) {
        if decisions.is_empty() {
            return;
        }
        let Some(current) = self.current else {
            return self.pending.push(decisions);
        };
        let names_it = preface::names_commune(line, self.sight, &[]).is_some();
        if !self.began || names_it {
            return self.state(decisions);
        }
        if !self.content.entries[current].statements.is_empty() {
            return self.pending.push(decisions);
        }
        let above = self.previous.map_or(u32::MAX, |row| line.number - row);
        let next = self.grid.next_row(line.number);
        let below = next.map_or(u32::MAX, |row| row - line.number);
        match above.cmp(&below) {
            std::cmp::Ordering::Less => self.state(decisions),
            std::cmp::Ordering::Greater => self.pending.push(decisions),
            std::cmp::Ordering::Equal => self.orphan(&decisions, address),
        }
    }

    /// Adds a day to the decision that was stated last.
    fn date_decision(&mut self, date: DateClaim, address: CellAddress) {
        let current = self.current;
        let statements = match (self.pending.is_empty(), current) {
            (false, _) => &mut self.pending,
            (true, Some(current)) => &mut self.content.entries[current].statements,
            (true, None) => return,
        };
        if let Some(decision) = statements.last_mut().and_then(|stated| stated.last_mut())
            && decision.date == DateClaim::Absent
        {
            decision.date = date;
            decision.date_cell = Some(address);
        }
    }

    /// Sets the commune of a table. If two different communes are named before the table begins, it
    /// is ambiguous.
    fn name_table(&mut self, named: Named, typed: String, address: CellAddress) {
        let Some(current) = self.current else {
            self.footer = false;
            return self.open(named, typed, address);
        };
        let entry = &mut self.content.entries[current];
        let (before, now) = (entry.named.one(), named.one());
        if self.began {
            if before.is_none() || before != now {
                self.footer = false;
                self.open(named, typed, address);
            }
            return;
        }
        match (before, now) {
            (Some(before), Some(now)) if before != now => {
                entry.named = Named::Ambiguous(vec![before, now]);
                entry.typed = format!("{} / {typed}", entry.typed);
                entry.name_cell = address;
                self.by_tab = None;
            }
            (Some(_), Some(_)) if self.by_tab == Some(current) => {
                entry.named = named;
                entry.typed = typed;
                entry.name_cell = address;
                self.by_tab = None;
            }
            _ => {}
        }
    }

    /// Recognises the title of a village's list, such as «TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN LÀNG RÊ»;
    /// the following rows and decisions are about a village's team.
    fn title_of_villages(&mut self, line: &Line) {
        let about = self.sight.words.about();
        let titles = line.cells.iter().map(|cell| Words::of(&cell.text));
        if !titles.into_iter().any(|title| about.heads_villages(&title)) {
            return;
        }
        self.of_villages = true;
        self.village_counted = false;
        self.pending.clear();
        if let Some(current) = self.current
            && !self.began
        {
            self.content.entries[current].statements.clear();
        }
    }

    /// Reads the title of a level in a table of communes, such as «II. CẤP THÔN», below which rows
    /// are about the villages' teams.
    pub(super) fn below_level(&mut self, title: &str) {
        let about = self.sight.words.about();
        if let Some(whose) = about.of_heading(&Words::of(title), false) {
            self.below_villages = whose == Whose::Villages;
        }
    }

    /// Reads a row of a village's team. If no column names villages, each list is one team.
    pub(super) fn of_a_village(&mut self, line: &Line, header: &Header) {
        let Some(current) = self.current else { return };
        self.count(line);
        self.previous = Some(line.number);
        self.began = true;
        let entry = &mut self.content.entries[current];
        entry.reported = true;
        if header.column(Field::Village).is_some() {
            aside::villages(
                &self.grid,
                line,
                header,
                self.sight.rows,
                &mut entry.villages,
            );
        } else if !std::mem::replace(&mut self.village_counted, true) {
            entry.villages.list();
        }
    }

    /// Ends the current list, because another begins whose commune is not known yet.
    pub(super) fn leave(&mut self) {
        if self.of_a_commune {
            return;
        }
        self.settle();
        self.current = None;
        self.began = false;
        self.footer = false;
    }

    /// States the decisions that came before the line naming their commune.
    pub(super) fn state_pending(&mut self) {
        for decisions in std::mem::take(&mut self.pending) {
            self.state(decisions);
        }
    }

    /// Reports decisions whose commune was never named.
    pub(super) fn orphans(&mut self) {
        for decisions in std::mem::take(&mut self.pending) {
            let address = decisions[0].number_cell.clone();
            if let Some(address) = address {
                self.orphan(&decisions, &address);
            }
        }
    }

    fn orphan(&mut self, decisions: &[Decision], address: &CellAddress) {
        let typed = decisions.first().map(|decision| decision.typed.clone());
        let finding = Finding::new(RuleId::RowUnplaced)
            .at(address)
            .value(typed.unwrap_or_default());
        self.content.findings.push(finding);
    }
}

/// Columns about people, who may have an office in another commune.
fn about_people(header: Option<&Header>) -> Vec<u32> {
    let columns = header.into_iter().flat_map(|header| &header.columns);
    let of_people = columns.filter(|column| {
        matches!(
            column.field,
            Field::Position | Field::Workplace | Field::Role | Field::Note
        )
    });
    of_people.map(|column| column.column).collect()
}
