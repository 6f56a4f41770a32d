{{if .Cluster}}CREATE TABLE IF NOT EXISTS reviews{{.OnCluster}} AS {{.Table "reviews"}}
ENGINE = Distributed('{{.Cluster}}', currentDatabase(), {{.Table "reviews"}}, cityHash64(case_id)){{end}}
