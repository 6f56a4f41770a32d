{{if .Cluster}}CREATE TABLE IF NOT EXISTS verdicts{{.OnCluster}} AS {{.Table "verdicts"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "verdicts"}}, cityHash64(obligation)){{end}}
