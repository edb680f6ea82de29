//! Makes the templates shipped with the program: real .docx files in the layout of Decree
//! 30/2020/NĐ-CP, Annex I, which `cnscd init` writes for a department to adapt.
//!
//! Page A4, margins 20, 20, 30 and 15 mm (top, bottom, left, right), Times New Roman, the page
//! number centred at the top from the second page on. Knows layout; the words that depend on data
//! are placeholders.

use super::docx::pack;

const SPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const DECLARED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const OF_DOCUMENT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header2.xml"/></Relationships>"#;
/// A4 with the margins of the decree; the header is in the middle of the top margin.
const PAGE: &str = r#"<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:headerReference w:type="first" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>"#;
const LINES: &str = r#"<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tblBorders>"#;
/// The length in points of the rule under the motto: the length of its words.
const MOTTO: usize = 159;

/// Styles of paragraphs: id, name, properties of the paragraph, properties of its text.
const STYLES: &[(&str, &str, &str, &str)] = &[
    ("DauVanBan", "Đầu văn bản", CENTRED, "<w:sz w:val=\"24\"/>"),
    (
        "DauVanBanDam",
        "Đầu văn bản, đậm",
        CENTRED,
        "<w:b/><w:sz w:val=\"24\"/>",
    ),
    ("TieuNgu", "Tiêu ngữ", CENTRED, "<w:b/><w:sz w:val=\"26\"/>"),
    // A no-break space of 4 points is one point wide, so the rule has as many points as spaces.
    (
        "Vach",
        "Vạch",
        "<w:spacing w:before=\"0\" w:after=\"60\"/><w:jc w:val=\"center\"/>",
        "<w:u w:val=\"single\"/><w:sz w:val=\"8\"/>",
    ),
    ("SoKyHieu", "Số, ký hiệu", CENTRED, "<w:sz w:val=\"26\"/>"),
    (
        "NgayThang",
        "Địa danh, ngày tháng",
        CENTRED,
        "<w:i/><w:sz w:val=\"26\"/>",
    ),
    (
        "VeViec",
        "Về việc",
        "<w:spacing w:before=\"120\" w:after=\"0\"/><w:jc w:val=\"center\"/>",
        "<w:sz w:val=\"24\"/>",
    ),
    (
        "KinhGui",
        "Kính gửi",
        "<w:spacing w:before=\"240\" w:after=\"240\"/><w:jc w:val=\"center\"/>",
        "<w:sz w:val=\"28\"/>",
    ),
    (
        "NoiDung",
        "Nội dung",
        "<w:spacing w:before=\"0\" w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"720\"/><w:jc w:val=\"both\"/>",
        "<w:sz w:val=\"28\"/>",
    ),
    // Left-aligned: a long file name would stretch a justified line.
    (
        "NoiDungTrai",
        "Nội dung, không dàn đều",
        "<w:spacing w:before=\"0\" w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"720\"/>",
        "<w:sz w:val=\"28\"/>",
    ),
    // Keeps the signature off a page of its own.
    (
        "NoiDungCuoi",
        "Nội dung, đoạn cuối",
        "<w:keepNext/><w:keepLines/><w:spacing w:before=\"120\" w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"720\"/><w:jc w:val=\"both\"/>",
        "<w:sz w:val=\"28\"/>",
    ),
    (
        "TieuDe",
        "Tên loại, trích yếu",
        CENTRED,
        "<w:b/><w:sz w:val=\"28\"/>",
    ),
    (
        "PhuLuc",
        "Phụ lục",
        "<w:pageBreakBefore/><w:spacing w:before=\"0\" w:after=\"0\"/><w:jc w:val=\"center\"/>",
        "<w:b/><w:sz w:val=\"28\"/>",
    ),
    (
        "KemTheo",
        "Kèm theo",
        "<w:spacing w:before=\"0\" w:after=\"120\"/><w:jc w:val=\"center\"/>",
        "<w:i/><w:sz w:val=\"28\"/>",
    ),
    (
        "ChucVu",
        "Chức vụ, họ tên",
        "<w:keepNext/><w:spacing w:before=\"0\" w:after=\"0\"/><w:jc w:val=\"center\"/>",
        "<w:b/><w:sz w:val=\"28\"/>",
    ),
    (
        "NoiNhan",
        "Nơi nhận",
        "<w:keepNext/><w:spacing w:before=\"0\" w:after=\"0\"/>",
        "<w:b/><w:i/><w:sz w:val=\"24\"/>",
    ),
    (
        "NoiNhanDong",
        "Nơi nhận, danh sách",
        "<w:spacing w:before=\"0\" w:after=\"0\"/>",
        "<w:sz w:val=\"22\"/>",
    ),
    (
        "Bang",
        "Bảng",
        "<w:spacing w:before=\"20\" w:after=\"20\"/>",
        "<w:sz w:val=\"24\"/>",
    ),
    (
        "BangGiua",
        "Bảng, giữa",
        "<w:spacing w:before=\"20\" w:after=\"20\"/><w:jc w:val=\"center\"/>",
        "<w:sz w:val=\"24\"/>",
    ),
    (
        "BangDau",
        "Bảng, dòng đầu",
        "<w:keepNext/><w:spacing w:before=\"20\" w:after=\"20\"/><w:jc w:val=\"center\"/>",
        "<w:b/><w:sz w:val=\"24\"/>",
    ),
    ("SoTrang", "Số trang", CENTRED, "<w:sz w:val=\"26\"/>"),
];
const CENTRED: &str = "<w:spacing w:before=\"0\" w:after=\"0\"/><w:jc w:val=\"center\"/>";

