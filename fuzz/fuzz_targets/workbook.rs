#![no_main]
//! A workbook is changed inside: a part of a zip or a stream of an .xls is taken out, changed and
//! packed again with the right checksums, or nothing would be tried but the unpacking.

#[path = "../repack/mod.rs"]
mod repack;
#[path = "../subject/mod.rs"]
mod subject;

use std::panic;

libfuzzer_sys::fuzz_target!(
    init: {
        let abort = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // libraries that have the bytes of xls and xlsb to themselves: what they panic at is refused
            let foreign = |file: &str| ["/calamine-", "/cfb-"].iter().any(|name| file.contains(name));
            if !info.location().is_some_and(|at| foreign(at.file())) {
                abort(info);
            }
        }));
    },
    |data: &[u8]| subject::hold("workbook", data)
);

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    repack::mutate(data, size, max_size, seed)
});
