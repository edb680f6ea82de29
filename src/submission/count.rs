//! Counted columns, `[[count]]` of the campaign: for each commune a number out of another, with a
//! target by a day.
//!
//! Knows how numbers are typed, not what they are compared with. Nothing is guessed: a value that
//! is not a whole number, or differs between cells, is reported and not counted.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cell::CellAddress;
use crate::clock::Date;
use crate::table::Value;

/// Largest number of counts in a campaign.
pub const MOST: usize = 8;

/// `[[count]]`: what is counted in each commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Its name in JSON: `chung-chi`.
    pub name: String,
    /// What it is called on paper.
    pub title: String,
    /// What is counted: «người».
    #[serde(default)]
    pub unit: String,
    /// Titles of the column that holds the number, or its letters.
    pub number: Titles,
    /// The same of the column that holds what it is out of, or one number for all.
    pub of: Whole,
    /// The least share: `80%`.
    pub target: Share,
    /// The day by which; absent: the campaign's deadline.
    #[serde(
        default,
        deserialize_with = "day",
        skip_serializing_if = "Option::is_none"
    )]
    pub by: Option<Date>,
    /// A commune is done when it reaches the target: no decision is asked for.
    #[serde(default)]
    pub decides: bool,
}

/// One title, or several of which one stands over the column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Titles {
    One(String),
    Several(Vec<String>),
}

/// What a number is out of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Whole {
    Constant(u32),
    Column(Titles),
}

impl Titles {
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(title) => std::slice::from_ref(title),
            Self::Several(titles) => titles,
        }
    }
}

/// A share in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub struct Share(u32);

const WHOLE: u32 = 10_000;

impl Share {
    /// Reads a share such as `80%` or `66,67%`; `None` below 0 and above 100 %.
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.trim().strip_suffix('%')?.trim().replace(',', ".");
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || part.len() > 2 || !(part.is_empty() || digits(part)) {
            return None;
        }
        let hundredths = format!("{whole}{part:0<2}").parse().ok()?;
        (hundredths <= WHOLE).then_some(Self(hundredths))
    }

    /// Whether `number` out of `of` is at least this share; false if `of` is zero.
    pub fn is_reached(self, number: u32, of: u32) -> bool {
        of > 0 && u64::from(number) * u64::from(WHOLE) >= u64::from(of) * u64::from(self.0)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(formatter, "{whole}%"),
            (whole, part) if part % 10 == 0 => write!(formatter, "{whole},{}%", part / 10),
            (whole, part) => write!(formatter, "{whole},{part:02}%"),
        }
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text}: \"80%\"")))
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Written::deserialize(from)? {
        Written::Toml(day) => day.to_string(),
        Written::Text(text) => text,
    };
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// The values that a commune's cells have for one count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountClaim {
    /// Position among the campaign's counts.
    pub count: u8,
    pub number: Quantity,
    pub of: Quantity,
    pub number_cell: Option<CellAddress>,
    pub of_cell: Option<CellAddress>,
}

/// The value of a cell that should have a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantity {
    /// An empty cell or a dash.
    Absent,
    Known(u32),
    /// Not a whole number; as typed.
    Text(String),
    /// Below zero.
    Negative(String),
    /// Cells with different values, or one cell for several communes.
    Several(String),
    /// A formula without a result, which has a finding of its own.
    Broken,
}

impl Quantity {
    /// Reads a cell.
    pub fn read(value: &Value, text: &str) -> Self {
        let typed = || crate::text::one_line(text);
        match value {
            Value::Error(_) | Value::Uncomputed(_) => Self::Broken,
            Value::Number(number) if *number < 0.0 => Self::Negative(typed()),
            Value::Number(number) if number.fract() == 0.0 && *number <= f64::from(u32::MAX) => {
                // The number is whole and in range, so the casts are exact.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                Self::Known(*number as u32)
            }
            Value::Text(_) => Self::typed(&typed()),
            _ if text.is_empty() => Self::Absent,
            _ => Self::Text(typed()),
        }
    }