/// The letter that reminds communes, with the communes concerned as its appendices.
pub(super) fn letter() -> Vec<u8> {
    let left = [
        p("SoKyHieu", "Số:          {{letter_number_suffix}}"),
        p("VeViec", "V/v {{letter_subject}}"),
    ];
    let body = [
        head(&left.concat()),
        p("KinhGui", "Kính gửi: {{addressees}}"),
        paragraphs(
            "NoiDung",
            &[
                "{{opening}}",
                "{{headline}}",
                "{{owing_sentence}}",
                "{{review_sentence}}",
                "{{request}}",
                "{{requests}}",
                "{{contact_sentence}}",
            ],
        ),
        p("NoiDungCuoi", "{{closing}}"),
        foot("{{letter_recipients}}"),
        p("PhuLuc", "{{owing_heading}}"),
        p("TieuDe", "{{owing_title}}"),
        p("KemTheo", "{{owing_attached}}"),
        table(
            &[
                ("STT", 680),
                ("{{units_heading}}", 2100),
                ("Tình trạng", 2000),
                ("Thời hạn", 1500),
                ("Nội dung đề nghị", 3074),
            ],
            &[
                ("BangGiua", "{{owing.number}}"),
                ("Bang", "{{owing.name}}"),
                ("Bang", "{{owing.status}}"),
                ("BangGiua", "{{owing.deadline}}"),
                ("Bang", "{{owing.request}}"),
            ],
        ),
        p("PhuLuc", "{{review_heading}}"),
        p("TieuDe", "{{review_title}}"),
        p("KemTheo", "{{review_attached}}"),
        table(
            &[
                ("STT", 680),
                ("{{units_heading}}", 2300),
                ("{{review_stated}}", 2500),
                ("Số nội dung", 1300),
                ("Nội dung đề nghị", 2574),
            ],
            &[
                ("BangGiua", "{{review.number}}"),
                ("Bang", "{{review.name}}"),
                ("Bang", "{{review.composition}}"),
                ("BangGiua", "{{review.count}}"),
                ("Bang", "{{review.request}}"),
            ],
        ),
    ];
    file(&body.concat())
}

