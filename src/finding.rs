//! One fault or remark: its rule, its severity, its place, and the arguments of its sentence.
//!
//! Contains no sentences: those are in `locale`, under `finding-<rule>` or, if one rule covers
//! several faults, under `finding-<rule>--<variant>`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;

macro_rules! rules {
    ($($variant:ident $id:literal $severity:ident $family:ident,)*) => {
        /// The fixed ids of all rules. The severities are those shipped; a campaign may change
        /// them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum RuleId { $(
            #[doc = concat!("`", $id, "`")]
            #[serde(rename = $id)]
            $variant,
        )* }

        impl RuleId {
            /// Every rule, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The id in all documents and files: `leader-not-chairman`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The severity shipped with the program.
            pub fn shipped_severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// The subject of the rule.
            pub fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }
        }
    };
}

rules! {
    LeaderMissing "leader-missing" Error Composition,
    LeaderMultiple "leader-multiple" Error Composition,
    LeaderNotChairman "leader-not-chairman" Error Composition,
    LeaderActing "leader-acting" Info Composition,
    DeputyNotEligible "deputy-not-eligible" Warning Composition,
    PvhccMemberMissing "pvhcc-member-missing" Warning Composition,
    ComponentMissing "component-missing" Warning Composition,
    TwoRoles "two-roles" Warning Composition,
    PositionMissing "position-missing" Warning Composition,
    PositionAmbiguous "position-ambiguous" Info Composition,
    OtherCommunePosition "other-commune-position" Warning Composition,
    DecisionMissing "decision-missing" Error Decision,
    DecisionIncomplete "decision-incomplete" Warning Decision,
    DecisionLate "decision-late" Warning Decision,
    DecisionDateImplausible "decision-date-implausible" Warning Decision,
    DecisionNotADecision "decision-not-a-decision" Warning Decision,
    DecisionNumberOdd "decision-number-odd" Info Decision,
    DecisionBackdated "decision-backdated" Info Decision,
    DecisionWithdrawn "decision-withdrawn" Warning Decision,
    CountMissing "count-missing" Warning Decision,
    CountUnclear "count-unclear" Warning Decision,
    CountBelow "count-below" Warning Decision,
    CountUndated "count-undated" Info Decision,
    CommuneUnknown "commune-unknown" Warning Data,
    CommuneAmbiguous "commune-ambiguous" Error Data,
    CommuneFolded "commune-folded" Info Data,
    CommuneSucceeded "commune-succeeded" Info Data,
    CommuneDuplicate "commune-duplicate" Warning Data,
    VillageUnknown "village-unknown" Warning Data,
    MemberDuplicate "member-duplicate" Info Data,
    PersonNotNamed "person-not-named" Info Data,
    NamesPositionsMismatch "names-positions-mismatch" Warning Data,
    PhoneInvalid "phone-invalid" Warning Data,
    PhoneRepaired "phone-repaired" Info Data,
    EmailInvalid "email-invalid" Warning Data,
    DateUnreadable "date-unreadable" Warning Data,
    RowUnplaced "row-unplaced" Warning Data,
    CellError "cell-error" Warning Data,
    LegacyEncoding "legacy-encoding" Info Data,
    ColumnAmbiguous "column-ambiguous" Error Data,
    StruckOut "struck-out" Info Data,
    ExampleRow "example-row" Info Data,
    ContactUnreachable "contact-unreachable" Warning Contacts,
    SystemWithoutContact "system-without-contact" Warning Contacts,
    LinkMalformed "link-malformed" Warning Contacts,
}

