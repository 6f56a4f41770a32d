{{if .Cluster}}ALTER TABLE case_events{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS instance_person UUID,
    ADD COLUMN IF NOT EXISTS strength LowCardinality(String){{end}}