/// The notice to one commune, on one page.
pub(super) fn notice() -> Vec<u8> {
    let body = [
        head(&p("SoKyHieu", "Số:          {{letter_number_suffix}}")),
        p("VeViec", ""),
        p("TieuDe", "PHIẾU THÔNG TIN"),
        p("TieuDe", "{{subject}}"),
        p("KemTheo", "(Số liệu tính đến ngày {{as_of}})"),
        p("KinhGui", "Kính gửi: {{addressee}}"),
        paragraphs(
            "NoiDung",
            &[
                "{{received}}",
                "Tình trạng: {{state}}.",
                "Thời hạn: {{deadline}}.",
                "{{thanks}}",
                "{{request}}",
            ],
        ),
        table(
            &[("STT", 680), ("Ô trong bảng", 2000), ("Nội dung", 6674)],
            &[
                ("BangGiua", "{{findings.number}}"),
                ("Bang", "{{findings.cell}}"),
                ("Bang", "{{findings.content}}"),
            ],
        ),
        p("NoiDungCuoi", "{{contact_sentence}}"),
        foot("{{notice_recipients}}"),
    ];
    file(&body.concat())
}

/// The covering letter of the report, with the report's figures.
pub(super) fn report() -> Vec<u8> {
    let body = [
        head(&p("SoKyHieu", "Số:          {{number_suffix}}")),
        p("VeViec", ""),
        p("TieuDe", "BÁO CÁO"),
        p("TieuDe", "{{subject}}"),
        p("KemTheo", "(Số liệu tính đến ngày {{as_of}})"),
        p("Vach", &rule(80)),
        p("KinhGui", "{{report_to}}"),
        paragraphs("NoiDung", &["{{legal_bases}}", "{{opening}}", "{{stale}}"]),
        heading("1. Kết quả"),
        paragraphs("NoiDung", &["{{headline}}", "{{deadline}}", "{{figures}}"]),
        table(
            &[
                ("Nhóm", 2454),
                ("Số đơn vị", 1150),
                ("{{issued_heading}}", 1150),
                ("Tỷ lệ", 1150),
                ("Đúng hạn", 1150),
                ("Sau hạn", 1150),
                ("Còn lại", 1150),
            ],
            &[
                ("Bang", "{{groups.name}}"),
                ("BangGiua", "{{groups.communes}}"),
                ("BangGiua", "{{groups.issued}}"),
                ("BangGiua", "{{groups.share}}"),
                ("BangGiua", "{{groups.on_time}}"),
                ("BangGiua", "{{groups.late}}"),
                ("BangGiua", "{{groups.left}}"),
            ],
        ),
        p("Bang", ""),
        heading("2. Thay đổi so với kỳ trước"),
        paragraphs("NoiDung", &["{{changes}}"]),
        heading("3. Đơn vị {{not_counted}}"),
        p("NoiDung", "{{owing_names}}"),
        p("NoiDungTrai", "{{attached}}"),
        p("NoiDungCuoi", "{{closing}}"),
        foot("{{recipients}}"),
    ];
    file(&body.concat())
}

/// The head: agency left and motto right, each with its rule; number and
/// subject left, place and date right.
fn head(left: &str) -> String {
    let agency = [
        p("DauVanBan", "{{parent_agency}}"),
        p("DauVanBanDam", "{{agency}}"),
        p("Vach", "{{agency_rule}}"),
    ];
    let motto = [
        p("DauVanBanDam", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        p("TieuNgu", "Độc lập - Tự do - Hạnh phúc"),
        p("Vach", &rule(MOTTO)),
    ];
    let date = p("NgayThang", "{{place_and_date}}");
    let rows = [
        row("", &[(3840, agency.concat()), (5514, motto.concat())]),
        row(
            "",
            &[
                (3840, format!("{}{left}", p("Vach", ""))),
                (5514, format!("{}{date}", p("Vach", ""))),
            ],
        ),
    ];
    bare_table(&[3840, 5514], &rows.concat())
}

/// The foot: «Nơi nhận» left, the signature right.
fn foot(recipients: &str) -> String {
    let left = [p("NoiNhan", "Nơi nhận:"), p("NoiNhanDong", recipients)];
    let right = [
        p("ChucVu", "{{signer_title}}"),
        p("ChucVu", "").repeat(4),
        p("ChucVu", "{{signer_name}}"),
    ];
    let cells = [(4500, left.concat()), (4854, right.concat())];
    bare_table(&[4500, 4854], &row("<w:cantSplit/>", &cells))
}

fn heading(text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"NoiDung\"/><w:keepNext/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"
    )
}

