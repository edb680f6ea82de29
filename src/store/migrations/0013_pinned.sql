-- The last report of each campaign that readers got or will get: what changed is said since it.
CREATE VIEW pinned_report AS
    SELECT DISTINCT sent.report AS id FROM outbox AS sent
    WHERE sent.report IS NOT NULL AND sent.state <> 'refused' AND sent.arrival = (
        SELECT MAX(later.arrival) FROM outbox AS later
        WHERE later.campaign = sent.campaign AND later.report IS NOT NULL
          AND later.state <> 'refused');
