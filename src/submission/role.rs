//! The role in the team that a cell names: leader, deputy or member.
//!
//! Knows roles only. «Tổ trưởng tổ dân phố» is an office in the village, not the leader of the
//! team; «Tổ trưởng Tổ CNSCĐ» is.

use super::Role;
use crate::text;

/// The role named, or `None` where the text names none.
pub fn read(typed: &str) -> Option<Role> {
    match typed {
        "" => None,
        "Tổ trưởng" => Some(Role::Leader),
        "Tổ phó" => Some(Role::Deputy),
        "Thành viên" => Some(Role::Member),
        _ => understood(typed),
    }
}

fn understood(typed: &str) -> Option<Role> {
    let key = text::fold(typed);
    let key = key.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let words: Vec<&str> = key
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    if ["dan pho", "tdp", "thon", "khu pho", "hoa giai", "phong "]
        .iter()
        .any(|other| line.contains(other))
    {
        return None;
    }
    // Longer names first: «Phó Tổ trưởng» begins like no leader, «Tổ phó» like no other.
    const ROLES: &[(&str, Role)] = &[
        ("pho to truong", Role::Deputy),
        ("pho truong nhom", Role::Deputy),
        ("to pho", Role::Deputy),
        ("nhom pho", Role::Deputy),
        ("pho to", Role::Deputy),
        ("pho nhom", Role::Deputy),
        ("p to truong", Role::Deputy),
        ("to truong", Role::Leader),
        ("truong nhom", Role::Leader),
        ("nhom truong", Role::Leader),
        ("truong to", Role::Leader),
        ("thanh vien", Role::Member),
        ("to vien", Role::Member),
        ("uy vien", Role::Member),
        ("thu ky", Role::Member),
    ];
    const WHOLE: &[(&str, Role)] = &[
        ("truong", Role::Leader),
        ("tt", Role::Leader),
        ("ttr", Role::Leader),
        ("t truong", Role::Leader),
        ("pho", Role::Deputy),
        ("pho thuong truc", Role::Deputy),
        ("tp", Role::Deputy),
        ("t pho", Role::Deputy),
        ("tv", Role::Member),
        ("t vien", Role::Member),
        ("cac thanh vien", Role::Member),
        ("uv", Role::Member),
    ];
    let whole = WHOLE.iter().find(|(name, _)| *name == line);
    let beginning = ROLES.iter().find(|(name, _)| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '0', '1', '2', '3']))
    });
    whole.or(beginning).map(|(_, role)| *role)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_words_are_what_they_would_be_understood_as() {
        for typed in ["", "Tổ trưởng", "Tổ phó", "Thành viên"] {
            assert_eq!(read(typed), understood(typed), "{typed}");
        }
    }

    #[test]
    fn roles_as_they_are_typed() {
        use Role::{Deputy, Leader, Member};
        for (typed, role) in [
            ("Tổ trưởng", Some(Leader)),
            ("TỔ TRƯỞNG", Some(Leader)),
            ("To\u{302}\u{309} trưởng ", Some(Leader)),
            ("- Tổ trưởng:", Some(Leader)),
            ("Trưởng", Some(Leader)),
            ("Tổ trưởng Tổ CNSCĐ", Some(Leader)),
            ("Làm Tổ trưởng", None),
            ("Tổ phó", Some(Deputy)),
            ("Tổ phó thường trực", Some(Deputy)),
            ("Phó Tổ trưởng", Some(Deputy)),
            ("Phó tổ trưởng thường trực", Some(Deputy)),
            ("Phó", Some(Deputy)),
            ("Tổ phó 1", Some(Deputy)),
            ("Thành viên", Some(Member)),
            ("\u{feff}Thành\u{a0}viên", Some(Member)),
            ("TV", Some(Member)),
            ("Tổ viên", Some(Member)),
            ("Ủy viên", Some(Member)),
            ("Uỷ viên", Some(Member)),
            ("Thư ký", Some(Member)),
            ("Thành viên, thư ký", Some(Member)),
            ("Tổ trưởng tổ dân phố", None),
            ("Tổ trưởng tổ dân phố 2", None),
            ("Tổ trưởng TDP 3", None),
            ("Trưởng thôn", None),
            ("Trưởng phòng Văn hóa - Xã hội", None),
            ("Chủ tịch UBND xã", None),
            ("", None),
        ] {
            assert_eq!(read(typed), role, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(typed in any::<String>()) {
            let _ = read(&typed);
        }
    }
}
