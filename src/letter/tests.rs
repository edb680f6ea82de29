//! The shipped templates say everything that they may and nothing else.

use super::*;

#[test]
fn shipped_templates_are_read_and_always_the_same() {
    Templates::shipped();
    for (one, other) in shipped().iter().zip(shipped()) {
        assert_eq!(one.bytes, other.bytes, "{}", one.path);
    }
}

#[test]
fn the_guide_names_every_placeholder() {
    let guide = include_str!("../../docs/huong-dan-van-hanh.md");
    for vocabulary in [remind::VOCABULARY, notice::VOCABULARY, covering::VOCABULARY] {
        for name in vocabulary.names() {
            let (list, field) = name.split_once('.').unwrap_or(("", &name));
            let is_told = guide.contains(&format!("`{field}`"))
                && (list.is_empty() || guide.contains(&format!("`{list}.`")));
            assert!(is_told, "{name}");
        }
    }
}
