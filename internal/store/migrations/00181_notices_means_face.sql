{{if .Cluster}}ALTER TABLE notices{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS kind_means LowCardinality(String),
    ADD COLUMN IF NOT EXISTS reason_means LowCardinality(String){{end}}
