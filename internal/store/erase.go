package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// eraseBatch is how many cases one mutation names (the engine searches for 255 texts at most).
const eraseBatch = 200

// erasePoll is how often the engine is asked whether the bytes are gone.
const erasePoll = 250 * time.Millisecond

// erasePatience bounds the wait for the engine to remove the bytes.
const erasePatience = 5 * time.Minute

// Settings of a table while rows are erased from it: the engine removes parts
// and the notes of mutations, which quote the ids, at once, and syncs what it
// rewrites before it lets go of what was there. The last two stay: they only
// say how often the engine looks. Migrations 67 to 73 set them too, for the
// first look after a start follows what the table said then: without them it
// comes after up to 40 seconds (measured).
var eraseSettings = []struct{ name, value string }{ //nolint:gochecknoglobals // a constant list
	{"min_rows_to_fsync_after_merge", "1"},
	{"min_compressed_bytes_to_fsync_after_merge", "1"},
	{"old_parts_lifetime", "1"},
	{"finished_mutations_to_keep", "1"}, // 0 would keep them all
	{"cleanup_delay_period", "1"},
	{"max_cleanup_delay_period", "2"},
}

// ErasedImport is an import that rows were erased from.
type ErasedImport struct {
	Import observatory.ID   `json:"import"`
	Sealed observatory.Hash `json:"sealed,omitempty"` // the file it came from
	Root   string           `json:"root"`             // over its committed rows, as in the ledger
	Erased int64            `json:"erased"`           // events

	Messages int64 `json:"messages,omitempty"` // in the place of events
}

// ErasurePlan is what the erasure of cases will take away. It is made before
// anything is deleted, for nothing tells it afterwards.
type ErasurePlan struct {
	Erasures []observatory.Erasure `json:"erasures"` // one row for each association, department, month and kind of data; without ids
	Imports  []ErasedImport        `json:"imports"`
	Persons  []observatory.ID      `json:"-"` // pseudonyms that no other case has

	Beside []observatory.Hash `json:"beside,omitempty"` // other sealed files in which the cases may stand
}

// PlanErasure looks up what lies behind cases.
func (s *Store) PlanErasure(ctx context.Context, cases []observatory.ID) (ErasurePlan, error) {
	var plan ErasurePlan
	for part := range slices.Chunk(cases, eraseBatch) {
		if err := s.planGroups(ctx, part, &plan); err != nil {
			return plan, fmt.Errorf("effacement : %w", err)
		}
	}
	persons, err := s.personsOnlyOf(ctx, cases)
	if err != nil {
		return plan, fmt.Errorf("effacement : %w", err)
	}
	plan.Persons = persons
	return plan, nil
}

// planGroups counts the events of some cases by group, and their rows by import.
func (s *Store) planGroups(ctx context.Context, cases []observatory.ID, plan *ErasurePlan) error {
	st := newStatement("case_events")
	st.amongMany("case_id", cases)
	st.order = "GROUP BY simulation, association, department, month ORDER BY simulation, association, department, month"
	var (
		row observatory.Erasure
		n   [2]uint64
	)
	exprs := []string{
		"simulation", "association", "department", "if(toUInt16(day) = 0, '', substring(toString(day), 1, 7)) AS month",
		"uniqExact(case_id)", "count()",
	}
	err := s.scan(ctx, st.text(exprs), st.params, []any{&row.Simulation, &row.Association, &row.Department, &row.Month, &n[0], &n[1]}, func() (bool, error) {
		row.Cases, row.Events = int64(n[0]), int64(n[1])
		plan.Erasures = append(plan.Erasures, row)
		return true, nil
	})
	if err != nil {
		return err
	}
	events := func(i *ErasedImport) *int64 { return &i.Erased }
	messages := func(i *ErasedImport) *int64 { return &i.Messages }
	return errors.Join(s.planImports(ctx, "case_events", cases, plan, events), s.planImports(ctx, "notices", cases, plan, messages))
}

