//! The end of a document that is signed: `Nơi nhận` on the left, the signature on the right.
//!
//! Knows the layout of Decree 30/2020/NĐ-CP; the words come from the letterhead.

use rust_xlsxwriter::{FormatAlign, XlsxError};

use crate::document::Letterhead;
use crate::report::ink::{BODY, Ink};
use crate::report::layout::{Cell, SheetWriter};

/// Writes the last sentence, `Nơi nhận` and the signature, all on one page. `split` is the first
/// column of the right half. If neither signer nor recipients are known, leaves no room for them.
pub(super) fn signed(
    page: &mut SheetWriter,
    letterhead: &Letterhead,
    sentence: &str,
    split: u16,
) -> Result<(), XlsxError> {
    let last = page.last_column();
    let titles = letterhead.signer_title.iter().map(String::as_str);
    let room = std::iter::repeat_n("", 3);
    let name = letterhead.signer_name.as_str();
    let signer: Vec<&str> = titles.chain(room).chain([name]).collect();
    let recipients = letterhead.recipients.iter().map(String::as_str);
    let recipients: Vec<&str> = std::iter::once("Nơi nhận:").chain(recipients).collect();
    let known = signer.iter().any(|line| !line.is_empty()) || recipients.len() > 1;
    let rows = match known {
        true => signer.len().max(recipients.len()),
        false => 0,
    };
    page.keep_together(60.0 + 20.0 * f64::from(u32::try_from(rows).unwrap_or(u32::MAX)));
    page.line(sentence, BODY.justified())?;
    page.space(8.0)?;
    for position in 0..rows {
        let left = recipients.get(position).copied().unwrap_or_default();
        let right = signer.get(position).copied().unwrap_or_default();
        let ink = if position == 0 {
            BODY.sized(12.0).bold().italic()
        } else {
            BODY.sized(11.0)
        };
        page.spans(&[
            (0, split - 1, Cell::text(left), Ink { top: true, ..ink }),
            (
                split,
                last,
                Cell::text(right),
                Ink {
                    align: FormatAlign::Center,
                    ..BODY.bold()
                },
            ),
        ])?;
    }
    Ok(())
}
