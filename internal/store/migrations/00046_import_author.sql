-- Pseudonymous id of the account that imported, or withdrew, empty for a command of the instance.
ALTER TABLE {{.Table "imports"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS author LowCardinality(String)
