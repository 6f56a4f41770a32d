package store

import (
	"context"
	"fmt"
	"iter"

	"vigie/internal/observatory"
)

// Imports streams the newest state of each import in the order of time. The
// day of an import is that of Paris.
func (s *Store) Imports(ctx context.Context, w observatory.Window) iter.Seq2[observatory.Import, error] {
	st := windowed(s.sql.newestImports, w)
	st.order = "ORDER BY recorded_at, batch"
	return stream(ctx, s, s.imports, st)
}

// ImportByFingerprint gives the newest committed import of a file, or
// observatory.ErrNotFound. One that was committed before an import of the
// association was withdrawn does not count: what both files told was written by the
// first of them alone, and went with it.
func (s *Store) ImportByFingerprint(ctx context.Context, association, fingerprint string, simulation bool) (observatory.Import, error) {
	st := windowed(s.sql.newestImports, observatory.Window{Simulation: simulation})
	st.where = append(st.where, "association = {association:String}", "fingerprint = {fingerprint:String}", "state = 'committed'",
		"recorded_at > (SELECT max(recorded_at) FROM imports WHERE association = {association:String} AND simulation = {simulation:Bool} AND state = 'withdrawn')")
	st.params["association"] = escaper.Replace(association)
	st.params["fingerprint"] = escaper.Replace(fingerprint)
	st.order = "ORDER BY recorded_at DESC, batch LIMIT 1"
	return one(ctx, s, s.imports, st)
}

// CommittedImport gives a committed import by its batch, or
// observatory.ErrNotFound.
func (s *Store) CommittedImport(ctx context.Context, batch observatory.ID, simulation bool) (observatory.Import, error) {
	st := windowed(s.sql.newestImports, observatory.Window{Simulation: simulation})
	st.where = append(st.where, "batch = {batch:UUID}", "state = 'committed'")
	st.params["batch"] = batch.String()
	st.order = "LIMIT 1"
	return one(ctx, s, s.imports, st)
}

// Rejects streams the problems of an import by row and column.
func (s *Store) Rejects(ctx context.Context, batch observatory.ID) iter.Seq2[observatory.Reject, error] {
	st := newStatement("rejects")
	st.where = append(st.where, "import_id = {import_id:UUID}")
	st.params["import_id"] = batch.String()
	st.order = "ORDER BY row_number, column_name, problem, id"
	return stream(ctx, s, s.rejects, st)
}

// RejectCount is how many rows of an import were refused for one problem of one
// column.
type RejectCount struct {
	Column, Problem, Remedy string
	Rows                    int64
}

// RejectCounts counts the problems of an import, the most frequent first.
func (s *Store) RejectCounts(ctx context.Context, batch observatory.ID) ([]RejectCount, error) {
	st := newStatement("rejects")
	st.where = append(st.where, "import_id = {import_id:UUID}")
	st.params["import_id"] = batch.String()
	st.order = "GROUP BY column_name, problem, remedy ORDER BY count() DESC, column_name, problem, remedy"
	var list []RejectCount
	err := s.counts(ctx, st.text([]string{"column_name", "problem", "remedy", "toInt64(count(DISTINCT row_number))"}), st.params, func(row observatory.CountRow) bool {
		list = append(list, RejectCount{Column: row.Keys[0], Problem: row.Keys[1], Remedy: row.Keys[2], Rows: row.Values[0]})
		return true
	})
	return list, err
}

// UnfinishedImports lists the imports that were started and neither committed
// nor abandoned, real and simulated, and those of which rows are there but no
// state at all (then only Batch, State, Association and Simulation are known).
func (s *Store) UnfinishedImports(ctx context.Context) ([]observatory.Import, error) {
	var unfinished []observatory.Import
	for _, simulation := range []bool{false, true} {
		st := windowed(s.sql.newestImports, observatory.Window{Simulation: simulation})
		st.where = append(st.where, "state = 'started'")
		st.order = "ORDER BY recorded_at, batch"
		rows, err := collect(stream(ctx, s, s.imports, st))
		if err != nil {
			return nil, err
		}
		unfinished = append(unfinished, rows...)
	}
	orphans, err := collect(stream(ctx, s, s.orphans, &statement{from: s.sql.orphans, order: "ORDER BY association, batch, simulation"}))
	if err != nil {
		return nil, err
	}
	for i := range orphans {
		orphans[i].State = observatory.ImportStarted
	}
	return append(unfinished, orphans...), nil
}

// DropImport deletes what an import that was never committed brought; its own rows stay. It refuses an import that was.
func (s *Store) DropImport(ctx context.Context, batch observatory.ID) error {
	committed := newStatement("imports")
	committed.where = append(committed.where, "batch = {batch:UUID}", "state = 'committed'")
	committed.params["batch"] = batch.String()
	committed.order = "LIMIT 1"
	rows, err := collect(stream(ctx, s, s.imports, committed))
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		return fmt.Errorf("import %s : il est validé et ne peut plus être annulé ; retirez-le plutôt (état « withdrawn »)", batch)
	}
	d := s.ddl()
	for _, table := range []string{
		d.Table(s.events.name), d.Table(s.rejects.name), s.hints.name, d.Table(s.notices.name), d.Table(s.noticeAliases.name),
	} {
		query := "ALTER TABLE " + table + d.OnCluster() +
			" DELETE WHERE import_id = toUUID('" + batch.String() + "') SETTINGS mutations_sync = 2"
		if err := s.conn.Exec(ctx, query); err != nil {
			return fmt.Errorf("annulation de l'import %s dans %s : %w", batch, table, err)
		}
	}
	return nil
}
