-- Keeps of cells of days: at the horizon, the months that were kept and the id under which the cells of each lie in
-- attempt_days, attempts is the number of all attempts recorded until then, cells that of the cells, query the fingerprint of the text
-- that counted.
-- A keep's row is written last. Each server of a cluster holds all rows.
CREATE TABLE IF NOT EXISTS day_keeps{{.OnCluster}} (
    id UUID CODEC(ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    horizon DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    simulation Bool,
    query UInt64 CODEC(NONE),
    attempts Int64 CODEC(T64, ZSTD(1)),
    cells Int64 CODEC(T64, ZSTD(1)),
    months Array(UInt32) CODEC(ZSTD(1)),
    keeps Array(UUID) CODEC(ZSTD(1))
)
ENGINE = {{.Whole "day_keeps"}}
ORDER BY (simulation, horizon, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
