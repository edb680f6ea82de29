//! Runs the workbook reader in a process with its own limits of memory and time.
//!
//! A failed allocation aborts a process, which no handler can catch, and a file of two kilobytes
//! can ask for a terabyte. So this program starts itself again with the subcommand `__read`: bytes
//! come in by stdin, the table goes out by stdout, and nothing else is inherited. If that process
//! dies, the daemon learns why and continues.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout_at};
use tokio_util::task::AbortOnDropHandle;

use crate::spool::Spooled;
use crate::table::sandbox::{self, Sandbox, Tried};
use crate::table::wire::{FrameContent, FrameReader, Writer};
use crate::table::{Limits, Piece, Table, TableError, workbook};

/// The hidden subcommand, which is the first argument of a reading process.
pub const SUBCOMMAND: &str = "__read";

/// Whether this process was started to read a workbook for another; to be checked before anything
/// else.
pub fn is_child(first_argument: Option<&OsStr>) -> bool {
    first_argument == Some(OsStr::new(SUBCOMMAND))
}

/// A process that is reading a workbook.
pub struct ReadingProcess {
    child: Child,
    telling: AbortOnDropHandle<io::Result<()>>,
    limits: Limits,
    until: Instant,
}

/// Reads the whole table with another copy of the program, because a test is a program of its own.
///
/// # Errors
/// See [`ReadingProcess::answer`].
pub async fn read_by(
    program: &Path,
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
) -> Result<Table, TableError> {
    let mut table = Table::default();
    let asked = ReadingProcess::of(program, bytes.to_vec().into(), file_name, limits)?;
    asked.answer(&mut |piece| table.add(piece)).await?;
    Ok(table)
}

impl ReadingProcess {
    /// Starts the running program again, even if its file was replaced by an upgrade, and begins to
    /// send it the workbook.
    ///
    /// # Errors
    /// If the system cannot start another process.
    pub fn to_read(bytes: Spooled, file_name: &str, limits: &Limits) -> Result<Self, TableError> {
        Self::of(Path::new("/proc/self/exe"), bytes, file_name, limits)
    }

    fn of(
        program: &Path,
        bytes: Spooled,
        file_name: &str,
        limits: &Limits,
    ) -> Result<Self, TableError> {
        /// How many bytes of a long workbook are in memory at a time.
        const TOLD_AT_ONCE: usize = 1 << 20;

        let mut child = reader(program).map_err(|error| not_begun(&error))?;
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let task = Task {
            limits: limits.clone(),
            file_name: file_name.to_owned(),
            size: bytes.length(),
            trial: false,
        };
        let mut line = serde_json::to_vec(&task).map_err(|error| defect(&error))?;
        line.push(b'\n');
        let telling = tokio::spawn(async move {
            stdin.write_all(&line).await?;
            for from in (0..bytes.length()).step_by(TOLD_AT_ONCE) {
                stdin.write_all(&bytes.piece(from, TOLD_AT_ONCE)?).await?;
            }
            stdin.shutdown().await
        });
        Ok(Self {
            child,
            telling: AbortOnDropHandle::new(telling),
            limits: task.limits,
            until: Instant::now() + Duration::from_secs(limits.seconds),
        })
    }

    /// Passes the pieces of the workbook to `take` as they arrive, so that both processes work at
    /// the same time. If the file is refused later, its earlier pieces have been passed on already.
    ///
    /// # Errors
    /// What [`workbook::read`] refuses; or what happened to the process, if it did not answer.
    pub async fn answer(mut self, take: &mut (impl FnMut(Piece) + Send)) -> Result<(), TableError> {
        let seconds = self.limits.seconds;
        match timeout_at(self.until, self.converse(take)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                // It may have just ended by itself; nothing of it remains in either case.
                let _ = self.child.kill().await;
                Err(TableError::OutOfTime { seconds })
            }
        }
    }

    async fn converse(&mut self, take: &mut (impl FnMut(Piece) + Send)) -> Result<(), TableError> {
        let mut stdout = self.child.stdout.take().expect("stdout is piped");
        let mut stderr = self.child.stderr.take().expect("stderr is piped");
        let mut printed = Vec::new();
        let overhearing = async {
            /// Enough to distinguish a failed allocation from other aborts. Never logged.
            const ENOUGH: usize = 4 * 1024;

            let mut buffer = [0; 1024];
            while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
                if printed.len() < ENOUGH {
                    printed.extend_from_slice(&buffer[..count]);
                }
            }
        };
        let (answer, told, ()) = tokio::join!(
            listen(&mut stdout, &self.limits, take),
            &mut self.telling,
            overhearing
        );
        match (answer?, told.map_or(None, untold)) {
            (Some(Ok(())), _) => Ok(()),
            // An error from a child that got only half of the workbook says nothing about the
            // workbook.
            (_, Some(error)) => Err(error),
            (Some(refused), None) => refused,
            (None, None) => {
                let status = self.child.wait().await.map_err(|error| defect(&error))?;
                Err(end_cause(status, &printed, &self.limits))
            }
        }
    }
}

