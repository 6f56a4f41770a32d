{{if .Cluster}}CREATE TABLE IF NOT EXISTS steps{{.OnCluster}} AS {{.Table "steps"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "steps"}}, cityHash64(attempt)){{end}}
