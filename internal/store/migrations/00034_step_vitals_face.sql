{{if .Cluster}}ALTER TABLE steps{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS vitals Nested(name LowCardinality(String), value Int64){{end}}
