-- Who may look at the page: accounts, sessions, tokens, links that sign in once, wrong tries, and
-- who saw what. Secrets are kept as hashes only. Several machines serve one page.
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,               -- viewer | operator
    password TEXT NOT NULL,           -- argon2id, as a PHC string
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL        -- the password
);

CREATE TABLE page_session (
    digest TEXT PRIMARY KEY,          -- SHA-256 of what the browser holds
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    forgery TEXT NOT NULL,            -- what every form of it must bring
    language TEXT,                    -- chosen by the person; null: the configuration's
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX page_session_by_name ON page_session (name);

CREATE TABLE token (
    name TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,              -- read | sync
    personal BIGINT NOT NULL,         -- 1: gets members' phones and mail addresses
    made_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE sign_in_link (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- Tries to sign in since the last one that was right.
CREATE TABLE sign_in_try (
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    tries BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (name, address)
);

CREATE TABLE access_log (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,               -- viewer | operator | token | empty: nobody yet
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    about TEXT NOT NULL,
    status BIGINT NOT NULL            -- of the answer, as HTTP has it
);
CREATE INDEX access_log_by_time ON access_log (at);
