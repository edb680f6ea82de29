//! Identifies the process that holds a lease, so that another process can tell whether it is alive.
//!
//! If that process ran on this machine and is gone, its lease is free at once. About a process on
//! another machine nothing can be known, and its lease must run out.

use std::collections::HashSet;
use std::fs;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, test_kill_process};

/// This process, as a lease identifies it.
pub(super) struct Process {
    /// The machine's name, for people.
    pub(super) machine: String,
    /// The number of the process.
    pub(super) number: u32,
    /// Within which process numbers are unique: the machine and its pid name space.
    place: String,
    /// The id of the system's boot; empty if the system does not provide it.
    boot: String,
    /// When the process began, in ticks since boot: process numbers are reused, but not together
    /// with this.
    began: String,
}

/// Whether the holder of a lease is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    Lives,
    Gone,
    /// It runs on another machine, or the system does not tell.
    Unknown,
}

static PROCESS: LazyLock<Process> = LazyLock::new(Process::read);
/// The tokens of the leases that this process holds.
static HELD: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// This process.
pub(super) fn this() -> &'static Process {
    &PROCESS
}

/// The holder's name for what this process holds until it ends.
pub(super) fn process() -> &'static str {
    static HOLDER: LazyLock<String> = LazyLock::new(take);
    &HOLDER
}

/// Returns the holder's name for a new lease of this process, which counts as held until `let_go`.
pub(super) fn take() -> String {
    let token = uuid::Uuid::now_v7().to_string();
    let holder = PROCESS.holder(&token);
    held().insert(token);
    holder
}

/// Marks the lease of this holder as no longer held.
pub(super) fn let_go(holder: &str) {
    held().remove(token(holder));
}

/// Whether the holder of a lease is alive. `is_local` means that only this machine can have written
/// the lease; a machine's id alone does not prove that, since it is copied along with a disk.
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

/// Field 22 of `stat` in proc(5). Field 2 is in parentheses and may contain spaces and parentheses.
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
