// Package store keeps observations in ClickHouse: the tables (migrations/),
// appending rows, reading them back as streams, and the named queries that
// indicators are computed from (queries/). It speaks ClickHouse's HTTP
// interface, to the embedded engine through a dialler or to a server at an
// address, in the same way. It alone uses clickhouse-go.
//
// Rows are only ever added. What a read shows is decided here once, in
// queries/shared: rows recorded up to the horizon, real or simulated rows but
// never both, no withdrawn row, case events of committed imports only.
//
// What it does not hold: what a figure means (indicators), who may read
// (privacy, access), the engine itself (engine), texts and identities of
// persons (they never enter ClickHouse).
package store
