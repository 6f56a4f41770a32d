-- Rows of the duty matrix: never changed, a later row says what facts that came later made of it. at is the horizon.
CREATE TABLE IF NOT EXISTS {{.Table "verdicts"}}{{.OnCluster}} (
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
    obligation LowCardinality(String),
    rule FixedString(32) CODEC(ZSTD(1)),
    department LowCardinality(String),
    month LowCardinality(String),
    ruling LowCardinality(String),
    k Int64 CODEC(T64, ZSTD(1)),
    n Int64 CODEC(T64, ZSTD(1)),
    low Int64 CODEC(ZSTD(1)),
    high Int64 CODEC(ZSTD(1)),
    has_interval Bool,
    facts Int64 CODEC(T64, ZSTD(1)),
    figures String CODEC(ZSTD(3))
)
ENGINE = {{.Engine "verdicts"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, obligation, rule, department, month, at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
