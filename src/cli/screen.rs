//! Results as a person reads them in the terminal: figures first, then what to do.
//!
//! The words come from `locale`, the numbers from the judgement.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::clock::{Date, Timestamp, Zone, written, written_instant};
use crate::finding::{Finding, Severity};
use crate::locale::{self, Language, say};
use crate::pipeline::standing::Judged;
use crate::rule::change::Changes;
use crate::rule::count::CountProgress;
use crate::rule::{FindingCounts, Judgement, Progress, UnusualDay, Words};
use crate::snapshot::Snapshot;
use crate::submission::TabKind;

/// How many findings are shown before the rest is only counted.
const SHOWN: usize = 12;

/// How many findings of one kind are shown before the rest is only counted.
const OF_A_KIND: usize = 3;

/// What is needed to describe findings: the judgement, and the pull that it is about.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) judgement: &'a Judgement,
    pub(super) snapshot: &'a Snapshot,
}

impl<'a> From<&'a Judged> for Seen<'a> {
    fn from(judged: &'a Judged) -> Self {
        Self {
            judgement: &judged.judgement,
            snapshot: &judged.snapshot,
        }
    }
}

/// Which findings are listed, and how many.
pub(super) struct FindingSelection<'a> {
    /// Whether to list every finding, remarks included.
    pub(super) all: bool,
    /// Findings that were shown before, and are left out.
    pub(super) said: &'a [&'a Finding],
    /// The key of the sentence about how many more there are.
    pub(super) more: &'static str,
}

/// Findings of one rule and severity, grouped by sentence.
struct Kind<'a> {
    alike: Vec<Vec<&'a Finding>>,
}

impl<'a> Kind<'a> {
    fn first(&self) -> &'a Finding {
        self.alike[0][0]
    }

    fn count(&self) -> usize {
        self.alike.iter().map(Vec::len).sum()
    }

    fn is_of(&self, finding: &Finding) -> bool {
        let of = |one: &Finding| (one.printed_severity(), one.rule);
        of(self.first()) == of(finding)
    }

    fn add(&mut self, finding: &'a Finding) {
        let same = |alike: &&mut Vec<&Finding>| alike[0].variant == finding.variant;
        match self.alike.iter_mut().find(same) {
            Some(alike) => alike.push(finding),
            None => self.alike.push(vec![finding]),
        }
    }
}

/// The findings to list, grouped by severity and rule, in the judgement's order.
fn kinds<'a>(judgement: &'a Judgement, selection: &FindingSelection<'_>) -> Vec<Kind<'a>> {
    let said = |finding: &Finding| {
        selection
            .said
            .iter()
            .any(|said| std::ptr::eq(*said, finding))
    };
    let wanted = judgement.findings.iter().filter(|finding| {
        (selection.all || finding.printed_severity() != Severity::Info) && !said(finding)
    });
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for finding in wanted {
        match kinds.iter_mut().find(|kind| kind.is_of(finding)) {
            Some(kind) => kind.add(finding),
            None => kinds.push(Kind {
                alike: vec![vec![finding]],
            }),
        }
    }
    kinds.sort_by_key(|kind| kind.first().printed_severity());
    kinds
}

/// A line of figures.
struct Line {
    label: String,
    value: String,
    /// An explanation; may be empty.
    note: String,
}

/// Formats text for the terminal, in a language, with or without colours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(super) language: Language,
    pub(super) colour: bool,
    pub(super) zone: Zone,
}

