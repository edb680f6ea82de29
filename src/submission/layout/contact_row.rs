//! Reads a row of contact points, which belongs to the system that it names or to the one above.

use crate::submission::contact;
use crate::submission::grid::Line;
use crate::submission::header::Header;
use crate::submission::layout::Walk;
use crate::submission::vocabulary::Field;
use crate::text;

impl Walk<'_> {
    /// Reads a row of contact points.
    pub(super) fn contact_row(&mut self, line: &Line, header: &Header) {
        let words = self.sight.rows;
        let Some(first) = line.first() else { return };
        let title = text::one_line(&first.text);
        if words.is_footer(&title) || words.is_sum(&title) {
            self.footer = true;
            return;
        }
        let own = !line.text(header.column(Field::System)).is_empty();
        let follows = self
            .contact
            .is_some_and(|previous| line.number == previous + 1);
        if self.footer || !own && !follows {
            return;
        }
        self.contact = Some(line.number);
        let means = (header, self.sight.positions.reach());
        let read = contact::read(&self.grid, line, means, &mut self.system);
        if let Some((contact, findings)) = read {
            self.count(line);
            self.sight.stop.found(1 + findings.len());
            self.content.contacts.push(contact);
            let findings = self.columns.keep(findings, None);
            self.content.findings.extend(findings);
        }
    }
}
