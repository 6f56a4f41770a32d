package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// Rotation says how rows change when the pseudonyms of an instance are
// exchanged. Each function is given a value as it is stored and gives the new
// one.
type Rotation struct {
	ID          func(observatory.ID) observatory.ID // of a case, a person, a feature, a text, and ids made from them
	Event       func(*observatory.CaseEvent)        // a whole event, its fact and fingerprint too
	EventID     func(observatory.ID) observatory.ID // id of an event that an earlier call of Event changed
	Shingles    func(string) (string, error)
	Fingerprint func(string) string // of a file
	Object      func(string) string // of a reading
}

// rotationSuffix ends the names of the tables that hold the changed rows until
// they are put in force.
const rotationSuffix = "_rotation"

// rotationBatch is how many rows are changed and written at a time.
const rotationBatch = 20_000

// rotated is a table whose rows change.
type rotated struct {
	name string
	copy func(context.Context, *Store, Rotation) (int64, error)
}

func rotatedTables(s *Store) []rotated {
	return []rotated{ // events first: EventID needs them
		rotatedTable(s.events, (*observatory.CaseEvent).Env, func(r Rotation, e *observatory.CaseEvent) error { r.Event(e); return nil }),
		rotatedTable(s.concords, (*observatory.Concordance).Env, func(r Rotation, c *observatory.Concordance) error {
			c.Event = r.EventID(c.Event)
			return r.ids(&c.ID, &c.Case)
		}),
		rotatedTable(s.reviews, (*observatory.Review).Env, func(r Rotation, v *observatory.Review) error { return r.ids(&v.ID, &v.Case) }),
		rotatedTable(s.notices, (*observatory.Notice).Env, func(r Rotation, n *observatory.Notice) (err error) {
			n.Shingles, err = r.Shingles(n.Shingles)
			return errors.Join(err, r.ids(&n.ID, &n.Withdraws, &n.Case, &n.Text, &n.Cluster))
		}),
		rotatedTable(s.noticeAliases, (*observatory.NoticeAlias).Env, func(r Rotation, a *observatory.NoticeAlias) error {
			return r.ids(&a.ID, &a.Cluster, &a.Of)
		}),
		rotatedTable(s.hints, (*observatory.PersonHints).Env, func(r Rotation, h *observatory.PersonHints) error {
			for i := range h.Hints {
				_ = r.ids(&h.Hints[i].Value)
			}
			return r.ids(&h.ID, &h.Case, &h.Person)
		}),
		rotatedTable(s.decisions, (*observatory.PersonDecision).Env, rotateDecision),
		rotatedTable(s.imports, (*observatory.Import).Env, func(r Rotation, i *observatory.Import) error {
			i.Fingerprint = r.Fingerprint(i.Fingerprint)
			return nil
		}),
		rotatedTable(s.accesses, (*observatory.Access).Env, func(r Rotation, a *observatory.Access) error {
			a.Object = r.Object(a.Object)
			return r.ids(&a.ID)
		}),
	}
}

func (r Rotation) ids(all ...*observatory.ID) error {
	for _, id := range all {
		*id = r.ID(*id)
	}
	return nil
}

func rotateDecision(r Rotation, d *observatory.PersonDecision) error {
	for i := range d.Links {
		_ = r.ids(&d.Links[i].Alias, &d.Links[i].Counts)
	}
	err := r.ids(&d.ID, &d.Withdraws, &d.First, &d.Second)
	if d.Second.String() < d.First.String() { // the smaller stands first
		d.First, d.Second = d.Second, d.First
	}
	return err
}

// rotatedTable copies a table's rows, changed, into the table beside it.
func rotatedTable[T any](t *table[T], env func(*T) *observatory.Envelope, change func(Rotation, *T) error) rotated {
	return rotated{t.name, func(ctx context.Context, s *Store, r Rotation) (rows int64, err error) {
		beside := newTable(t.name+rotationSuffix, t.fields)
		batch := make([]*T, 0, rotationBatch)
		flush := func() error {
			rows += int64(len(batch))
			err := appendRows(ctx, s, beside, batch, func(row *T) time.Time { return env(row).RecordedAt })
			batch = batch[:0]
			return err
		}
		for row, err := range stream(ctx, s, t, newStatement(t.name)) {
			if err != nil {
				return rows, err
			}
			if err := change(r, &row); err != nil {
				return rows, err
			}
			if batch = append(batch, &row); len(batch) == rotationBatch {
				if err := flush(); err != nil {
					return rows, err
				}
			}
		}
		return rows, flush()
	}}
}

