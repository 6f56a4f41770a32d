-- What persons decided of probable duplicates, and where each pseudonym counts from then on. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS person_decisions{{.OnCluster}} (
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
    account LowCardinality(String),
    first UUID CODEC(ZSTD(1)),
    second UUID CODEC(ZSTD(1)),
    verdict LowCardinality(String),
    score Int64 CODEC(T64, ZSTD(1)),
    links Nested(alias UUID, counts UUID)
)
ENGINE = {{.Whole "person_decisions"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, recorded_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
