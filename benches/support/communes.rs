//! The real communes: Quảng Ngãi's 96, or the country's 3,321.
//!
//! The country in one sheet is no real case: a department knows its own province. A name that is
//! alike in several provinces is therefore typed with its province, which the register gives as
//! its district.

use std::collections::HashMap;

use super::spelling;

/// A commune as the generator sees it.
#[derive(Clone, Debug)]
pub(crate) struct Commune {
    pub(crate) code: String,
    pub(crate) name: String,
    /// `xa`, `phuong` or `dac_khu`.
    pub(crate) kind: String,
    pub(crate) former_province: String,
    pub(crate) former_district: String,
    /// Whether no other name of the register is alike without its marks.
    pub(crate) alone: bool,
}

impl Commune {
    /// As the register prints it: `Xã Đăk Ui`.
    pub(crate) fn title(&self) -> String {
        let kind = match self.kind.as_str() {
            "phuong" => "Phường",
            "dac_khu" => "Đặc khu",
            _ => "Xã",
        };
        format!("{kind} {}", self.name)
    }

    /// As a careful clerk types it: with the district where the name alone does not tell.
    pub(crate) fn typed(&self) -> String {
        match self.alone {
            true => self.title(),
            false => format!("{}, {}", self.title(), self.former_district),
        }
    }
}

/// The 96 of Quảng Ngãi, as the program ships them.
pub(crate) fn province() -> Vec<Commune> {
    let text = include_str!("../../config/registers/quang-ngai.csv");
    told_apart(rows(text).map(|[code, name, kind, province, district]| {
        commune(code, name, kind, province, district)
    }))
}

/// The 3,321 of the country, with the province in the district's place.
pub(crate) fn country() -> Vec<Commune> {
    let provinces: HashMap<&str, &str> = rows(include_str!("../../tests/data/provinces-vn.csv"))
        .map(|[code, name, _]| (code, name))
        .collect();
    let text = include_str!("../../tests/data/communes-vn.csv");
    told_apart(rows(text).map(|[province, code, name, kind]| {
        commune(code, name, kind, "Cả nước", provinces[province])
    }))
}

/// The register's file: `code,name,kind,former_province,former_district`.
pub(crate) fn register<'a>(communes: impl Iterator<Item = &'a Commune>) -> String {
    let mut text = "code,name,kind,former_province,former_district\n".to_owned();
    for one in communes {
        let fields = [
            &one.code,
            &one.name,
            &one.kind,
            &one.former_province,
            &one.former_district,
        ];
        text.push_str(&fields.map(String::as_str).join(","));
        text.push('\n');
    }
    text
}

fn commune(code: &str, name: &str, kind: &str, province: &str, district: &str) -> Commune {
    Commune {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        former_province: province.to_owned(),
        former_district: district.to_owned(),
        alone: true,
    }
}

fn told_apart(communes: impl Iterator<Item = Commune>) -> Vec<Commune> {
    let mut communes: Vec<Commune> = communes.collect();
    let mut alike: HashMap<String, usize> = HashMap::new();
    for one in &communes {
        *alike.entry(spelling::fold(&one.name)).or_default() += 1;
    }
    for one in &mut communes {
        one.alone = alike[&spelling::fold(&one.name)] == 1;
    }
    communes
}

/// The rows of a plain csv without quotes, its header left out.
fn rows<const WIDTH: usize>(text: &str) -> impl Iterator<Item = [&str; WIDTH]> {
    text.lines().skip(1).filter_map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        fields.try_into().ok()
    })
}
