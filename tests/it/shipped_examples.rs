//! What stands commented in the configuration that `init` writes is accepted once the marks are
//! taken away.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the program in a folder; what it said, and its exit code.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_cnscd"))
        .current_dir(folder)
        .args(arguments)
        .env_remove("CNSCD_CONFIG")
        .output()
        .expect("the program runs");
    let said = [ran.stdout, ran.stderr].concat();
    let said = String::from_utf8(said).expect("UTF-8");
    (ran.status.code().expect("it ends by itself"), said)
}

/// Takes the marks of a table that is an example: its head, and the keys below it.
fn taken_up(text: &str, head: &str) -> String {
    let mut inside = false;
    let mut met = false;
    let lines = text.lines().map(|line| {
        inside = match inside {
            false => line == format!("# {head}"),
            true => line.starts_with("# "),
        };
        met |= inside;
        match line.strip_prefix("# ").filter(|_| inside) {
            Some(bare) => bare.to_owned(),
            None => line.to_owned(),
        }
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    assert!(met, "{head} stands nowhere");
    text
}

#[test]
fn examples_of_the_laid_out_configuration_are_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    for province in [None, Some("Lâm Đồng")] {
        let place = folder.path().join(province.unwrap_or("shipped"));
        let mut arguments = vec!["init", place.to_str().expect("UTF-8")];
        if let Some(province) = province {
            arguments.extend(["--province", province]);
        }
        let (code, said) = run(folder.path(), &arguments);
        assert_eq!(code, 0, "{said}");
        let service = place.join("config/cnscd.toml");
        let slug = province.map_or("quang-ngai", |_| "lam-dong");
        let campaign = place.join(format!("config/campaigns/to-cnscd-{slug}.toml"));
        for (file, heads) in [
            (&service, &["[[channel]]"][..]),
            (
                &campaign,
                &[
                    "[results]",
                    "[[reminder]]",
                    "[[confirmed]]",
                    "[[waiver]]",
                    "[[extension]]",
                ],
            ),
        ] {
            let mut text = fs::read_to_string(file).expect("a file");
            for head in heads {
                text = taken_up(&text, head);
            }
            fs::write(file, text).expect("written");
        }
        let (code, said) = run(&place, &["config", "check"]);
        assert_eq!(code, 0, "{province:?}: {said}");
        let shown = run(&place, &["config", "show", "--json"]).1;
        for taken in ["zalo", "Kết quả rà soát"] {
            assert!(shown.contains(taken), "{province:?}: {shown}");
        }
        // The ladder is climbed: somebody would be reminded at some time.
        let text = fs::read_to_string(&campaign).expect("a file");
        assert!(text.contains("\n[[reminder]]\nat = ["), "{text}");
    }
}
