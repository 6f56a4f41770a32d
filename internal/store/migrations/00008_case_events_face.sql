{{if .Cluster}}CREATE TABLE IF NOT EXISTS case_events{{.OnCluster}} AS {{.Table "case_events"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "case_events"}}, cityHash64(case_id)){{end}}
