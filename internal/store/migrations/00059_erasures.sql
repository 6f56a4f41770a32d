-- How many facts were erased, and of when, and nothing of whom. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS erasures{{.OnCluster}} (
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
    association LowCardinality(String),
    department LowCardinality(String),
    month LowCardinality(String),
    cases Int64 CODEC(T64, ZSTD(1)),
    events Int64 CODEC(T64, ZSTD(1)),
    reason LowCardinality(String)
)
ENGINE = {{.Whole "erasures"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, recorded_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
