-- By what means the kind and the reason of a message were found (empty: it came before that was noted).
ALTER TABLE {{.Table "notices"}}{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS kind_means LowCardinality(String),
    ADD COLUMN IF NOT EXISTS reason_means LowCardinality(String)
