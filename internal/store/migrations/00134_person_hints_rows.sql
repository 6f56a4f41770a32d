-- The features of a person stand in one row, not in one each: an import writes a ninth of the rows. A row written
-- before holds one feature in hint and value.
ALTER TABLE person_hints{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS `hints.kind` Array(LowCardinality(String)) DEFAULT if(hint = '', [], [hint]),
    ADD COLUMN IF NOT EXISTS `hints.value` Array(UUID) DEFAULT if(hint = '', [], [value]) CODEC(NONE)
