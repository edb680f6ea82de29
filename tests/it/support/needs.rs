//! Programs that some tests need beside the Rust toolchain. Where one is missing its tests are
//! left out with a loud line, and with `CNSCD_REQUIRE_ALL=1` they fail.
//!
//! Slow tests run in brief, with a loud line too, unless that variable is set.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// The Python that has aiosmtpd, and openssl for a throw-away certificate.
pub(crate) fn python_with_aiosmtpd() -> Option<String> {
    // Found, or missed and said, once.
    static FOUND: LazyLock<Option<String>> = LazyLock::new(find_python_with_aiosmtpd);
    FOUND.clone()
}

fn find_python_with_aiosmtpd() -> Option<String> {
    let python = variable("CNSCD_PYTHON").unwrap_or_else(|| "python3".to_owned());
    let missing = if !runs(&python, &["-c", "import aiosmtpd"]) {
        "aiosmtpd (pip install aiosmtpd; CNSCD_PYTHON names the python that has it)"
    } else if !runs("openssl", &["version"]) {
        "openssl"
    } else {
        return Some(python);
    };
    left_out("tests against a real SMTP server", missing);
    None
}

/// LibreOffice, and a Python with openpyxl: the programs that open a report beside Excel.
pub(crate) fn office_and_openpyxl() -> Option<String> {
    let python = variable("CNSCD_PYTHON").unwrap_or_else(|| "python3".to_owned());
    let missing = if !runs("soffice", &["--version"]) {
        "LibreOffice (soffice)"
    } else if !runs("pdftotext", &["-v"]) {
        "pdftotext (poppler-utils)"
    } else if !runs(&python, &["-c", "import openpyxl"]) {
        "openpyxl (pip install openpyxl; CNSCD_PYTHON names the python that has it)"
    } else {
        return Some(python);
    };
    left_out(
        "tests that open the report in LibreOffice and openpyxl",
        missing,
    );
    None
}

/// LibreOffice's word processor, and a Python with python-docx: the programs that open a letter beside
/// Word.
pub(crate) fn writer_and_docx() -> Option<String> {
    let python = variable("CNSCD_PYTHON").unwrap_or_else(|| "python3".to_owned());
    let missing = if !runs("soffice", &["--version"]) {
        "LibreOffice (libreoffice-writer)"
    } else if !runs("pdftotext", &["-v"]) {
        "pdftotext (poppler-utils)"
    } else if !runs(&python, &["-c", "import docx"]) {
        "python-docx (pip install python-docx; CNSCD_PYTHON names the python that has it)"
    } else {
        return Some(python);
    };
    left_out(
        "tests that open letters in LibreOffice and python-docx",
        missing,
    );
    None
}

/// Chromium, node, and the folder with playwright-core and axe-core.
pub(crate) fn chromium() -> Option<String> {
    let modules = variable("CNSCD_NODE_MODULES").unwrap_or_else(|| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/target/browser/node_modules").to_owned()
    });
    let missing = if !runs("chromium", &["--version"]) {
        "chromium"
    } else if !runs("node", &["--version"]) {
        "node"
    } else if !std::path::Path::new(&modules).join("axe-core").is_dir() {
        "axe-core and playwright-core (npm install; CNSCD_NODE_MODULES names their folder)"
    } else {
        return Some(modules);
    };
    left_out("tests of the page in a browser", missing);
    None
}

/// nginx, and openssl for a throw-away certificate.
pub(crate) fn nginx() -> Option<&'static str> {
    // Debian keeps it where only the administrator's shell looks.
    let found = ["nginx", "/usr/sbin/nginx"]
        .into_iter()
        .find(|program| runs(program, &["-v"]));
    let missing = match found {
        None => "nginx",
        Some(_) if !runs("openssl", &["version"]) => "openssl",
        Some(program) => return Some(program),
    };
    left_out("tests of the page behind nginx", missing);
    None
}

/// Caddy; where it is missing the tests behind nginx stand for it.
pub(crate) fn caddy() -> Option<&'static str> {
    if runs("caddy", &["version"]) && runs("openssl", &["version"]) {
        return Some("caddy");
    }
    loud("!!! LEFT OUT: the page behind Caddy: caddy or openssl is missing\n");
    None
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What, loaded into a process before everything else, gives it a clock of its own: the library of
/// `faketime`. The program of that name is not used: it passes no signal on, and fails where an
/// earlier one of the same process number was killed and left its semaphore behind.
pub(crate) fn faketime() -> Option<&'static str> {
    /// `$LIB` is for the loader, which knows the machine's folder.
    const PLACES: [&str; 2] = [
        "/usr/$LIB/faketime/libfaketime.so.1",
        "/usr/local/lib/faketime/libfaketime.so.1",
    ];
    static FOUND: LazyLock<Option<&str>> = LazyLock::new(|| {
        let found = PLACES.into_iter().find(|library| {
            let told = Command::new("date")
                .arg("+%Y")
                .env("LD_PRELOAD", library)
                .env("FAKETIME", "@2001-02-03 12:00:00")
                .output();
            told.is_ok_and(|told| told.stdout.starts_with(b"2001"))
        });
        if found.is_none() {
            left_out("tests on other days", "faketime");
        }
        found
    });
    *FOUND
}

/// The same process on another day, `2025-08-01T07:00:00Z`; none where faketime is missing.
pub(crate) fn on_day<'a>(command: &'a mut Command, instant: &str) -> Option<&'a mut Command> {
    let typed = instant.replace('T', " ").replace('Z', "");
    let command = command.env("LD_PRELOAD", faketime()?);
    Some(command.env("FAKETIME", format!("@{typed}")))
}

/// The program that gives another one a terminal.
pub(crate) fn script() -> Option<&'static str> {
    static FOUND: LazyLock<bool> = LazyLock::new(|| {
        let found = runs("script", &["-qec", "true", "/dev/null"]);
        if !found {
            left_out("tests on a terminal", "script (bsdutils)");
        }
        found
    });
    FOUND.then_some("script")
}

/// The program that kills another one at a call to the system.
pub(crate) fn strace() -> Option<&'static str> {
    let found = runs("strace", &["-f", "-qq", "-o", "/dev/null", "true"]);
    if !found {
        left_out("tests that kill the daemon at each step", "strace");
    }
    found.then_some("strace")
}

/// Whether a slow test runs whole; where it does not, a line says which part of it runs.
pub(crate) fn whole(what: &str, part: &str) -> bool {
    let whole = requires_all();
    if !whole {
        loud(&format!(
            "!!! BRIEF: {what}: {part}; CNSCD_REQUIRE_ALL=1 runs it whole\n"
        ));
    }
    whole
}

pub(crate) fn left_out(what: &str, missing: &str) {
    assert!(!requires_all(), "{what} need {missing}");
    loud(&format!("!!! LEFT OUT: {what}: {missing} is missing\n"));
}

fn requires_all() -> bool {
    variable("CNSCD_REQUIRE_ALL").as_deref() == Some("1")
}

/// Written past the test harness, which shows nothing that a passing test prints.
fn loud(line: &str) {
    std::io::stderr()
        .write_all(line.as_bytes())
        .expect("standard error takes a line");
}

#[expect(clippy::disallowed_methods, reason = "tests have no other door")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
