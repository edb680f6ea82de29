//! Makes the workbooks that speed is measured on, each with its register and its truth.
//!
//! `generate FOLDER small|medium|large [repeated]` writes `SIZE.xlsx`, `SIZE.csv` (the register)
//! and `SIZE.json` (what a right reading counts). One row a person, commune cells merged down, or
//! repeated in every row. The same arguments give the same bytes. Deliberately uses nothing of the
//! program: a mistake there must not hide itself here.

mod support;

use std::path::PathBuf;
use std::process::ExitCode;

use support::campaign::{Campaign, Size};
use support::{communes, workbook};

fn main() -> ExitCode {
    // cargo bench passes --bench to every target: without a folder there is nothing to do.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| one != "--bench")
        .collect();
    let [folder, size, layout @ ..] = arguments.as_slice() else {
        return ExitCode::SUCCESS;
    };
    let merged = match layout {
        [] => true,
        [repeated] if repeated == "repeated" => false,
        _ => return ExitCode::from(64),
    };
    let Ok(size) = size.parse::<Size>() else {
        return ExitCode::from(64);
    };
    let folder = PathBuf::from(folder);
    let communes = match size {
        Size::Small => communes::province(),
        Size::Medium | Size::Large => communes::country(),
    };
    let campaign = Campaign::invent(communes, size.rows());
    let file = |ending: &str| folder.join(format!("{size}.{ending}"));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(file("csv"), communes::register(campaign.communes()))
        .expect("the register can be written");
    std::fs::write(file("json"), campaign.truth()).expect("the truth can be written");
    workbook::write(&campaign, merged, &file("xlsx")).expect("the workbook can be written");
    ExitCode::SUCCESS
}
