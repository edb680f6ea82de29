//! The real communes: Quảng Ngãi's 96, or the country's 3,321.
//!
//! The country in one sheet is no real case: a department knows its own province, and a register
//! refuses two communes of one name. Here a name that several provinces have therefore carries its
//! province: `Tân An Tây Ninh`.

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
    /// Whether no other name of the register is alike without its marks: only then may it be mistyped.
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
}

/// The 96 of Quảng Ngãi, as the program ships them.
pub(crate) fn province() -> Vec<Commune> {
    let text = include_str!("../../config/registers/quang-ngai.csv");
    let communes = rows(text).map(
        |[code, name, kind, former_province, former_district]| Commune {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            former_province: former_province.to_owned(),
            former_district: former_district.to_owned(),
            alone: true,
        },
    );
    told_apart(communes.collect())
}

/// The 3,321 of the country, by province.
pub(crate) fn country() -> Vec<Commune> {
    let provinces: HashMap<&str, &str> =
        rows(include_str!("../../src/register/country/provinces.csv"))
            .map(|[code, name, _, _]| (code, name))
            .collect();
    let text = include_str!("../../src/register/country/communes.csv");
    let communes = rows(text).map(|[province, code, name, kind, _, _]| Commune {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        former_province: provinces[province].to_owned(),
        former_district: String::new(),
        alone: true,
    });
    let mut communes = told_apart(communes.collect());
    for one in communes.iter_mut().filter(|one| !one.alone) {
        one.name = format!("{} {}", one.name, one.former_province);
    }
    told_apart(communes)
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

fn told_apart(mut communes: Vec<Commune>) -> Vec<Commune> {
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
