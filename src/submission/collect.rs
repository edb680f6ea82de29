//! Joins entries to submissions: all statements about a commune, wherever they are, become one
//! submission.
//!
//! If rows state different decisions, the first complete one is taken, and one finding reports it.
//! Statements under a name that matches no commune are not credited to any.

mod broken;
mod tab;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::clock::Zone;
use crate::finding::{Finding, RuleId};
use crate::register::{Named, Register, VillageEntry};
use crate::submission::count::Count;
use crate::submission::date::Reckoning;
use crate::submission::header::Mapping;
use crate::submission::intake;
use crate::submission::layout::Entry;
use crate::submission::names::Names;
use crate::submission::position::Positions;
use crate::submission::row_words::RowWords;
use crate::submission::settings::{Holds, SourceSettings};
use crate::submission::stop::Stop;
use crate::submission::village::Villages;
use crate::submission::vocabulary::Headers;
use crate::submission::{
    Act, DateClaim, Decision, Doubt, Member, Number, Reading, Role, Submission, TabKind, answer,
    cell_error, count, duplicate, villages_together,
};
use crate::table::{Piece, Remark, Table};
use crate::text;
use tab::{Read, TabReader};

/// The words for reading sheets.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Titles of columns.
    pub headers: Headers,
    /// Offices and their spellings.
    pub positions: Positions,
    /// Words that distinguish sums, notes and examples from submissions.
    pub rows: RowWords,
}

impl Vocabulary {
    /// The words shipped with the program.
    pub fn shipped() -> Self {
        Self {
            headers: Headers::shipped(),
            positions: Positions::shipped(),
            rows: RowWords::shipped(),
        }
    }
}

/// Everything needed to interpret the sources of a campaign.
pub struct Means<'a> {
    stop: &'a Stop,
    register: &'a Register,
    names: Names<'a>,
    headers: &'a Headers,
    /// The words of positions, including the names of the register's communes.
    positions: Positions,
    rows: &'a RowWords,
    /// The villages of the register by the code of their commune.
    villages: BTreeMap<&'a str, Vec<&'a VillageEntry>>,
    zone: Zone,
    sources: Vec<(&'a SourceSettings, Mapping)>,
}

impl<'a> Means<'a> {
    /// Takes the settings of each source in the campaign's order.
    pub fn new(
        register: &'a Register,
        vocabulary: &'a Vocabulary,
        settings: impl IntoIterator<Item = &'a SourceSettings>,
        stop: &'a Stop,
    ) -> Self {
        Self {
            stop,
            register,
            names: Names::new(register),
            headers: &vocabulary.headers,
            positions: vocabulary.positions.knowing(register.names()),
            rows: &vocabulary.rows,
            villages: BTreeMap::new(),
            zone: Reckoning::default().zone,
            sources: settings
                .into_iter()
                .map(|settings| (settings, Mapping::of(&settings.columns)))
                .collect(),
        }
    }

    /// Adds the counted columns of the campaign.
    pub fn counting(mut self, counts: &[Count]) -> Self {
        for (settings, mapping) in &mut self.sources {
            if settings.holds != Holds::Contacts {
                mapping.count(counts);
            }
        }
        self
    }

    /// Adds the campaign's register of villages.
    pub fn knowing_villages(mut self, villages: &'a [VillageEntry]) -> Self {
        for village in villages {
            let commune = self.villages.entry(&village.commune).or_default();
            commune.push(village);
        }
        self
    }

    /// Sets the zone in which the campaign counts days.
    pub fn in_zone(self, zone: Zone) -> Self {
        Self { zone, ..self }
    }

    /// Whether a text is shown by a formula that has no result, such as `#REF!` or «Loading...».
    fn is_error(&self, typed: &str) -> bool {
        intake::is_error(typed) || self.rows.is_loading(typed)
    }
}

/// Interprets a pull, piece by piece as it arrives.
pub struct Collector<'a> {
    means: &'a Means<'a>,
    reading: Reading,
    entries: Vec<Entry>,
    /// Number of sources begun so far.
    begun: usize,
    /// For each source, the lines of its mapping that named a column.
    mapped: Vec<BTreeSet<usize>>,
    /// For each source, the positions of its named tabs that were found.
    named: Vec<BTreeSet<usize>>,
    tab: Option<TabReader<'a>>,
}

impl<'a> Collector<'a> {
    /// A collector that has taken nothing yet.
    pub fn new(means: &'a Means<'a>) -> Self {
        Self {
            means,
            reading: Reading::default(),
            entries: Vec::new(),
            begun: 0,
            mapped: Vec::new(),
            named: Vec::new(),
            tab: None,
        }
    }

