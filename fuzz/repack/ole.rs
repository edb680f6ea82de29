//! An .xls with its workbook stream changed.

use std::io::{Cursor, Read, Write};

use super::bytes;
use super::chance::Chance;

pub(crate) fn changed(data: &[u8], chance: &mut Chance) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(data)).ok()?;
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| container.is_stream(name))?;
    let mut stream = Vec::new();
    container
        .open_stream(name)
        .ok()?
        .read_to_end(&mut stream)
        .ok()?;
    let stream = if chance.one_in(2) {
        bytes(stream)
    } else {
        records(&stream, chance)?
    };
    let mut packed = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    packed.create_stream(name).ok()?.write_all(&stream).ok()?;
    Some(packed.into_inner().into_inner())
}

/// A record repeated, left out, moved, or changed with its length put right.
fn records(stream: &[u8], chance: &mut Chance) -> Option<Vec<u8>> {
    let mut records: Vec<Vec<u8>> = Vec::new();
    let mut rest = stream;
    while let Some((head, behind)) = rest.split_first_chunk::<4>() {
        let length = usize::from(u16::from_le_bytes([head[2], head[3]])).min(behind.len());
        records.push(rest[..4 + length].to_vec());
        rest = &behind[length..];
    }
    if records.is_empty() {
        return None;
    }
    let place = chance.below(records.len());
    let other = chance.below(records.len());
    match chance.below(6) {
        0 => drop(records.remove(place)),
        1 => records.insert(other, records[place].clone()),
        2 => records.swap(place, other),
        _ => {
            let record = &records[place];
            let content = bytes(record[4..].to_vec());
            let length = u16::try_from(content.len()).ok()?.to_le_bytes();
            records[place] = [&record[..2], &length, &content].concat();
        }
    }
    Some(records.concat())
}
