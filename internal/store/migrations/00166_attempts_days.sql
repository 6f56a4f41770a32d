-- Attempts are put away by the month in which they were recorded and ordered by target: with the days of each granule
-- a reading of the last months leaves the parts of other months alone.
ALTER TABLE {{.Table "attempts"}}{{.OnCluster}} ADD INDEX IF NOT EXISTS days day TYPE minmax GRANULARITY 1
