//! Has the program's relative relocations packed where the loader of this system can read them:
//! a megabyte less of the file, which would be read at every start and stay in memory.

use std::process::Command;

/// The first glibc whose loader can.
const FIRST: (u32, u32) = (2, 36);
/// Where the compiler brings a linker that can.
const TARGET: &str = "x86_64-unknown-linux-gnu";

#[expect(
    clippy::disallowed_methods,
    reason = "a build script is told by its environment"
)]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name| std::env::var(name).is_ok_and(|said| said == TARGET);
    // a program for another system is not known to run under the loader of this one
    if is("HOST") && is("TARGET") && glibc().is_some_and(|version| version >= FIRST) {
        println!("cargo::rustc-link-arg-bin=cnscd=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this system's C library, such as 2.36.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let said = String::from_utf8(said.ok()?.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
