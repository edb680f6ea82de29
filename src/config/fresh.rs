//! Makes a new configuration for any province: the shipped one, with whatever belongs to its
//! province replaced. What cannot be known (the letter, the agency, the signer, the readers) is
//! left blank, and `config check` asks for it.
//!
//! Knows the shipped files by their keys; deliberately not where the new ones are written.

use std::path::Path;

use crate::config::communes::fault_sentence;
use crate::config::problem::{Problem, Problems};
use crate::config::rules::RULES;
use crate::config::{listed, problem};
use crate::locale::Language;
use crate::register::country::{self, Province};
use crate::register::{self, Commune, Register, write};
use crate::report::{ReportError, template};

const SERVICE: &str = include_str!("../../config/cnscd.toml");
/// The campaign that a new service starts with. `TRAINING` is an example of another kind.
const TEAMS: Drive = Drive {
    name: "to-cnscd",
    campaign: include_str!("../../config/campaigns/to-cnscd-quang-ngai.toml"),
    rules: RULES,
};
const TRAINING: Drive = Drive {
    name: "binh-dan-hoc-vu-so",
    campaign: include_str!("../../config/campaigns/binh-dan-hoc-vu-so-quang-ngai.toml"),
    rules: include_str!("../../config/rules/binh-dan-hoc-vu-so.toml"),
};
/// The start of the line that explains how to view the example, which is shipped with data.
const PREVIEW: &str = "# Xem ngay: ";
const SPELLINGS: &str = include_str!("../../config/registers/ten-khac.csv");

/// The communes for which a configuration is made.
#[derive(Debug)]
pub struct Home {
    register: Register,
    province: Option<&'static Province>,
}

/// A campaign as it is shipped for Quảng Ngãi; its name is the name of its files.
struct Drive {
    name: &'static str,
    campaign: &'static str,
    rules: &'static str,
}

/// Why a configuration cannot be made from a register.
#[derive(Debug)]
pub enum HomeFault {
    /// Some of its lines cannot be used.
    Register(Problems),
    /// None of its communes is in the given province.
    Elsewhere,
}

impl Home {
    /// Uses the communes of a province in the national list.
    pub fn of_province(province: &'static Province) -> Self {
        Self::of(province.communes(), Some(province))
    }

    /// Uses a register of the operator's own, or the part of it in a province.
    ///
    /// # Errors
    /// Every faulty line, or that no commune is in the province.
    pub fn of_register(
        path: &Path,
        province: Option<&'static Province>,
    ) -> Result<Self, HomeFault> {
        let mut communes = read(path).map_err(HomeFault::Register)?;
        country::complete(&mut communes);
        let province = province.or_else(|| country::home(&communes));
        if let Some(province) = province {
            let placed = communes.iter().any(|commune| !commune.province.is_empty());
            if placed {
                communes.retain(|commune| province.is(&commune.province));
            }
            for commune in &mut communes {
                commune.province.clone_from(&province.name);
            }
        }
        if communes.is_empty() {
            return Err(HomeFault::Elsewhere);
        }
        Ok(Self::of(communes, province))
    }

    fn of(communes: Vec<Commune>, province: Option<&'static Province>) -> Self {
        Self {
            register: register::with_names(communes),
            province,
        }
    }

    /// Returns the number of communes expected to report.
    pub fn communes(&self) -> usize {
        self.register.communes.len()
    }

    /// Returns the province's title; `None` if there are several or it is not known.
    pub fn title(&self) -> Option<String> {
        self.province.map(Province::title)
    }