    /// Begins the next source.
    pub fn begin(&mut self) {
        self.end_tab();
        let (settings, _) = &self.means.sources[self.begun];
        self.reading.has_submissions |= settings.holds == Holds::Submissions;
        self.reading.has_contacts |= settings.holds == Holds::Contacts;
        self.begun += 1;
        self.mapped.push(BTreeSet::new());
        self.named.push(BTreeSet::new());
    }

    /// Takes a piece of the current source.
    pub fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Remark(_) => {}
            Piece::Tab(tab) => {
                self.end_tab();
                let source = self.begun - 1;
                let (settings, _) = &self.means.sources[source];
                self.named[source].extend(settings.naming(&tab.title));
                self.tab = Some(TabReader::new(self.means, source, &tab));
            }
            Piece::Row(row) => {
                if let Some(tab) = &mut self.tab {
                    tab.push(row);
                }
            }
        }
    }

    /// Returns what was read.
    pub fn finish(mut self) -> Reading {
        self.end_tab();
        self.reading.remarks = self.in_vain();
        join(self.entries, self.means, &mut self.reading);
        self.reading
    }

    /// Remarks on tabs and columns that the operator named and that were not found, for each
    /// source.
    fn in_vain(&self) -> Vec<Vec<Remark>> {
        let remark = |key: &str, value: String| Remark {
            key: key.to_owned(),
            value,
        };
        let begun = self.means.sources[..self.begun].iter();
        begun
            .zip(self.mapped.iter().zip(&self.named))
            .map(|((settings, mapping), (mapped, named))| {
                let tabs = settings.tabs.iter().enumerate();
                let tabs = tabs
                    .filter(|(place, _)| !named.contains(place))
                    .map(|(_, title)| remark("table-remark-tab-absent", title.clone()));
                let columns = mapping.unused(mapped).into_iter();
                let columns = columns.map(|line| remark("table-remark-column-absent", line));
                tabs.chain(columns).collect()
            })
            .collect()
    }

    fn end_tab(&mut self) {
        let Some(tab) = self.tab.take() else { return };
        let Read {
            shown,
            content,
            mapped,
        } = tab.finish();
        if let Some(used) = self.mapped.last_mut() {
            used.extend(mapped);
        }
        let reading = &mut self.reading;
        reading.has_submissions |= matches!(shown.kind, TabKind::Submissions | TabKind::Villages);
        reading.has_submissions |= !content.entries.is_empty();
        reading.has_contacts |= shown.kind == TabKind::Contacts || !content.contacts.is_empty();
        reading.tabs.push(shown);
        reading.findings.extend(content.findings);
        reading.contacts.extend(content.contacts);
        self.entries.extend(content.entries);
    }
}

/// Reads whole tables.
pub fn collect(
    tables: &[(&SourceSettings, &Table)],
    register: &Register,
    vocabulary: &Vocabulary,
) -> Reading {
    let stop = Stop::after(u64::MAX);
    let settings = tables.iter().map(|(settings, _)| *settings);
    let means = Means::new(register, vocabulary, settings, &stop);
    let mut collector = Collector::new(&means);
    for (_, table) in tables {
        collector.begin();
        Table::clone(table)
            .pieces()
            .for_each(|piece| collector.take(piece));
    }
    collector.finish()
}

/// Joins the entries of each commune, in the register's order.
fn join(entries: Vec<Entry>, means: &Means, reading: &mut Reading) {
    let mut communes: BTreeMap<usize, Vec<Entry>> = BTreeMap::new();
    let mut asked_about = BTreeSet::new();
    for entry in entries {
        match entry.named {
            Named::Exact(index) | Named::Alias(index) | Named::Folded(index) => {
                communes.entry(index).or_default().push(entry);
            }
            Named::Ambiguous(_) | Named::Dissolved { .. } | Named::Unknown { .. } => {
                // Rows with the same unmatched name in a tab give one finding.
                let at = &entry.name_cell;
                if asked_about.insert((at.source, at.tab.clone(), entry.typed.clone())) {
                    reading.findings.push(asked(&entry, means));
                }
            }
        }
    }
    for (index, entries) in communes {
        let submission = submission(means, index, entries, &mut reading.findings);
        reading.village_teams =
            villages_together([reading.village_teams, submission.village_teams]);
        reading.submissions.push(submission);
    }
    broken::one_a_column(&mut reading.findings);
}

