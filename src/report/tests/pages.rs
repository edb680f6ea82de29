//! The sheets as text, and as files for a person to look at.

use crate::report::fixture::Sample;
use crate::report::tests::{read, shown};

#[test]
fn the_summary_reads_as_a_document() {
    let sheets = read(&Sample::demo());
    insta::assert_snapshot!(shown(&sheets["Tổng hợp"], 10, 0, 45), @r"
    UBND TỈNH QUẢNG NGÃI | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    SỞ KHOA HỌC VÀ CÔNG NGHỆ | Độc lập - Tự do - Hạnh phúc
    Số:          /BC-SKHCN | Quảng Ngãi, ngày       tháng       năm 2025
    BÁO CÁO
    Tiến độ thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    Căn cứ Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025;
    Thực hiện Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025, Sở Khoa học và Công nghệ báo cáo như sau:
    Đến hết ngày 30/9/2025: 78/96 xã, phường, đặc khu đã ban hành (81,3%), không đổi so với kỳ trước; còn 18.
    Thay đổi so với báo cáo trước (số liệu tính đến ngày 23/9/2025):
    - Mới ban hành (6): Xã Đăk Mar; Xã Đăk Tô; Xã Đông Sơn; Xã Long Phụng; Đặc khu Lý Sơn; Xã Nghĩa Giang.
    - Trong đó ban hành sau hạn (2): Xã Đông Sơn; Đặc khu Lý Sơn.
    - Không còn được tính là đã ban hành (6): Xã Đăk Pék; Xã Ia Tơi; Xã Măng Bút; Phường Sa Huỳnh; Xã Sơn Tây; Phường Trương Quang Trọng.
    - Nội dung rà soát: 0 đã khắc phục, 83 mới phát sinh.
    1. Số liệu chính
    Đơn vị tính: xã, phường, đặc khu
    Chỉ tiêu | Số lượng | Tỷ lệ
    Tổng số xã, phường, đặc khu | 96
    Đã ban hành quyết định | 78 | 0.8125
    Đúng hạn (đến hết ngày 15/8/2025) | 66 | 0.8461538461538461
    trong đó ký đúng ngày 15/8/2025 | 8 | 0.12121212121212122
    Ban hành sau hạn | 12 | 0.15384615384615385
    Chưa đủ căn cứ xác nhận | 6 | 0.0625
    Chưa ban hành | 10 | 0.10416666666666667
    Chưa báo cáo | 2 | 0.020833333333333332
    Quá hạn, chưa ban hành (gồm cả ba nhóm trên) | 18 | 0.1875
    Tổ đã báo cáo thành phần | 88 | 0.9166666666666666
    Phù hợp | 52 | 0.5909090909090909
    Phù hợp, có nội dung lưu ý | 24 | 0.2727272727272727
    Chưa phù hợp | 12 | 0.13636363636363635
    Tổ cấp thôn, tổ dân phố đã báo cáo (tổ) | chưa có số liệu
    Tỷ lệ ở các dòng thụt vào tính trên số của dòng cấp trên liền kề.
    2. Theo khu vực và loại đơn vị
    Đơn vị tính: xã, phường, đặc khu
    STT | Khu vực, loại đơn vị | Tổng số | Đã ban hành | Tỷ lệ | Đúng hạn | Sau hạn | Chưa đủ căn cứ xác nhận | Chưa ban hành | Chưa báo cáo
    I | Quảng Ngãi (cũ) | 56 | 46 | 0.8214285714285714 | 38 | 8 | 4 | 6 | 0
    1 | Xã | 49 | 41 | 0.8367346938775511 | 36 | 5 | 4 | 4 | 0
    2 | Phường | 6 | 4 | 0.6666666666666666 | 2 | 2 | 0 | 2 | 0
    3 | Đặc khu | 1 | 1 | 1 | 0 | 1 | 0 | 0 | 0
    II | Kon Tum (cũ) | 40 | 32 | 0.8 | 28 | 4 | 2 | 4 | 2
    1 | Xã | 37 | 30 | 0.8108108108108109 | 26 | 4 | 2 | 3 | 2
    ");
}

#[test]
fn the_lists_read_as_appendices() {
    let sheets = read(&Sample::demo());
    insta::assert_snapshot!(shown(&sheets["Chi tiết"], 12, 0, 8), @r#"
    Phụ lục I
    TÌNH HÌNH THÀNH LẬP TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CỦA CÁC XÃ, PHƯỜNG, ĐẶC KHU
    (Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2025 của Sở Khoa học và Công nghệ)
    (Số liệu tính đến ngày 30/9/2025)
    STT | Xã, phường, đặc khu | Tình trạng | Số quyết định | Ngày ký | Thời hạn | Tổ trưởng | Tổ phó | Số người | Thành phần Tổ | Bản quyết định | Ghi chú
    1 | Phường Cẩm Thành | Đã ban hành | 11/QĐ-UBND | 15/08/2025 | Đúng hạn | Nguyễn Văn Mẫu (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Trần Thị Ví Dụ (Phó Chủ tịch UBND xã)⏎Lê Đức Thử (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp | Có
    2 | Phường Nghĩa Lộ | Đã ban hành | 12/QĐ-UBND | 18/08/2025 | Ban hành sau hạn | Trần Minh Giả (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Lê Thị Bịa (Phó Chủ tịch UBND xã)⏎Phạm Quốc Tỉ (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp | Chưa có
    3 | Xã An Phú | Đã ban hành | 13/QĐ-UBND | 22/07/2025 | Đúng hạn | Lê Xuân Đặt (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Phạm Văn Mẫu (Phó Chủ tịch UBND xã)⏎Đinh Thị Ví Dụ (Trưởng phòng Văn hóa - Xã hội) | 6 | Chưa phù hợp | Chưa có
    "#);
    insta::assert_snapshot!(shown(&sheets["Chưa ban hành"], 6, 0, 6), @r#"
    Phụ lục II
    DANH SÁCH XÃ, PHƯỜNG, ĐẶC KHU CHƯA BAN HÀNH HOẶC CHƯA ĐỦ CĂN CỨ XÁC NHẬN
    (Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2025 của Sở Khoa học và Công nghệ)
    (Số liệu tính đến ngày 30/9/2025)
    STT | Xã, phường, đặc khu | Quyết định đã nêu | Nội dung cần xử lý | Vướng mắc, dự kiến (theo ghi chú của đơn vị) | Đầu mối liên hệ
    I | Chưa ban hành: 10 đơn vị
    "#);
    insta::assert_snapshot!(shown(&sheets["Thay đổi"], 6, 0, 9), @r#"
    THAY ĐỔI SO VỚI BÁO CÁO TRƯỚC
    Thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    Báo cáo trước: số liệu tính đến ngày 23/9/2025, lập lúc 07 giờ 00 phút ngày 30/9/2025.
    Nội dung rà soát: 0 đã khắc phục, 83 mới phát sinh.
    STT | Xã, phường, đặc khu | Kỳ trước | Kỳ này | Số quyết định | Ngày ký
    1 | Xã Đăk Mar | Chưa ban hành | Đã ban hành | 98/QĐ-UBND | 09/07/2025
    2 | Xã Đăk Pék | Đã ban hành | Chưa ban hành | chưa có số liệu | chưa có số liệu
    "#);
    insta::assert_snapshot!(shown(&sheets["Nguồn số liệu"], 6, 0, 40), @r#"
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
    1 | bang-chung | Tệp Office trên Google Drive | https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345/edit | 30/09/2025 07:00
    3. Các trang tính đã đọc
    STT | Trang tính | Nội dung | Số dòng | Dòng ẩn
    1 | Tổ CNSCĐ | Báo cáo của các đơn vị | 812 | 0
    2 | Đầu mối hỗ trợ | Đầu mối hỗ trợ | 9 | 0
    3 | Hướng dẫn | Không đọc | 0 | 0
    4. Quyết định đã được đối chiếu, xác nhận
    STT | Đơn vị | Quyết định | Người đối chiếu | Lý do
    1 | Xã Bình Sơn | 15/QĐ-UBND⏎ngày 28/7/2025 | Lê Thị Mẫu, Phòng BCVT&CĐS | đã đối chiếu bản ký
    5. Căn cứ rà soát
    Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025
    Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025
    Điểm 1 Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025 của Sở Khoa học và Công nghệ
    Mã kiểm, mã nội dung và vị trí ô nằm bên phải vùng in.
    "#);
}
