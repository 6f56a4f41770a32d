{{if .Cluster}}ALTER TABLE imports{{.OnCluster}} ADD COLUMN IF NOT EXISTS author LowCardinality(String){{end}}
