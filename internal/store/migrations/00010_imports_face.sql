{{if .Cluster}}CREATE TABLE IF NOT EXISTS imports{{.OnCluster}} AS {{.Table "imports"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "imports"}}, cityHash64(batch)){{end}}
