-- How far a run is, so that any machine can show it: what it told, in order.
CREATE TABLE run_event (
    run TEXT NOT NULL REFERENCES run (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,               -- a stage entered, a count or a line, JSON
    PRIMARY KEY (run, number)
);

ALTER TABLE run ADD COLUMN hinted BIGINT NOT NULL DEFAULT 0;    -- 1 where a service said «unchanged»
ALTER TABLE run ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;     -- 1 while it is asked for and nobody has begun it
ALTER TABLE run ADD COLUMN asked_by TEXT;                       -- the person who asked for it
ALTER TABLE run ADD COLUMN document TEXT;                       -- what it came to, as `sync --json` prints it
UPDATE run SET hinted = 1 WHERE stages LIKE '%"hint"%';
-- One run of a campaign waits; who asks again is given that one.
CREATE UNIQUE INDEX run_waiting ON run (campaign) WHERE waits = 1;
CREATE INDEX run_open ON run (campaign) WHERE finished_at IS NULL;

-- The processes that serve this database, each as it last showed itself.
CREATE TABLE serving (
    holder TEXT PRIMARY KEY,          -- as in a lease
    machine TEXT NOT NULL,
    process BIGINT NOT NULL,
    version TEXT NOT NULL,
    configuration TEXT NOT NULL,      -- a digest for each campaign it serves, JSON
    seen_at BIGINT NOT NULL           -- by the database's clock
);
