-- The days of rest that follow a day, as attempts give them.
ALTER TABLE attempt_days{{.OnCluster}} ADD COLUMN IF NOT EXISTS rest Int64 DEFAULT 0 CODEC(T64, ZSTD(1))
