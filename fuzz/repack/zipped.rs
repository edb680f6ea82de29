//! A zip with one part changed, left out or doubled.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::chance::Chance;
use super::{bytes, markup};

struct Part {
    name: String,
    content: Vec<u8>,
}

pub(crate) fn changed(data: &[u8], chance: &mut Chance) -> Option<Vec<u8>> {
    let mut parts = parts(data)?;
    let place = chance.below(parts.len());
    match chance.below(24) {
        0 => drop(parts.remove(place)),
        1 => {
            let other = chance.below(parts.len());
            parts.swap(place, other);
        }
        2 => parts[place].name = String::from_utf8(bytes(parts[place].name.clone().into())).ok()?,
        3..=8 => parts[place].content = bytes(std::mem::take(&mut parts[place].content)),
        _ => parts[place].content = markup::changed(&parts[place].content, chance),
    }
    packed(&parts, chance.one_in(4))
}

fn parts(data: &[u8]) -> Option<Vec<Part>> {
    const MOST: u64 = 1 << 18;

    let mut zip = ZipArchive::new(Cursor::new(data)).ok()?;
    let mut parts = Vec::new();
    for index in 0..zip.len().min(64) {
        let file = zip.by_index(index).ok()?;
        let name = file.name().ok()?.into_owned();
        let mut content = Vec::new();
        // of a part that lies, what there is
        let _ = file.take(MOST).read_to_end(&mut content);
        parts.push(Part { name, content });
    }
    (!parts.is_empty()).then_some(parts)
}

fn packed(parts: &[Part], deflated: bool) -> Option<Vec<u8>> {
    let method = if deflated {
        CompressionMethod::Deflated
    } else {
        CompressionMethod::Stored
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(part.name.as_str(), options).ok()?;
        zip.write_all(&part.content).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}