    /// Returns the files by their names in the configuration's folder.
    pub fn files(&self) -> Vec<(String, String)> {
        let slug = self.slug();
        let list = |suffix: &str| format!("registers/{slug}{suffix}.csv");
        let of_ours = |line: &&str| {
            let code = line.split(',').nth(1).unwrap_or_default();
            !line.starts_with('#') && self.register.commune(code).is_some()
        };
        let heads = SPELLINGS
            .lines()
            .filter(|line| line.starts_with('#') || line.starts_with("spelling,"));
        let spellings = heads.chain(SPELLINGS.lines().filter(of_ours));
        let spellings: Vec<&str> = spellings.collect();
        let drives = [TEAMS, TRAINING].into_iter().flat_map(|drive| {
            let campaign = format!("campaigns/{}-{slug}.toml", drive.name);
            let rules = format!("rules/{}.toml", drive.name);
            [
                (campaign, self.campaign(&drive)),
                (rules, self.rules(&drive)),
            ]
        });
        let lists = [
            (
                "cnscd.toml".to_owned(),
                SERVICE.replace("quang-ngai", &slug),
            ),
            (list(""), write::communes(&self.register.communes)),
            (
                list("-cu"),
                write::dissolved(self.register.dissolved.iter()),
            ),
            (
                "registers/ten-khac.csv".to_owned(),
                format!("{}\n", spellings.join("\n")),
            ),
            ("registers/README.md".to_owned(), country::NOTICE.to_owned()),
        ];
        lists.into_iter().chain(drives).collect()
    }

    /// Returns the sheets for communes to fill in, by name.
    ///
    /// # Errors
    /// If a workbook cannot be laid out, which is a defect of the program.
    pub fn sheets(&self) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
        let place = self.title().unwrap_or_default();
        sheets(&self.register.communes, &place)
    }

    /// Returns `lam-dong`, or `ca-nuoc` for several provinces.
    fn slug(&self) -> String {
        self.province
            .map_or_else(|| "ca-nuoc".to_owned(), Province::slug)
    }

    fn campaign(&self, drive: &Drive) -> String {
        let slug = self.slug();
        let example = &self.register.communes[0];
        let mut text = Settings(drive.campaign.replace("21025", &example.code));
        text.set("", "name", &quoted(&format!("{}-{slug}", drive.name)));
        text.set("", "register", &quoted(&format!("../registers/{slug}.csv")));
        let old = format!("../registers/{slug}-cu.csv");
        text.set("", "dissolved", &quoted(&old));
        text.set("", "readers", "[]");
        let parent = self.title().map_or(String::new(), |title| {
            format!("UBND {}", title.to_uppercase())
        });
        text.set("document", "parent_agency", &quoted(&parent));
        let place = self.province.map_or("", Province::place);
        text.set("document", "place", &quoted(place));
        for unknown in ["agency", "agency_name", "number_suffix", "letter"] {
            text.set("document", unknown, "\"\"");
        }
        text.set("document", "signer_title", "[]");
        text.set("document", "recipients", &self.recipients());
        text.put_aside("milestone");
        text.answers(&format!(
            "# {} = {}",
            quoted(&example.title()),
            quoted(&example.code)
        ));
        let lines = text.0.lines().filter(|line| !line.starts_with(PREVIEW));
        let lines: Vec<&str> = lines.collect();
        let text = lines.join("\n").replace("Phòng BCVT&CĐS", "…");
        format!("{text}\n")
    }

    /// Returns «Nơi nhận», as far as it follows from the register.
    fn recipients(&self) -> String {
        let above = self
            .province
            .map(|one| format!("\"- UBND {} (báo cáo);\", ", one.kind.word()));
        format!(
            "[{}\"- UBND các {};\", \"- Lưu: VT.\"]",
            above.unwrap_or_default(),
            register::kinds(&self.register.communes)
        )
    }

    /// Returns the shipped rules without the letter of the province for which they were written,
    /// and with the kinds of communes that the register has.
    fn rules(&self, drive: &Drive) -> String {
        let mut text = Settings(drive.rules.to_owned());
        let kinds = register::kinds(&self.register.communes);
        text.set("words", "units", &quoted(&kinds));
        let mut text = text.0;
        for (of_one, of_any) in [
            (", Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025", ""),
            (", letter 335/SKHCN-BCVT&CĐS of 22/7/2025", ""),
            ("Công văn số 335/SKHCN-BCVT&CĐS", "công văn của Sở"),
            ("Công văn 335/SKHCN-BCVT&CĐS", "công văn của Sở"),
        ] {
            text = text.replace(of_one, of_any);
        }
        text
    }
}

