//! The register that a campaign's file names, with the lists of old names and spellings.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::campaign::file;
use crate::config::problem::{Problem, TomlFile};
use crate::config::raw::RawCampaign;
use crate::locale::{Sentence, Value};
use crate::register::{self, Fault, List, Register, UnitWords};
use crate::worker::{self, Worker};

/// The contents of a register's files; empty for a file that cannot be read.
pub(super) struct RegisterFiles {
    communes: Option<String>,
    dissolved: Option<String>,
    spellings: Option<String>,
}

/// The result of reading them.
pub(super) struct ReadRegister {
    read: Result<Register, Vec<Fault>>,
    /// Every code in the list of communes, also those on faulty lines: references to the list are
    /// checked against these codes.
    codes: BTreeSet<String>,
}

impl RegisterFiles {
    pub(super) fn of(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Self {
        let list = |reader: &mut TomlFile<'_>, key: &str, written: &Option<String>| {
            let written = written.as_deref()?;
            Some(file(reader, key, written).unwrap_or_default())
        };
        Self {
            communes: file(reader, "register", &raw.register),
            dissolved: list(reader, "dissolved", &raw.dissolved),
            spellings: list(reader, "spellings", &raw.spellings),
        }
    }

    /// Starts to read them on a thread, since they are the longest part of a campaign.
    pub(super) fn begin(self) -> Worker<'static, Option<ReadRegister>> {
        worker::begin(move || {
            let communes = self.communes?;
            let read = match (self.dissolved, self.spellings) {
                (None, None) => Register::with_shipped_names(&communes),
                (dissolved, spellings) => Register::from_csv(
                    &communes,
                    &dissolved.unwrap_or_default(),
                    &spellings.unwrap_or_default(),
                ),
            };
            let codes = match &read {
                Ok(register) => register
                    .communes
                    .iter()
                    .map(|one| one.code.clone())
                    .collect(),
                Err(_) => register::codes(&communes),
            };
            Some(ReadRegister { read, codes })
        })
    }
}

/// Returns the register with the campaign's own spellings, and the codes that may be
/// referred to. The codes are `None` if no list could be read, so that references to
/// it are not reported as well.
pub(super) fn register(
    reader: &mut TomlFile<'_>,
    raw: &RawCampaign,
    read: Option<ReadRegister>,
    units: Arc<UnitWords>,
) -> (Register, Option<BTreeSet<String>>) {
    let Some(ReadRegister { read, codes }) = read else {
        return (Register::shipped(), None);
    };
    let register = match read {
        Ok(register) => register,
        Err(faults) => {
            for fault in faults {
                listed(reader, raw, &fault);
            }
            let codes = (!codes.is_empty()).then_some(codes);
            return (Register::shipped(), codes);
        }
    };
    let (register, refused) = register.with_units(units).with_aliases(&raw.aliases);
    for (spelling, fault) in refused {
        let line = reader.line_of(&["aliases", &spelling]);
        let message = Sentence::new("config-alias")
            .with("why", Value::Sentences(vec![fault_sentence(&fault)]));
        reader.push(
            line,
            &format!("aliases.{spelling}"),
            message,
            "\"Xã Đak Uy\" = \"23510\"",
        );
    }
    (register, Some(codes))
}

/// Notes a fault at its line of the list.
fn listed(reader: &mut TomlFile<'_>, raw: &RawCampaign, fault: &Fault) {
    let (key, written, example) = match fault.list {
        List::Communes => (
            "register",
            Some(&raw.register),
            "21025,Cẩm Thành,phuong,Quảng Ngãi,thành phố Quảng Ngãi",
        ),
        List::Dissolved => (
            "dissolved",
            raw.dissolved.as_ref(),
            "Chánh Lộ,phuong,thành phố Quảng Ngãi,Quảng Ngãi,21025",
        ),
        List::Spellings => (
            "spellings",
            raw.spellings.as_ref(),
            "Ngọc Réo,23515,viết Ngọc thay cho Ngọk",
        ),
    };
    let path = reader.relative(written.unwrap_or(&raw.register));
    reader.problems.push(Problem {
        file: path.display().to_string(),
        line: u32::try_from(fault.line).unwrap_or(u32::MAX),
        key: key.to_owned(),
        message: fault_sentence(fault),
        example: example.to_owned(),
    });
}

pub(super) fn fault_sentence(fault: &Fault) -> Sentence {
    let named = fault.arguments.iter();
    named.fold(Sentence::new(fault.key), |sentence, (name, value)| {
        sentence.with(*name, value.as_str())
    })
}
