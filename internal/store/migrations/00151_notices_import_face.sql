{{if .Cluster}}ALTER TABLE notices{{.OnCluster}} ADD COLUMN IF NOT EXISTS import_id UUID{{end}}