/// The finding about a name that matches no commune, or several.
fn asked(entry: &Entry, means: &Means) -> Finding {
    let register = means.register;
    let titles = |indexes: &[usize]| {
        indexes
            .iter()
            .map(|index| {
                let commune = &register.communes[*index];
                format!("{} ({})", commune.title(), commune.code)
            })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let finding = |rule| {
        Finding::new(rule)
            .at(&entry.name_cell)
            .value(entry.typed.clone())
    };
    match &entry.named {
        Named::Unknown { .. } if means.is_error(&entry.typed) => finding(RuleId::CellError),
        Named::Ambiguous(candidates) => finding(RuleId::CommuneAmbiguous)
            .variant(untold(register, candidates))
            .with("candidates", titles(candidates)),
        Named::Dissolved { old_name, into } => finding(RuleId::CommuneUnknown)
            .variant("dissolved")
            .with("old", old_name.clone())
            .with("into", titles(into)),
        Named::Unknown { candidates } if !candidates.is_empty() => finding(RuleId::CommuneUnknown)
            .variant("candidates")
            .with("candidates", titles(candidates)),
        _ => finding(RuleId::CommuneUnknown).variant("none"),
    }
}

/// The variant for a name that matches several communes: if all have the same name, whether their
/// province or their kind is missing; otherwise empty, because marks are.
fn untold(register: &Register, candidates: &[usize]) -> &'static str {
    let mut all = candidates.iter().map(|index| &register.communes[*index]);
    let Some(first) = all.next() else { return "" };
    let (mut names, mut kinds) = (true, true);
    for one in all {
        names &= one.name == first.name;
        kinds &= one.province == first.province;
    }
    match (names, kinds) {
        (true, false) => "province",
        (true, true) => "kind",
        (false, _) => "",
    }
}

fn submission(
    means: &Means,
    index: usize,
    entries: Vec<Entry>,
    findings: &mut Vec<Finding>,
) -> Submission {
    let code = &means.register.communes[index].code;
    let (mut entries, otherwise) = answer::latest(entries);
    findings.extend(otherwise.map(|finding| finding.of(code)));
    for entry in &mut entries {
        findings.extend(entry.findings.drain(..).map(|finding| finding.of(code)));
        if matches!(entry.named, Named::Folded(_)) {
            findings.push(
                Finding::new(RuleId::CommuneFolded)
                    .of(code)
                    .at(&entry.name_cell)
                    .value(entry.typed.clone()),
            );
        }
    }
    let is_renamed = |entry: &&Entry| matches!(entry.named, Named::Alias(_));
    let alias = entries
        .iter()
        .find(is_renamed)
        .map(|entry| entry.typed.clone());
    duplicate::without_counts(&mut entries);
    take_back(&mut entries);
    let chosen = chosen(&entries);
    findings.extend(duplicate::check(&entries, chosen).map(|finding| finding.of(code)));
    let decisions = decisions(&entries, chosen);
    findings.extend(
        decisions
            .iter()
            .flat_map(decision_findings)
            .map(|finding| finding.of(code)),
    );

    let name_cell = entries[0].name_cell.clone();
    let mut submission = Submission {
        alias,
        commune: code.clone(),
        name_cell,
        reported: entries.iter().any(|entry| entry.reported),
        decisions,
        members: Arc::default(),
        village_teams: None,
        villages: Vec::new(),
        counts: Vec::new(),
        notes: Vec::new(),
    };
    let (mut members, mut villages) = together(entries, chosen, &mut submission);
    let known = means.villages.get(code.as_str());
    let compared = known.map(|known| villages.compare(known, (means.rows, means.register.units())));
    let compared = compared.unwrap_or_default().into_iter();
    findings.extend(compared.map(|finding| finding.of(code)));
    findings.extend(villages.contradiction().map(|finding| finding.of(code)));
    submission.village_teams = villages.teams();
    submission.villages = villages.into_named();
    members.shrink_to_fit();
    submission.members = Arc::new(members);
    submission
}

/// Doubts the decisions of earlier places if a later one says «Đã thu hồi» without a number.
fn take_back(entries: &mut [Entry]) {
    let withdraws =
        |decision: &&Decision| decision.act == Act::Withdrawn && decision.number == Number::NotYet;
    for place in 1..entries.len() {
        let (before, after) = entries.split_at_mut(place);
        let mut said = after[0].statements.iter().flatten();
        let Some(said) = said.find(withdraws) else {
            continue;
        };
        let Some(cell) = &said.number_cell else {
            continue;
        };
        let stated = before.iter_mut().flat_map(|entry| &mut entry.statements);
        for decision in stated.flatten().filter(|stated| is_complete(stated)) {
            decision.doubt = Some(Box::new(Doubt::Note {
                typed: said.typed.clone(),
                cell: cell.clone(),
            }));
        }
    }
}

