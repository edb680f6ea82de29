//! `[limits]`: the resources that the reader of a workbook may use.

use crate::config::problem::TomlFile;
use crate::config::raw::RawLimits;
use crate::config::{example, value};
use crate::table::limits::{Limits, MIB};

pub(super) fn limits(reader: &mut TomlFile<'_>, raw: &RawLimits, max_file: u64) -> Limits {
    let default = Limits::default();
    let mut size = |name: &str, written: &Option<String>, default: u64| {
        let path = ["limits", name];
        value::or_default(
            reader,
            &path,
            written.as_deref(),
            (value::size, "config-size"),
            default,
        )
    };
    let limits = Limits {
        max_file,
        max_unpacked: size("max_unpacked", &raw.max_unpacked, default.max_unpacked),
        memory: size("memory", &raw.memory, default.memory),
        max_parts: raw.max_parts.map_or(default.max_parts, u64::from),
        max_cells: raw.max_cells.map_or(default.max_cells, u64::from),
        max_people: raw.max_people.map_or(default.max_people, u64::from),
        seconds: raw.seconds.map_or(default.seconds, u64::from),
    };
    for (name, value, least, shown) in [
        ("max_unpacked", limits.max_unpacked, 1, "1KiB"),
        // Less is not enough for the reader itself.
        ("memory", limits.memory, 64 * MIB, "64MiB"),
        ("max_parts", limits.max_parts, 1, "1"),
        ("max_cells", limits.max_cells, 1, "1"),
        ("max_people", limits.max_people, 1, "1"),
        ("seconds", limits.seconds, 1, "1"),
    ] {
        if value < least {
            let example = example::of(&["limits", name]);
            reader.at(
                &["limits", name],
                "config-limit-too-small",
                &[("least", shown)],
                &example,
            );
        }
    }
    limits
}
