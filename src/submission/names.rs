//! Who a typed commune name means, asked once for each spelling.
//!
//! A sheet repeats its names; the register is asked about each only once.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::register::{Named, Register};

/// The register with a memory.
pub(super) struct Names<'a> {
    pub register: &'a Register,
    known: RefCell<HashMap<String, Named>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(register: &'a Register) -> Self {
        Self {
            register,
            known: RefCell::new(HashMap::new()),
        }
    }

    /// Who a name means.
    pub(super) fn find(&self, typed: &str) -> Named {
        if let Some(named) = self.known.borrow().get(typed) {
            return named.clone();
        }
        let named = self.register.find(typed);
        self.known
            .borrow_mut()
            .insert(typed.to_owned(), named.clone());
        named
    }

    /// Whether the text is the name of one commune, by its full marks.
    pub(super) fn is_commune(&self, typed: &str) -> bool {
        short_enough(typed) && matches!(self.find(typed), Named::Exact(_) | Named::Alias(_))
    }

    /// Whether the text names a commune, or would if it were clearer.
    pub(super) fn may_be_commune(&self, typed: &str) -> bool {
        short_enough(typed) && !matches!(self.find(typed), Named::Unknown { .. })
    }
}

/// No commune's name with all its kinds and provinces is longer; keeps long texts from the register.
fn short_enough(typed: &str) -> bool {
    (2..=120).contains(&typed.len()) || typed.chars().count() <= 90 && !typed.is_empty()
}