// CopyRotated writes all rows that hold pseudonyms, changed, into tables beside
// those they are read from, from the beginning at each call, and counts them.
// Nothing may write to the store meanwhile.
func (s *Store) CopyRotated(ctx context.Context, r Rotation) (map[string]int64, error) {
	if s.cluster != "" {
		return nil, observatory.InputErrorf("le renouvellement des clés n'est pas fait sur une grappe (store.cluster) : faites-le sur un serveur seul, à partir d'une sauvegarde, puis restaurez-la")
	}
	counts := map[string]int64{}
	if err := s.dropRotated(ctx); err != nil {
		return nil, err
	}
	for _, t := range rotatedTables(s) {
		err := s.conn.Exec(ctx, "CREATE TABLE "+t.name+rotationSuffix+" AS "+t.name)
		if err == nil {
			counts[t.name], err = t.copy(ctx, s, r)
		}
		if err != nil {
			return nil, fmt.Errorf("renouvellement des clés, table %s : %w", t.name, withoutQuery(err))
		}
	}
	return counts, nil
}

// SwitchRotated puts the changed rows in force, partition by partition. It can be
// done again until EndRotated.
func (s *Store) SwitchRotated(ctx context.Context) error {
	if err := s.forgetGaps(ctx); err != nil {
		return fmt.Errorf("renouvellement des clés : %w", err)
	}
	for _, t := range rotatedTables(s) {
		if err := s.switchTable(ctx, t.name); err != nil {
			return fmt.Errorf("renouvellement des clés, table %s : %w", t.name, withoutQuery(err))
		}
	}
	if err := s.waitRemoved(ctx, s.gapCases.name); err != nil { // it names persons as they were
		return fmt.Errorf("renouvellement des clés, table %s : %w", s.gapCases.name, withoutQuery(err))
	}
	return nil
}

func (s *Store) switchTable(ctx context.Context, name string) error {
	if err := s.hurryRemoval(ctx, name); err != nil {
		return err
	}
	const query = `SELECT DISTINCT partition_id FROM system.parts
		WHERE database = currentDatabase() AND table = {table:String} AND active ORDER BY partition_id`
	var (
		partition string
		all       []string
	)
	err := s.scan(ctx, query, map[string]string{"table": name + rotationSuffix}, []any{&partition}, func() (bool, error) {
		all = append(all, partition)
		return true, nil
	})
	for _, partition := range all {
		if err == nil {
			err = s.conn.Exec(ctx, "ALTER TABLE "+name+" REPLACE PARTITION ID '"+partition+"' FROM "+name+rotationSuffix)
		}
	}
	return err
}

// EndRotated drops the tables beside, and returns once the engine has removed the
// bytes of the old rows.
func (s *Store) EndRotated(ctx context.Context) error {
	if err := s.dropRotated(ctx); err != nil {
		return err
	}
	for _, t := range rotatedTables(s) {
		if err := s.endErasing(ctx, erasing{table: t.name}); err != nil {
			return fmt.Errorf("renouvellement des clés, table %s : %w", t.name, withoutQuery(err))
		}
	}
	return nil
}

func (s *Store) dropRotated(ctx context.Context) error {
	for _, t := range rotatedTables(s) {
		if err := s.conn.Exec(ctx, "DROP TABLE IF EXISTS "+t.name+rotationSuffix+" SYNC"); err != nil {
			return fmt.Errorf("renouvellement des clés, table %s : %w", t.name, withoutQuery(err))
		}
	}
	return nil
}

// Cases calls each with the id of every case of which there is a row; with the
// new ids while a rotation has changed the rows and not yet ended.
func (s *Store) Cases(ctx context.Context, rotated bool, each func(observatory.ID)) error {
	suffix := ""
	if rotated {
		suffix = rotationSuffix
	}
	for _, t := range []string{s.events.name, s.notices.name, s.reviews.name} {
		var text string
		err := s.scan(ctx, "SELECT DISTINCT toString(case_id) FROM "+t+suffix, nil, []any{&text}, func() (bool, error) {
			id, err := observatory.ParseID(text)
			each(id)
			return true, err
		})
		if err != nil {
			return fmt.Errorf("cas de la table %s : %w", t, err)
		}
	}
	return nil
}
