//! Why a run or an answer cannot go on, beside what the stages and the store say themselves.

use crate::failure::reasons;
use crate::locale::Sentence;

reasons! {
    /// Why it cannot go on.
    pub enum PipelineError {
        /// No campaign has this name.
        CampaignUnknown { campaign: String, known: String } = 64 "cli-campaign-unknown",
        /// There are several campaigns, or none, and none was named.
        CampaignWhich { known: String } = 64 "cli-campaign-which",
        /// Nothing is stored that could be shown.
        NothingStored { campaign: String } = 65 "cli-nothing-stored",
        /// A campaign of which nothing was stored by then yet.
        NothingKnown { campaign: String, moment: String, first: String } = 65 "cli-nothing-known",
        /// A pull waits for a decision: until then the results sheet says what it says.
        ResultsHeld { campaign: String, run: String } = 65 "results-held",
        /// No source holds submissions, so nobody can be told how they stand.
        NoSubmissions { campaign: String } = 65 "letter-no-submissions",
        /// Nobody is told anything by data that are old.
        TellStale { campaign: String } = 65 "letter-stale",
        /// Nobody is told anything while a pull waits for a decision.
        TellQuarantined { campaign: String, run: String } = 65 "letter-quarantined",
        /// A paper that was made cannot be read again.
        PaperUnreadable { error: std::io::Error } = 70 "letter-paper",
        /// A run of the campaign is under way, and another was asked for.
        RunUnderWay { campaign: String, run: String, by: String } = 75 "run-under-way",
        /// No tab of any source is recognised.
        NoTab { tabs: Vec<Sentence> } = 65 "cli-no-tab",
        /// A file of the vocabulary cannot be used.
        VocabularyUnreadable { what: &'static str, error: String } = 78 "cli-vocabulary-unreadable",
        /// The rules that were kept are not understood any more.
        RulesUnreadable { problems: Vec<Sentence> } = 78 "cli-rules-unreadable",
        /// The configuration that was kept is not understood any more.
        KeptConfigurationUnreadable { error: serde_json::Error } = 70
            "cli-kept-configuration-unreadable",
        /// The bytes of a source that has not changed are not in the store.
        KeptBytesMissing { source: String } = 70 "cli-kept-bytes-missing",
    }
}
