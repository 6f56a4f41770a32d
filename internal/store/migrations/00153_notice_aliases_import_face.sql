{{if .Cluster}}ALTER TABLE notice_aliases{{.OnCluster}} ADD COLUMN IF NOT EXISTS import_id UUID{{end}}
