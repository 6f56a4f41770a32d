{{if .Cluster}}CREATE TABLE IF NOT EXISTS concordances{{.OnCluster}} AS {{.Table "concordances"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "concordances"}}, cityHash64(case_id)){{end}}
