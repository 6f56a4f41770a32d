{{if .Cluster}}CREATE TABLE IF NOT EXISTS attempts{{.OnCluster}} AS {{.Table "attempts"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "attempts"}}, cityHash64(target)){{end}}
