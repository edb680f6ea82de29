-- Instants are microseconds since 1970 in UTC; days are ISO text; ids are UUID version 7.
-- BYTEA is PostgreSQL's word; SQLite keeps blobs in a column of any name.

-- Bytes kept once however often they arrive: raw pulls, workbooks, bodies of mails.
CREATE TABLE content (
    sha256 TEXT PRIMARY KEY,
    packing TEXT NOT NULL,            -- plain | zlib
    size BIGINT NOT NULL,             -- unpacked
    bytes BYTEA NOT NULL
);

CREATE TABLE run (
    id TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,
    "trigger" TEXT NOT NULL,          -- schedule | manual | catch-up
    reason TEXT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    outcome TEXT,                     -- null while it runs
    seconds DOUBLE PRECISION,
    snapshot TEXT,
    requests BIGINT NOT NULL DEFAULT 0,
    error_kind TEXT,
    error_message TEXT,
    stages TEXT NOT NULL DEFAULT '{}' -- milliseconds by stage, JSON
);
CREATE INDEX run_by_campaign ON run (campaign, started_at);

CREATE TABLE campaign (
    name TEXT PRIMARY KEY,
    since BIGINT NOT NULL             -- when its first snapshot was pulled; outlives a purge
);

CREATE TABLE snapshot (
    id TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES run (id),
    pulled_at BIGINT NOT NULL,
    known_at BIGINT,                  -- from when it counts: the pull, or the operator's acceptance
    today TEXT NOT NULL,
    table_digest TEXT NOT NULL,
    configuration_digest TEXT NOT NULL,
    state TEXT NOT NULL,              -- stored | quarantined | accepted | rejected
    loss TEXT,
    decided_at BIGINT,
    body BYTEA NOT NULL,              -- the snapshot as JSON, zlib
    configuration BYTEA NOT NULL      -- text, zlib
);
CREATE INDEX snapshot_by_campaign ON snapshot (campaign, pulled_at);

-- The latest good pull of each campaign.
CREATE VIEW latest_snapshot AS
    SELECT good.id, good.campaign, good.pulled_at FROM snapshot AS good
    WHERE good.state IN ('stored', 'accepted') AND NOT EXISTS (
        SELECT 1 FROM snapshot AS later
        WHERE later.campaign = good.campaign AND later.state IN ('stored', 'accepted')
          AND (later.pulled_at > good.pulled_at
               OR (later.pulled_at = good.pulled_at AND later.id > good.id)));

CREATE TABLE snapshot_source (
    snapshot TEXT NOT NULL REFERENCES snapshot (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,               -- workbook | sheets
    file_name TEXT NOT NULL,
    content TEXT NOT NULL REFERENCES content (sha256),
    PRIMARY KEY (snapshot, position)
);

-- One row for each unbroken series of snapshots that held a decision.
CREATE TABLE seen_decision (
    campaign TEXT NOT NULL,
    commune TEXT NOT NULL,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    known_at BIGINT NOT NULL,
    PRIMARY KEY (campaign, commune, number, date, first_seen)
);

CREATE TABLE report (
    id TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES run (id),
    snapshot TEXT NOT NULL REFERENCES snapshot (id),
    as_of TEXT NOT NULL,
    known_at BIGINT,
    detail TEXT NOT NULL,             -- full | summary
    file_name TEXT NOT NULL,
    content TEXT NOT NULL REFERENCES content (sha256),
    inputs_digest TEXT NOT NULL,
    earlier BYTEA NOT NULL,           -- what the next report must know of this one, JSON, zlib
    made_at BIGINT NOT NULL
);
CREATE INDEX report_by_campaign ON report (campaign, made_at);
CREATE INDEX report_by_inputs ON report (campaign, inputs_digest);

CREATE TABLE mail (
    id TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,           -- empty for a mail of the service itself
    run TEXT REFERENCES run (id),
    report TEXT REFERENCES report (id),
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    head BYTEA NOT NULL,              -- header lines with the empty line after them
    content TEXT NOT NULL REFERENCES content (sha256),
    sha256 TEXT NOT NULL,             -- of head and content together
    state TEXT NOT NULL,              -- queued | sending | sent | refused | uncertain
    phase TEXT,                       -- while sending: connect | data
    doubts BIGINT NOT NULL DEFAULT 0, -- how often the server may have taken it without our knowing
    tries BIGINT NOT NULL DEFAULT 0,
    queued_at BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    next_try BIGINT NOT NULL,
    settled_at BIGINT,
    last_error TEXT
);
CREATE INDEX mail_by_state ON mail (state, next_try);
CREATE INDEX mail_by_report ON mail (report);

CREATE TABLE alert (
    kind TEXT NOT NULL,
    campaign TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    cleared_at BIGINT,
    PRIMARY KEY (kind, campaign)
);
