-- The person's pseudonym within the instance, under a key that no association holds (all zero: only the case is known),
-- and what the pseudonyms of the person were made from.
ALTER TABLE {{.Table "case_events"}}{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS instance_person UUID CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS strength LowCardinality(String)
