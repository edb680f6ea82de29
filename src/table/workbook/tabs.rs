//! What every format has in common: how many tabs and cells there may be.

use std::collections::HashSet;

use crate::table::{Limits, TableError};

/// The titles of the tabs so far.
#[derive(Default)]
pub(super) struct Titles {
    count: usize,
    seen: HashSet<String>,
}

impl Titles {
    /// One more tab, of whatever kind.
    pub(super) fn one_more(&mut self) -> Result<(), TableError> {
        /// Excel's users reach some hundreds; each tab costs a look through the file.
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

    /// A tab that holds cells: none of its title came before.
    pub(super) fn add(&mut self, title: &str) -> Result<(), TableError> {
        if self.seen.insert(title.to_lowercase()) {
            return Ok(());
        }
        Err(TableError::DuplicateTab {
            tab: title.to_owned(),
        })
    }
}

/// Cells that may still come.
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
