-- What an attempt in a person's account was agreed to (not by whom), and whether the screen on which an attempt failed offered the substitution.
ALTER TABLE {{.Table "attempts"}}{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS consent_purpose LowCardinality(String),
    ADD COLUMN IF NOT EXISTS consent_on Date CODEC(Delta, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS consent_version LowCardinality(String),
    ADD COLUMN IF NOT EXISTS substitution LowCardinality(String)
