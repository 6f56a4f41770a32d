-- States into which reviewers put cases. The newest row of a case holds, comments lie elsewhere.
CREATE TABLE IF NOT EXISTS {{.Table "reviews"}}{{.OnCluster}} (
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
    case_id UUID CODEC(ZSTD(1)),
    state LowCardinality(String),
    author LowCardinality(String),
    comment FixedString(32) CODEC(ZSTD(1))
)
ENGINE = {{.Engine "reviews"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, association, case_id, recorded_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
