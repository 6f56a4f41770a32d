-- Attempts of journeys. day is the civil date of at in the target's own time zone.
CREATE TABLE IF NOT EXISTS {{.Table "attempts"}}{{.OnCluster}} (
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
    journey LowCardinality(String),
    journey_version LowCardinality(String),
    target LowCardinality(String),
    department LowCardinality(String),
    system LowCardinality(String),
    mode LowCardinality(String),
    outcome LowCardinality(String),
    cause LowCardinality(String),
    detail String CODEC(ZSTD(3)),
    step_reached LowCardinality(String),
    message String CODEC(ZSTD(3)),
    address String CODEC(ZSTD(3)),
    final_address String CODEC(ZSTD(3)),
    status Int64 CODEC(T64, ZSTD(1)),
    slots Int64 CODEC(T64, ZSTD(1)),
    first_date Date CODEC(Delta, ZSTD(1)),
    second_date Date CODEC(Delta, ZSTD(1)),
    released_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    released_week Date CODEC(Delta, ZSTD(1)),
    duration_us Int64 CODEC(T64, ZSTD(1)),
    hops Nested(address String, status Int64, location String),
    control LowCardinality(String),
    confirms UUID CODEC(ZSTD(1)),
    planned_per_day Int64 CODEC(T64, ZSTD(1))
)
ENGINE = {{.Engine "attempts"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, journey, department, target, day, at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