// planImports counts the rows of some cases in a table by import. A message that
// came before messages knew their import is of none.
func (s *Store) planImports(ctx context.Context, table string, cases []observatory.ID, plan *ErasurePlan, rows func(*ErasedImport) *int64) error {
	st := newStatement(table)
	st.amongMany("case_id", cases)
	st.where = append(st.where, "import_id != toUUID('"+observatory.NoID.String()+"')")
	st.order = "GROUP BY import_id ORDER BY import_id"
	var (
		batch string
		n     uint64
	)
	return s.scan(ctx, st.text([]string{"toString(import_id)", "count()"}), st.params, []any{&batch, &n}, func() (bool, error) {
		id, err := observatory.ParseID(batch)
		if err != nil {
			return false, err
		}
		at := slices.IndexFunc(plan.Imports, func(i ErasedImport) bool { return i.Import == id })
		if at < 0 {
			plan.Imports = append(plan.Imports, ErasedImport{Import: id})
			at = len(plan.Imports) - 1
		}
		*rows(&plan.Imports[at]) += int64(n)
		return true, s.describeImport(ctx, &plan.Imports[at])
	})
}

// describeImport adds the sealed file and the root of an import.
func (s *Store) describeImport(ctx context.Context, i *ErasedImport) error {
	st := newStatement("imports")
	st.is("batch", i.Import)
	st.where = append(st.where, "state = 'committed'")
	st.order = "LIMIT 1"
	rows, err := collect(stream(ctx, s, s.imports, st))
	if len(rows) > 0 {
		i.Sealed, i.Root = rows[0].Sealed, rows[0].Root
	}
	return err
}

// personsOnlyOf gives the persons of these cases that no other case has.
func (s *Store) personsOnlyOf(ctx context.Context, cases []observatory.ID) ([]observatory.ID, error) {
	mine := newStatement("case_events")
	mine.amongMany("case_id", cases)
	others := "SELECT person_id FROM case_events WHERE NOT (" + mine.where[0] + ")"
	mine.where = append(mine.where, "person_id NOT IN ("+others+")")
	var (
		text string
		all  []observatory.ID
	)
	err := s.scan(ctx, mine.text([]string{"DISTINCT toString(person_id)"}), mine.params, []any{&text}, func() (bool, error) {
		id, err := observatory.ParseID(text)
		all = append(all, id)
		return true, err
	})
	return all, err
}

// EraseCases deletes every row of the cases, in every table that names cases,
// and what readings and decisions say of them, and returns once the engine has
// removed the bytes. It can be run again at any time.
func (s *Store) EraseCases(ctx context.Context, cases, persons []observatory.ID) error {
	if len(cases) == 0 {
		return nil
	}
	holders, err := s.tablesWith(ctx, "case_id")
	if err = errors.Join(err, s.forgetGaps(ctx)); err != nil {
		return fmt.Errorf("effacement : %w", err)
	}
	var tasks []erasing
	for _, table := range holders {
		if table == s.gapCases.name { // emptied whole
			continue
		}
		tasks = append(tasks, erasing{table, cases, func(list string) string { return "DELETE WHERE case_id IN (" + list + ")" }})
	}
	tasks = append(tasks, erasing{s.ddl().Table(s.accesses.name), cases, func(list string) string {
		return "UPDATE object = '(effacé)' WHERE multiSearchAny(object, [" + strings.ReplaceAll(strings.ReplaceAll(list, "toUUID(", ""), ")", "") + "])"
	}})
	if len(persons) > 0 {
		tasks = append(tasks, erasing{s.decisions.name, persons, func(list string) string {
			return "DELETE WHERE first IN (" + list + ") OR second IN (" + list + ") OR hasAny(links.alias, [" + list + "]) OR hasAny(links.counts, [" + list + "])"
		}})
	}
	begun := tasks[:0]
	for _, task := range tasks { // all of them before the first wait: the engine looks at each table on its own
		started, err := s.beginErasing(ctx, task)
		if err != nil {
			return fmt.Errorf("effacement dans %s : %w", task.table, withoutQuery(err))
		}
		if started {
			begun = append(begun, task)
		}
	}
	for _, task := range begun {
		if err := s.endErasing(ctx, task); err != nil {
			return fmt.Errorf("effacement dans %s : %w", task.table, withoutQuery(err))
		}
	}
	if err := errors.Join(s.forgetGaps(ctx), s.waitRemoved(ctx, s.gapCases.name)); err != nil { // it names persons, and another machine may have kept them meanwhile
		return fmt.Errorf("effacement dans %s : %w", s.gapCases.name, withoutQuery(err))
	}
	return nil
}

