//! Tables of titles and the fields that they name.

use super::Field::*;
use super::*;

#[track_caller]
fn check(title: &str, fields: &[Field]) {
    assert_eq!(Headers::shipped().fields(title), fields, "{title:?}");
}

#[test]
fn knows_titles_however_they_are_dressed() {
    check("STT", &[Ordinal]);
    check("Tên xã, phường, đặc khu (*):", &[Commune]);
    check("TÊN XÃ,\nPHƯỜNG", &[Commune]);
    check("So dien thoai", &[Phone]);
    check("Ngày, tháng, năm ban hành QĐ", &[DecisionDate]);
    check("Chức vụ (ghi đầy đủ)", &[Position]);
    check("Họ và tên người báo cáo", &[Ignored]);
    check("Số lượng thành viên Tổ", &[MemberCount]);
    check("Số tổ CNSCĐ cấp thôn, tổ dân phố", &[VillageTeams]);
    check("Chức danh", &[Position, Role]);
    check("Đơn vị", &[Commune, Workplace, Unit]);
    check("QĐTL Tổ CNSCĐ", &[DecisionNumber]);
    check("Ấp/khóm", &[Village]);
    check("Quyết định ngày", &[DecisionDate]);
    check("Ngày phát hành", &[DecisionDate]);
    check("Xã sau sắp xếp", &[Commune]);
    check("Số đ.thoại", &[Phone]);
    check("Địa chỉ thư công vụ", &[Email]);
    check("Tải lên quyết định (PDF)", &[Link]);
    check("SL thành viên", &[MemberCount]);
    check("SL tổ thôn", &[VillageTeams]);
    check("Số thành viên nữ", &[Ignored]);
    check("Đánh dấu (x) nếu đã ban hành", &[Status]);
    check("Báo cáo tình hình", &[]);
    check("Phường/xã", &[Commune]);
    check("Tên ĐVHC mới", &[Commune]);
    check("Số Q.Đ", &[DecisionNumber]);
    check("Thông tin QĐ thành lập", &[DecisionNumber]);
    check("VB thành lập (số/ngày)", &[DecisionNumber]);
    check(
        "Kết quả thành lập Tổ CNSCĐ (ghi rõ số, ngày QĐ)",
        &[DecisionNumber],
    );
}

/// A sheet with English titles used to be refused as a whole.
#[test]
fn knows_english_titles() {
    check("No.", &[Ordinal]);
    check("Ward/Commune", &[Commune]);
    check("Decision No.", &[DecisionNumber]);
    check("Date signed", &[DecisionDate]);
    check("Full name", &[Person]);
    check("Job title", &[Position]);
    check("Role in team", &[Role]);
    check("Phone number", &[Phone]);
    check("Remarks", &[Note]);
    check("District", &[Ignored]);
}

/// A day on which something is due used to be read as the day of signing, and the person who
/// fills in a form as one of the team.
#[test]
fn what_is_due_and_who_answers_are_not_the_teams() {
    check("Hạn ban hành", &[Ignored]);
    check("Thời hạn ban hành QĐ", &[Ignored]);
    check("Ngày ban hành thực tế", &[DecisionDate]);
    check("Họ tên người điền phiếu", &[Ignored]);
    check("SĐT người cung cấp thông tin", &[Ignored]);
    check("Số KH", &[OtherDocument]);
    check("Chức vụ người ký", &[Ignored]);
}

/// Each used to be read by another word that it contains.
#[test]
fn a_title_is_what_its_head_noun_is() {
    check("Số QĐ thành lập Tổ CNSCĐ", &[DecisionNumber]);
    check("Số, ký hiệu QĐ thành lập Tổ CNSCĐ thôn", &[DecisionNumber]);
    check("(3) Số QĐ kiện toàn Tổ CNSCĐ", &[DecisionNumber]);
    check("QĐ của UBND xã", &[DecisionNumber]);
    check("Quyết định UBND phường ban hành", &[DecisionNumber]);
    check(
        "Ngày ban hành quyết định thành lập Tổ công nghệ số cộng đồng cấp xã",
        &[DecisionDate],
    );
    check("Ngày Chủ tịch UBND xã ký", &[DecisionDate]);
    check("Thời gian Tổ được thành lập", &[DecisionDate]);
    check("Số Zalo Tổ CNSCĐ", &[Phone]);
    check("Số điện thoại Tổ CNSCĐ thôn", &[Phone]);
    check("Số người tham gia Tổ CNSCĐ", &[MemberCount]);
    check("Số lượng cán bộ trong Tổ", &[MemberCount]);
    check("Tổng số tổ thôn", &[VillageTeams]);
    check("Số tổ trưởng", &[Ignored]);
    check("Số máy tính của Tổ CNSCĐ thôn", &[]);
    check("Số thôn đã có QĐ", &[]);
    check("Kinh phí theo quyết định", &[]);
    check("Link QĐ thành lập Tổ", &[Link]);
    check("Chức danh được phân công trong Tổ", &[Role]);
    check("Chức vụ (ở UBND xã)", &[Position]);
    check("Ngày tập huấn sau khi thành lập", &[Ignored]);
    check("Đã ban hành quyết định", &[Status]);
    check("Tờ trình thành lập Tổ CNSCĐ", &[OtherDocument]);
    check("Xã của anh/chị", &[Commune]);
    check("Hình thức văn bản", &[DocumentKind]);
    check("Tên loại VB", &[DocumentKind]);
    check("Loại hình", &[Ignored]);
    check("SO QD THANH LAP TO CNSCD", &[DecisionNumber]);
    check("Nếu có, ghi số quyết định", &[DecisionNumber]);
    check("Lãnh đạo Tổ", &[Person]);
    check("Thành lập Tổ", &[Status]);
    check("Tổ trưởng/Tổ phó", &[Role]);
}
