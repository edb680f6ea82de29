//! Limits on the number of tabs and cells, for all formats.

use std::collections::HashSet;

use crate::table::{Limits, TableError};

/// The titles of the tabs so far.
#[derive(Default)]
pub(super) struct Titles {
    count: usize,
    seen: HashSet<String>,
}

impl Titles {
    /// Counts a tab of any kind.
    pub(super) fn one_more(&mut self) -> Result<(), TableError> {
        /// Excel's users reach some hundreds. Each tab costs a pass through the file.
        const MOST: usize = 1_000;

        self.count += 1;
        if self.count > MOST {
            return Err(TableError::TooManyTabs { limit: MOST as u64 });
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Adds a tab with cells; an error if its title occurred before.
    pub(super) fn add(&mut self, title: &str) -> Result<(), TableError> {
        if self.seen.insert(title.to_lowercase()) {
            return Ok(());
        }
        Err(TableError::DuplicateTab {
            tab: title.to_owned(),
        })
    }
}

/// The number of cells that may still come.
pub(super) struct Budget {
    left: u64,
    limit: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            left: limits.max_cells,
            limit: limits.max_cells,
        }
    }

    pub(super) fn spend(&mut self, cells: u64) -> Result<(), TableError> {
        self.left = self
            .left
            .checked_sub(cells)
            .ok_or(TableError::TooManyCells { limit: self.limit })?;
        Ok(())
    }
}