// erasing is a mutation of a table over ids, in batches.
type erasing struct {
	table    string
	ids      []observatory.ID
	mutation func(list string) string
}

// tablesWith lists the tables of rows that have a column.
func (s *Store) tablesWith(ctx context.Context, column string) ([]string, error) {
	var (
		name string
		all  []string
	)
	const query = `SELECT table FROM system.columns WHERE database = currentDatabase() AND name = {column:String}
		AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree') ORDER BY table`
	err := s.scan(ctx, query, map[string]string{"column": column}, []any{&name}, func() (bool, error) {
		all = append(all, name)
		return true, nil
	})
	return all, err
}

// beginErasing runs the mutation; false when there is nothing to do.
func (s *Store) beginErasing(ctx context.Context, e erasing) (bool, error) {
	if clean, err := s.alreadyErased(ctx, e); err != nil || clean {
		return false, err
	}
	if err := s.hurryRemoval(ctx, e.table); err != nil {
		return false, err
	}
	alter := "ALTER TABLE " + e.table + s.ddl().OnCluster() + " "
	for part := range slices.Chunk(e.ids, eraseBatch) {
		if err := s.conn.Exec(ctx, alter+e.mutation(quotedIDs(part))+" SETTINGS mutations_sync = 2"); err != nil {
			return false, err
		}
	}
	// The engine keeps the note of the newest mutation: it must be one that names nobody.
	return true, s.conn.Exec(ctx, alter+"DELETE WHERE id = toUUID('"+observatory.NoID.String()+"') SETTINGS mutations_sync = 2")
}

// hurryRemoval makes the engine remove at once what a table no longer uses.
func (s *Store) hurryRemoval(ctx context.Context, table string) error {
	settings := make([]string, len(eraseSettings))
	for i, setting := range eraseSettings {
		settings[i] = setting.name + " = " + setting.value
	}
	return s.conn.Exec(ctx, "ALTER TABLE "+table+s.ddl().OnCluster()+" MODIFY SETTING "+strings.Join(settings, ", "))
}

// endErasing waits until nothing of what was there is left on the disk, and
// puts back the settings that cost time.
func (s *Store) endErasing(ctx context.Context, e erasing) error {
	if err := s.waitRemoved(ctx, e.table); err != nil {
		return err
	}
	var names []string
	for _, setting := range eraseSettings[:4] {
		names = append(names, setting.name)
	}
	return s.conn.Exec(ctx, "ALTER TABLE "+e.table+s.ddl().OnCluster()+" RESET SETTING "+strings.Join(names, ", "))
}

func quotedIDs(ids []observatory.ID) string {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = "toUUID('" + id.String() + "')"
	}
	return strings.Join(quoted, ",")
}

// alreadyErased reports whether a table has neither a row that the mutation
// would touch nor anything left of one.
func (s *Store) alreadyErased(ctx context.Context, e erasing) (bool, error) {
	for part := range slices.Chunk(e.ids, eraseBatch) {
		_, where, _ := strings.Cut(e.mutation(quotedIDs(part)), " WHERE ")
		var rows uint64
		query := "SELECT count() FROM " + e.table + " WHERE " + where
		if err := s.scan(ctx, query, nil, []any{&rows}, func() (bool, error) { return true, nil }); err != nil {
			return false, err
		}
		if rows > 0 {
			return false, nil
		}
	}
	left, err := s.notRemoved(ctx, e.table)
	return left == 0, err
}

