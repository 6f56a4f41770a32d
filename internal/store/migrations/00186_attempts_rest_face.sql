{{if .Cluster}}ALTER TABLE attempts{{.OnCluster}} ADD COLUMN IF NOT EXISTS planned_rest Int64 DEFAULT 0{{end}}
