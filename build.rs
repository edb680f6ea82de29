//! Packs the national list of communes into the program, and has its relative relocations packed
//! where the loader of this system can read them: a megabyte less of the file, which would be read
//! at every start and stay in memory.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Long lists that are seldom asked for, and where they lie.
const LISTS: [&str; 2] = ["communes.csv", "dissolved.csv"];
const COUNTRY: &str = "src/register/country";

/// The first glibc whose loader can.
const FIRST: (u32, u32) = (2, 36);
/// Where the compiler brings a linker that can.
const TARGET: &str = "x86_64-unknown-linux-gnu";

#[expect(
    clippy::disallowed_methods,
    reason = "a build script is told by its environment"
)]
fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={COUNTRY}");
    let out = std::env::var("OUT_DIR").expect("cargo says where to build");
    for list in LISTS {
        pack(
            &Path::new(COUNTRY).join(list),
            &Path::new(&out).join(format!("{list}.gz")),
        )?;
    }
    let is = |name| std::env::var(name).is_ok_and(|said| said == TARGET);
    // a program for another system is not known to run under the loader of this one
    if is("HOST") && is("TARGET") && glibc().is_some_and(|version| version >= FIRST) {
        println!("cargo::rustc-link-arg-bin=cnscd=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

fn pack(list: &Path, packed: &Path) -> io::Result<()> {
    let mut packing = GzEncoder::new(File::create(packed)?, Compression::best());
    packing.write_all(&std::fs::read(list)?)?;
    packing.finish()?.flush()
}

/// The version of this system's C library, such as 2.36.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let said = String::from_utf8(said.ok()?.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