/// Joins the people and the villages of all entries; moves their counts and notes into the
/// submission.
fn together(
    entries: Vec<Entry>,
    chosen: usize,
    submission: &mut Submission,
) -> (Vec<Member>, Villages) {
    let leaders = entries
        .iter()
        .filter(|entry| {
            entry
                .members
                .iter()
                .any(|member| member.role == Role::Leader)
        })
        .count();
    let mut members = Vec::new();
    let mut villages = Villages::default();
    for (place, entry) in entries.into_iter().enumerate() {
        // Two entries with a leader are two versions of the team: take that of the chosen entry.
        if leaders < 2 || place == chosen {
            if members.is_empty() {
                members = entry.members;
            } else {
                members.extend(entry.members);
            }
        }
        villages.extend(entry.villages);
        count::together(&mut submission.counts, entry.counts);
        submission.notes.extend(entry.notes);
    }
    (members, villages)
}

/// The position of the entry whose decision is taken: the first with a complete one, else the first
/// with any claim, else the first with a statement in words, else the first.
fn chosen(entries: &[Entry]) -> usize {
    let first = |test: &dyn Fn(&Decision) -> bool| {
        entries
            .iter()
            .position(|entry| entry.statements.iter().flatten().any(test))
    };
    // «chưa ban hành» is more informative than a zero.
    let in_words = |decision: &Decision| decision.typed.contains(char::is_alphabetic);
    first(&is_complete)
        .or_else(|| first(&is_claim))
        .or_else(|| first(&in_words))
        .unwrap_or(0)
}

pub(super) fn is_complete(decision: &Decision) -> bool {
    decision.doubt.is_none()
        && matches!(decision.number, Number::Named { .. })
        && matches!(decision.date, DateClaim::Day(_))
}

pub(super) fn is_claim(decision: &Decision) -> bool {
    decision.doubt.is_some()
        || !matches!(decision.number, Number::Absent | Number::NotYet)
        || decision.date != DateClaim::Absent
}

/// The fields that are compared to find out whether two statements are the same.
pub(super) fn identity(decision: &Decision) -> (String, String) {
    let number = match &decision.number {
        Number::Named { number, .. } | Number::OtherDocument { number } => text::fold(number),
        other => format!("{other:?}"),
    };
    (number, format!("{:?}", decision.date))
}

/// The decisions of a submission: those of the chosen entry's first complete statement; then all
/// other complete ones, because the first to be signed counts, wherever it is; then those that do
/// something other than founding (replaced, withdrawn, reorganising ones).
fn decisions(entries: &[Entry], chosen: usize) -> Vec<Decision> {
    let mut taken: Vec<Decision> = Vec::with_capacity(1);
    let add = |decision: &Decision, taken: &mut Vec<Decision>| {
        let known = taken
            .iter()
            .any(|known| identity(known) == identity(decision) && known.act == decision.act);
        if !known {
            taken.push(decision.clone());
        }
    };
    let statements = &entries[chosen].statements;
    let founding = statements
        .iter()
        .find(|decisions| decisions.iter().any(is_complete))
        .or_else(|| {
            statements
                .iter()
                .find(|decisions| decisions.iter().any(is_claim))
        })
        .or_else(|| statements.first());
    for decision in founding.into_iter().flatten() {
        add(decision, &mut taken);
    }
    let all = || entries.iter().flat_map(|entry| entry.statements.iter());
    for first in all().filter_map(|stated| stated.iter().find(|one| one.act == Act::Founds)) {
        if is_complete(first) {
            add(first, &mut taken);
        }
    }
    for decision in all().flatten() {
        if decision.act != Act::Founds {
            add(decision, &mut taken);
        }
    }
    taken
}

/// Findings about unreadable cells of a decision, independent of the rules.
fn decision_findings(decision: &Decision) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let (Number::CellError(error), Some(cell)) = (&decision.number, &decision.number_cell) {
        findings.push(cell_error(cell, error));
    }
    let Some(cell) = &decision.date_cell else {
        return findings;
    };
    match &decision.date {
        DateClaim::CellError(error) => findings.push(cell_error(cell, error)),
        DateClaim::Unreadable(typed)
            if decision.number != Number::NotYet && decision.doubt.is_none() =>
        {
            findings.push(
                Finding::new(RuleId::DateUnreadable)
                    .at(cell)
                    .value(typed.clone()),
            );
        }
        _ => {}
    }
    findings
}
