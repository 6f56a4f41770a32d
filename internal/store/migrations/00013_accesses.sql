-- Readings of case data by accounts.
CREATE TABLE IF NOT EXISTS {{.Table "accesses"}}{{.OnCluster}} (
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
    account LowCardinality(String),
    role LowCardinality(String),
    action LowCardinality(String),
    object String CODEC(ZSTD(3))
)
ENGINE = {{.Engine "accesses"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (account, at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
