{{if .Cluster}}ALTER TABLE case_events{{.OnCluster}} ADD COLUMN IF NOT EXISTS texts UUID{{end}}