impl RuleId {
    /// Whether the rule is about counted columns, which few campaigns have.
    pub fn is_of_counts(self) -> bool {
        matches!(
            self,
            Self::CountMissing | Self::CountUnclear | Self::CountBelow | Self::CountUndated
        )
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

/// The subject of a rule, which decides the sheet of the report for its findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// The members of the team.
    Composition,
    /// The founding decision.
    Decision,
    /// How the sheet is filled in.
    Data,
    /// The support contact points.
    Contacts,
}

/// The severity of a finding; printed as «Phải sửa», «Cần xem lại», «Lưu ý». Errors sort first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Must be corrected.
    Error,
    /// Should be looked at again.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A fault or remark about one place in a pull.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// The severity that the campaign gives the rule, see `rule::declared`.
    pub severity: Severity,
    /// The severity of the entry in the rule's list; `None` if the list gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighed: Option<Severity>,
    /// Code of the commune concerned, if known.
    pub commune: Option<String>,
    /// The cell to look at; if something is missing, the cell with the commune's name.
    pub cell: Option<CellAddress>,
    /// The content of the cell as typed; only the beginning of a long text.
    pub value: String,
    /// Which of the rule's sentences to use; empty if it has only one.
    #[serde(default)]
    pub variant: String,
    /// The arguments of the sentence by name. `commune` (its printed name) and `value` are always
    /// available and are not repeated here.
    #[serde(default)]
    pub arguments: BTreeMap<String, String>,
}

/// The name of the argument with the campaign's own sentence, which replaces the program's.
pub const OWN_SENTENCE: &str = "sentence";

/// The most letters of a value that are kept: enough to recognise it, since the cell has the rest.
/// Without a limit, sixty thousand rows with one long name would have as many copies of it.
const LONGEST_VALUE: usize = 200;
/// The most letters of an argument, which may be a list of names.
const LONGEST_ARGUMENT: usize = 1_000;

/// The text, or its beginning followed by an ellipsis.
fn shortened(mut text: String, longest: usize) -> String {
    if text.len() > longest
        && let Some((end, _)) = text.char_indices().nth(longest)
    {
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

impl Finding {
    /// A finding with its shipped severity and everything else empty.
    pub fn new(rule: RuleId) -> Self {
        Self {
            rule,
            severity: rule.shipped_severity(),
            weighed: None,
            commune: None,
            cell: None,
            value: String::new(),
            variant: String::new(),
            arguments: BTreeMap::new(),
        }
    }

    /// The severity shown to readers. A decision that was signed after the day of the report is
    /// missing on that day, which nobody can correct any more, so this is only a remark.
    pub fn printed_severity(&self) -> Severity {
        match (self.rule, self.variant.as_str()) {
            (RuleId::DecisionMissing, "later") => Severity::Info,
            _ => self.severity,
        }
    }

    /// Sets the severity from the rule's list.
    pub fn weighed(mut self, severity: Severity) -> Self {
        self.weighed = Some(severity);
        self
    }

    /// Sets the commune.
    pub fn of(mut self, code: &str) -> Self {
        self.commune = Some(code.to_owned());
        self
    }

    /// Sets the cell.
    pub fn at(mut self, cell: &CellAddress) -> Self {
        self.cell = Some(cell.clone());
        self
    }

    /// Sets the content of the cell.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = shortened(value.into(), LONGEST_VALUE);
        self
    }

    /// Selects another of the rule's sentences.
    pub fn variant(mut self, variant: &str) -> Self {
        variant.clone_into(&mut self.variant);
        self
    }

    /// Adds an argument for the sentence.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = shortened(value.into(), LONGEST_ARGUMENT);
        self.arguments.insert(name.to_owned(), value);
        self
    }

    /// The key of its sentence in `locale`.
    pub fn message_key(&self) -> String {
        if self.variant.is_empty() {
            format!("finding-{}", self.rule.id())
        } else {
            format!("finding-{}--{}", self.rule.id(), self.variant)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shared string of 4,950 letters in 60,000 rows used to take gigabytes.
    #[test]
    fn a_long_value_is_cut() {
        let of = |length: usize| {
            let typed = "ữ".repeat(length);
            let finding = Finding::new(RuleId::PersonNotNamed).with("list", &*typed);
            let finding = finding.value(typed);
            let letters = |text: &str| text.chars().count();
            (letters(&finding.value), letters(&finding.arguments["list"]))
        };
        assert_eq!(of(200), (200, 200));
        assert_eq!(of(201), (201, 201));
        assert_eq!(of(4_950), (201, 1_001));
    }
}
