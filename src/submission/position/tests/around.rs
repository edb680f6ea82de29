//! Words around an office: whose it is, whether it is held, and of which commune.

use super::{SHIPPED, check, check_with};

/// A person authorised by the chair, one of two, and one who was the chair used to be the chair.
#[test]
fn words_around_the_chair_leave_it_open_who_that_is() {
    check(&[
        ("Ủy quyền Chủ tịch UBND xã", "~chairman-pc"),
        ("Phân công Chủ tịch UBND xã", "~chairman-pc"),
        ("Giao quyền Chủ tịch UBND xã", "acting:chairman-pc"),
        ("Chủ tịch UBND xã (nguyên)", "former:chairman-pc"),
        ("Chủ tịch UBND xã - nguyên", "former:chairman-pc"),
        (
            "Chủ tịch UBND xã, nguyên Phó Chủ tịch UBND huyện",
            "chairman-pc former:district-official",
        ),
        (
            "Chủ tịch UBND xã (vắng), Phó Chủ tịch thay",
            "~chairman-pc ~vice-chairman",
        ),
        (
            "Chủ tịch UBND xã hoặc Phó Chủ tịch UBND xã",
            "~chairman-pc ~vice-chairman-pc",
        ),
        ("Phó/Chủ tịch UBND xã", "~chairman-pc"),
        ("Phó-Chủ tịch UBND xã", "vice-chairman-pc"),
        (
            "Phó Chủ tịch/Chủ tịch UBND xã",
            "~vice-chairman ~chairman-pc",
        ),
        ("Chủ tịch UBND xã (đang khuyết)", "~chairman-pc"),
        ("Chủ tịch UBND xã → Bí thư Đảng ủy", "party-secretary"),
        (
            "Phó Chủ tịch HĐND, Chủ tịch UBND xã",
            "vice-chairman-council chairman-pc",
        ),
        (
            "Phó Bí thư/Chủ tịch UBND xã",
            "~deputy-party-secretary chairman-pc",
        ),
    ]);
}

/// Whoever was replaced had left, and not the person.
#[test]
fn what_is_said_of_the_person_replaced_is_not_said_of_the_chair() {
    check(&[
        (
            "Chủ tịch UBND xã (thay đ/c Lê Văn Cảnh nghỉ hưu)",
            "chairman-pc",
        ),
        (
            "Chủ tịch UBND xã, thay ông Lê Văn Cảnh đã chuyển công tác",
            "chairman-pc",
        ),
        ("Chủ tịch UBND xã, được nghỉ hưu", "former:chairman-pc"),
        ("Chủ tịch UBND xã, đã chuyển công tác", "former:chairman-pc"),
    ]);
}

#[test]
fn a_deputy_may_be_charged_with_the_office() {
    check(&[
        (
            "Phó Chủ tịch UBND xã được giao quyền Chủ tịch",
            "vice-chairman-pc ~acting:chairman",
        ),
        (
            "PCT điều hành hoạt động của UBND xã",
            "in-charge:vice-chairman-pc",
        ),
        (
            "PCT UBND xã, tạm thời điều hành",
            "in-charge:vice-chairman-pc",
        ),
    ]);
}

#[test]
fn other_spellings_of_the_same_office() {
    check(&[
        ("Ch.tịch UBND xã", "chairman-pc"),
        ("Chủ tịch UB nhân dân xã", "chairman-pc"),
        ("Chủ tịch UBND cấp xã", "chairman-pc"),
        // Without any mark, «&» used to be no word.
        ("TP VH&XH", "head-culture-society"),
        ("CC TN&TKQ", "~one-stop"),
        ("\u{421}hủ tị\u{441}h UBND xã", "chairman-pc"),
        ("Công chức Trung tâm Phục vụ hành chánh công", "pvhcc-staff"),
        ("Công chức TTPVHHC", "pvhcc-staff"),
        ("Trưởng phòng Văn hóa, Khoa học và Thông tin", "~head"),
    ]);
}

/// «UBND x. Sóc Sơn» used to be asked about, and «Nam Tiên Hưng» to be «Tiên Hưng».
#[test]
fn a_name_may_follow_a_letter_or_stand_before_everything() {
    let names = ["Sóc Sơn", "Tiên Hưng", "Nam Tiên Hưng", "Hòa Hội", "Vinh"];
    check_with(
        &SHIPPED.knowing(names),
        &[
            ("Chủ tịch UBND x. Sóc Sơn", "chairman-pc@x. Sóc Sơn"),
            ("Chủ tịch UBND x.Sóc Sơn", "chairman-pc@x.Sóc Sơn"),
            ("PCT UBND P. Vinh", "vice-chairman-pc@P. Vinh"),
            ("Chủ tịch x. Hòa Hội", "chairman-pc@x. Hòa Hội"),
            ("Công chức TTPVHCC Nam Tiên Hưng", "pvhcc-staff"),
            (
                "Chủ tịch UBMTTQ Việt Nam Tiên Hưng",
                "chairman-front@Tiên Hưng",
            ),
            ("Hòa Hội: Chủ tịch UBND xã", "chairman-pc"),
        ],
    );
}
