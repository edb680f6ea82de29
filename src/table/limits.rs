//! The limits of what reading a workbook may cost.
//!
//! Has the numbers only; other modules enforce them.

use serde::{Deserialize, Serialize};

/// One mebibyte, in bytes.
pub const MIB: u64 = 1 << 20;

/// The reader's limits, which the operator can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_file: u64,
    /// Largest sum of the unpacked sizes of a zip's parts, in bytes. In a measured corpus, good
    /// workbooks stay under 87 MiB and bombs begin at 238 MiB; a sheet of a million rows with eight
    /// styled blank cells in each has 198 MiB. Parts are read while they are unpacked, so their
    /// size costs time (0.8 s for those blanks), not memory.
    pub max_unpacked: u64,
    /// Largest number of parts in a zip.
    pub max_parts: u64,
    /// Largest number of cells with content; for formats that store ranges, largest number of cells
    /// in them.
    pub max_cells: u64,
    /// Largest number of people, contact points, named communes and remarks on them, all of which
    /// are in memory. The whole province has about 2,000 people.
    pub max_people: u64,
    /// Address space of the reading process, in bytes.
    pub memory: u64,
    /// Seconds of processor time, and of wall-clock time, that the reading process may take.
    /// Interpreting its rows may take as long.
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

    /// A border drawn down eight columns to the last row of a sheet used to be refused as
    /// dangerous.
    #[test]
    fn a_sheet_full_of_styled_blanks_fits() {
        const CELL: &str = r#"<c r="H1048576" s="1"/>"#;
        const ROW: &str = r#"<row r="1048576"></row>"#;

        let full = 1_048_576 * (8 * CELL.len() + ROW.len()) as u64;
        assert!(full < Limits::default().max_unpacked);
    }
}
