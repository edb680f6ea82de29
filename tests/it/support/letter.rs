//! A mail as a mail program takes it apart: the parts of its body, decoded.

/// One part: its kind, the file name it carries, its bytes.
pub(crate) struct Part {
    pub(crate) kind: String,
    pub(crate) file_name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The parts of a message, those inside others included.
pub(crate) fn parts(message: &str) -> Vec<Part> {
    let message = message.replace("\r\n", "\n");
    let pieces = message.split("\n--").filter_map(|piece| {
        let (head, body) = piece.split_once("\n\n")?;
        let head = head.replace("\n ", " ");
        let field = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim().to_owned()
        };
        let kind = field("Content-Type:");
        if kind.starts_with("multipart") || kind.is_empty() {
            return None;
        }
        let bytes = match field("Content-Transfer-Encoding:").as_str() {
            "base64" => base64(body),
            // Nobody here reads the other form of the same words.
            _ => body.as_bytes().to_owned(),
        };
        // A longer name is written in pieces (RFC 2231); ours are one piece.
        let file_name = field("Content-Disposition:")
            .replace("filename*0=", "filename=")
            .split("filename=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
            .to_owned();
        Some(Part {
            kind: kind.split(';').next().expect("a kind").to_owned(),
            file_name,
            bytes,
        })
    });
    pieces.collect()
}

/// The plain text of a message.
pub(crate) fn plain(message: &str) -> String {
    let part = parts(message)
        .into_iter()
        .find(|part| part.kind == "text/plain")
        .expect("a plain text");
    String::from_utf8(part.bytes).expect("UTF-8")
}

fn base64(text: &str) -> Vec<u8> {
    let digit = |letter: u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u8> = text.bytes().filter_map(digit).collect();
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for four in digits.chunks(4) {
        let bits = four
            .iter()
            .fold(0u32, |bits, digit| bits << 6 | u32::from(*digit))
            << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}