impl Screen {
    /// The sentence for a key.
    pub(super) fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        say(self.language, key, arguments)
    }

    /// Makes text bold.
    pub(super) fn bold(&self, text: &str) -> String {
        self.paint(text, "1")
    }

    fn paint(&self, text: &str, code: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// A number with separators of thousands.
    pub(super) fn count(&self, number: impl TryInto<u64>) -> String {
        locale::number::whole(self.language, number)
    }

    /// A part of a whole, and its share: `1.219/3.321 (36,7%)`.
    pub(super) fn of(&self, part: u32, whole: u32) -> String {
        let share = locale::number::share(self.language, part, whole);
        format!("{}/{} ({share})", self.count(part), self.count(whole))
    }

    /// A day as it is written in Viet Nam.
    pub(super) fn day(&self, day: Date) -> String {
        written(day)
    }

    /// An instant in the configured zone.
    pub(super) fn instant(&self, instant: Timestamp) -> String {
        written_instant(instant, self.zone)
    }

    /// The figures of a judgement.
    pub(super) fn figures(&self, title: &str, judgement: &Judgement) -> String {
        let day = self.day(judgement.as_of);
        let mut text = self.bold(&self.say("cli-title", &[("title", title), ("day", &day)]));
        text.push('\n');
        match &judgement.progress {
            None => text.push_str(&self.say("cli-no-progress", &[])),
            Some(progress) => self.progress(&mut text, judgement, progress),
        }
        text.trim_end().to_owned()
    }

    /// A remark about a day whose figures alone would mislead.
    pub(super) fn day_remark(&self, judgement: &Judgement, began: Date) -> Option<String> {
        let (key, other) = match judgement.unusual_day(began, self.zone)? {
            UnusualDay::BeforeCommunes(began) => ("cli-as-of-before", began),
            UnusualDay::NothingKnown(pulled_on) => ("cli-as-of-uncounted", pulled_on),
            UnusualDay::AfterPull(pulled_on) => ("cli-as-of-later", pulled_on),
        };
        let (day, other) = (self.day(judgement.as_of), self.day(other));
        Some(self.say(key, &[("day", &day), ("other", &other)]))
    }

    /// How many of those that are done were on time, and how many have no known day.
    fn timeliness(&self, progress: &Progress) -> String {
        let undated = progress.issued - progress.on_time - progress.late;
        let key = match undated {
            0 => "cli-issued-note",
            _ => "cli-issued-note-undated",
        };
        self.say(
            key,
            &[
                ("on_time", &self.count(progress.on_time)),
                ("late", &self.count(progress.late)),
                ("undated", &self.count(undated)),
            ],
        )
    }

    fn progress(&self, text: &mut String, judgement: &Judgement, progress: &Progress) {
        let lines = self.progress_lines(judgement, progress);
        let widest = lines.iter().map(|line| line.label.chars().count()).max();
        for Line { label, value, note } in &lines {
            let gap = " ".repeat(widest.unwrap_or(0) - label.chars().count() + 2);
            let note = match note.is_empty() {
                true => String::new(),
                false => format!("   {note}"),
            };
            let _ = writeln!(text, "  {label}{gap}{}{note}", self.bold(value));
        }
        for count in &progress.counts {
            let _ = writeln!(text, "  {}", self.counted(count));
        }
    }

    fn progress_lines(&self, judgement: &Judgement, progress: &Progress) -> Vec<Line> {
        let line = |key: &str, value: String, note: String| Line {
            label: self.label(&judgement.words, key),
            value,
            note,
        };
        let bare = |key: &str, number: u32| line(key, self.count(number), String::new());
        let overdue = match progress.overdue {
            Some(overdue) => self.count(overdue),
            None => self.say("cli-not-yet", &[]),
        };
        let mut lines = vec![
            line(
                "cli-issued",
                self.of(progress.issued, progress.communes),
                self.timeliness(progress),
            ),
            bare("cli-incomplete", progress.incomplete),
            bare("cli-not-issued", progress.not_issued),
            bare("cli-not-reported", progress.not_reported),
            line("cli-overdue", overdue, String::new()),
        ];
        // In a campaign that goes by a count there are no teams.
        if !judgement.by_count() {
            let remarks = self.count(progress.composition_remarks);
            let faults = self.count(progress.composition_not_ok);
            let told = [("remarks", remarks.as_str()), ("faults", &faults)];
            lines.push(line(
                "cli-composition",
                self.count(progress.composition_ok),
                self.say("cli-composition-note", &told),
            ));
        }
        lines
    }

    /// One counted column: number, total, and how many communes reach the target.
    fn counted(&self, count: &CountProgress) -> String {
        let all = count.all;
        let rate = match all.of {
            0 => "–".to_owned(),
            of => format!("{}/{}", self.count(all.number), self.count(of)),
        };
        let reached = self.count(all.reached);
        let unknown = self.count(all.communes - all.known);
        let told = [
            ("target", count.target.as_str()),
            ("reached", &reached),
            ("unknown", &unknown),
        ];
        let note = self.say("cli-count-note", &told);
        format!(
            "{}: {} {}   {note}",
            count.title,
            self.bold(&rate),
            count.unit
        )
    }

    /// The label of a figure: in Vietnamese the campaign's own word.
    pub(super) fn label(&self, own: &Words, key: &str) -> String {
        let word = match key {
            "cli-issued" => &own.issued,
            "cli-incomplete" => &own.incomplete,
            "cli-not-issued" => &own.not_issued,
            "cli-not-reported" => &own.not_reported,
            "cli-overdue" => &own.overdue,
            _ => return self.say(key, &[]),
        };
        match self.language {
            Language::Vi => word.clone(),
            Language::En => self.say(key, &[]),
        }
    }

    /// The communes that changed since the last report, by name.
    pub(super) fn changes(&self, changes: &Changes, judgement: &Judgement) -> String {
        let names = |codes: &[String]| {
            let title = |code: &String| {
                let standing = judgement
                    .communes
                    .iter()
                    .find(|standing| standing.commune.code == *code);
                standing.map_or_else(|| code.clone(), |standing| standing.commune.title())
            };
            let mut names: Vec<String> = codes.iter().take(SHOWN).map(title).collect();
            if codes.len() > SHOWN {
                names.push(self.say(
                    "cli-and-more",
                    &[("count", &self.count(codes.len() - SHOWN))],
                ));
            }
            names.join(", ")
        };
        if changes.since.is_none() {
            return self.say("cli-changes-no-earlier", &[]);
        }
        let mut lines = Vec::new();
        if !changes.issued.is_empty() {
            lines.push(self.say(
                "cli-changes-issued",
                &[
                    ("count", &self.count(changes.issued.len())),
                    ("names", &names(&changes.issued)),
                ],
            ));
        }
        if !changes.withdrawn.is_empty() {
            lines.push(self.say(
                "cli-changes-withdrawn",
                &[
                    ("count", &self.count(changes.withdrawn.len())),
                    ("names", &names(&changes.withdrawn)),
                ],
            ));
        }
        if let Some(more) = changes.rearranged() {
            lines.push(self.say("cli-changes-rearranged", &[("more", &more)]));
        }
        lines.push(self.say(
            "cli-changes-findings",
            &[
                ("new", &self.count(changes.new)),
                ("fixed", &self.count(changes.fixed)),
            ],
        ));
        lines.join("\n")
    }

    /// How many findings there are, and examples of each kind that must be corrected.
    pub(super) fn findings(&self, seen: Seen<'_>, selection: &FindingSelection<'_>) -> String {
        let counts = FindingCounts::of(&seen.judgement.findings);
        let mut lines = vec![self.say(
            "cli-findings",
            &[
                ("error", &self.count(counts.error)),
                ("warning", &self.count(counts.warning)),
                ("info", &self.count(counts.info)),
            ],
        )];
        let most = if selection.all { usize::MAX } else { OF_A_KIND };
        let mut left = 0;
        for kind in kinds(seen.judgement, selection) {
            let hidden = kind
                .alike
                .iter()
                .map(|alike| alike.len().saturating_sub(most));
            left += hidden.sum::<usize>();
            lines.extend(self.kind(&kind, most, seen));
        }
        if left > 0 {
            let count = self.count(left);
            lines.push(format!(
                "  {}",
                self.say(selection.more, &[("count", &count)])
            ));
        }
        lines.join("\n")
    }

    /// Findings of rules on trial, which appear in no report, mail or count.
    pub(super) fn trial(&self, seen: Seen<'_>) -> Option<String> {
        let count = self.count(seen.judgement.trial.len());
        let heading = self.say("cli-trial", &[("count", &count)]);
        let each = seen.judgement.trial.iter();
        let lines = each.map(|finding| format!("\n  {}", self.finding(finding, seen)));
        (!seen.judgement.trial.is_empty()).then(|| heading + &lines.collect::<String>())
    }

    /// Findings of one kind: a single one by itself, several under a heading, with at most `most`
    /// of the same sentence.
    fn kind(&self, kind: &Kind<'_>, most: usize, seen: Seen<'_>) -> Vec<String> {
        let first = kind.first();
        if kind.count() == 1 {
            return vec![format!("  {}", self.finding(first, seen))];
        }
        let meaning = self.say(&format!("rule-{}", first.rule), &[]);
        let mut lines = vec![format!(
            "  {} {meaning}: {}",
            self.severity(first),
            self.count(kind.count())
        )];
        for alike in &kind.alike {
            let each = alike.iter().take(most);
            lines.extend(each.map(|finding| format!("    {}", self.told(finding, seen))));
            if most < alike.len() {
                let count = self.count(alike.len() - most);
                let more = self.say("cli-kind-more", &[("count", &count)]);
                lines.push(format!("    {more}"));
            }
        }
        lines
    }

    /// One finding: severity, cell, commune, sentence.
    pub(super) fn finding(&self, finding: &Finding, seen: Seen<'_>) -> String {
        let severity = self.severity(finding);
        format!("{severity} {}", self.told(finding, seen))
    }

    /// The severity in brackets.
    fn severity(&self, finding: &Finding) -> String {
        let (key, colour) = match finding.printed_severity() {
            Severity::Error => ("cli-severity-error", "31"),
            Severity::Warning => ("cli-severity-warning", "33"),
            Severity::Info => ("cli-severity-info", "36"),
        };
        self.paint(&format!("[{}]", self.say(key, &[])), colour)
    }

    /// One finding without its severity: cell, commune, sentence.
    fn told(&self, finding: &Finding, seen: Seen<'_>) -> String {
        let code = finding.commune.as_deref();
        let mut standings = seen.judgement.communes.iter();
        let standing = standings.find(|standing| Some(&*standing.commune.code) == code);
        let title = standing.map(|standing| standing.commune.title());
        let title = title.unwrap_or_default();
        let sentence = locale::finding(self.language, finding, &title);
        let cell = finding
            .cell
            .as_ref()
            .map_or_else(|| "–".to_owned(), |cell| seen.snapshot.place(cell));
        let commune = match title.is_empty() {
            true => title,
            false => format!("{title}: "),
        };
        plain(&format!("{cell}  {commune}{sentence}"), false)
    }

    /// What was recognised in each tab, so that a person can judge whether it was read correctly.
    pub(super) fn recognised(&self, snapshot: &Snapshot) -> String {
        let mut text = String::new();
        for (position, source) in snapshot.sources.iter().enumerate() {
            let _ = writeln!(
                text,
                "{}",
                self.say(
                    "cli-source",
                    &[
                        ("name", &source.name),
                        ("location", &plain(&source.location, false)),
                        ("at", &self.instant(source.fetched_at))
                    ]
                )
            );
            for remark in &source.remarks {
                let _ = writeln!(
                    text,
                    "  {}",
                    self.say(&remark.key, &[("value", &plain(&remark.value, false))])
                );
            }
            for tab in snapshot
                .reading
                .tabs
                .iter()
                .filter(|tab| usize::from(tab.source) == position)
            {
                let kind = match tab.kind {
                    TabKind::Submissions => "cli-tab-submissions",
                    TabKind::Contacts => "cli-tab-contacts",
                    TabKind::Villages => "cli-tab-villages",
                    TabKind::Ignored if tab.hidden => "cli-tab-hidden",
                    TabKind::Ignored => "cli-tab-ignored",
                };
                let columns = self.columns(&tab.columns);
                let _ = writeln!(
                    text,
                    "  «{}»: {}",
                    plain(&tab.title, false),
                    self.say(
                        kind,
                        &[
                            ("rows", &self.count(tab.rows)),
                            ("hidden", &self.count(tab.hidden_rows)),
                            ("columns", &columns)
                        ]
                    )
                );
                if !tab.unread.is_empty() {
                    let titles = plain(&tab.unread.join(" | "), false);
                    let unread = self.say("cli-tab-unread", &[("titles", &titles)]);
                    let _ = writeln!(text, "    {unread}");
                }
            }
        }
        text.trim_end().to_owned()
    }

    /// The field of each column, in the sheet's order.
    fn columns(&self, columns: &BTreeMap<String, String>) -> String {
        let mut columns: Vec<_> = columns.iter().collect();
        columns.sort_by_key(|(_, letters)| (letters.len(), *letters));
        let told = columns.iter().map(|(field, letters)| {
            let name = locale::column(self.language, field);
            format!("{name} {letters}")
        });
        told.collect::<Vec<_>>().join(", ")
    }
}

/// Text of a sheet without what a terminal would obey: control characters and bidi overrides.
pub(super) fn plain(text: &str, keep_colour: bool) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{1b}' if keep_colour => letter,
            '\n' | '\t' => ' ',
            letter
                if letter.is_control()
                    || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                '\u{fffd}'
            }
            letter => letter,
        })
        .collect()
}
