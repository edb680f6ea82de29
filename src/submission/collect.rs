//! Entries joined to submissions: all that is said of one commune anywhere is one submission.
//!
//! Where its rows state different decisions, the first complete one is taken and that is said
//! once. What is said under a name that means nobody is not credited to anybody.

use std::collections::BTreeMap;

use crate::finding::{Finding, RuleId};
use crate::register::{Named, Register};
use crate::submission::grid::Grid;
use crate::submission::header::{self, Overrule, Sight};
use crate::submission::layout::{self, Entry, TabContent};
use crate::submission::names::Names;
use crate::submission::position::Positions;
use crate::submission::settings::{Holds, SourceSettings};
use crate::submission::vocabulary::{Field, Headers, plain};
use crate::submission::{
    Act, DateClaim, Decision, Number, Reading, Role, Submission, TabKind, TabReading,
};
use crate::table::{Tab, Table};
use crate::text;

/// The words that sheets are read with.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Titles of columns.
    pub headers: Headers,
    /// Offices and their spellings.
    pub positions: Positions,
}

impl Vocabulary {
    /// The words shipped with the program.
    pub fn shipped() -> Self {
        Self {
            headers: Headers::shipped(),
            positions: Positions::shipped(),
        }
    }
}

/// Reads every table of a pull.
pub fn collect(
    tables: &[(&SourceSettings, &Table)],
    register: &Register,
    vocabulary: &Vocabulary,
) -> Reading {
    let names = Names::new(register);
    let mut reading = Reading::default();
    let mut entries: Vec<Entry> = Vec::new();
    for (source, (settings, table)) in tables.iter().enumerate() {
        let source = u16::try_from(source).expect("a campaign has fewer sources than that");
        reading.has_submissions |= settings.holds == Holds::Submissions;
        reading.has_contacts |= settings.holds == Holds::Contacts;
        for tab in &table.tabs {
            let (shown, content) = read_tab(source, settings, tab, &names, vocabulary);
            reading.has_submissions |=
                matches!(shown.kind, TabKind::Submissions | TabKind::Villages);
            reading.has_submissions |= !content.entries.is_empty();
            reading.has_contacts |= shown.kind == TabKind::Contacts || !content.contacts.is_empty();
            reading.tabs.push(shown);
            reading.findings.extend(content.findings);
            reading.contacts.extend(content.contacts);
            entries.extend(content.entries);
        }
    }
    join(entries, register, &mut reading);
    reading
}

fn read_tab(
    source: u16,
    settings: &SourceSettings,
    tab: &Tab,
    names: &Names,
    vocabulary: &Vocabulary,
) -> (TabReading, TabContent) {
    let mut shown = TabReading {
        source,
        title: tab.title.to_string(),
        gid: tab.gid,
        kind: TabKind::Ignored,
        rows: 0,
        hidden: tab.hidden,
        hidden_rows: 0,
        columns: BTreeMap::new(),
    };
    let named = settings
        .tabs
        .iter()
        .any(|title| text::key(title) == text::key(&tab.title));
    if settings.tabs.is_empty() && tab.hidden || !settings.tabs.is_empty() && !named {
        return (shown, TabContent::default());
    }
    let grid = Grid::new(source, tab);
    let overrule = overrule(settings);
    let sight = Sight {
        words: &vocabulary.headers,
        overrule: &overrule,
        names,
        positions: &vocabulary.positions,
    };
    let grids = match header::cut(&grid, sight) {
        Some(column) => Vec::from(grid.cut(column)),
        None => vec![grid],
    };
    let mut content = TabContent::default();
    for grid in &grids {
        read_table(grid, settings, sight, &mut shown, &mut content);
    }
    if shown.kind == TabKind::Ignored {
        return (shown, TabContent::default());
    }
    shown.rows = content.rows;
    shown.hidden_rows = content.hidden_rows;
    for (encoding, (cell, count)) in grids.iter().flat_map(|grid| &grid.repaired) {
        content.findings.push(
            Finding::new(RuleId::LegacyEncoding)
                .at(cell)
                .value(tab.title.to_string())
                .with("encoding", encoding.to_string())
                .with("count", count.to_string()),
        );
    }
    (shown, content)
}

