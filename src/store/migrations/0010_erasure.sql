-- Proof that what was kept of one person was erased, without the person.
CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    fingerprint TEXT NOT NULL,        -- HMAC-SHA256 of the words, by a key that is printed once and kept nowhere
    counts TEXT NOT NULL              -- how much of what, JSON
);
