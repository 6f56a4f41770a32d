{{if .Cluster}}ALTER TABLE attempts{{.OnCluster}} ADD COLUMN IF NOT EXISTS announced LowCardinality(String){{end}}
