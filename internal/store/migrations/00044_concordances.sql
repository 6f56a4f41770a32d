-- What the probes saw within the hour of a failed attempt that a person reported. The newest row of an event holds.
CREATE TABLE IF NOT EXISTS {{.Table "concordances"}}{{.OnCluster}} (
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
    event UUID CODEC(ZSTD(1)),
    association LowCardinality(String),
    case_id UUID CODEC(ZSTD(1)),
    verdict LowCardinality(String),
    attempt UUID CODEC(ZSTD(1)),
    journey LowCardinality(String),
    target LowCardinality(String)
)
ENGINE = {{.Engine "concordances"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, association, case_id, event, recorded_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
