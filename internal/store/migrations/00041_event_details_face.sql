{{if .Cluster}}ALTER TABLE case_events{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS `detail.name` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `detail.value` Array(String){{end}}
