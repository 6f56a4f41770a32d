-- Values that only some kinds of event have: names of observatory.DetailName, and codes, dates or pseudonyms.
ALTER TABLE {{.Table "case_events"}}{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS `detail.name` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `detail.value` Array(String) CODEC(ZSTD(1))
