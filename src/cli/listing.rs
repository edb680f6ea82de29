//! A list of rows with headings: a table if it fits the terminal, or else one block of labelled
//! values for each row.
//!
//! Words that people copy (ids, addresses, hashes) are never broken to make a table fit.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};
use textwrap::core::display_width;

/// The least width of a column of sentences that is still readable.
const READABLE: usize = 22;

/// Blank columns around the text of a cell.
const PADDING: usize = 2;

/// Separates two values of a block.
const BETWEEN: &str = " · ";

/// A list under construction.
pub(super) struct Listing {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Listing {
    /// An empty list with these headings.
    pub(super) fn new(heads: impl IntoIterator<Item = String>) -> Self {
        Self {
            heads: heads.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, one value for each heading.
    pub(super) fn row(&mut self, values: impl IntoIterator<Item = String>) {
        self.rows.push(values.into_iter().collect());
    }

    /// The text for a terminal of this width; without a width, a table as wide as needed.
    pub(super) fn text(&self, width: Option<usize>) -> String {
        let natural = self.table().to_string();
        let Some(width) = width else { return natural };
        if widest(&natural) <= width {
            return natural;
        }
        let narrow = self.narrow(width).map(|table| table.to_string());
        narrow
            .filter(|table| widest(table) <= width)
            .unwrap_or_else(|| self.blocks(width))
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_HORIZONTAL_ONLY);
        table.set_header(&self.heads);
        for row in &self.rows {
            table.add_row(row);
        }
        table
    }

    /// The table with sentences broken over several lines, if every column stays readable.
    fn narrow(&self, width: usize) -> Option<Table> {
        let least: Vec<usize> = (0..self.heads.len()).map(|at| self.least(at)).collect();
        let needed: usize = least.iter().map(|wide| wide + PADDING).sum();
        if needed > width {
            return None;
        }
        let mut table = self.table();
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width).ok()?);
        let columns = table.column_iter_mut().zip(least);
        for (column, least) in columns {
            let least = u16::try_from(least + PADDING).ok()?;
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
        Some(table)
    }

    /// The least width of a column: its longest word, and not less than is readable.
    fn least(&self, column: usize) -> usize {
        let values = || {
            let rows = self.rows.iter().filter_map(move |row| row.get(column));
            self.heads.get(column).into_iter().chain(rows)
        };
        let words = values().flat_map(|value| value.split(' ').map(display_width));
        let whole = values().map(|value| display_width(value));
        let longest = words.max().unwrap_or(0);
        longest.max(whole.max().unwrap_or(0).min(READABLE))
    }

    /// Each row as a block: its first value, and below it the others with their headings.
    fn blocks(&self, width: usize) -> String {
        let blocks: Vec<String> = self.rows.iter().map(|row| self.block(row, width)).collect();
        blocks.join("\n")
    }

    fn block(&self, row: &[String], width: usize) -> String {
        let mut lines = vec![row.first().cloned().unwrap_or_default()];
        let others = self.heads.iter().zip(row).skip(1);
        let mut begun = String::new();
        for (head, value) in others.filter(|(_, value)| !value.is_empty()) {
            let labelled = format!("{head}: {value}");
            let together =
                display_width(&begun) + display_width(BETWEEN) + display_width(&labelled);
            if begun.is_empty() {
                begun = format!("  {labelled}");
            } else if together <= width {
                begun.push_str(BETWEEN);
                begun.push_str(&labelled);
            } else {
                lines.push(std::mem::replace(&mut begun, format!("  {labelled}")));
            }
        }
        lines.push(begun);
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}

fn widest(text: &str) -> usize {
    text.lines().map(display_width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Listing {
        let mut listing = Listing::new(["Quy tắc", "Mức độ", "Ý nghĩa"].map(str::to_owned));
        listing.row(
            [
                "leader-not-chairman",
                "Phải sửa",
                "Tổ trưởng không phải là Chủ tịch UBND xã, phường, đặc khu",
            ]
            .map(str::to_owned),
        );
        listing
    }

    #[test]
    fn a_table_fits_the_terminal_or_becomes_blocks() {
        insta::assert_snapshot!(rules().text(Some(100)), @r"
        ────────────────────────────────────────────────────────────────────────────────────────────
         Quy tắc               Mức độ     Ý nghĩa                                                   
        ════════════════════════════════════════════════════════════════════════════════════════════
         leader-not-chairman   Phải sửa   Tổ trưởng không phải là Chủ tịch UBND xã, phường, đặc khu 
        ────────────────────────────────────────────────────────────────────────────────────────────
        ");
        insta::assert_snapshot!(rules().text(Some(64)), @r"
        ────────────────────────────────────────────────────────────────
         Quy tắc               Mức độ     Ý nghĩa                       
        ════════════════════════════════════════════════════════════════
         leader-not-chairman   Phải sửa   Tổ trưởng không phải là Chủ   
                                          tịch UBND xã, phường, đặc khu 
        ────────────────────────────────────────────────────────────────
        ");
        insta::assert_snapshot!(rules().text(Some(40)), @r"
        leader-not-chairman
          Mức độ: Phải sửa
          Ý nghĩa: Tổ trưởng không phải là Chủ tịch UBND xã, phường, đặc khu
        ");
    }
}