/// Reads one grid of a tab: a whole tab, or one of two tables side by side.
fn read_table(
    grid: &Grid,
    settings: &SourceSettings,
    sight: Sight,
    shown: &mut TabReading,
    content: &mut TabContent,
) {
    let headers: Vec<_> = header::find(grid, sight)
        .into_iter()
        .filter(|header| match settings.holds {
            Holds::Both => true,
            Holds::Contacts => header.kind == TabKind::Contacts,
            Holds::Submissions => header.kind != TabKind::Contacts,
        })
        .collect();
    let kinds = [TabKind::Submissions, TabKind::Contacts, TabKind::Villages];
    let Some(main) = kinds
        .iter()
        .find_map(|kind| headers.iter().find(|header| header.kind == *kind))
    else {
        return;
    };
    if shown.kind == TabKind::Ignored || main.kind == TabKind::Submissions {
        shown.kind = main.kind;
        shown.columns = main.letters();
    }
    content.extend(layout::read(grid, &headers, sight));
}

/// What the operator says of the columns: `commune = "Đơn vị"`, `leader_person = "E"`.
fn overrule(settings: &SourceSettings) -> Overrule {
    let roles = [
        ("leader_", Role::Leader),
        ("deputy_", Role::Deputy),
        ("member_", Role::Member),
    ];
    settings
        .columns
        .iter()
        .filter_map(|(name, title)| {
            let prefixed = roles
                .iter()
                .find_map(|(prefix, role)| name.strip_prefix(prefix).map(|rest| (rest, *role)));
            let (field, role) = match (Field::from_id(name), prefixed) {
                (Some(field), _) => (field, None),
                (None, Some((rest, role))) => (Field::from_id(rest)?, Some(role)),
                (None, None) => return None,
            };
            let letters = crate::cell::column_index(title).is_some()
                && title.chars().all(|letter| letter.is_ascii_uppercase());
            Some((
                if letters { title.clone() } else { plain(title) },
                (field, role),
            ))
        })
        .collect()
}

/// Joins the entries of each commune, in the register's order.
fn join(entries: Vec<Entry>, register: &Register, reading: &mut Reading) {
    let mut communes: BTreeMap<usize, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        match entry.named {
            Named::Exact(index) | Named::Alias(index) | Named::Folded(index) => {
                communes.entry(index).or_default().push(entry);
            }
            Named::Ambiguous(_) | Named::Dissolved { .. } | Named::Unknown { .. } => {
                reading.findings.push(asked(&entry, register));
            }
        }
    }
    for (index, entries) in communes {
        let submission = submission(register, index, entries, &mut reading.findings);
        if let Some(count) = submission.village_teams {
            reading.village_teams = Some(reading.village_teams.unwrap_or(0) + count);
        }
        reading.submissions.push(submission);
    }
}

/// `#REF!`, `#N/A`: what a broken formula shows where a name should stand.
fn is_error_name(typed: &str) -> bool {
    typed.starts_with('#') && typed.ends_with(['!', 'A', '?']) && !typed.contains(' ')
}

