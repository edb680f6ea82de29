//! Attaches the links of a tab to its cells, row by row.

use std::sync::Arc;

use crate::table::{Merge, Row};

/// The link of the cells of a range, ends included.
#[derive(Debug, PartialEq)]
pub(super) struct Link {
    pub(super) range: Merge,
    pub(super) target: Arc<str>,
}

/// The links of a tab, for rows that come from top to bottom.
pub(super) struct Links {
    /// All links in the order of the file.
    all: Vec<Link>,
    /// Positions of all links, ordered by first row.
    by_top: Vec<usize>,
    /// Number of links in `by_top` that have begun.
    begun: usize,
    /// Positions of the links that include the current row, in the order of the file.
    here: Vec<usize>,
}

impl Links {
    pub(super) fn new(all: Vec<Link>) -> Self {
        let mut by_top: Vec<usize> = (0..all.len()).collect();
        by_top.sort_by_key(|&place| all[place].range.top);
        Self {
            all,
            by_top,
            begun: 0,
            here: Vec::new(),
        }
    }

    /// Sets the link of each cell in the row that has none to the first link whose range covers it.
    pub(super) fn attach(&mut self, row: &mut Row) {
        while let Some(&next) = self.by_top.get(self.begun)
            && self.all[next].range.top <= row.number
        {
            let place = self.here.partition_point(|&before| before < next);
            self.here.insert(place, next);
            self.begun += 1;
        }
        let all = &self.all;
        self.here
            .retain(|&link| all[link].range.bottom >= row.number);
        for &link in &self.here {
            let Link { range, target } = &self.all[link];
            let left = row.cells.partition_point(|cell| cell.column < range.left);
            for cell in row.cells[left..]
                .iter_mut()
                .take_while(|cell| cell.column <= range.right)
            {
                if !cell.is_struck_out() {
                    cell.link.get_or_insert_with(|| target.clone());
                }
            }
        }
    }
}
