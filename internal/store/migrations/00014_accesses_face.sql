{{if .Cluster}}CREATE TABLE IF NOT EXISTS accesses{{.OnCluster}} AS {{.Table "accesses"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "accesses"}}, cityHash64(account)){{end}}
