//! How much a workbook may ask of the machine.
//!
//! Knows numbers only; who keeps to them is said beside each.

use serde::{Deserialize, Serialize};

/// One mebibyte, in bytes.
pub const MIB: u64 = 1 << 20;

/// The reader's limits, settings of the operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_file: u64,
    /// Largest sum of the unpacked sizes of a zip's parts, in bytes. Good workbooks of a
    /// measured corpus stay under 87 MiB, a sheet of a million rows with eight styled blanks in
    /// each has 198 MiB, bombs begin at 238 MiB. Parts are read while they are unpacked: what
    /// they cost is time (0.8 s for those blanks) and not memory.
    pub max_unpacked: u64,
    /// Most parts in a zip.
    pub max_parts: u64,
    /// Most cells that hold something, and of formats that store ranges, most cells spanned.
    pub max_cells: u64,
    /// Most people, contact points, named communes and remarks on them: they are held in memory.
    /// The whole province has some 2,000 people.
    pub max_people: u64,
    /// Address space of the reading process, in bytes.
    pub memory: u64,
    /// Processor time, and wall-clock time, of the reading process, in seconds; as long may
    /// understanding take.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file: 64 * MIB,
            max_unpacked: 224 * MIB,
            max_parts: 2_000,
            max_cells: 4_000_000,
            max_people: 200_000,
            memory: 512 * MIB,
            seconds: 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A border drawn down eight columns to the last row there is was refused as dangerous.
    #[test]
    fn a_sheet_full_of_styled_blanks_fits() {
        const CELL: &str = r#"<c r="H1048576" s="1"/>"#;
        const ROW: &str = r#"<row r="1048576"></row>"#;

        let full = 1_048_576 * (8 * CELL.len() + ROW.len()) as u64;
        assert!(full < Limits::default().max_unpacked);
    }
}
