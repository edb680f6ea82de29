//! Builders for the tests of this stage.

use std::ops::Range;
use std::sync::Arc;

use crate::cell::CellAddress;
use crate::snapshot::Snapshot;
use crate::submission::{
    Act, Channels, DateClaim, Decision, Member, Number, Position, Reading, Role, Submission,
    TabKind, TabReading,
};

/// A cell whose address does not matter.
fn somewhere() -> CellAddress {
    CellAddress {
        source: 0,
        tab: "Tổ".into(),
        row: 0,
        column: 1,
    }
}

/// Communes `00000`, `00001`, … with one decision each.
pub(crate) fn deciding(numbers: Range<u32>) -> Vec<Submission> {
    let decision = |number: u32| Decision {
        number: Number::Named {
            number: format!("{number}/QĐ-UBND"),
            odd: false,
        },
        date: DateClaim::Day("2025-07-28".parse().unwrap()),
        link: None,
        act: Act::Founds,
        order: None,
        number_cell: Some(somewhere()),
        date_cell: Some(somewhere()),
        typed: format!("{number}/QĐ-UBND"),
        doubt: None,
    };
    numbers
        .map(|number| Submission {
            alias: None,
            commune: format!("{number:05}"),
            name_cell: somewhere(),
            reported: true,
            decisions: vec![decision(number)],
            members: Arc::default(),
            village_teams: None,
            villages: Vec::new(),
            counts: Vec::new(),
            notes: Vec::new(),
        })
        .collect()
}

/// A member of a team.
pub(crate) fn a_member(role: Role, name: &str, position: &str) -> Member {
    Member {
        name: name.into(),
        role,
        position: Arc::new(Position {
            typed: position.into(),
            held: Box::default(),
        }),
        channels: Channels::NONE,
        cell: somewhere(),
        position_at: None,
        hidden: false,
        unpaired: false,
    }
}

/// A tab of submissions with this many rows.
pub(crate) fn a_tab(title: &str, rows: u32) -> TabReading {
    TabReading {
        source: 0,
        title: title.to_owned(),
        gid: None,
        kind: TabKind::Submissions,
        rows,
        ..TabReading::default()
    }
}

/// A pull with these submissions and tabs.
pub(crate) fn pulled(submissions: Vec<Submission>, tabs: Vec<TabReading>) -> Snapshot {
    Snapshot {
        id: "one".to_owned(),
        campaign: "to-cnscd".to_owned(),
        pulled_at: "2025-08-08T00:00:00Z".parse().unwrap(),
        today: "2025-08-08".parse().unwrap(),
        sources: Vec::new(),
        table_digest: String::new(),
        configuration_digest: String::new(),
        reading: Reading {
            has_submissions: true,
            submissions,
            tabs,
            ..Reading::default()
        },
    }
}
