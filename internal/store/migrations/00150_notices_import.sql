-- The import that brought a message (all zero: it came before messages knew theirs, with the committed row beside it).
ALTER TABLE {{.Table "notices"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS import_id UUID CODEC(ZSTD(1))
