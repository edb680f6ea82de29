//! What kind of paper a row's numbers are of, where a column says it: «Loại văn bản», «Trích yếu».
//!
//! A plan's number is no decision's, however it looks, nor is that of another body's decision. Deliberately reads no number itself.

use crate::submission::grid::Line;
use crate::submission::header::Header;
use crate::submission::vocabulary::{About, Field, Words};
use crate::submission::{Decision, Number};

/// Numbers of a row whose kind is another one are those of other papers: «16 | Kế hoạch»,
/// «16/QĐ-UBND | Thành lập Ban Chỉ đạo».
pub(super) fn kind(line: &Line, header: &Header, about: &About, decisions: &mut [Decision]) {
    let Some(column) = header.column(Field::DocumentKind) else {
        return;
    };
    let kind = line.text(Some(column));
    if !about.is_of_another_paper(&Words::of(kind)) {
        return;
    }
    for decision in decisions {
        if let Number::Named { number, .. } = &decision.number {
            let number = format!("{} {number}", kind.trim());
            decision.number = Number::OtherDocument { number };
        }
    }
}