/// Makes a reading process try what is forbidden to it, and returns the results.
///
/// # Errors
/// If the system cannot start another process, or the process does not answer.
pub async fn tried_by(program: &Path, limits: &Limits) -> Result<Tried, TableError> {
    let mut child = reader(program).map_err(|error| not_begun(&error))?;
    let task = Task {
        limits: limits.clone(),
        file_name: String::new(),
        size: 0,
        trial: true,
    };
    let mut line = serde_json::to_vec(&task).map_err(|error| defect(&error))?;
    line.push(b'\n');
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin
        .write_all(&line)
        .await
        .map_err(|error| defect(&error))?;
    drop(stdin);
    let answered = child.wait_with_output().await;
    let answered = answered.map_err(|error| defect(&error))?;
    serde_json::from_slice(&answered.stdout)
        .map_err(|_| end_cause(answered.status, &answered.stderr, limits))
}

/// Like [`tried_by`], with the running program.
///
/// # Errors
/// See [`tried_by`].
pub async fn tried(limits: &Limits) -> Result<Tried, TableError> {
    tried_by(Path::new("/proc/self/exe"), limits).await
}

/// Starts a process that waits for its task on stdin.
fn reader(program: &Path) -> io::Result<Child> {
    Command::new(program)
        .arg0("cnscd")
        .arg(SUBCOMMAND)
        .env_clear()
        // Each further arena would take 64 MiB of the address space that the child is allowed.
        .env("MALLOC_ARENA_MAX", "1")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
}

/// The task of the child, sent as one line of JSON before the bytes of the workbook.
#[derive(Serialize, Deserialize)]
struct Task {
    limits: Limits,
    file_name: String,
    size: usize,
    /// Whether to try what is forbidden instead of reading a workbook.
    #[serde(default)]
    trial: bool,
}

/// Passes the pieces of the answer to `take`. `None` if the answer ends too early.
async fn listen(
    stdout: &mut (impl AsyncReadExt + Unpin),
    limits: &Limits,
    take: &mut (impl FnMut(Piece) + Send),
) -> Result<Option<Result<(), TableError>>, TableError> {
    let mut reader = FrameReader::default();
    let mut arrived = Vec::with_capacity(64 * 1024);
    let mut total = 0u64;
    let mut outcome = None;
    loop {
        let count = stdout
            .read_buf(&mut arrived)
            .await
            .map_err(|error| pipe_failed(&error))?;
        if count == 0 {
            return Ok(outcome);
        }
        total += count as u64;
        if total > limits.max_unpacked.saturating_mul(2) {
            return Err(TableError::Bomb {
                limit: limits.max_unpacked,
            });
        }
        let mut rest = arrived.as_slice();
        while let Some(said) = reader.next(&mut rest).map_err(|_| TableError::Defect {
            detail: "__read: ?".to_owned(),
        })? {
            match said {
                FrameContent::Piece(piece) if outcome.is_none() => take(piece),
                FrameContent::Piece(_) => {}
                FrameContent::Done => outcome = Some(Ok(())),
                FrameContent::Refused(refusal) => outcome = Some(Err(refusal)),
            }
        }
        let taken = arrived.len() - rest.len();
        arrived.drain(..taken);
    }
}

/// The error if the child was not sent the whole workbook. A broken pipe is not one: the child has
/// died, and `end_cause` finds out why.
fn untold(told: io::Result<()>) -> Option<TableError> {
    let error = told.err()?;
    (error.kind() != io::ErrorKind::BrokenPipe).then(|| pipe_failed(&error))
}

fn pipe_failed(error: &io::Error) -> TableError {
    TableError::PipeFailed {
        detail: error.to_string(),
    }
}

