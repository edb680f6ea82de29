-- A run that fell due, made once whatever machines look at the schedule.
CREATE TABLE due (
    campaign TEXT NOT NULL,
    at BIGINT NOT NULL,
    report BIGINT NOT NULL,           -- 1 where the readers are mailed
    holder TEXT NOT NULL,             -- who makes it, as in a lease
    expires_at BIGINT NOT NULL,       -- until when nobody else does, by the database's clock
    tries BIGINT NOT NULL,            -- how often somebody set about it
    done_at BIGINT,
    PRIMARY KEY (campaign, at)
);
CREATE INDEX due_open ON due (expires_at) WHERE done_at IS NULL;

ALTER TABLE run ADD COLUMN due BIGINT;                -- the instant that it was due at
ALTER TABLE run ADD COLUMN exit_code BIGINT;          -- of what stopped it
ALTER TABLE run ADD COLUMN cancel_asked_at BIGINT;    -- a person asked that it ends
