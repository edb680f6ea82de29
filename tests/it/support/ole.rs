//! Makes OLE containers and the BIFF8 stream of an .xls in them, sector by sector.

const SECTOR: usize = 512;
const FREE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;
const FAT: u32 = 0xFFFF_FFFD;

/// A container with one stream of this name, its chain of sectors as given by `chain` from the
/// honest one.
pub(crate) fn container(name: &str, stream: &[u8], chain: impl Fn(&mut Vec<u32>)) -> Vec<u8> {
    // short streams live elsewhere: pad to where they do not
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    // sector 0: the table of chains; 1: the directory; from 2 on: the stream
    let mut table = vec![FAT, END];
    table.extend((0..sectors).map(|sector| match sector + 1 {
        next if next == sectors => END,
        next => u32::try_from(next).expect("few") + 2,
    }));
    chain(&mut table);
    table.resize(SECTOR / 4, FREE);

    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.extend_from_slice(&[0; 16]);
    for half in [0x3Eu16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
        bytes.extend_from_slice(&half.to_le_bytes());
    }
    // directory sectors, table sectors, first directory sector, signature, shortest long
    // stream, no short streams, no table of tables
    for word in [0, 1, 1, 0, 4096, END, 0, END, 0, 0] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    bytes.resize(SECTOR, 0xFF);
    bytes.extend(table.iter().flat_map(|word| word.to_le_bytes()));
    let size = u32::try_from(stream.len()).expect("small");
    bytes.extend(directory_entry("Root Entry", 5, 1, END, 0));
    bytes.extend(directory_entry(name, 2, FREE, 2, size));
    bytes.resize(3 * SECTOR, 0);
    bytes.extend_from_slice(&stream);
    bytes
}

fn directory_entry(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(bytes.len() + 2).expect("short");
    bytes.resize(64, 0);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&[kind, 1]);
    for word in [FREE, FREE, child] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    bytes.resize(116, 0);
    bytes.extend_from_slice(&start.to_le_bytes());
    bytes.extend_from_slice(&size.to_le_bytes());
    bytes.resize(128, 0);
    bytes
}

/// An .xls with one tab `T` and these numbers at these rows and columns.
pub(crate) fn biff(numbers: &[(u16, u16, f64)]) -> Vec<u8> {
    const GLOBALS: u16 = 5;
    const WORKSHEET: u16 = 0x10;

    let bof = |kind: u16| {
        let mut data = vec![0, 6];
        data.extend_from_slice(&kind.to_le_bytes());
        data.resize(16, 0);
        record(0x809, &data)
    };
    let globals = bof(GLOBALS);
    // position of the sheet, visible, a worksheet, one letter of one byte each
    let sheet_at = globals.len() + 4 + 9 + 4;
    let mut bound = u32::try_from(sheet_at)
        .expect("small")
        .to_le_bytes()
        .to_vec();
    bound.extend_from_slice(&[0, 0, 1, 0, b'T']);
    let mut stream = globals;
    stream.extend(record(0x85, &bound));
    stream.extend(record(0x0A, &[]));
    stream.extend(bof(WORKSHEET));
    for (row, column, number) in numbers {
        let mut data = row.to_le_bytes().to_vec();
        data.extend_from_slice(&column.to_le_bytes());
        data.extend_from_slice(&[0, 0]);
        data.extend_from_slice(&number.to_le_bytes());
        stream.extend(record(0x203, &data));
    }
    stream.extend(record(0x0A, &[]));
    stream
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend_from_slice(&u16::try_from(data.len()).expect("short").to_le_bytes());
    bytes.extend_from_slice(data);
    bytes
}
