//! Changes what is inside a container, then packs it again.

mod chance;
mod markup;
mod ole;
mod zipped;

use libfuzzer_sys::fuzzer_mutate;

use chance::Chance;

/// Changes the first `size` bytes in place and gives the new size.
pub(crate) fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut chance = Chance::new(seed);
    let packed = if chance.one_in(8) {
        None
    } else {
        let bytes = &data[..size];
        zipped::changed(bytes, &mut chance).or_else(|| ole::changed(bytes, &mut chance))
    };
    match packed {
        Some(packed) if packed.len() <= max_size => {
            data[..packed.len()].copy_from_slice(&packed);
            packed.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
}

/// Bytes changed by the fuzzer's own means, with room to grow.
fn bytes(mut content: Vec<u8>) -> Vec<u8> {
    const ROOM: usize = 256;

    let size = content.len();
    content.resize(size + ROOM, 0);
    let size = fuzzer_mutate(&mut content, size, size + ROOM);
    content.truncate(size);
    content
}
