-- What a run that is asked for decides about a quarantined pull: «accept» or «reject» and the id of
-- the pull's run; empty where it only pulls.
ALTER TABLE run ADD COLUMN decides TEXT NOT NULL DEFAULT '';
-- One run of a campaign waits, and beside it one for each decision.
DROP INDEX run_waiting;
CREATE UNIQUE INDEX run_waiting ON run (campaign, decides) WHERE waits = 1;
