-- Every daemon looks every second whether a run waits: without an index of its own that look goes
-- through the whole history, in the order of arrival.
CREATE INDEX run_by_wait ON run (arrival, id) WHERE waits = 1;