    /// Reads a typed number. Those with separators, such as `1.234`, `1 234` and `1,234`, are
    /// whole: nobody counts in thousandths.
    fn typed(text: &str) -> Self {
        if matches!(text, "" | "-" | "–" | "—" | "…" | "...") {
            return Self::Absent;
        }
        let (sign, digits) = match text.strip_prefix(['-', '–']) {
            Some(rest) => (true, rest.trim()),
            None => (false, text),
        };
        let mut groups = digits.split(['.', ',', ' ']);
        let first = groups.next().unwrap_or_default();
        let numeric =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut grouped = 0;
        let rest = groups.all(|group| {
            grouped += 1;
            group.len() == 3 && numeric(group)
        });
        let whole = numeric(first) && rest && (grouped == 0 || first.len() <= 3);
        let number: String = digits.chars().filter(char::is_ascii_digit).collect();
        match (whole, sign, number.parse()) {
            (true, true, Ok(0)) | (true, false, Ok(0)) => Self::Known(0),
            (true, true, _) => Self::Negative(text.to_owned()),
            (true, false, Ok(number)) => Self::Known(number),
            _ => Self::Text(text.to_owned()),
        }
    }

    /// Combines the values of two cells: equal values and absent ones are no conflict.
    pub(crate) fn and(&mut self, other: Self) {
        let shown = |quantity: &Self| match quantity {
            Self::Known(number) => number.to_string(),
            Self::Text(text) | Self::Negative(text) | Self::Several(text) => text.clone(),
            Self::Absent | Self::Broken => String::new(),
        };
        if *self == Self::Absent {
            *self = other;
        } else if other != Self::Absent && *self != other {
            *self = Self::Several(format!("{}; {}", shown(self), shown(&other)));
        }
    }
}

/// Combines the claims of several places about one commune. Numbers are never added up: if two
/// differ, that is reported.
pub(crate) fn together(claims: &mut Vec<CountClaim>, more: Vec<CountClaim>) {
    for claim in more {
        match claims.iter_mut().find(|known| known.count == claim.count) {
            Some(known) => {
                known.number.and(claim.number);
                known.of.and(claim.of);
                known.number_cell = known.number_cell.take().or(claim.number_cell);
                known.of_cell = known.of_cell.take().or(claim.of_cell);
            }
            None => claims.push(claim),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_and_nothing_else_is() {
        use Quantity::{Absent, Known, Negative, Text};
        for (typed, said) in [
            ("", Absent),
            ("-", Absent),
            ("0", Known(0)),
            ("12", Known(12)),
            ("1.234", Known(1234)),
            ("1,234", Known(1234)),
            ("12 345", Known(12_345)),
            ("-3", Negative("-3".to_owned())),
            ("80%", Text("80%".to_owned())),
            ("8/10", Text("8/10".to_owned())),
            ("12,5", Text("12,5".to_owned())),
            ("1234.567", Text("1234.567".to_owned())),
            ("khoảng 20", Text("khoảng 20".to_owned())),
            ("12 người", Text("12 người".to_owned())),
            ("99999999999", Text("99999999999".to_owned())),
        ] {
            assert_eq!(
                Quantity::read(&Value::Text(typed.into()), typed),
                said,
                "{typed}"
            );
        }
        for (number, said) in [
            (12.0, Known(12)),
            (0.8, Text("x".to_owned())),
            (-1.0, Negative("x".to_owned())),
            (1e20, Text("x".to_owned())),
        ] {
            assert_eq!(
                Quantity::read(&Value::Number(number), "x"),
                said,
                "{number}"
            );
        }
    }

    #[test]
    fn a_share_is_one_of_a_whole() {
        for (text, written) in [
            ("80%", Some("80%")),
            ("66,67 %", Some("66,67%")),
            ("12.5%", Some("12,5%")),
            ("100%", Some("100%")),
            ("100,01%", None),
            ("-1%", None),
            ("0,8", None),
            ("%", None),
        ] {
            let share = Share::parse(text).map(|share| share.to_string());
            assert_eq!(share.as_deref(), written, "{text}");
        }
        let share = Share::parse("80%").unwrap();
        for (number, of, reached) in [
            (8, 10, true),
            (7, 9, false),
            (79, 100, false),
            (0, 0, false),
        ] {
            assert_eq!(share.is_reached(number, of), reached, "{number}/{of}");
        }
    }

    #[test]
    fn cells_that_differ_are_never_added() {
        let of = |number: Quantity| CountClaim {
            count: 0,
            number,
            of: Quantity::Known(10),
            number_cell: None,
            of_cell: None,
        };
        let mut claims = vec![of(Quantity::Absent)];
        together(
            &mut claims,
            vec![of(Quantity::Known(3)), of(Quantity::Known(3))],
        );
        assert_eq!(claims[0].number, Quantity::Known(3));
        together(&mut claims, vec![of(Quantity::Known(4))]);
        assert_eq!(claims[0].number, Quantity::Several("3; 4".to_owned()));
        assert_eq!(claims[0].of, Quantity::Known(10));
    }
}
