-- Kept cases of the certificate indicators: what a step found of the cases of each person it looked at. A person's cases
-- count as the newest step that looked at her gives them: a row with looked names one who may have none. Each row holds
-- for windows whose last day lies between from_date and until_date. It takes the place of gap_spans, and is emptied before
-- facts are changed other than by adding to them: an erasure waits until its bytes are gone. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS gap_cases{{.OnCluster}} (
    step UUID CODEC(ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    simulation Bool,
    looked Bool,
    person_id UUID CODEC(ZSTD(1)),
    alone Bool,
    department LowCardinality(String),
    level LowCardinality(String),
    association LowCardinality(String),
    case_id UUID CODEC(ZSTD(1)),
    procedure LowCardinality(String),
    ground LowCardinality(String),
    review LowCardinality(String),
    month_only Bool,
    variant Int64 CODEC(T64, ZSTD(1)),
    begun_date Date CODEC(T64, ZSTD(1)),
    from_date Date CODEC(T64, ZSTD(1)),
    until_date Date CODEC(T64, ZSTD(1)),
    known_date Date CODEC(T64, ZSTD(1)),
    contact_date Date CODEC(T64, ZSTD(1)),
    last_date Date CODEC(T64, ZSTD(1)),
    gaps Array(Int64) CODEC(ZSTD(1)),
    held Array(Int64) CODEC(ZSTD(1)),
    refusals Array(Int64) CODEC(ZSTD(1)),
    requests Array(Int64) CODEC(ZSTD(1))
)
ENGINE = {{.Whole "gap_cases"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, looked, last_date)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    old_parts_lifetime = 1, cleanup_delay_period = 1, max_cleanup_delay_period = 2, cleanup_delay_period_random_add = 0
