-- Steps of the kept sums of certificate gaps: at is the horizon, follows the step before, none where all was made anew.
-- A step's row is written last: its sums count from then on. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS gap_steps{{.OnCluster}} (
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
    follows UUID CODEC(ZSTD(1)),
    rule FixedString(32) CODEC(ZSTD(1)),
    rows Int64 CODEC(T64, ZSTD(1)),
    persons Int64 CODEC(T64, ZSTD(1)),
    imports UInt64 CODEC(NONE),
    decisions UInt64 CODEC(NONE)
)
ENGINE = {{.Whole "gap_steps"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, recorded_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
