-- A fingerprint of the states of review of cases.
ALTER TABLE gap_steps{{.OnCluster}} ADD COLUMN IF NOT EXISTS reviews UInt64 CODEC(NONE)
