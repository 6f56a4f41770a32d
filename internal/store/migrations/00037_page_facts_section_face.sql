{{if .Cluster}}ALTER TABLE page_facts{{.OnCluster}} ADD COLUMN IF NOT EXISTS section String{{end}}
