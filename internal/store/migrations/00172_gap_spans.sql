-- Kept spans of the certificate indicators that are no sums: what a step found of each person it looked at. A person's
-- spans count as the newest step that looked at her gives them. Kind 0 names one who may have none. It is emptied, as
-- gap_cells is, before facts are changed other than by adding to them: an erasure waits until its bytes are gone. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS gap_spans{{.OnCluster}} (
    step UUID CODEC(ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    simulation Bool,
    kind Int64 CODEC(T64, ZSTD(1)),
    person_id UUID CODEC(ZSTD(1)),
    department LowCardinality(String),
    level LowCardinality(String),
    association Int64 CODEC(ZSTD(1)),
    month_only Bool,
    variant Int64 CODEC(T64, ZSTD(1)),
    start_date Date CODEC(T64, ZSTD(1)),
    last_date Date CODEC(T64, ZSTD(1)),
    length Int64 CODEC(T64, ZSTD(1)),
    entry Int64 CODEC(T64, ZSTD(1)),
    class Int64 CODEC(T64, ZSTD(1)),
    floor Int64 CODEC(T64, ZSTD(1)),
    ceiling Int64 CODEC(T64, ZSTD(1))
)
ENGINE = {{.Whole "gap_spans"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, kind, last_date)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    old_parts_lifetime = 1, cleanup_delay_period = 1, max_cleanup_delay_period = 2, cleanup_delay_period_random_add = 0
