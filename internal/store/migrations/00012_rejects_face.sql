{{if .Cluster}}CREATE TABLE IF NOT EXISTS rejects{{.OnCluster}} AS {{.Table "rejects"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "rejects"}}, cityHash64(import_id)){{end}}
