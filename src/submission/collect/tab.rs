//! Reads one tab: finds its kind and the tables side by side in it, and walks each.
//!
//! Rows are collected until it is known whether there are tables side by side, or the table must be
//! turned.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Means;
use crate::finding::{Finding, RuleId};
use crate::submission::grid::{Grid, Line};
use crate::submission::header::{self, Header, Sight};
use crate::submission::intake::Intake;
use crate::submission::layout::{self, TabContent, Walk};
use crate::submission::settings::Holds;
use crate::submission::{Missed, TabKind, TabReading};
use crate::table::{Row, Tab, Value};
use crate::text;

/// Reads one tab while its rows arrive.
pub(super) struct TabReader<'a> {
    shown: TabReading,
    sight: Sight<'a>,
    holds: Holds,
    /// Whether it is not read, because it is hidden or other tabs are named.
    ignored: bool,
    intake: Intake<'a>,
    /// All rows so far, until it is known whether there are tables side by side.
    first: Grid,
    /// The first columns of the second and further tables.
    cuts: Vec<u32>,
    /// One walk for each table side by side.
    walks: Vec<Walk<'a>>,
    glance: Glance,
}

/// Facts about the first rows of a tab, to explain why it was not recognised.
#[derive(Default)]
struct Glance {
    rows: u32,
    filled: u32,
    uncomputed: u32,
    garbled: u32,
    /// Cells that are known titles.
    titles: Vec<String>,
    /// The first row that reports something: its row, and the column of the commune's name.
    reports: Option<(u32, u32)>,
}

impl Glance {
    fn take(&mut self, line: &Line, sight: Sight) {
        const ROWS: u32 = 50;
        const TITLES: usize = 8;
        const LONGEST: usize = 100;

        self.rows += 1;
        if self.rows > ROWS {
            return;
        }
        if self.reports.is_none() {
            let name = header::reports(line, sight);
            self.reports = name.map(|name| (line.number, name.column));
        }
        for cell in &line.cells {
            self.filled += 1;
            self.uncomputed += u32::from(matches!(cell.value, Value::Uncomputed(_)));
            // UTF-8 read as another encoding, or lost letters.
            let garbled = ["\u{fffd}", "áº", "á»", "Ã¡", "Ã ", "Ä‘"];
            self.garbled += u32::from(garbled.iter().any(|mark| cell.text.contains(mark)));
            let known = self.titles.len() < TITLES
                && cell.text.len() <= LONGEST
                && !sight.words.fields(&cell.text).is_empty();
            let title = text::one_line(&cell.text);
            if known && !self.titles.contains(&title) {
                self.titles.push(title);
            }
        }
    }

    fn cause(self) -> Missed {
        if self.filled == 0 {
            Missed::Empty
        } else if self.uncomputed * 2 > self.filled {
            Missed::Uncomputed
        } else if self.garbled * 4 > self.filled {
            Missed::Garbled
        } else {
            let quoted = self.titles.iter().map(|title| format!("«{title}»"));
            Missed::Titles(quoted.collect())
        }
    }
}

impl<'a> TabReader<'a> {
    pub(super) fn new(means: &'a Means<'a>, source: usize, tab: &Tab) -> Self {
        let (settings, mapping) = &means.sources[source];
        let source = u16::try_from(source).expect("a campaign has fewer sources than that");
        let named = settings.naming(&tab.title).next().is_some();
        Self {
            shown: TabReading {
                source,
                title: tab.title.to_string(),
                gid: tab.gid,
                hidden: tab.hidden,
                ..TabReading::default()
            },
            sight: Sight {
                words: means.headers,
                mapping,
                names: &means.names,
                positions: &means.positions,
                rows: means.rows,
                stop: means.stop,
            },
            holds: settings.holds,
            ignored: settings.tabs.is_empty() && tab.hidden || !settings.tabs.is_empty() && !named,
            intake: Intake::new(means.rows),
            first: Grid::new(source, tab).in_zone(means.zone),
            cuts: Vec::new(),
            walks: Vec::new(),
            glance: Glance::default(),
        }
    }

    pub(super) fn push(&mut self, row: Row) {
        if self.ignored || self.sight.stop.is_set() {
            return;
        }
        let Some(line) = self.intake.line(row) else {
            return;
        };
        self.glance.take(&line, self.sight);
        if !self.walks.is_empty() {
            return self.walk(line);
        }
        self.first.push(line);
        let count = self.first.rows.len();
        let clear = || header::names_communes(&self.first, self.sight);
        if count == layout::FIRST_SIGHT && clear() || self.first.is_full() {
            self.set_out();
        }
    }

