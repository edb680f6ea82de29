//! What is sent to communes and what the department signs: letters and notices as .docx, texts to
//! be pasted into a group.
//!
//! Lays out what `rule` judged, in the words of `document`; deliberately counts nothing itself and
//! sends nothing. The same content gives the same bytes.

pub mod covering;
pub mod docx;
pub mod group;
pub mod notice;
pub mod owed;
pub mod remind;
mod shipped;
#[cfg(test)]
mod tests;
mod words;

use std::sync::{Arc, LazyLock};

use self::docx::Template;

/// A template shipped with the program: the path at which `cnscd init` writes it, and its bytes.
pub struct Shipped {
    /// The path, relative to the configuration's folder.
    pub path: &'static str,
    pub bytes: Vec<u8>,
}

/// Returns the templates shipped with the program.
pub fn shipped() -> [Shipped; 3] {
    let of = |path, bytes| Shipped { path, bytes };
    [
        of("templates/CongVan_DonDoc.docx", shipped::letter()),
        of("templates/Phieu.docx", shipped::notice()),
        of("templates/BaoCao.docx", shipped::report()),
    ]
}

/// The templates of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Templates {
    /// For the letter that reminds communes.
    pub letter: Arc<Template>,
    /// For the notice to one commune.
    pub notice: Arc<Template>,
    /// For the covering letter of the report.
    pub report: Arc<Template>,
}

static SHIPPED: LazyLock<Templates> = LazyLock::new(|| {
    let [letter, notice, report] = shipped();
    let read = |shipped: &Shipped, vocabulary| {
        let template = Template::read(shipped.path, &shipped.bytes, vocabulary);
        Arc::new(template.expect("a test reads each of them"))
    };
    Templates {
        letter: read(&letter, remind::VOCABULARY),
        notice: read(&notice, notice::VOCABULARY),
        report: read(&report, covering::VOCABULARY),
    }
});

impl Templates {
    /// Returns the templates shipped with the program.
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }
}
