//! `[guard]`: how much a pull may lose or change before it is quarantined.

use crate::config::problem::TomlFile;
use crate::config::raw::RawCampaign;
use crate::config::value;
use crate::snapshot::loss::Guard;

pub(super) fn read(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Guard {
    let default = Guard::default();
    let mut share = |key: &str, written: &Option<String>, default: f64| {
        let path = ["guard", key];
        value::or_default(
            reader,
            &path,
            written.as_deref(),
            (value::share, "config-share"),
            default,
        )
    };
    let raw = &raw.guard;
    Guard {
        max_lost_rows: share("max_lost_rows", &raw.max_lost_rows, default.max_lost_rows),
        max_lost_decisions: share(
            "max_lost_decisions",
            &raw.max_lost_decisions,
            default.max_lost_decisions,
        ),
        max_changed_decisions: share(
            "max_changed_decisions",
            &raw.max_changed_decisions,
            default.max_changed_decisions,
        ),
        max_lost_people: share(
            "max_lost_people",
            &raw.max_lost_people,
            default.max_lost_people,
        ),
        min_changed: raw.min_changed.unwrap_or(default.min_changed),
    }
}
