-- The source of the maintenance announced beforehand in whose window an attempt fell, empty for none.
ALTER TABLE {{.Table "attempts"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS announced LowCardinality(String)
