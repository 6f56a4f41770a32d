-- Kept cells of days: what first attempts of a journey on a target came to in a day, as queries/shared/days.sql counts
-- them. A row counts once its keep is named in day_keeps. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS attempt_days{{.OnCluster}} (
    kept UUID CODEC(ZSTD(1)),
    simulation Bool,
    journey LowCardinality(String),
    system LowCardinality(String),
    target LowCardinality(String),
    department LowCardinality(String),
    mode LowCardinality(String),
    day Date CODEC(Delta, ZSTD(1)),
    planned Int64 CODEC(T64, ZSTD(1)),
    run Int64 CODEC(T64, ZSTD(1)),
    strict_measured Int64 CODEC(T64, ZSTD(1)),
    strict_ok Int64 CODEC(T64, ZSTD(1)),
    sure_measured Int64 CODEC(T64, ZSTD(1)),
    sure_ok Int64 CODEC(T64, ZSTD(1)),
    apart Int64 CODEC(T64, ZSTD(1)),
    strict_near Int64 CODEC(T64, ZSTD(1)),
    sure_near Int64 CODEC(T64, ZSTD(1)),
    strict_level Int64 CODEC(T64, ZSTD(1)),
    sure_level Int64 CODEC(T64, ZSTD(1)),
    strict_delay Int64 CODEC(T64, ZSTD(1)),
    sure_delay Int64 CODEC(T64, ZSTD(1)),
    failures Int64 CODEC(T64, ZSTD(1)),
    strict_read Int64 CODEC(T64, ZSTD(1)),
    strict_offered Int64 CODEC(T64, ZSTD(1)),
    sure_read Int64 CODEC(T64, ZSTD(1)),
    sure_offered Int64 CODEC(T64, ZSTD(1))
)
ENGINE = {{.Whole "attempt_days"}}
PARTITION BY toYYYYMM(day)
ORDER BY (simulation, journey, target, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
