-- What persons answered where the program asked; an answer that was withdrawn stays, and says so.
CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,
    subject TEXT NOT NULL,            -- of one subject one answer is in force, see rule/answer.rs
    decided TEXT NOT NULL,            -- JSON
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    arrival BIGINT NOT NULL
);
CREATE UNIQUE INDEX answer_in_force ON answer (campaign, subject) WHERE withdrawn_at IS NULL;
CREATE INDEX answer_by_arrival ON answer (campaign, arrival);
