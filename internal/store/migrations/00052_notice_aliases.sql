-- Clusters of messages that were found to be part of older ones.
CREATE TABLE IF NOT EXISTS {{.Table "notice_aliases"}}{{.OnCluster}} (
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
    cluster UUID CODEC(ZSTD(1)),
    alias_of UUID CODEC(ZSTD(1))
)
ENGINE = {{.Engine "notice_aliases"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, recorded_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