fn end_cause(status: ExitStatus, stderr: &[u8], limits: &Limits) -> TableError {
    const DEFECT: i32 = 70;
    const KILLED: i32 = 9;
    const OUT_OF_PROCESSOR_TIME: i32 = 24;

    let said = |words: &str| String::from_utf8_lossy(stderr).contains(words);
    match status.signal() {
        Some(OUT_OF_PROCESSOR_TIME) => TableError::OutOfTime {
            seconds: limits.seconds,
        },
        _ if said("memory allocation of") => TableError::OutOfMemory {
            limit: limits.memory,
        },
        _ if said("capacity overflow") => TableError::OutOfMemory {
            limit: limits.memory,
        },
        _ if said("overflowed its stack") => TableError::Crashed {
            how: "stack".to_owned(),
        },
        // Killed by the system, which is short of memory itself.
        Some(KILLED) => TableError::OutOfMemory {
            limit: limits.memory,
        },
        Some(signal) => TableError::Crashed {
            how: format!("signal {signal}"),
        },
        None if status.code() == Some(DEFECT) => TableError::Defect {
            detail: format!("{SUBCOMMAND}: {status}"),
        },
        None => TableError::Crashed {
            how: status.to_string(),
        },
    }
}

/// The error if the reading process could not be started.
fn not_begun(error: &io::Error) -> TableError {
    match Errno::from_io_error(error) {
        Some(Errno::AGAIN | Errno::NOMEM | Errno::MFILE | Errno::NFILE) => TableError::NoProcess {
            detail: error.to_string(),
        },
        _ => defect(error),
    }
}

fn defect(error: &dyn std::error::Error) -> TableError {
    TableError::Defect {
        detail: error.to_string(),
    }
}

/// The main function of the reading process: limits itself, reads bytes, writes the table.
pub fn child_main() -> ExitCode {
    match child() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(70),
    }
}

fn child() -> io::Result<()> {
    let mut stdin = io::stdin().lock();
    let mut line = Vec::new();
    stdin.read_until(b'\n', &mut line)?;
    let task: Task = serde_json::from_slice(&line)?;
    let sandbox = confine(&task.limits)?;
    if task.trial {
        let tried = serde_json::to_vec(&sandbox::tried(sandbox))?;
        return io::stdout().write_all(&tried);
    }
    let mut bytes = Vec::with_capacity(task.size);
    stdin.take(task.size as u64).read_to_end(&mut bytes)?;

    let mut writer = Writer::new(BufWriter::with_capacity(8 * 1024, io::stdout().lock()))?;
    let outcome = if bytes.len() == task.size {
        workbook::read_pieces(&bytes, &task.file_name, &task.limits, &mut |piece| {
            writer.piece(&piece).map_err(|error| defect(&error))
        })
    } else {
        Err(defect(&io::Error::from(io::ErrorKind::UnexpectedEof)))
    };
    writer.finish(outcome)
}

/// Takes away what this process does not need: memory, time, files, sockets and pipes, other
/// processes, rights from programs it might start, and core dumps, which would contain personal
/// data.
fn confine(limits: &Limits) -> io::Result<Sandbox> {
    // Landlock needs a file descriptor, so it comes before the limit on descriptors.
    let files = sandbox::without_files();
    // The soft limit sends SIGXCPU, which `end_cause` recognises. The hard limit, a second
    // later, sends SIGKILL, which may have other causes.
    lower(Resource::Cpu, limits.seconds, limits.seconds + 1)?;
    lower(Resource::As, limits.memory, limits.memory)?;
    lower(Resource::Fsize, 0, 0)?;
    // Without new descriptors nothing can be opened, connected or piped.
    lower(Resource::Nofile, 0, 0)?;
    lower(Resource::Core, 0, 0)?;
    rustix::thread::set_no_new_privs(true)?;
    let calls = sandbox::without_calls();
    Ok(Sandbox { files, calls })
}

/// Sets a limit, or keeps the machine's own hard limit if that is lower, because it cannot be
/// raised.
fn lower(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    let allowed = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let limits = Rlimit {
        current: Some(soft.min(allowed)),
        maximum: Some(hard.min(allowed)),
    };
    Ok(setrlimit(resource, limits)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;

    #[test]
    fn what_the_system_has_none_left_of_is_no_defect() {
        for (errno, code) in [
            (Errno::NOMEM, 75),
            (Errno::AGAIN, 75),
            (Errno::MFILE, 75),
            (Errno::NFILE, 75),
            (Errno::NOENT, 70),
            (Errno::ACCESS, 70),
        ] {
            let error = not_begun(&io::Error::from(errno));
            assert_eq!(error.exit_code(), code, "{errno:?}");
        }
    }

    #[test]
    fn what_could_not_be_handed_over_is_no_refusal_of_the_file() {
        let told = |error: Option<Errno>| {
            let told = error.map_or(Ok(()), |errno| Err(io::Error::from(errno)));
            untold(told).map(|error| (error.kind(), error.exit_code()))
        };
        assert_eq!(told(None), None);
        assert_eq!(told(Some(Errno::PIPE)), None, "a child that died");
        assert_eq!(told(Some(Errno::IO)), Some(("table-pipe-failed", 73)));
    }
}
