//! Writes a register to files that `read` can read.
//!
//! Knows the columns, not where the files are.

use crate::clock::Date;
use crate::register::{Commune, OldCommune};

/// The list of communes, with all columns that `read` knows.
pub fn communes(communes: &[Commune]) -> String {
    let rows = communes.iter().map(|one| {
        [
            one.code.as_str(),
            &one.name,
            one.kind.id(),
            &one.province,
            &one.former_province,
            &one.former_district,
            &day(one.since),
            &day(one.until),
            &one.successor,
        ]
        .map(str::to_owned)
    });
    list(
        "code,name,kind,province,former_province,former_district,since,until,successor",
        rows,
    )
}

/// The list of dissolved units: `old_name,old_kind,old_district,old_province,code`.
pub fn dissolved<'a>(units: impl Iterator<Item = &'a OldCommune>) -> String {
    let rows = units.map(|one| {
        [
            one.old_name.as_str(),
            &one.old_kind,
            &one.old_district,
            &one.old_province,
            &one.code,
        ]
        .map(str::to_owned)
    });
    list("old_name,old_kind,old_district,old_province,code", rows)
}

fn day(day: Option<Date>) -> String {
    day.map_or(String::new(), |day| day.to_string())
}

fn list<const WIDTH: usize>(head: &str, rows: impl Iterator<Item = [String; WIDTH]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("memory takes a row");
    }
    let rows = writer.into_inner().expect("memory takes all rows");
    format!("{head}\n{}", String::from_utf8_lossy(&rows))
}

#[cfg(test)]
mod tests {
    use crate::register::Register;

    #[test]
    fn what_is_written_is_read() {
        let register = Register::shipped();
        let communes = super::communes(&register.communes);
        let dissolved = super::dissolved(register.dissolved.iter());
        let read = Register::from_csv(&communes, &dissolved, "").unwrap();
        assert_eq!(read.communes, register.communes);
        assert_eq!(read.dissolved, register.dissolved);
    }
}
