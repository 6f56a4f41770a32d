-- Messages of the administration: codes, offsets and keyed hashes, never their text.
CREATE TABLE IF NOT EXISTS {{.Table "notices"}}{{.OnCluster}} (
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
    department LowCardinality(String),
    case_id UUID CODEC(ZSTD(1)),
    text_id UUID CODEC(NONE),
    kind LowCardinality(String),
    reason LowCardinality(String),
    reason_stated LowCardinality(String),
    facts_named LowCardinality(String),
    missing_documents_named LowCardinality(String),
    earlier_request_mentioned LowCardinality(String),
    legal_basis_cited LowCardinality(String),
    remedy_shown LowCardinality(String),
    sender_identified LowCardinality(String),
    spans Nested(what LowCardinality(String), start Int64, end Int64),
    shingles String CODEC(NONE),
    cluster UUID CODEC(ZSTD(1)),
    signature LowCardinality(String),
    signed_by LowCardinality(String),
    attachments Int64 CODEC(T64, ZSTD(1))
)
ENGINE = {{.Engine "notices"}}
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (simulation, association, recorded_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
