use crate::report::fixture::Sample;
use crate::report::write;

/// Writes both workbooks under target/report-sample, for looking at them.
#[test]
#[ignore = "writes files for a person to look at"]
fn the_pages_can_be_looked_at() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/report-sample");
    std::fs::create_dir_all(folder).unwrap();
    let mut sample = Sample::demo();
    for detail in [crate::report::Detail::Full, crate::report::Detail::Summary] {
        sample.detail = detail;
        let workbook = write(&sample.content()).unwrap();
        std::fs::write(format!("{folder}/{}", workbook.file_name), workbook.bytes).unwrap();
    }
}