/// The question that a name asks which means nobody, or several.
fn asked(entry: &Entry, register: &Register) -> Finding {
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
        Named::Unknown { .. } if is_error_name(&entry.typed) => finding(RuleId::CellError),
        Named::Ambiguous(candidates) => {
            finding(RuleId::CommuneAmbiguous).with("candidates", titles(candidates))
        }
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

fn submission(
    register: &Register,
    index: usize,
    mut entries: Vec<Entry>,
    findings: &mut Vec<Finding>,
) -> Submission {
    let code = &register.communes[index].code;
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
    let chosen = chosen(&entries);
    findings.extend(duplicate(&entries, chosen).map(|finding| finding.of(code)));
    let decisions = decisions(&entries, chosen);
    findings.extend(
        decisions
            .iter()
            .flat_map(decision_findings)
            .map(|finding| finding.of(code)),
    );

    let leaders = entries
        .iter()
        .filter(|entry| {
            entry
                .members
                .iter()
                .any(|member| member.role == Role::Leader)
        })
        .count();
    let name_cell = entries[0].name_cell.clone();
    let mut submission = Submission {
        commune: code.clone(),
        name_cell,
        reported: entries.iter().any(|entry| entry.reported),
        decisions,
        members: Vec::new(),
        village_teams: None,
        notes: Vec::new(),
    };
    for (place, entry) in entries.into_iter().enumerate() {
        // Two whole teams are two versions of one: the chosen entry's is taken.
        if leaders < 2 || place == chosen {
            submission.members.extend(entry.members);
        }
        if let Some(count) = entry.village_teams {
            submission.village_teams = Some(submission.village_teams.unwrap_or(0) + count);
        }
        submission.notes.extend(entry.notes);
    }
    submission
}

/// The entry whose decision is taken: the first that states a complete one, else the first that
/// claims any, else the first.
fn chosen(entries: &[Entry]) -> usize {
    let first = |test: &dyn Fn(&Decision) -> bool| {
        entries
            .iter()
            .position(|entry| entry.statements.iter().flatten().any(test))
    };
    first(&is_complete)
        .or_else(|| first(&is_claim))
        .unwrap_or(0)
}

fn is_complete(decision: &Decision) -> bool {
    matches!(decision.number, Number::Named { .. }) && matches!(decision.date, DateClaim::Day(_))
}

fn is_claim(decision: &Decision) -> bool {
    !matches!(decision.number, Number::Absent | Number::NotYet)
        || decision.date != DateClaim::Absent
}

/// What makes two statements the same.
fn identity(decision: &Decision) -> (String, String) {
    let number = match &decision.number {
        Number::Named { number, .. } | Number::OtherDocument { number } => text::fold(number),
        other => format!("{other:?}"),
    };
    (number, format!("{:?}", decision.date))
}

/// Said once where rows apart both state a decision or both name a leader.
fn duplicate(entries: &[Entry], chosen: usize) -> Option<Finding> {
    let claims = |entry: &Entry| entry.statements.iter().flatten().any(is_claim);
    let leads = |entry: &Entry| {
        entry
            .members
            .iter()
            .any(|member| member.role == Role::Leader)
    };
    let founding = |entry: &Entry| {
        let stated = entry.statements.iter().flatten();
        stated
            .filter(|decision| decision.act == Act::Founds && is_claim(decision))
            .map(identity)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let apart = entries.iter().filter(|entry| claims(entry)).count() > 1
        || entries.iter().filter(|entry| leads(entry)).count() > 1;
    let stated: std::collections::BTreeSet<_> = entries.iter().flat_map(founding).collect();
    let within = |entry: &Entry| {
        let numbers: std::collections::BTreeSet<_> = entry
            .statements
            .iter()
            .filter_map(|decisions| {
                decisions
                    .iter()
                    .find(|decision| decision.act == Act::Founds && is_complete(decision))
            })
            .map(identity)
            .collect();
        numbers.len() > 1
    };
    if !apart && !entries.iter().any(within) {
        return None;
    }
    let other = entries
        .iter()
        .enumerate()
        .filter(|(place, entry)| *place != chosen && (claims(entry) || leads(entry)));
    let other = other.map(|(_, entry)| entry).next();
    let shown = other.unwrap_or(&entries[chosen]);
    let finding = Finding::new(RuleId::CommuneDuplicate)
        .at(&shown.name_cell)
        .value(shown.typed.clone())
        .with("other", entries[chosen].name_cell.to_string());
    Some(if stated.len() > 1 {
        finding.variant("conflict")
    } else {
        finding.variant("same")
    })
}

/// The decisions taken: the chosen entry's first complete statement, and from anywhere those that
/// say something else than founding (a replaced, a withdrawn, a reorganising one).
fn decisions(entries: &[Entry], chosen: usize) -> Vec<Decision> {
    let mut taken: Vec<Decision> = Vec::new();
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
    for decision in entries
        .iter()
        .flat_map(|entry| entry.statements.iter().flatten())
    {
        if decision.act != Act::Founds {
            add(decision, &mut taken);
        }
    }
    taken
}

/// What is to be said about the cells of a decision, apart from any rule.
fn decision_findings(decision: &Decision) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let (Number::CellError(error), Some(cell)) = (&decision.number, &decision.number_cell) {
        findings.push(
            Finding::new(RuleId::CellError)
                .at(cell)
                .value(error.clone()),
        );
    }
    let Some(cell) = &decision.date_cell else {
        return findings;
    };
    match &decision.date {
        DateClaim::CellError(error) => findings.push(
            Finding::new(RuleId::CellError)
                .at(cell)
                .value(error.clone()),
        ),
        DateClaim::Unreadable(typed) if decision.number != Number::NotYet => {
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
