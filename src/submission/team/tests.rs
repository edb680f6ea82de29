//! A plain row of people must give the same result as the full analysis.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::submission::intake::Intake;
use crate::table::{Cell, Merge, Row, Tab};

static SHIPPED: LazyLock<Positions> = LazyLock::new(Positions::shipped);

proptest! {
    /// Names, positions, phones, addresses and roles as people type them, well and badly, and cells
    /// that are empty or have several entries, a number or an error.
    #[test]
    fn a_plain_row_is_read_as_if_it_were_taken_apart(
        name in select(vec!["Nguyễn Văn An", "NGUYỄN VĂN AN", "Tống Công Danh", "1. Lê A", "Lê A; Hồ B", "", "-"]),
        position in select(vec![
            "Chủ tịch UBND xã", "- Phó Chủ tịch", "1. Chuyên viên", "Trưởng phòng\nVăn hóa", "x; y", "", "…",
        ]),
        phone in select(vec![
            "0912345678", "912345678", "0912 345 678", "+84912345678", "0912345678 - 0987654321", "không", "",
        ]),
        email in select(vec!["a@b.vn", "mailto:a@b.vn", "a b@c.vn", "a@b", ""]),
        role in select(vec!["Tổ trưởng", "TT", "- Tổ phó", "Thành viên; Tổ phó", "gì đó", ""]),
        broken in select(vec![None, Some(0), Some(1), Some(2), Some(3), Some(4)]),
        numbers in any::<bool>(),
    ) {
        let texts = [name, position, phone, email, role];
        let value = |place: usize, text: &str| match text.parse::<f64>() {
            _ if broken == Some(place) => Value::Error("#REF!".into()),
            Ok(number) if numbers => Value::Number(number),
            _ => Value::Text(text.into()),
        };
        let cells = texts.iter().enumerate().map(|(place, text)| {
            Cell::new(u32::try_from(place).unwrap(), value(place, text))
        });
        let row = Row { number: 9, hidden: false, cells: cells.collect() };
        let merge = Merge { top: 9, left: 4, bottom: 10, right: 4 };
        let grid = Grid::new(0, &Tab { merges: vec![merge], ..Tab::default() });
        let group = Group {
            role: None,
            person: Some(0),
            position: Some(1),
            workplace: None,
            phone: Some(2),
            email: Some(3),
            roles: Some(4),
            unclear: false,
        };
        if let Some(line) = Intake::default().line(row) {
            let mut team = Vec::new();
            let plain = person::is_plain(name, &SHIPPED).then_some(0);
            let findings = super::read(&grid, &line, &group, &SHIPPED, plain, &mut team);
            prop_assert_eq!((team, findings), taken_apart(&grid, &line, &group, &SHIPPED));
        }
    }
}
