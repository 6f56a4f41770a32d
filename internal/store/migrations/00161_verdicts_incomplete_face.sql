{{if .Cluster}}ALTER TABLE verdicts{{.OnCluster}} ADD COLUMN IF NOT EXISTS incomplete Bool{{end}}
