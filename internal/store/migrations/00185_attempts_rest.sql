-- On how many of the days that follow its own the schedule plans no attempt, until the next day on which it does.
ALTER TABLE {{.Table "attempts"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS planned_rest Int64 DEFAULT 0 CODEC(T64, ZSTD(1))
