//! Looks up the names of communes by the province that their row or a heading states.

use crate::register::Named;
use crate::submission::grid::Line;
use crate::submission::layout::Walk;

impl Walk<'_> {
    /// Takes the province from a line that may be a heading because it has few cells.
    pub(super) fn heading(&mut self, line: &Line) {
        /// Most cells of a heading: a number, a title, the other half of the page.
        const CELLS: usize = 3;
        let register = self.sight.names.register;
        let mut filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
        if filled.clone().count() <= CELLS
            && let Some(named) = filled.find_map(|cell| register.province(&cell.text))
        {
            self.province = Some(named.to_owned());
        }
    }

    /// Looks up a name. If several communes have it, the province stated in its row decides, else
    /// the one above.
    pub(super) fn named(&self, title: &str, line: &Line) -> Named {
        let names = self.sight.names;
        let named = names.find(title);
        if !matches!(named, Named::Ambiguous(_)) {
            return named;
        }
        let cells = line.cells.iter().filter(|cell| *cell.text != *title);
        let beside = cells.filter_map(|cell| names.register.province(&cell.text));
        let over = self.province.as_deref().into_iter();
        names.find_among(title, &[beside.collect(), over.collect()])
    }
}
