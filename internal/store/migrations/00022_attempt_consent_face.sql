{{if .Cluster}}ALTER TABLE attempts{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS consent_purpose LowCardinality(String),
    ADD COLUMN IF NOT EXISTS consent_on Date CODEC(Delta, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS consent_version LowCardinality(String),
    ADD COLUMN IF NOT EXISTS substitution LowCardinality(String){{end}}
