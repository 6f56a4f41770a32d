// Package engine is the embedded ClickHouse: a child process that loads
// libchdb without cgo and speaks ClickHouse's HTTP interface on a unix socket
// in the data folder, so that clickhouse-go/v2 works on it as on a server.
//
// Serve is the child's side: it takes the folder's lock, opens libchdb and
// answers requests. Open is the side of every command: it joins the engine
// that answers in the folder or starts one, and holds a lease on it. The engine
// ends with its last lease; a lost engine is started again by whoever held a
// lease, after a pause that grows.
//
// What an answered insert means: the rows are in a part of the table. That the
// part is on the disk after a power cut is the table's business: tables of
// facts are created with SETTINGS fsync_after_insert = 1,
// fsync_part_directory = 1. A batch enters whole or not at all as long as it
// makes one part: up to 1 048 449 rows or 256 MiB (ClickHouse's
// min_insert_block_size_*), and one partition. A batch across several
// partitions or several parts that dies in the middle can leave some of them:
// the caller marks such batches as committed afterwards.
//
// No table, no query and no migration belongs here: they are the store's.
package engine
