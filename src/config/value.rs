//! Reads written values: durations, sizes, shares, permissions, addresses.

use std::time::Duration;

use chrono::TimeDelta;

use crate::config::example;
use crate::config::problem::TomlFile;
use crate::mail::sender_address;

/// Reads a duration: `30s`, `15m`, `24h`, `7d`.
pub fn duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let unit = text.chars().last()?;
    let number: i64 = text[..text.len() - unit.len_utf8()]
        .trim()
        .parse()
        .ok()
        .filter(|number| *number > 0)?;
    match unit {
        's' => TimeDelta::try_seconds(number),
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        _ => None,
    }
}

/// Reads a duration as `std::time::Duration`, for timeouts.
pub(super) fn wait(text: &str) -> Option<Duration> {
    duration(text).and_then(|duration| duration.to_std().ok())
}

/// Reads the value of a key with `read`. If that fails, notes the problem with `sentence` and
/// returns the default.
pub(super) fn or_default<T>(
    reader: &mut TomlFile<'_>,
    path: &[&str],
    written: Option<&str>,
    (read, sentence): (impl Fn(&str) -> Option<T>, &'static str),
    default: T,
) -> T {
    let Some(text) = written else {
        return default;
    };
    read(text).unwrap_or_else(|| {
        let keys: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
        reader.at(path, sentence, &[("value", text)], &example::of(&keys));
        default
    })
}

/// Reads a size in bytes: `64MiB`, `512KiB`, `1GiB`.
pub(super) fn size(text: &str) -> Option<u64> {
    let units = [("KiB", 1u64 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
    let (number, unit) = units.iter().find_map(|(unit, bytes)| {
        text.trim()
            .strip_suffix(unit)
            .map(|number| (number, *bytes))
    })?;
    number
        .trim()
        .parse::<u64>()
        .ok()
        .filter(|number| *number > 0)?
        .checked_mul(unit)
}

/// Reads a share between 0 % and 100 %, such as `30%`, as a fraction.
pub(super) fn share(text: &str) -> Option<f64> {
    let number: f64 = text.trim().strip_suffix('%')?.trim().parse().ok()?;
    (0.0..=100.0).contains(&number).then_some(number / 100.0)
}

/// Reads octal permissions that let the owner read, such as `0640`.
pub(super) fn mode(text: &str) -> Option<u32> {
    let mode = u32::from_str_radix(text.trim().trim_start_matches("0o"), 8).ok()?;
    (mode & 0o400 != 0 && mode <= 0o777 && text.len() >= 3).then_some(mode)
}

/// Checks an address for replies: an address, or a name and an address.
pub(super) fn mailbox(
    reader: &mut TomlFile<'_>,
    key: &[&str],
    written: Option<String>,
) -> Option<String> {
    let written = written?;
    if sender_address(&written).is_ok_and(|address| is_address(&address)) {
        return Some(written);
    }
    let path: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
    let example = example::of(&path);
    reader.at(key, "config-address", &[("value", &written)], &example);
    None
}

/// Whether this is a bare address that any mail server accepts: ASCII,
/// one `@`, a domain with a dot.
pub(super) fn is_address(text: &str) -> bool {
    let domain = text.rsplit_once('@').map_or("", |(_, domain)| domain);
    email_address::EmailAddress::is_valid(text)
        && text.is_ascii()
        && !text.contains(['"', '[', ' '])
        && !text.starts_with('-')
        && domain.contains('.')
}

/// Returns the address of `cnscd <cnscd@example.vn>` or of a bare address.
pub(super) fn sender(text: &str) -> Option<&str> {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>')?,
        None => text,
    };
    is_address(address.trim()).then_some(address.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_written() {
        assert_eq!(duration("24h"), Some(TimeDelta::hours(24)));
        assert_eq!(duration("365d"), Some(TimeDelta::days(365)));
        for nonsense in ["", "h", "0h", "-1h", "24", "24 giờ", "1.5h"] {
            assert_eq!(duration(nonsense), None, "{nonsense}");
        }
        assert_eq!(size("64MiB"), Some(64 << 20));
        assert_eq!(size("64MB"), None);
        assert_eq!(share("30%"), Some(0.3));
        assert_eq!(share("130%"), None);
        assert_eq!(mode("0640"), Some(0o640));
        assert_eq!(mode("0888"), None);
        assert_eq!(mode("0040"), None);
        assert_eq!(sender("cnscd <cnscd@example.vn>"), Some("cnscd@example.vn"));
        for wrong in [
            "cnscd",
            "a@b",
            "a b@example.vn",
            "-oQ@example.vn",
            "nguyễn@example.vn",
        ] {
            assert_eq!(sender(wrong), None, "{wrong}");
        }
    }
}
