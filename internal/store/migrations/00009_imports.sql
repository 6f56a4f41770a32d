-- States of imports: a later state is a later row of the same batch.
CREATE TABLE IF NOT EXISTS {{.Table "imports"}}{{.OnCluster}} (
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
    batch UUID CODEC(ZSTD(1)),
    state LowCardinality(String),
    association LowCardinality(String),
    shape LowCardinality(String),
    fingerprint String CODEC(ZSTD(1)),
    sealed FixedString(32) CODEC(ZSTD(1)),
    rows Int64 CODEC(T64, ZSTD(1)),
    cases Int64 CODEC(T64, ZSTD(1)),
    events Int64 CODEC(T64, ZSTD(1)),
    persons Int64 CODEC(T64, ZSTD(1)),
    duplicates Int64 CODEC(T64, ZSTD(1)),
    corrections Int64 CODEC(T64, ZSTD(1)),
    refused Int64 CODEC(T64, ZSTD(1)),
    root String CODEC(ZSTD(1))
)
ENGINE = {{.Engine "imports"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, association, batch, recorded_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
