-- Facts read on pages of prefectures. day is the civil date of at in the department's own time zone.
CREATE TABLE IF NOT EXISTS {{.Table "page_facts"}}{{.OnCluster}} (
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
    department LowCardinality(String),
    address String CODEC(ZSTD(3)),
    item LowCardinality(String),
    state LowCardinality(String),
    quote String CODEC(ZSTD(3)),
    quote_start Int64 CODEC(T64, ZSTD(1)),
    quote_end Int64 CODEC(T64, ZSTD(1)),
    value String CODEC(ZSTD(3)),
    cut Bool,
    page_hash FixedString(32) CODEC(ZSTD(1))
)
ENGINE = {{.Engine "page_facts"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, department, address, item, at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
