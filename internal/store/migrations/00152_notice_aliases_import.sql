-- As 150.
ALTER TABLE {{.Table "notice_aliases"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS import_id UUID CODEC(ZSTD(1))
