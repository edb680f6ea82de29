//! The words that belong to one department and one campaign: `[document]` of the campaign's file.
//!
//! No words of a province are built in: what the file leaves out is empty and stays blank in the
//! document. Only the team's name has a default, from the campaign shipped with the program.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// The campaign file shipped with the program.
const CAMPAIGN: &str = include_str!("../../config/campaigns/to-cnscd-quang-ngai.toml");

static SHIPPED: LazyLock<Letterhead> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        document: RawLetterhead,
    }
    let file: File = toml::from_str(CAMPAIGN).expect("a test reads the shipped campaign");
    file.document.into()
});

/// The words of the document's head and foot. All come from the campaign; none are made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(from = "RawLetterhead")]
#[schemars(with = "RawLetterhead")]
pub struct Letterhead {
    /// «UBND TỈNH …»
    pub parent_agency: String,
    /// «SỞ …»
    pub agency: String,
    /// «Sở …», as in «của Sở …».
    pub agency_name: String,
    /// Where the document is signed.
    pub place: String,
    /// «/BC-SKHCN», after the blank for the number.
    pub number_suffix: String,
    /// The subject of the report; if empty, the campaign's title.
    pub subject: String,
    /// Lines above the name: «KT. GIÁM ĐỐC», «PHÓ GIÁM ĐỐC».
    pub signer_title: Vec<String>,
    /// The signer's full name; if empty, the space stays blank.
    pub signer_name: String,
    /// Lines of «Nơi nhận».
    pub recipients: Vec<String>,
    /// «Công văn số …»: the letter on which the rules are based.
    pub letter: String,
    /// Further legal bases.
    pub legal_bases: Vec<String>,
    /// The team to be founded: «Tổ công nghệ số cộng đồng».
    pub team: String,
    /// Its short name, in front of every mail's subject: «Tổ CNSCĐ».
    pub short_team: String,
    /// The middle part of a report's file name.
    pub short_name: String,
    /// «/SKHCN-BCVT&CĐS», after the blank for the number of a letter to the communes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub letter_number_suffix: String,
    /// «Nơi nhận» of a letter to the communes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub letter_recipients: Vec<String>,
    /// «Kính gửi» of the covering letter of the report.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub report_to: Vec<String>,
    /// Whom communes may ask: office, name, telephone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// The department's own templates, `.docx`; if empty, those shipped with the program.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub letter_template: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notice_template: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub report_letter_template: String,
}

/// `[document]` as it is written.
#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct RawLetterhead {
    parent_agency: String,
    agency: String,
    agency_name: String,
    place: String,
    number_suffix: String,
    subject: String,
    signer_title: Vec<String>,
    signer_name: String,
    recipients: Vec<String>,
    letter: String,
    legal_bases: Vec<String>,
    team: Option<String>,
    short_team: Option<String>,
    short_name: Option<String>,
    letter_number_suffix: String,
    letter_recipients: Vec<String>,
    report_to: Vec<String>,
    contact: String,
    letter_template: String,
    notice_template: String,
    report_letter_template: String,
}

impl From<RawLetterhead> for Letterhead {
    fn from(words: RawLetterhead) -> Self {
        let shipped = |pick: fn(&Self) -> &String| pick(&SHIPPED).clone();
        Self {
            parent_agency: words.parent_agency,
            agency: words.agency,
            agency_name: words.agency_name,
            place: words.place,
            number_suffix: words.number_suffix,
            subject: words.subject,
            signer_title: words.signer_title,
            signer_name: words.signer_name,
            recipients: words.recipients,
            letter: words.letter,
            legal_bases: words.legal_bases,
            team: words.team.unwrap_or_else(|| shipped(|all| &all.team)),
            short_team: words
                .short_team
                .unwrap_or_else(|| shipped(|all| &all.short_team)),
            short_name: words
                .short_name
                .unwrap_or_else(|| shipped(|all| &all.short_name)),
            letter_number_suffix: words.letter_number_suffix,
            letter_recipients: words.letter_recipients,
            report_to: words.report_to,
            contact: words.contact,
            letter_template: words.letter_template,
            notice_template: words.notice_template,
            report_letter_template: words.report_letter_template,
        }
    }
}

impl Default for Letterhead {
    /// The letterhead of a campaign that sets nothing.
    fn default() -> Self {
        RawLetterhead::default().into()
    }
}

impl Letterhead {
    /// The keys that a campaign is asked to set if its file leaves them out.
    pub const EXPECTED: [&str; 11] = [
        "parent_agency",
        "agency",
        "agency_name",
        "place",
        "number_suffix",
        "subject",
        "signer_title",
        "letter",
        "team",
        "short_team",
        "short_name",
    ];

    /// Returns the letterhead of the campaign shipped with the program.
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }

    /// Returns the legal bases without the words that the document adds: «Căn cứ …;».
    pub fn bases(&self) -> impl Iterator<Item = &str> {
        let bare = self.legal_bases.iter().map(|basis| bare_basis(basis));
        bare.filter(|basis| !basis.is_empty())
    }
}

/// Reduces a basis that was entered as it is printed: «Căn cứ Luật …;» becomes «Luật …».
fn bare_basis(typed: &str) -> &str {
    let basis = typed
        .trim()
        .trim_start_matches(['-', '–', '•'])
        .trim()
        .trim_end_matches([';', '.', ','])
        .trim_end();
    for opening in ["Căn cứ ", "căn cứ ", "CĂN CỨ "] {
        if let Some(rest) = basis.strip_prefix(opening) {
            return rest.trim_start_matches(':').trim();
        }
    }
    basis
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_is_bare_however_it_is_given() {
        for (typed, bare) in [
            (
                "Căn cứ Nghị định số 30/2020/NĐ-CP;",
                "Nghị định số 30/2020/NĐ-CP",
            ),
            ("  - căn cứ Luật A.", "Luật A"),
            ("Quyết định số 1/QĐ-UBND", "Quyết định số 1/QĐ-UBND"),
            ("Căn cứ ;", "Căn cứ"),
        ] {
            assert_eq!(bare_basis(typed), bare, "{typed}");
        }
    }

    #[test]
    fn nothing_of_a_province_is_built_in() {
        let nothing = serde_json::to_string(&Letterhead::default()).unwrap();
        for word in ["Ngãi", "NGÃI", "SKHCN", "Sở"] {
            assert!(!nothing.contains(word), "{word}: {nothing}");
        }
        assert_eq!(Letterhead::default().short_name, "ToCNSCD");
        assert_eq!(Letterhead::shipped().place, "Quảng Ngãi");
    }
}
