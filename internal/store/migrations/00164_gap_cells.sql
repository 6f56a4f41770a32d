-- Kept sums of certificate gaps: what each step changed, in cells that name nobody. A row counts once its step is in
-- gap_steps. months: 1, 3, 12 = days of the period that begins with month, 0 = days from a month on, for any month later
-- than after and up to month, -1 = cases. variant 1: what dates known to the month add when taken on its last day.
-- brought: persons that each association brought, by a fingerprint of its name. It takes the place of gap_sums. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS gap_cells{{.OnCluster}} (
    step UUID CODEC(ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    simulation Bool,
    country Bool,
    department LowCardinality(String),
    level LowCardinality(String),
    months Int64 CODEC(T64, ZSTD(1)),
    month Int64 CODEC(T64, ZSTD(1)),
    after Int64 CODEC(T64, ZSTD(1)),
    class Int64 CODEC(T64, ZSTD(1)),
    variant Int64 CODEC(T64, ZSTD(1)),
    persons Int64 CODEC(T64, ZSTD(1)),
    with_gap Int64 CODEC(T64, ZSTD(1)),
    gap Int64 CODEC(T64, ZSTD(1)),
    window Int64 CODEC(T64, ZSTD(1)),
    gap_squares Int64 CODEC(T64, ZSTD(1)),
    products Int64 CODEC(T64, ZSTD(1)),
    window_squares Int64 CODEC(T64, ZSTD(1)),
    month_only Int64 CODEC(T64, ZSTD(1)),
    known Int64 CODEC(T64, ZSTD(1)),
    cases Int64 CODEC(T64, ZSTD(1)),
    brought Nested(association Int64, persons Int64)
)
ENGINE = {{.Whole "gap_cells"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, months, country, level, month, department, class)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
