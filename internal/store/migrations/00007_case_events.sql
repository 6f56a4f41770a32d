-- Dated events of cases, pseudonymised: no free text, no identity. Dates are civil dates, 1970-01-01 = unknown.
-- day is the first known of date, start_date and end_date. Partitions follow recorded_at and not date: one insert
-- makes one part and is there whole or not at all.
CREATE TABLE IF NOT EXISTS {{.Table "case_events"}}{{.OnCluster}} (
    id UUID CODEC(NONE),
    at DateTime64(3, 'UTC') CODEC(Delta, LZ4),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, LZ4),
    day Date CODEC(Delta, LZ4),
    source LowCardinality(String),
    source_version LowCardinality(String),
    place LowCardinality(String),
    evidence Nested(role LowCardinality(String), hash FixedString(32), media LowCardinality(String)),
    withdraws UUID CODEC(LZ4),
    simulation Bool,
    fact UUID CODEC(NONE),
    revision Int64 CODEC(T64, LZ4),
    fingerprint UInt64 CODEC(NONE),
    import_id UUID CODEC(LZ4),
    row_number Int64 CODEC(Delta, LZ4),
    association LowCardinality(String),
    case_id UUID CODEC(LZ4),
    person_id UUID CODEC(LZ4),
    event LowCardinality(String),
    ordinal Int64 CODEC(T64, LZ4),
    date Date CODEC(Delta, LZ4),
    month_only Bool,
    start_date Date CODEC(Delta, LZ4),
    end_date Date CODEC(Delta, LZ4),
    department LowCardinality(String),
    procedure LowCardinality(String),
    ground LowCardinality(String),
    channel LowCardinality(String),
    rank LowCardinality(String),
    rights_mention LowCardinality(String),
    ending LowCardinality(String),
    reason_stated LowCardinality(String),
    reason_source LowCardinality(String),
    organisation LowCardinality(String),
    answer LowCardinality(String),
    code LowCardinality(String),
    level LowCardinality(String),
    review LowCardinality(String)
)
ENGINE = {{.Engine "case_events"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, association, department, case_id, date, event)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
