-- Features of persons under keyed pseudonyms, from which probable duplicates are proposed. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS person_hints{{.OnCluster}} (
    id UUID CODEC(ZSTD(1)),
    at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    day Date CODEC(Delta, ZSTD(1)),
    source LowCardinality(String),
    source_version LowCardinality(String),
    place LowCardinality(String),
    evidence Nested(role LowCardinality(String), hash FixedString(32), media LowCardinality(String)),
    withdraws UUID CODEC(ZSTD(1)),
    simulation Bool,
    import_id UUID CODEC(ZSTD(1)),
    association LowCardinality(String),
    case_id UUID CODEC(ZSTD(1)),
    person_id UUID CODEC(ZSTD(1)),
    hint LowCardinality(String),
    value UUID CODEC(ZSTD(1))
)
ENGINE = {{.Whole "person_hints"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, association, hint, value)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
