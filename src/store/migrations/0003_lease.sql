-- Who may do what only one process may do at a time. The row stays when nobody holds it, so that
-- `epoch` only ever grows: who held it in an earlier epoch is refused by the statement that publishes.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,            -- daemon | outbox | campaign/NAME
    epoch BIGINT NOT NULL,
    holder TEXT NOT NULL,             -- tells one process from another, see store/holder.rs
    machine TEXT NOT NULL,            -- for people
    process BIGINT NOT NULL,
    expires_at BIGINT NOT NULL        -- by the database's clock; 0 where it was given back
);

ALTER TABLE run ADD COLUMN machine TEXT;
ALTER TABLE run ADD COLUMN process BIGINT;

-- A row has a channel and a payload; what one channel keeps of a step is its own (mail: connect, data).
ALTER TABLE mail RENAME TO outbox;
ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';
