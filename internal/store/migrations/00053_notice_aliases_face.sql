{{if .Cluster}}CREATE TABLE IF NOT EXISTS notice_aliases{{.OnCluster}} AS {{.Table "notice_aliases"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "notice_aliases"}}, cityHash64(id)){{end}}
