-- Problems of rows that could not be taken: codes only, never the text of a cell.
CREATE TABLE IF NOT EXISTS {{.Table "rejects"}}{{.OnCluster}} (
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
    row_number Int64 CODEC(Delta, ZSTD(1)),
    column_name LowCardinality(String),
    problem LowCardinality(String),
    remedy LowCardinality(String)
)
ENGINE = {{.Engine "rejects"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (import_id, row_number, column_name)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
