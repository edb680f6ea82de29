//! Runs as the store keeps them, of which nothing matters but when they were and how they ended.

use std::collections::BTreeMap;

use cnscd::clock::Timestamp;
use cnscd::store::{NewRun, Outcome, RunEnd, Trigger};

pub(crate) fn begun(id: &str, campaign: &str, started: Timestamp) -> NewRun {
    NewRun {
        id: id.to_owned(),
        campaign: campaign.to_owned(),
        trigger: Trigger::Schedule,
        reason: None,
        asked_by: None,
        started,
        due: None,
    }
}

pub(crate) fn ended(outcome: Outcome, finished: Timestamp) -> RunEnd {
    RunEnd {
        outcome,
        finished,
        seconds: 0.5,
        snapshot: None,
        requests: 0,
        hinted: false,
        error: None,
        exit_code: 0,
        stages: BTreeMap::new(),
        document: None,
    }
}