/// Returns the sheets of the shipped campaigns for the communes of a place to fill in, by name.
///
/// # Errors
/// If a workbook cannot be laid out, which is a defect of the program.
pub fn sheets(communes: &[Commune], place: &str) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let drive: toml::Table = toml::from_str(TRAINING.campaign).expect("a test reads it");
    let titles = ["of", "number"].map(|key| drive["count"][0][key][0].as_str().unwrap_or_default());
    let title = drive["title"].as_str().unwrap_or_default();
    let counted = template::counted(communes, place, title, titles)?;
    let name = |drive: &Drive| format!("samples/{}.xlsx", drive.name);
    Ok(vec![
        (name(&TEAMS), template::workbook(communes, place)?),
        (name(&TRAINING), counted),
    ])
}

/// Reads the communes of a file.
fn read(path: &Path) -> Result<Vec<Commune>, Problems> {
    let file = path.display().to_string();
    let refused = |list| {
        Err(Problems {
            list,
            language: Language::Vi,
        })
    };
    let problem = |line, message| Problem {
        file: file.clone(),
        line,
        key: "register".to_owned(),
        message,
        example: "21025,Cẩm Thành,phuong".to_owned(),
    };
    let text = match listed::text(path) {
        Ok(text) => text,
        Err(error) => {
            let said = [("path", file.as_str()), ("error", &error.to_string())];
            let message = problem::sentence(listed::reason(&error), &said);
            return refused(vec![problem(0, message)]);
        }
    };
    match register::communes(&text) {
        Ok(communes) => Ok(communes),
        Err(faults) => refused(
            faults
                .iter()
                .map(|fault| {
                    let line = u32::try_from(fault.line).unwrap_or(u32::MAX);
                    problem(line, fault_sentence(fault))
                })
                .collect(),
        ),
    }
}

/// Quotes a text as a value of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A file of settings, which can be changed without losing its comments.
struct Settings(String);

impl Settings {
    /// Replaces the value of a key on a single line, in a table (`""` for keys before all tables).
    fn set(&mut self, table: &str, key: &str, value: &str) {
        let begins = format!("{key} = ");
        self.each(|within, line| {
            (within == table && line.starts_with(&begins)).then(|| format!("{key} = {value}"))
        });
    }

    /// Turns a table into comments.
    fn put_aside(&mut self, table: &str) {
        self.each(|within, line| {
            let own = within == table && !line.is_empty() && !line.starts_with('#');
            own.then(|| format!("# {line}"))
        });
    }

    /// Replaces every alias by one line, an example.
    fn answers(&mut self, example: &str) {
        self.each(|within, line| {
            let answer = within == "aliases" && line.starts_with('"');
            answer.then(|| example.to_owned())
        });
    }