    /// Finds the tables side by side, and begins to walk them.
    fn set_out(&mut self) {
        self.cuts = header::cuts(&self.first, self.sight);
        self.walks = (0..=self.cuts.len())
            .map(|_| Walk::new(self.first.beside(), self.holds, self.sight))
            .collect();
        let rows = std::mem::take(&mut self.first.rows);
        for line in Arc::unwrap_or_clone(rows) {
            self.walk(line);
        }
    }

    fn walk(&mut self, mut line: Line) {
        for (cut, walk) in self.cuts.iter().zip(&mut self.walks) {
            let [own, others] = line.cut(*cut);
            walk.push(own);
            line = others;
        }
        if let Some(last) = self.walks.last_mut() {
            last.push(line);
        }
    }

    pub(super) fn finish(mut self) -> Read {
        if self.walks.is_empty() && !self.ignored {
            if let Some(turned) = header::turned(&self.first, self.sight) {
                self.first = turned;
            }
            self.set_out();
        }
        let mut content = TabContent::default();
        let mut mapped: BTreeSet<usize> = BTreeSet::new();
        for walk in std::mem::take(&mut self.walks) {
            let (headers, walked) = walk.finish();
            if self.show(&headers, &mut mapped) {
                content.extend(walked);
            }
        }
        if self.shown.kind == TabKind::Ignored {
            return self.unread();
        }
        self.shown.rows = content.rows;
        self.shown.hidden_rows = content.hidden_rows;
        content.findings.extend(self.intake_findings());
        Read {
            shown: self.shown,
            content,
            mapped,
        }
    }

    /// Adds to what is shown of the tab what the headers of one walk recognise; false if they
    /// recognise nothing.
    fn show(&mut self, headers: &[Header], mapped: &mut BTreeSet<usize>) -> bool {
        let shown = &mut self.shown;
        let kinds = [TabKind::Submissions, TabKind::Contacts, TabKind::Villages];
        let mut kinds = kinds.iter();
        let main = kinds.find_map(|kind| headers.iter().find(|header| header.kind == *kind));
        let Some(main) = main else { return false };
        if shown.kind == TabKind::Ignored || main.kind == TabKind::Submissions {
            shown.kind = main.kind;
            shown.columns = main.letters(self.first.turned);
        }
        for header in headers.iter().filter(|header| header.is_read()) {
            mapped.extend(&header.mapped);
            for (name, count) in header.counts() {
                let most = shown.read.entry(name).or_insert(0);
                *most = count.max(*most);
            }
            for title in layout::unread(header) {
                if !shown.unread.contains(&title) {
                    shown.unread.push(title);
                }
            }
        }
        true
    }

    /// The result for a tab that is not recognised, with the cause. If rows in it look like reports, a
    /// finding points them out.
    fn unread(mut self) -> Read {
        let reports = self.glance.reports.map(|(row, column)| {
            Finding::new(RuleId::RowUnplaced)
                .variant("untitled")
                .at(&self.first.in_sheet(row, column))
                .value(self.shown.title.clone())
        });
        let mut content = TabContent::default();
        content.findings.extend(reports);
        self.shown.missed = Some(match self.ignored {
            true if self.shown.hidden => Missed::Hidden,
            true => Missed::NotNamed,
            false => self.glance.cause(),
        });
        Read {
            shown: self.shown,
            content,
            ..Read::default()
        }
    }

    /// Findings about old encodings, and about cells right of the last column that is read.
    fn intake_findings(&self) -> Vec<Finding> {
        let finding = |rule, (row, column): (u32, u32), count: String| {
            Finding::new(rule)
                .at(&self.first.in_sheet(row, column))
                .value(self.shown.title.clone())
                .with("count", count)
        };
        let repaired = self.intake.repaired.iter().map(|(encoding, (at, count))| {
            finding(RuleId::LegacyEncoding, *at, count.to_string())
                .with("encoding", encoding.to_string())
        });
        let beyond = self.intake.beyond.iter().map(|(at, count)| {
            finding(RuleId::CellError, *at, count.to_string()).variant("beyond")
        });
        repaired.chain(beyond).collect()
    }
}

/// The result of reading a tab.
#[derive(Default)]
pub(super) struct Read {
    pub shown: TabReading,
    pub content: TabContent,
    /// The lines of the source's mapping that named a column.
    pub mapped: BTreeSet<usize>,
}
