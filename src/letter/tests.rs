//! The shipped templates say everything that they may and nothing else.

use super::*;

#[test]
fn shipped_templates_are_read_and_always_the_same() {
    Templates::shipped();
    for (one, other) in shipped().iter().zip(shipped()) {
        assert_eq!(one.bytes, other.bytes, "{}", one.path);
    }
}
