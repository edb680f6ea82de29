//! One test binary; a file per subject.

mod google;
