-- What communes, and those who follow them up, were told, and which steps of a ladder of reminders
-- were taken.
CREATE TABLE notice (
    campaign TEXT NOT NULL,
    commune TEXT NOT NULL,            -- empty: a digest about many
    recipient TEXT NOT NULL,
    day TEXT NOT NULL,                -- of the campaign's zone: one mail a commune, person and day
    told_at BIGINT NOT NULL,
    step TEXT NOT NULL,               -- of the ladder; empty where a person asked
    kinds TEXT NOT NULL,              -- what was owed: missing, composition, data
    digest TEXT NOT NULL,             -- of what was asked, so that it is not asked twice
    mail TEXT,                        -- the outbox's row, until that is purged
    PRIMARY KEY (campaign, commune, recipient, day)
);
CREATE INDEX notice_by_mail ON notice (mail);
CREATE INDEX notice_by_told ON notice (told_at);

CREATE TABLE ladder_step (
    campaign TEXT NOT NULL,
    step TEXT NOT NULL,               -- «since»: from when the ladder is owed
    at BIGINT NOT NULL,
    PRIMARY KEY (campaign, step)
);
