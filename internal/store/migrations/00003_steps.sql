-- Steps of attempts. day is the day of the attempt: with it, the steps of one attempt lie together.
CREATE TABLE IF NOT EXISTS {{.Table "steps"}}{{.OnCluster}} (
    attempt UUID CODEC(ZSTD(1)),
    day Date CODEC(Delta, ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    simulation Bool,
    step Int64 CODEC(T64, ZSTD(1)),
    name LowCardinality(String),
    action LowCardinality(String),
    started_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    duration_us Int64 CODEC(T64, ZSTD(1)),
    ok Bool,
    message String CODEC(ZSTD(3)),
    screenshot FixedString(32) CODEC(ZSTD(1))
)
ENGINE = {{.Engine "steps"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (day, attempt, step)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
