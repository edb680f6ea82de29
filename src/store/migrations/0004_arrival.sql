-- In which order rows came to be, whatever the clock said when they did. What is there already
-- came in the order of its instants.
ALTER TABLE run ADD COLUMN arrival BIGINT NOT NULL DEFAULT 0;
ALTER TABLE snapshot ADD COLUMN arrival BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN arrival BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN arrival BIGINT NOT NULL DEFAULT 0;
UPDATE run SET arrival = o.place
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY started_at, id) AS place FROM run) AS o
    WHERE o.id = run.id;
UPDATE snapshot SET arrival = o.place
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY pulled_at, id) AS place FROM snapshot) AS o
    WHERE o.id = snapshot.id;
UPDATE report SET arrival = o.place
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY made_at, id) AS place FROM report) AS o
    WHERE o.id = report.id;
UPDATE outbox SET arrival = o.place
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY queued_at, id) AS place FROM outbox) AS o
    WHERE o.id = outbox.id;
CREATE INDEX run_by_arrival ON run (arrival);
CREATE INDEX run_by_campaign_arrival ON run (campaign, arrival);
CREATE INDEX snapshot_by_arrival ON snapshot (campaign, arrival);
CREATE INDEX report_by_arrival ON report (campaign, arrival);
CREATE INDEX outbox_by_arrival ON outbox (arrival);

-- The latest good pull of each campaign.
DROP VIEW latest_snapshot;
CREATE VIEW latest_snapshot AS
    SELECT good.id, good.campaign, good.pulled_at, good.arrival FROM snapshot AS good
    WHERE good.state IN ('stored', 'accepted') AND NOT EXISTS (
        SELECT 1 FROM snapshot AS later
        WHERE later.campaign = good.campaign AND later.state IN ('stored', 'accepted')
          AND (later.arrival > good.arrival
               OR (later.arrival = good.arrival AND later.id > good.id)));
