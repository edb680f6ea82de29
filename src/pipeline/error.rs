//! Why a run or a question cannot be completed, apart from the errors of the stages and the store.

use crate::failure::reasons;
use crate::locale::Sentence;

reasons! {
    /// Why a run or a question cannot be completed.
    pub enum PipelineError {
        /// No campaign has this name.
        CampaignUnknown { campaign: String, known: String } = 64 "cli-campaign-unknown",
        /// No campaign was named, and there are several or none.
        CampaignWhich { known: String } = 64 "cli-campaign-which",
        /// Nothing is stored that could be shown.
        NothingStored { campaign: String } = 65 "cli-nothing-stored",
        /// Nothing had been stored of this campaign at the moment asked about.
        NothingKnown { campaign: String, moment: String, first: String } = 65 "cli-nothing-known",
        /// A pull waits for a decision; until then the results sheet is left as it is.
        ResultsHeld { campaign: String, run: String } = 65 "results-held",
        /// No source contains submissions, so no commune's status is known.
        NoSubmissions { campaign: String } = 65 "letter-no-submissions",
        /// The data are too old to send notices about.
        TellStale { campaign: String } = 65 "letter-stale",
        /// A pull waits for a decision, so no notices are sent.
        TellQuarantined { campaign: String, run: String } = 65 "letter-quarantined",
        /// A paper that was just made cannot be read back.
        PaperUnreadable { error: std::io::Error } = 70 "letter-paper",
        /// A run of the campaign is under way while another is asked for.
        RunUnderWay { campaign: String, run: String, by: String } = 75 "run-under-way",
        /// No tab of any source is recognised.
        NoTab { tabs: Vec<Sentence> } = 65 "cli-no-tab",
        /// A vocabulary file cannot be used.
        VocabularyUnreadable { what: &'static str, error: String } = 78 "cli-vocabulary-unreadable",
        /// The stored rules are no longer understood.
        RulesUnreadable { problems: Vec<Sentence> } = 78 "cli-rules-unreadable",
        /// The stored configuration is no longer understood.
        KeptConfigurationUnreadable { error: serde_json::Error } = 70
            "cli-kept-configuration-unreadable",
        /// A source has not changed, but its bytes are not in the store.
        KeptBytesMissing { source: String } = 70 "cli-kept-bytes-missing",
    }
}
