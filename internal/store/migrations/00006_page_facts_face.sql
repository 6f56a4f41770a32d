{{if .Cluster}}CREATE TABLE IF NOT EXISTS page_facts{{.OnCluster}} AS {{.Table "page_facts"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "page_facts"}}, cityHash64(address)){{end}}
