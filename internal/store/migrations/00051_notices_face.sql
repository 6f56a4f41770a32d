{{if .Cluster}}CREATE TABLE IF NOT EXISTS notices{{.OnCluster}} AS {{.Table "notices"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "notices"}}, cityHash64(id)){{end}}
