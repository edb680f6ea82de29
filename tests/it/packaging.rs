//! What is packaged says what the program is: man page, completions, configuration, the guide.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::support::site::Site;

fn here(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn man_page_and_completions_name_every_command() {
    let site = Site::new();
    let commands = [
        "sync", "check", "report", "run", "status", "mail", "doctor", "backup",
    ];
    for arguments in [
        &["man"][..],
        &["completions", "bash"],
        &["completions", "zsh"],
        &["completions", "fish"],
    ] {
        let ran = site.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        for command in commands {
            assert!(ran.out.contains(command), "{arguments:?}: {command}");
        }
    }
}

#[test]
fn the_packaged_configuration_is_sound_and_writes_below_var_lib() {
    let site = Site::new();
    let made = Command::new(here("packaging/config.sh"))
        .arg(site.path("etc"))
        .status()
        .expect("sh is everywhere");
    assert!(made.success());
    let file = site.path("etc/cnscd.toml").display().to_string();
    let checked = site.json(0, &["config", "check", "--config", &file]);
    assert_eq!(checked["problems"], serde_json::json!([]));
    assert_eq!(
        checked["campaigns"][0]["next"].as_array().map(Vec::len),
        Some(3)
    );
    let shown = site.run(&["config", "show", "--config", &file]);
    for place in [
        "/var/lib/cnscd/store/cnscd.db",
        "/var/lib/cnscd/reports",
        "/var/lib/cnscd/mail",
    ] {
        assert!(shown.out.contains(place), "{place}: {}", shown.out);
    }
}

#[test]
fn the_guide_knows_only_commands_that_are_there() {
    let guide = std::fs::read_to_string(here("docs/huong-dan-van-hanh.md")).expect("the guide");
    let typed: BTreeSet<&str> = guide
        .split("-u cnscd cnscd ")
        .skip(1)
        .filter_map(|rest| rest.split([' ', '`', '\n']).next())
        .filter(|word| *word != "…")
        .collect();
    assert!(typed.len() >= 10, "{typed:?}");
    let site = Site::new();
    for command in typed {
        let ran = site.run(&[command, "--help"]);
        assert_eq!(ran.code, 0, "cnscd {command}: {}", ran.err);
    }
}

/// The unit's filter of system calls leaves the reading child those by which it shuts itself in:
/// without them it would go on unshut, and no command run by hand would show it.
#[test]
fn the_unit_lets_the_reading_child_shut_itself_in() {
    let unit = std::fs::read_to_string(here("packaging/cnscd.service")).expect("the unit");
    let allowed: BTreeSet<&str> = unit
        .lines()
        .filter_map(|line| line.strip_prefix("SystemCallFilter="))
        .filter(|line| !line.starts_with('~'))
        .flat_map(str::split_whitespace)
        .collect();
    for call in [
        "landlock_create_ruleset",
        "landlock_restrict_self",
        "seccomp",
    ] {
        assert!(allowed.contains(call), "{call}");
    }
}
