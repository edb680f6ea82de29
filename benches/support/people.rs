//! Invented people: names, phones and addresses that belong to nobody.

use super::spelling;

const FAMILIES: [&str; 14] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ",
    "Hồ", "Ngô",
];
const MIDDLES: [&str; 12] = [
    "Văn", "Thị", "Đức", "Minh", "Thanh", "Ngọc", "Quốc", "Xuân", "Hữu", "Kim", "Hồng", "Trọng",
];
const GIVEN: [&str; 24] = [
    "An", "Bình", "Cường", "Dũng", "Hà", "Hải", "Hạnh", "Hiền", "Hoa", "Hòa", "Hùng", "Hương",
    "Khánh", "Lan", "Linh", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Thảo", "Thủy", "Tuấn",
];

/// A sequence that looks random and is the same in every run (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number under `sides`.
    pub(crate) fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.throw(100) < percent
    }

    /// One of several.
    pub(crate) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.throw(of.len())]
    }
}

/// A person's cells.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: &'static str,
    pub(crate) position: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    /// Whether the row is typed decomposed.
    pub(crate) decomposed: bool,
}

impl Person {
    /// The `serial`th person of the workbook. Leaders and deputies have an address, of the members
    /// one in five.
    pub(crate) fn invent(
        dice: &mut Dice,
        serial: usize,
        role: &'static str,
        position: String,
    ) -> Self {
        let name = format!(
            "{} {} {}",
            dice.pick(&FAMILIES),
            dice.pick(&MIDDLES),
            dice.pick(&GIVEN)
        );
        let email = match role != "Thành viên" || dice.chance(20) {
            true => format!(
                "{}{serial}@xa.example",
                spelling::fold(&name).replace(' ', "")
            ),
            false => String::new(),
        };
        Self {
            // Counted up, not thrown: distinct for a million people.
            phone: format!("09{:08}", serial + 1),
            email,
            decomposed: dice.chance(4),
            name,
            role,
            position,
        }
    }
}
