//! Packs the national list of communes into the program.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Long lists that are seldom asked for, and where they lie.
const LISTS: [&str; 2] = ["communes.csv", "dissolved.csv"];
const COUNTRY: &str = "src/register/country";

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
    Ok(())
}

fn pack(list: &Path, packed: &Path) -> io::Result<()> {
    let mut packing = GzEncoder::new(File::create(packed)?, Compression::best());
    packing.write_all(&std::fs::read(list)?)?;
    packing.finish()?.flush()
}