fn paragraphs(style: &str, texts: &[&str]) -> String {
    texts.iter().map(|text| p(style, text)).collect()
}

fn p(style: &str, text: &str) -> String {
    let run = match text {
        "" => String::new(),
        _ => format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>"),
    };
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{run}</w:p>")
}

/// A horizontal rule of this length in points.
pub(super) fn rule(points: usize) -> String {
    "\u{A0}".repeat(points)
}

/// A table of a list: its heading is repeated on each page, and no row is split over two pages.
fn table(columns: &[(&str, u32)], cells: &[(&str, &str)]) -> String {
    let head = columns
        .iter()
        .map(|(title, width)| (*width, p("BangDau", title)));
    let head = row("<w:cantSplit/><w:tblHeader/>", &head.collect::<Vec<_>>());
    let list = columns.iter().zip(cells);
    let list = list.map(|((_, width), (style, text))| (*width, p(style, text)));
    let list = row("<w:cantSplit/>", &list.collect::<Vec<_>>());
    let widths: Vec<u32> = columns.iter().map(|(_, width)| *width).collect();
    whole_table(LINES, 60, &widths, &format!("{head}{list}"))
}

fn bare_table(widths: &[u32], rows: &str) -> String {
    whole_table("", 0, widths, rows)
}

fn whole_table(lines: &str, margin: u32, widths: &[u32], rows: &str) -> String {
    let total: u32 = widths.iter().sum();
    let grid: String = widths
        .iter()
        .map(|width| format!("<w:gridCol w:w=\"{width}\"/>"))
        .collect();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>{lines}<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"{margin}\" w:type=\"dxa\"/><w:right w:w=\"{margin}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

fn row(properties: &str, cells: &[(u32, String)]) -> String {
    let cells: String = cells
        .iter()
        .map(|(width, content)| {
            format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>"
            )
        })
        .collect();
    let properties = match properties {
        "" => String::new(),
        _ => format!("<w:trPr>{properties}</w:trPr>"),
    };
    format!("<w:tr>{properties}{cells}</w:tr>")
}

fn file(body: &str) -> Vec<u8> {
    let number = "<w:p><w:pPr><w:pStyle w:val=\"SoTrang\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        // A table must not be the last element of a document.
        (
            "word/document.xml",
            format!(
                "<w:document {SPACE}><w:body>{body}{}{PAGE}</w:body></w:document>",
                p("Vach", "")
            ),
        ),
        ("word/_rels/document.xml.rels", OF_DOCUMENT.to_owned()),
        ("word/styles.xml", styles()),
        (
            "word/settings.xml",
            format!(
                "<w:settings {SPACE}><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
            ),
        ),
        (
            "word/header1.xml",
            format!("<w:hdr {SPACE}>{number}</w:hdr>"),
        ),
        (
            "word/header2.xml",
            format!("<w:hdr {SPACE}>{}</w:hdr>", p("SoTrang", "")),
        ),
    ];
    let parts = parts.map(|(name, text)| (name, format!("{DECLARED}{text}").into_bytes()));
    let parts = parts
        .iter()
        .map(|(name, text)| (*name, text.as_slice().into()));
    pack(parts).expect("a test packs each of them")
}

fn styles() -> String {
    let styles: String = STYLES
        .iter()
        .map(|(id, name, paragraph, letters)| {
            format!("<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>")
        })
        .collect();
    format!(
        "<w:styles {SPACE}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:color w:val=\"000000\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/><w:lang w:val=\"vi-VN\" w:eastAsia=\"vi-VN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>{styles}</w:styles>"
    )
}
