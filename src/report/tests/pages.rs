//! Every sheet as text: what a reader of the report sees.

use crate::report::fixture::Sample;
use crate::report::tests::{parts, read, rows, shown};
use crate::report::write;

/// The printed columns of one sheet of the small sample.
fn sheet(name: &str, columns: u32) -> String {
    let sheets = read(&Sample::small());
    let sheet = &sheets[name];
    shown(sheet, columns, 0, *rows(sheet).end())
}

#[test]
fn the_summary_reads_as_a_document() {
    insta::assert_snapshot!(sheet("Tổng hợp", 11), @r"
    UBND TỈNH QUẢNG NGÃI | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    SỞ KHOA HỌC VÀ CÔNG NGHỆ | Độc lập - Tự do - Hạnh phúc
    Số:          /BC-SKHCN | Quảng Ngãi, ngày       tháng       năm 2025
    BÁO CÁO
    Tiến độ thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    Căn cứ Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025;
    Thực hiện Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025, Sở Khoa học và Công nghệ báo cáo như sau:
    Đến hết ngày 30/9/2025: 4/8 xã, phường, đặc khu đã ban hành (50,0%), tăng 1 so với kỳ trước; còn 4.
    Thay đổi so với báo cáo trước (số liệu tính đến ngày 23/9/2025):
    - Thời hạn thay đổi: trước đây đến hết ngày 10/8/2025, nay đến hết ngày 15/8/2025.
    - Mới ban hành (1): Phường Cẩm Thành.
    - Thay đổi số hoặc ngày quyết định (1): Phường Nghĩa Lộ.
    - Thay đổi Tổ trưởng (1): Phường Nghĩa Lộ.
    1. Số liệu chính | Đơn vị tính: xã, phường, đặc khu
    Chỉ tiêu | Số lượng | Tỷ lệ
    Tổng số xã, phường, đặc khu | 8
    Đã ban hành quyết định | 4 | 0.5
    Đúng hạn (đến hết ngày 15/8/2025) | 3 | 0.75
    trong đó ký đúng ngày 15/8/2025 | 1 | 0.3333333333333333
    Ban hành sau hạn | 1 | 0.25
    Chưa đủ căn cứ xác nhận | 1 | 0.125
    Chưa ban hành | 2 | 0.25
    Chưa báo cáo | 1 | 0.125
    Quá hạn, chưa ban hành (gồm cả ba nhóm trên) | 4 | 0.5
    Tổ đã báo cáo thành phần | 5 | 0.625
    Phù hợp | 4 | 0.8
    trong đó có nội dung lưu ý | 1 | 0.25
    Chưa phù hợp | 1 | 0.2
    Tổ cấp thôn, tổ dân phố đã báo cáo (tổ) | chưa có số liệu
    Tỷ lệ ở các dòng thụt vào tính trên số của dòng cấp trên liền kề.
    2. Theo khu vực và loại đơn vị | Đơn vị tính: xã, phường, đặc khu
    STT | Khu vực, loại đơn vị | Tổng số | Đã ban hành | Tỷ lệ | Đúng hạn | Tỷ lệ đúng hạn | Sau hạn | Chưa đủ căn cứ xác nhận | Chưa ban hành | Chưa báo cáo
    I | Quảng Ngãi (cũ) | 7 | 4 | 0.5714285714285714 | 3 | 0.42857142857142855 | 1 | 1 | 2 | 0
    1 | Xã | 5 | 2 | 0.4 | 2 | 0.4 | 0 | 1 | 2 | 0
    2 | Phường | 2 | 2 | 1 | 1 | 0.5 | 1 | 0 | 0 | 0
    II | Kon Tum (cũ) | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1
    1 | Xã | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1
    TỔNG CỘNG | 8 | 4 | 0.5 | 3 | 0.375 | 1 | 1 | 2 | 1
    3. Đối chiếu với số liệu đã công bố
    Tính đến ngày | Đã công bố | Theo bảng số liệu | Chênh lệch | Nguồn
    01/8/2025 | 21 | 36 | 15 | số liệu nêu trong công văn của Sở
    4. Đã ban hành, cộng dồn theo ngày ký | 5. Tình trạng theo khu vực, loại đơn vị
    Chi tiết tại các Phụ lục I, II, III kèm theo; nguồn số liệu và cách tính tại trang Nguồn số liệu./.
    Nơi nhận: | KT. GIÁM ĐỐC
    - UBND tỉnh (báo cáo); | PHÓ GIÁM ĐỐC
    - Giám đốc, các PGĐ Sở;
    - UBND các xã, phường, đặc khu;
    - Lưu: VT, BCVT&CĐS.
    ");
}

#[test]
fn the_list_of_all_communes_reads_as_an_appendix() {
    insta::assert_snapshot!(sheet("Chi tiết", 12), @r"
    Phụ lục I
    TÌNH HÌNH THÀNH LẬP TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CỦA CÁC XÃ, PHƯỜNG, ĐẶC KHU
    (Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2025 của Sở Khoa học và Công nghệ)
    (Số liệu tính đến ngày 30/9/2025)
    STT | Xã, phường, đặc khu | Tình trạng | Số quyết định | Ngày ký | Thời hạn | Tổ trưởng | Tổ phó | Số người | Thành phần Tổ | Bản quyết định | Ghi chú
    1 | Phường Cẩm Thành | Đã ban hành | 11/QĐ-UBND | 15/8/2025 | Đúng hạn | Nguyễn Văn Mẫu (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Trần Thị Ví Dụ (Phó Chủ tịch UBND xã)⏎Lê Đức Thử (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp | Có
    2 | Phường Nghĩa Lộ | Đã ban hành | 12/QĐ-UBND | 18/8/2025 | Ban hành sau hạn | Trần Minh Giả (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Lê Thị Bịa (Phó Chủ tịch UBND xã)⏎Phạm Quốc Tỉ (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp | Chưa có
    3 | Xã An Phú | Đã ban hành | 13/QĐ-UBND | 22/7/2025 | Đúng hạn | Lê Xuân Đặt (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Phạm Văn Mẫu (Phó Chủ tịch UBND xã)⏎Đinh Thị Ví Dụ (Trưởng phòng Văn hóa - Xã hội) | 6 | Chưa phù hợp | Chưa có
    4 | Xã Bình Sơn | Đã ban hành | 14/QĐ-UBND | 29/7/2025 | Đúng hạn | Phạm Đức Thử (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Đinh Minh Giả (Phó Chủ tịch UBND xã)⏎Hồ Thị Bịa (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp, có nội dung lưu ý | Có | Đã đối chiếu: Lê Thị Mẫu
    5 | Xã Bình Minh | Chưa đủ căn cứ xác nhận | 16/KH-UBND | chưa có số liệu | Quá hạn, chưa ban hành | Hồ Thị Ví Dụ (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Nguyễn Đức Thử (Phó Chủ tịch UBND xã)⏎Trần Minh Giả (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp | Chưa có
    6 | Xã Thanh Bồng | Chưa ban hành | – | – | Quá hạn, chưa ban hành | chưa có số liệu | chưa có số liệu | – | chưa có số liệu | – | Đang trình ký, dự kiến ban hành trong tuần đầu tháng 10
    7 | Xã Sơn Hạ | Chưa ban hành | – | – | Quá hạn, chưa ban hành | chưa có số liệu | chưa có số liệu | – | chưa có số liệu | – | Đang trình ký, dự kiến ban hành trong tuần đầu tháng 10
    8 | Xã Măng Bút | Chưa báo cáo | chưa có số liệu | chưa có số liệu | Quá hạn, chưa ban hành | chưa có số liệu | chưa có số liệu | – | chưa có số liệu | –
    ");
}

#[test]
fn the_list_of_those_who_owe_reads_as_an_appendix() {
    insta::assert_snapshot!(sheet("Chưa ban hành", 6), @r"
    Phụ lục II
    DANH SÁCH XÃ, PHƯỜNG, ĐẶC KHU CHƯA BAN HÀNH HOẶC CHƯA ĐỦ CĂN CỨ XÁC NHẬN
    (Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2025 của Sở Khoa học và Công nghệ)
    (Số liệu tính đến ngày 30/9/2025)
    STT | Xã, phường, đặc khu | Quyết định đã nêu | Nội dung cần xử lý | Vướng mắc, dự kiến (theo ghi chú của đơn vị) | Đầu mối liên hệ
    I | Chưa ban hành: 2 đơn vị
    Đơn vị đã báo cáo nhưng chưa nêu quyết định thành lập Tổ; căn cứ Công văn của Sở. Đề nghị UBND xã ban hành và báo cáo số, ngày quyết định.
    1 | Xã Sơn Hạ | – | (như trên) | Đang trình ký, dự kiến ban hành trong tuần đầu tháng 10 | chưa có số liệu
    2 | Xã Thanh Bồng | – | (như trên) | Đang trình ký, dự kiến ban hành trong tuần đầu tháng 10 | chưa có số liệu
    II | Chưa báo cáo: 1 đơn vị
    1 | Xã Măng Bút | – | Đơn vị đã báo cáo nhưng chưa nêu quyết định thành lập Tổ; căn cứ Công văn của Sở. Đề nghị UBND xã ban hành và báo cáo số, ngày quyết định. | Chủ tịch: Nguyễn Văn Mẫu⏎TP. VH-XH: Trần Thị Ví Dụ⏎ĐT: 0255.3000.111; 0912 000 111⏎Thư: ubnd@example.org
    III | Chưa đủ căn cứ xác nhận: 1 đơn vị
    1 | Xã Bình Minh | 16/KH-UBND, chưa rõ ngày | Văn bản «16/KH-UBND» là loại văn bản khác, không phải quyết định thành lập Tổ; căn cứ Công văn của Sở. Đề nghị UBND xã bổ sung số, ngày quyết định. | chưa có số liệu
    Nội dung đưa vào công văn đôn đốc (không in):
    Đề nghị UBND các đơn vị sau khẩn trương ban hành quyết định thành lập Tổ công nghệ số cộng đồng và báo cáo về Sở Khoa học và Công nghệ: xã Măng Bút, xã Sơn Hạ, xã Thanh Bồng. Đề nghị UBND các đơn vị sau bổ sung số, ngày, bản chụp quyết định để Sở Khoa học và Công nghệ có căn cứ xác nhận: xã Bình Minh.
    ");
}

#[test]
fn the_list_of_teams_reads_as_an_appendix() {
    insta::assert_snapshot!(sheet("Thành phần", 5), @r"
    Phụ lục III
    NỘI DUNG CẦN RÀ SOÁT VỀ THÀNH PHẦN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG
    (Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2025 của Sở Khoa học và Công nghệ)
    (Số liệu tính đến ngày 30/9/2025)
    Phải sửa: 1 · Cần xem lại: 1 · Lưu ý: 0
    STT | Xã, phường, đặc khu | Mức độ | Nội dung | Căn cứ
    1 | Xã An Phú | Phải sửa | Tổ trưởng là Bí thư Đảng ủy; theo Công văn của Sở, Tổ trưởng là Chủ tịch UBND. Đề nghị UBND xã rà soát, kiện toàn. | Chưa có số liệu
    2 | Xã Bình Sơn | Cần xem lại | Tổ phó Nguyễn Văn Mẫu là Bí thư Đảng ủy; theo Công văn của Sở, Tổ phó có thể bao gồm Phó Chủ tịch UBND, lãnh đạo UB MTTQ Việt Nam, Trưởng phòng Văn hóa - Xã hội. Đề nghị UBND xã xem lại. | Chưa có số liệu
    ");
}

#[test]
fn the_faults_of_the_sheet_are_listed() {
    insta::assert_snapshot!(sheet("Rà soát dữ liệu", 5), @r"
    NỘI DUNG CẦN RÀ SOÁT TRONG BẢNG SỐ LIỆU
    Thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    Phải sửa: 0 · Cần xem lại: 2 · Lưu ý: 0
    STT | Mức độ | Xã, phường, đặc khu | Nội dung | Giá trị đang ghi
    1 | Cần xem lại | Phường Nghĩa Lộ | Quyết định ký ngày 18/8/2025, sau hạn 15/8/2025; căn cứ Công văn của Sở. Đề nghị UBND xã lưu ý thời hạn. | 18/8/2025
    2 | Cần xem lại | Phường Cẩm Thành | Số điện thoại «0123» không đúng dạng; căn cứ Công văn của Sở. Đề nghị kiểm tra lại. | 0123
    ");
}

#[test]
fn what_changed_is_listed_then_and_now() {
    insta::assert_snapshot!(sheet("Thay đổi", 5), @r"
    THAY ĐỔI SO VỚI BÁO CÁO TRƯỚC
    Thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    Báo cáo trước: số liệu tính đến ngày 23/9/2025, lập lúc 07 giờ 00 phút ngày 30/9/2025.
    Thời hạn thay đổi: trước đây đến hết ngày 10/8/2025, nay đến hết ngày 15/8/2025.
    Nội dung rà soát: 0 đã khắc phục, 0 mới phát sinh.
    STT | Xã, phường, đặc khu | Nội dung | Kỳ trước | Kỳ này
    1 | Phường Cẩm Thành | Tình trạng | Chưa ban hành | Đã ban hành: 11/QĐ-UBND, 15/8/2025
    2 | Phường Nghĩa Lộ | Số quyết định | 1/QĐ-UBND | 12/QĐ-UBND
    2 | Phường Nghĩa Lộ | Tổ trưởng | Hồ Văn Cũ | Trần Minh Giả
    ");
}

#[test]
fn the_contacts_are_listed() {
    insta::assert_snapshot!(sheet("Đầu mối", 7), @r"
    ĐẦU MỐI HỖ TRỢ CÁC HỆ THỐNG
    Thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    STT | Hệ thống, nền tảng | Đầu mối | Đơn vị phụ trách | Điện thoại | Thư điện tử | Nhóm hỗ trợ, tài liệu hướng dẫn
    1 | Cổng Dịch vụ công quốc gia | Nguyễn Thị Mẫu | Trung tâm Chuyển đổi số | 0905000420 | hotro@example.org | https://zalo.me/g/vidu001⏎https://huongdan.example.org/dichvucong
    2 | Hệ thống thông tin giải quyết thủ tục hành chính của tỉnh | Tổng đài | Trung tâm Chuyển đổi số | 1022 | hotro@example.org | https://zalo.me/g/vidu001⏎https://huongdan.example.org/dichvucong
    3 | Trang thông tin điện tử xã, phường | Đỗ Văn Thử | Trung tâm Chuyển đổi số | 0935000014⏎02553123456 | hotro@example.org | https://zalo.me/g/vidu001⏎https://huongdan.example.org/dichvucong
    ");
}

#[test]
fn the_sources_and_the_way_of_counting_are_told() {
    insta::assert_snapshot!(sheet("Nguồn số liệu", 6), @r"
    NGUỒN SỐ LIỆU VÀ CÁCH TÍNH
    Thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    1. Cách tính
    Đợt theo dõi | Thành lập Tổ công nghệ số cộng đồng cấp xã
    Số liệu tính đến ngày | 30/9/2025 (tính các quyết định ký đến hết ngày này)
    Thời hạn | 15/8/2025, tính cả quyết định ký đúng ngày này
    Lấy số liệu | 07 giờ 00 phút ngày 30/9/2025
    Đã ban hành | Có số của quyết định và ngày ký, từ ngày đơn vị được thành lập đến ngày tính số liệu.
    Chưa đủ căn cứ xác nhận | Có nêu quyết định nhưng số hoặc ngày chưa đầy đủ, chưa đọc được, hoặc văn bản không phải quyết định. Chưa tính là đã ban hành cho đến khi được xác nhận.
    Chưa ban hành | Có báo cáo nhưng chưa có quyết định đến ngày tính số liệu.
    Chưa báo cáo | Không có dòng số liệu, hoặc chỉ có tên đơn vị.
    Đúng hạn | Theo ngày ký của quyết định thành lập đầu tiên còn giá trị; quyết định kiện toàn sau đó không làm thay đổi.
    Phần mềm | cnscd 0.1.0
    2. Nguồn
    STT | Tên nguồn | Loại | Địa chỉ | Lấy lúc
    1 | bang-chung | Tệp Office trên Google Drive | https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345/edit | 07 giờ 00 phút ngày 30/9/2025
    3. Các trang tính đã đọc
    STT | Trang tính | Nội dung | Số dòng | Dòng ẩn
    1 | Tổ CNSCĐ | Báo cáo của các đơn vị | 812 | 0
    2 | Đầu mối hỗ trợ | Đầu mối hỗ trợ | 9 | 0
    3 | Hướng dẫn | Không đọc | 0 | 0
    4. Nội dung đã được xác nhận, gia hạn, tạm không xét
    Không có.
    5. Căn cứ rà soát
    Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025
    Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025
    Điểm 1 Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025 của Sở Khoa học và Công nghệ
    Mã kiểm, mã nội dung và vị trí ô nằm bên phải vùng in.
    ");
}

#[test]
fn the_signed_part_takes_two_pages_and_every_page_says_its_day() {
    let parts = parts(&write(&Sample::demo().content()).unwrap().bytes);
    let summary = &parts["xl/worksheets/sheet1.xml"];
    assert!(summary.contains("<rowBreaks count=\"1\""), "{summary}");
    for (name, part) in &parts {
        if name.starts_with("xl/worksheets/sheet") {
            assert!(
                part.contains("Số liệu tính đến ngày 30/9/2025</oddFooter>"),
                "{name}"
            );
        }
    }
}
