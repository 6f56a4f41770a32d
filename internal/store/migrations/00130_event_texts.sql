-- Keyed fingerprint of an event's texts (all zero: it has none), a part of its fingerprint: a rotation of keys computes that again.
ALTER TABLE {{.Table "case_events"}}{{.OnCluster}} ADD COLUMN IF NOT EXISTS texts UUID CODEC(LZ4)