    fn each(&mut self, changed: impl Fn(&str, &str) -> Option<String>) {
        let mut within = "";
        let mut lines = Vec::new();
        for line in self.0.lines() {
            if line.starts_with('[') {
                within = line.trim_matches(['[', ']']);
            }
            lines.push(changed(within, line).unwrap_or_else(|| line.to_owned()));
        }
        lines.push(String::new());
        self.0 = lines.join("\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::RuleId;
    use crate::locale;

    /// The words of the shipped campaign that belong to one province or one letter.
    const OF_ONE: &[&str] = &[
        "quang-ngai",
        "Ngãi",
        "NGÃI",
        "SKHCN",
        "BCVT",
        "335",
        "21025",
        "23510",
        "Đak Uy",
        "Sở Khoa",
        "SỞ KHOA",
        "lanh-dao@",
    ];

    #[test]
    fn nothing_of_another_province_is_left() {
        for province in country::provinces() {
            if province.name == "Quảng Ngãi" {
                continue;
            }
            for (name, text) in Home::of_province(province).files() {
                if name.starts_with("registers/") {
                    continue;
                }
                for word in OF_ONE {
                    assert!(!text.contains(word), "{}: {name}: {word}", province.name);
                }
            }
        }
    }

    /// Regression: `config rules` named letter 335 of Quảng Ngãi in every province.
    #[test]
    fn no_rule_is_called_by_the_letter_of_one_province() {
        for language in [Language::Vi, Language::En] {
            for rule in RuleId::ALL {
                let title = locale::say(language, &format!("rule-{rule}"), &[]);
                let own = OF_ONE.iter().find(|word| title.contains(*word));
                assert_eq!(own, None, "{title}");
            }
        }
    }

    #[test]
    fn the_campaign_speaks_of_its_province() {
        let of = |name: &str| {
            let home = Home::of_province(country::province(name).unwrap());
            let file = format!("campaigns/to-cnscd-{}.toml", home.slug());
            let files = home.files();
            let (_, text) = files.iter().find(|(name, _)| *name == file).unwrap();
            text.clone()
        };
        let lam_dong = of("Lâm Đồng");
        for line in [
            "name = \"to-cnscd-lam-dong\"",
            "register = \"../registers/lam-dong.csv\"",
            "dissolved = \"../registers/lam-dong-cu.csv\"",
            "readers = []",
            "parent_agency = \"UBND TỈNH LÂM ĐỒNG\"",
            "agency = \"\"",
            "place = \"Lâm Đồng\"",
            "letter = \"\"",
            "recipients = [\"- UBND tỉnh (báo cáo);\", \"- UBND các xã, phường, đặc khu;\", \"- Lưu: VT.\"]",
            "# [[milestone]]",
        ] {
            assert!(lam_dong.lines().any(|own| own == line), "{line}");
        }
        let city = of("79");
        assert!(city.contains("parent_agency = \"UBND THÀNH PHỐ HỒ CHÍ MINH\""));
        assert!(city.contains("place = \"Thành phố Hồ Chí Minh\""));
        let cao_bang = of("Cao Bằng");
        assert!(cao_bang.contains("\"- UBND các xã, phường;\""));
        for (name, units) in [
            ("Cao Bằng", "xã, phường"),
            ("Lâm Đồng", "xã, phường, đặc khu"),
        ] {
            let rules = Home::of_province(country::province(name).unwrap()).rules(&TEAMS);
            assert!(
                rules.contains(&format!("\nunits = \"{units}\"\n")),
                "{name}"
            );
        }
    }

    #[test]
    fn a_register_of_one_s_own_is_placed_or_filtered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("danh-muc.csv");
        let home = |text: &str, province: Option<&str>| {
            std::fs::write(&path, text).unwrap();
            let province = province.map(|name| country::province(name).unwrap());
            Home::of_register(&path, province).map(|home| (home.communes(), home.title()))
        };
        let national = include_str!("../register/country/communes.csv");
        let bare: String = national
            .lines()
            .map(|line| {
                let fields: Vec<&str> = line.split(',').collect();
                format!("{};{};{}\r\n", fields[1], fields[2], fields[3])
            })
            .collect();
        for text in [national, &format!("\u{feff}{bare}")] {
            assert_eq!(home(text, None).unwrap(), (3_321, None));
            let (communes, title) = home(text, Some("Huế")).unwrap();
            assert_eq!((communes, title.as_deref()), (40, Some("thành phố Huế")));
        }
        let few = "code,name,kind\n24769,Đà Lạt,Phường\n";
        let own = "code,name,kind\n00001,Xã Một,Xã\n00002,Hai,đặc khu\n";
        assert_eq!(home(own, None).unwrap(), (2, None));
        let named = home(own, Some("Cà Mau")).unwrap();
        assert_eq!(named, (2, Some("tỉnh Cà Mau".to_owned())));
        assert!(home(few, None).is_ok());
        // Excel removed the leading zeros of codes, and the headings are Vietnamese.
        let numbers = "Mã;Tên;Loại\r\n4;Ba Đình;phường\r\n8;Ngọc Hà;phường\r\n";
        let placed = (2, Some("thành phố Hà Nội".to_owned()));
        assert_eq!(home(numbers, None).unwrap(), placed);
        let elsewhere = "code,name,kind,province\n1,Một,xa,Huế\n";
        assert!(matches!(
            home(elsewhere, Some("Cà Mau")),
            Err(HomeFault::Elsewhere)
        ));
        let faulty = "code,name,kind\n1,Một,thon\n1,,xa\n";
        match home(faulty, None) {
            Err(HomeFault::Register(problems)) => assert_eq!(problems.list.len(), 2),
            other => panic!("{other:?}"),
        }
    }
}