// waitRemoved waits until the engine holds no part of the table that is not in
// use any more, nor the note of a mutation.
func (s *Store) waitRemoved(ctx context.Context, table string) error {
	for deadline := time.Now().Add(erasePatience); ; {
		left, err := s.notRemoved(ctx, table)
		if err != nil || left == 0 {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("le moteur tient encore %d anciennes parties après %s : l'effacement reprendra au prochain démarrage", left, erasePatience)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(erasePoll):
		}
	}
}

// notRemoved counts the parts of a table that are not in use any more, and the
// notes of mutations that name ids.
func (s *Store) notRemoved(ctx context.Context, table string) (uint64, error) {
	const query = `SELECT (SELECT count() FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND NOT active)
		+ (SELECT count() FROM system.mutations WHERE database = currentDatabase() AND table = {table:String}
			AND position(command, '00000000-0000-0000-0000-000000000000') = 0)`
	var left uint64
	err := s.scan(ctx, query, map[string]string{"table": table}, []any{&left}, func() (bool, error) { return true, nil })
	return left, err
}

// AnyOfCases gives those of the cases that a row of a table still names.
func (s *Store) AnyOfCases(ctx context.Context, cases []observatory.ID) ([]observatory.ID, error) {
	holders, err := s.tablesWith(ctx, "case_id")
	if err != nil {
		return nil, err
	}
	found := map[observatory.ID]bool{}
	for _, table := range holders {
		for part := range slices.Chunk(cases, 10*eraseBatch) {
			st := newStatement(table)
			st.amongMany("case_id", part)
			var text string
			err := s.scan(ctx, st.text([]string{"DISTINCT toString(case_id)"}), st.params, []any{&text}, func() (bool, error) {
				id, err := observatory.ParseID(text)
				found[id] = true
				return true, err
			})
			if err != nil {
				return nil, fmt.Errorf("recherche de cas effacés dans %s : %w", table, err)
			}
		}
	}
	var left []observatory.ID
	for _, id := range cases {
		if found[id] {
			left = append(left, id)
		}
	}
	return left, nil
}

// HasErasure reports whether an erasure's row is there.
func (s *Store) HasErasure(ctx context.Context, id observatory.ID) (bool, error) {
	st := newStatement("erasures")
	st.is("id", id)
	st.order = "LIMIT 1"
	rows, err := collect(stream(ctx, s, s.erasures, st))
	return len(rows) > 0, err
}

// QuietCases lists the cases of which nothing has come in, event or review,
// since an instant.
func (s *Store) QuietCases(ctx context.Context, since time.Time, simulation bool) ([]observatory.ID, error) {
	newest := map[observatory.ID]bool{}
	for _, table := range []string{"case_events", "reviews"} {
		st := windowed(table, observatory.Window{Simulation: simulation})
		st.params["since"] = since.UTC().Format(instantLayout)
		st.order = "GROUP BY case_id ORDER BY case_id"
		var text string
		var late bool
		err := s.scan(ctx, st.text([]string{"toString(case_id)", "toBool(max(recorded_at) >= {since:DateTime64(3, 'UTC')})"}), st.params, []any{&text, &late}, func() (bool, error) {
			id, err := observatory.ParseID(text)
			newest[id] = newest[id] || late
			return true, err
		})
		if err != nil {
			return nil, fmt.Errorf("cas sans nouvelles : %w", err)
		}
	}
	var quiet []observatory.ID
	for id, late := range newest {
		if !late {
			quiet = append(quiet, id)
		}
	}
	slices.SortFunc(quiet, func(a, b observatory.ID) int { return strings.Compare(a.String(), b.String()) })
	return quiet, nil
}
