-- A report that a person wants kept, however old: when it was decided, by whom and why.
ALTER TABLE report ADD COLUMN pinned_at BIGINT;
ALTER TABLE report ADD COLUMN pinned_by TEXT;
ALTER TABLE report ADD COLUMN pinned_why TEXT;
DROP VIEW pinned_report;
-- Beside those, the last report of each campaign that readers got or will get: what changed is
-- said since it.
CREATE VIEW pinned_report AS
    SELECT DISTINCT sent.report AS id FROM outbox AS sent
    WHERE sent.report IS NOT NULL AND sent.state <> 'refused' AND sent.arrival = (
        SELECT MAX(later.arrival) FROM outbox AS later
        WHERE later.campaign = sent.campaign AND later.report IS NOT NULL
          AND later.state <> 'refused')
    UNION
    SELECT report.id FROM report WHERE report.pinned_at IS NOT NULL;
