//! Whole templates: what is filled in, repeated, left out and refused.

use super::package::pack;
use super::*;
use crate::failure::Reason;
use crate::locale::Language;

const TYPES: &str = "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
const SPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

const VOCABULARY: Vocabulary = Vocabulary {
    head: &[],
    texts: &["commune", "state"],
    lines: &["recipients"],
    lists: &[("owing", &["number", "name"]), ("findings", &["cell"])],
    required: &["commune"],
};

fn file(parts: &[(&str, String)]) -> Vec<u8> {
    let types = [("[Content_Types].xml", TYPES.to_owned())];
    let all = types.iter().chain(parts);
    pack(all.map(|(name, text)| (*name, text.as_bytes().into()))).unwrap()
}

fn body(inner: &str) -> String {
    format!(
        "<w:document {SPACE}><w:body>{inner}<w:p><w:r><w:t>{{{{commune}}}}</w:t></w:r></w:p></w:body></w:document>"
    )
}

fn fields() -> Fields {
    let mut fields = Fields::default();
    fields.text("commune", "Xã <A> & \"B\"\u{7}");
    fields.lines("recipients", ["- Như trên;", "- Lưu: VT."]);
    let entry =
        |number: &str, name: &str| vec![("number", number.to_owned()), ("name", name.to_owned())];
    fields.list("owing", vec![entry("1", "Ba Tô"), entry("2", "Ba Tơ")]);
    fields
}

/// Compares the body's parts after filling, without the end that `body` adds.
#[track_caller]
fn check(inner: &str, filled: &str) {
    let template = Template::read(
        "t.docx",
        &file(&[("word/document.xml", body(inner))]),
        VOCABULARY,
    );
    let bytes = template.unwrap().fill(&fields()).unwrap();
    let parts = package::unpack(&bytes).unwrap();
    let text = String::from_utf8(parts[1].1.clone()).unwrap();
    let text = text.replace(" xml:space=\"preserve\"", "");
    let (_, rest) = text.split_once("<w:body>").unwrap();
    let (shown, _) = rest.rsplit_once("<w:p>").unwrap();
    assert_eq!(shown, filled, "{inner}");
}

#[test]
fn a_row_that_speaks_of_a_list_is_repeated() {
    check(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p/></w:tc></w:tr>\
         <w:tr><w:tc><w:p><w:r><w:t>{{owing.number}}. {{owing.name}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p/></w:tc></w:tr>\
         <w:tr><w:tc><w:p><w:r><w:t>1. Ba Tô</w:t></w:r></w:p></w:tc></w:tr>\
         <w:tr><w:tc><w:p><w:r><w:t>2. Ba Tơ</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    );
    // An empty list leaves no table.
    check(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p/></w:tc></w:tr>\
         <w:tr><w:tc><w:p><w:r><w:t>{{findings.cell}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "",
    );
}

#[test]
fn a_table_in_a_table_is_filled_and_left_out_alone() {
    let list = |name: &str| {
        format!(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{{{{name}}}}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        )
    };
    let around = |inner: &str| {
        format!("<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>")
    };
    let row =
        |name: &str| format!("<w:tr><w:tc><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:tc></w:tr>");
    let filled = format!("<w:tbl>{}{}</w:tbl>", row("Ba Tô"), row("Ba Tơ"));
    check(&around(&list("owing.name")), &around(&filled));
    check(&around(&list("findings.cell")), &around(""));
}

#[test]
fn a_paragraph_of_lines_is_repeated_and_an_empty_one_left_out() {
    check(
        "<w:p w14:paraId=\"1\"><w:bookmarkStart w:id=\"1\"/><w:r><w:t>{{recipients}}</w:t></w:r></w:p><w:p><w:r><w:t>{{state}}</w:t></w:r></w:p><w:p><w:r><w:t>a {{state}}</w:t></w:r></w:p>",
        "<w:p w14:paraId=\"1\"><w:bookmarkStart w:id=\"1\"/><w:r><w:t>- Như trên;</w:t></w:r></w:p><w:p><w:r><w:t>- Lưu: VT.</w:t></w:r></w:p><w:p><w:r><w:t>a </w:t></w:r></w:p>",
    );
    // A text of several lines repeats its paragraph, not the row around it.
    check(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{recipients}}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>- Như trên;</w:t></w:r></w:p><w:p><w:r><w:t>- Lưu: VT.</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    );
    // A cell keeps one paragraph.
    check(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{state}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    );
}

#[test]
fn a_text_box_and_a_header_are_filled_too() {
    check(
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{{owing.name}}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Ba Tô</w:t></w:r></w:p><w:p><w:r><w:t>Ba Tơ</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    );
    let header = format!("<w:hdr {SPACE}><w:p><w:r><w:t>{{{{commune}}}}</w:t></w:r></w:p></w:hdr>");
    let bytes = file(&[
        ("word/document.xml", body("")),
        ("word/header2.xml", header),
    ]);
    let template = Template::read("t.docx", &bytes, VOCABULARY).unwrap();
    let filled = template.fill(&fields()).unwrap();
    assert_eq!(filled, template.fill(&fields()).unwrap(), "byte for byte");
    let parts = package::unpack(&filled).unwrap();
    let header = String::from_utf8_lossy(&parts[2].1);
    assert!(header.contains(">Xã &lt;A&gt; &amp; \"B\"<"), "{header}");
}

#[test]
fn an_other_prefix_is_as_good() {
    let text = body("").replace("w:", "x:").replace("xmlns:w", "xmlns:x");
    let template = Template::read("t.docx", &file(&[("word/document.xml", text)]), VOCABULARY);
    let bytes = template.unwrap().fill(&fields()).unwrap();
    let parts = package::unpack(&bytes).unwrap();
    assert!(String::from_utf8_lossy(&parts[1].1).contains("Xã &lt;A&gt;"));
}

#[test]
fn what_cannot_be_filled_is_told_with_its_place() {
    let paragraph = |text: &str| format!("<w:p/><w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    for (bytes, told) in [
        (
            file(&[("word/document.xml", body(&paragraph("Gửi {{xa}}")))]),
            "t.docx: không có mục «{{xa}}» (thân văn bản, đoạn 2: «Gửi {{xa}}»); các mục dùng được: commune, findings.cell, owing.name, owing.number, recipients, state",
        ),
        (
            file(&[("word/document.xml", body(&paragraph("Gửi {{commune")))]),
            "t.docx: dấu ngoặc {{ chưa đóng (thân văn bản, đoạn 2: «{{commune»)",
        ),
        (
            file(&[(
                "word/document.xml",
                body(&paragraph("{{owing.name}} {{findings.cell}}")),
            )]),
            "t.docx: một dòng nói về hai danh sách (thân văn bản, đoạn 2: «{{owing.name}} {{findings.cell}}»)",
        ),
        (
            file(&[("word/document.xml", format!("<w:document {SPACE}/>"))]),
            "t.docx: thiếu mục phải có {{commune}}",
        ),
        (
            file(&[("word/document.xml", "<w:document>".to_owned())]),
            "t.docx: thân văn bản bị hỏng (<w:document> without its end)",
        ),
        (
            vec![0xD0, 0xCF, 0x11, 0xE0],
            "t.docx là tệp Word cũ (.doc) hoặc có đặt mật khẩu",
        ),
    ] {
        let error = Template::read("t.docx", &bytes, VOCABULARY).unwrap_err();
        assert_eq!(error.message().say(Language::Vi), told);
    }
    let error = Template::read("t.docx", b"hello", VOCABULARY).unwrap_err();
    assert_eq!((error.kind(), error.exit_code()), ("letter-not-docx", 78));
}
