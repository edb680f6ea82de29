//! Keeps the reading process from files, sockets, other processes and descriptors that it does not
//! need.
//!
//! There are three layers, so that a fault in one opens nothing: limits of the process
//! (`confined`); Landlock, which takes away the file system and the network; and a filter of system
//! calls. On a kernel without one of the last two, reading goes on without it, and `doctor` reports
//! that.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::net::UdpSocket;
use std::os::unix::net::UnixStream;
use std::process::Command;

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use serde::{Deserialize, Serialize};

/// Which layers are active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    /// Whether file system and network are out of reach (Landlock).
    pub files: bool,
    /// Whether system calls that reading does not need are refused (seccomp).
    pub calls: bool,
}

/// The last descriptor that reading needs, stderr, after stdin and stdout.
const LAST: u64 = 2;

/// Takes away files and the network from this process. Must be called while it may still open
/// descriptors.
pub(super) fn without_files() -> bool {
    let abi = ABI::V6;
    let restricted = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(landlock::Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    restricted.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

/// Makes the kernel refuse all calls that reading does not need.
pub(super) fn without_calls() -> bool {
    filtered().is_ok()
}

fn filtered() -> Result<(), seccompiler::Error> {
    // Without clone3, glibc starts threads by the older clone, whose flags a filter can check.
    apply([(libc::SYS_clone3, Vec::new())].into(), libc::ENOSYS)?;
    apply(refused()?, libc::EPERM)
}

fn apply(rules: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> Result<(), seccompiler::Error> {
    let error = SeccompAction::Errno(error.unsigned_abs());
    let here = std::env::consts::ARCH.try_into()?;
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, error, here)?;
    let program: seccompiler::BpfProgram = filter.try_into()?;
    seccompiler::apply_filter(&program)
}

/// The calls that are refused, some of them only with certain arguments.
fn refused() -> Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::Error> {
    let mut refused: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    for call in ON_DESCRIPTORS {
        refused.insert(*call, vec![rule(&[(0, SeccompCmpOp::Gt, LAST)])?]);
    }
    // Refuse clone unless it makes a thread: a thread is not a process.
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    let no_thread = rule(&[(0, SeccompCmpOp::MaskedEq(thread), 0)])?;
    refused.insert(libc::SYS_clone, vec![no_thread]);
    // Anonymous memory is mapped with the descriptor -1.
    let nothing = u64::from(u32::MAX);
    let mapped = rule(&[(4, SeccompCmpOp::Gt, LAST), (4, SeccompCmpOp::Ne, nothing)])?;
    refused.insert(libc::SYS_mmap, vec![mapped]);
    Ok(refused)
}

/// Makes a rule of conditions (argument, comparison and value) that must all be met.
fn rule(conditions: &[(u8, SeccompCmpOp, u64)]) -> Result<SeccompRule, seccompiler::Error> {
    let conditions = conditions
        .iter()
        .map(|(argument, compared, value)| {
            SeccompCondition::new(*argument, SeccompCmpArgLen::Dword, compared.clone(), *value)
        })
        .collect::<Result<_, _>>()?;
    Ok(SeccompRule::new(conditions)?)
}

/// Calls that read or write a descriptor.
const ON_DESCRIPTORS: &[i64] = &[
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_preadv2,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_pwrite64,
    libc::SYS_pwritev,
    libc::SYS_pwritev2,
];

/// Calls that concern files, sockets, processes and the machine.
const REFUSED: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_open_by_handle_at,
    libc::SYS_memfd_create,
    libc::SYS_unlinkat,
    libc::SYS_renameat2,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_truncate,
    libc::SYS_ftruncate,
    libc::SYS_utimensat,
    libc::SYS_chdir,
    libc::SYS_chroot,
    libc::SYS_sendfile,
    libc::SYS_splice,
    libc::SYS_tee,
    libc::SYS_vmsplice,
    libc::SYS_copy_file_range,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_connect,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_sendmmsg,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_recvmmsg,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_kill,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_setuid,
    libc::SYS_setgid,
    libc::SYS_setresuid,
    libc::SYS_setresgid,
    libc::SYS_capset,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_msgget,
    libc::SYS_mq_open,
    libc::SYS_inotify_init1,
    libc::SYS_reboot,
    libc::SYS_init_module,
    libc::SYS_kexec_load,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
];

/// The results of trying what is forbidden, from inside the process; all attempts should be
/// refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub sandbox: Sandbox,
    /// The system's number of the error that each attempt met; `None` if it was not refused.
    pub attempts: BTreeMap<String, Option<i32>>,
}

impl Tried {
    /// The attempts that were not refused.
    pub fn open(&self) -> Vec<&str> {
        let open = self.attempts.iter().filter(|(_, error)| error.is_none());
        open.map(|(name, _)| name.as_str()).collect()
    }
}

type Attempt = fn() -> io::Result<()>;

/// Tries what reading never needs, inside a confined process.
pub(super) fn tried(sandbox: Sandbox) -> Tried {
    let attempts: [(&str, Attempt); 6] = [
        ("open", || File::open("/etc/passwd").map(drop)),
        ("create", || File::create("/tmp/cnscd-inside").map(drop)),
        ("udp", || UdpSocket::bind("127.0.0.1:0").map(drop)),
        ("unix", || UnixStream::pair().map(drop)),
        ("exec", || Command::new("/bin/true").spawn().map(drop)),
        ("descriptor", || {
            rustix::io::dup(io::stdin())
                .map(drop)
                .map_err(io::Error::from)
        }),
    ];
    let attempts = attempts
        .into_iter()
        .map(|(name, attempt)| {
            let error = attempt().err();
            let number = error.map(|error| error.raw_os_error().unwrap_or_default());
            (name.to_owned(), number)
        })
        .collect();
    Tried { sandbox, attempts }
}
