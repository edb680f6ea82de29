//! Finds values that a table splits over adjacent columns: a day over «Ngày | Tháng | Năm», a
//! decision's number over «Số | Ký hiệu».

use std::collections::BTreeMap;

use super::Column;
use crate::submission::vocabulary::Field;

/// The columns with the other parts of a value, by the column with its first part.
pub(in crate::submission) type Split = BTreeMap<u32, Rest>;

/// The columns with the other parts of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::submission) struct Rest {
    pub month: Option<u32>,
    pub year: Option<u32>,
    pub symbol: Option<u32>,
}

/// Finds the split values, and ignores parts that belong to no other column.
pub(super) fn settle(columns: &mut [Column]) -> Split {
    let mut split = Split::new();
    for place in 0..columns.len() {
        let Some(whole) = whole(columns[place].field) else {
            continue;
        };
        let owner = owner(columns, place, whole);
        let part = &mut columns[place];
        let rest = owner.map(|owner| split.entry(owner).or_default());
        let free = rest.and_then(|rest| {
            let slot = match part.field {
                Field::DecisionMonth => &mut rest.month,
                Field::DecisionYear => &mut rest.year,
                _ => &mut rest.symbol,
            };
            slot.is_none().then_some(slot)
        });
        match free {
            Some(slot) => *slot = Some(part.column),
            None => part.field = Field::Ignored,
        }
    }
    split
}

/// The field to which a part belongs.
fn whole(part: Field) -> Option<Field> {
    match part {
        Field::DecisionMonth | Field::DecisionYear => Some(Field::DecisionDate),
        Field::DecisionSymbol => Some(Field::DecisionNumber),
        _ => None,
    }
}

/// The nearest column of a field from which only other parts separate this one, preferably to its
/// left.
fn owner(columns: &[Column], place: usize, field: Field) -> Option<u32> {
    let (left, right) = (columns[..place].iter().rev(), columns[place + 1..].iter());
    let from = columns[place].column;
    nearest(from, left, field).or_else(|| nearest(from, right, field))
}

fn nearest<'a>(from: u32, columns: impl Iterator<Item = &'a Column>, field: Field) -> Option<u32> {
    let mut last = from;
    for column in columns {
        if column.column.abs_diff(last) != 1 {
            return None;
        }
        if column.field == field {
            return Some(column.column);
        }
        whole(column.field)?;
        last = column.column;
    }
    None
}
