//! Which process holds a lease, told so that another can say whether it still lives.
//!
//! A process of this machine that is gone holds nothing, so that what it held is free at once and
//! not only when its time is over. Of another machine nobody can say; there the time decides.

use std::collections::HashSet;
use std::fs;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, test_kill_process};

/// This process, as a lease names it.
pub(super) struct Process {
    /// The machine's name, for people.
    pub(super) machine: String,
    /// The number of the process.
    pub(super) number: u32,
    /// Where process numbers mean the same: a machine, and a name space of it.
    place: String,
    /// Empty where the system does not tell.
    boot: String,
    /// When it began, in ticks since boot: a number is used again, a number and this are not.
    began: String,
}

/// What is known of a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    Lives,
    Gone,
    /// It is of another machine, or the system does not tell.
    Unknown,
}

static PROCESS: LazyLock<Process> = LazyLock::new(Process::read);
/// The leases that this process holds, by their tokens.
static HELD: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// This process.
pub(super) fn this() -> &'static Process {
    &PROCESS
}

/// This process, in what it holds as long as it lives.
pub(super) fn process() -> &'static str {
    static HOLDER: LazyLock<String> = LazyLock::new(take);
    &HOLDER
}

/// Names a new lease of this process; it counts as held until `let_go`.
pub(super) fn take() -> String {
    let token = uuid::Uuid::now_v7().to_string();
    let holder = PROCESS.holder(&token);
    held().insert(token);
    holder
}

/// The lease of this holder is held no more.
pub(super) fn let_go(holder: &str) {
    held().remove(token(holder));
}

/// Whether the holder of a lease lives. `is_local` says that nobody but this machine can have
/// written it; a machine's id may be copied with its disk.
pub(super) fn life(holder: &str, is_local: bool) -> Life {
    let parts: Vec<&str> = holder.split(' ').collect();
    let &[place, boot, number, began, token] = parts.as_slice() else {
        return Life::Unknown;
    };
    let here = this();
    let same_boot = boot == here.boot && !boot.is_empty();
    if place != here.place || !(is_local || same_boot) {
        return Life::Unknown;
    }
    let Some(pid) = number.parse().ok().and_then(Pid::from_raw) else {
        return Life::Unknown;
    };
    if number == here.number.to_string() && began == here.began {
        return match held().contains(token) {
            true => Life::Lives,
            false => Life::Gone,
        };
    }
    let is_another = began_at(number).is_some_and(|now| now != began);
    match test_kill_process(pid) {
        Err(rustix::io::Errno::SRCH) => Life::Gone,
        _ if is_another => Life::Gone,
        _ => Life::Lives,
    }
}

fn held() -> MutexGuard<'static, HashSet<String>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn token(holder: &str) -> &str {
    holder.rsplit(' ').next().unwrap_or_default()
}

impl Process {
    fn read() -> Self {
        let line = |path: &str| {
            let text = fs::read_to_string(path).unwrap_or_default();
            text.trim().replace(' ', "-")
        };
        let machine = rustix::system::uname()
            .nodename()
            .to_string_lossy()
            .replace(' ', "-");
        let numbers = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        Self {
            place: format!(
                "{machine}/{}/{}",
                line("/etc/machine-id"),
                numbers.to_string_lossy().replace(' ', "-")
            ),
            machine,
            number: std::process::id(),
            boot: line("/proc/sys/kernel/random/boot_id"),
            began: began_at("self").unwrap_or_default(),
        }
    }

    fn holder(&self, token: &str) -> String {
        let Self {
            place,
            boot,
            number,
            began,
            ..
        } = self;
        format!("{place} {boot} {number} {began} {token}")
    }
}

/// Field 22 of proc(5)'s `stat`; the second is in parentheses and may hold anything.
fn began_at(process: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let after = text.rsplit_once(')')?.1;
    after.split_whitespace().nth(19).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_lives_as_long_as_its_process_and_its_lease() {
        let mine = take();
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let here = this();
        let of = |place: &str, number: &str, began: &str| {
            format!("{place} {} {number} {began} token", here.boot)
        };
        let number = child.id().to_string();
        let began = began_at(&number).unwrap();
        let rows = [
            (mine.clone(), Life::Lives),
            (of(&here.place, &number, &began), Life::Lives),
            (of(&here.place, &number, "1"), Life::Gone),
            (of("another/machine", &number, &began), Life::Unknown),
            ("made by hand".to_owned(), Life::Unknown),
        ];
        for (holder, expected) in rows {
            assert_eq!(life(&holder, true), expected, "{holder}");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(life(&of(&here.place, &number, &began), true), Life::Gone);
        let_go(&mine);
        assert_eq!(life(&mine, true), Life::Gone);
    }
}
