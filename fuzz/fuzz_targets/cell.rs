#![no_main]

#[path = "../subject/mod.rs"]
mod subject;

libfuzzer_sys::fuzz_target!(|data: &[u8]| subject::hold("cell", data));
