-- The heading under which a quoted span stands.
ALTER TABLE {{.Table "page_facts"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS section String CODEC(ZSTD(3))
