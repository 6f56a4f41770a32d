package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/observatory"
)

// statement is a SELECT being put together: everything that comes from outside
// is a bound parameter.
type statement struct {
	from   string   // table or subquery
	where  []string // joined by AND
	order  string   // what comes after WHERE
	params clickhouse.Parameters
}

// Bounds that stand for "no bound".
const (
	firstDay    = "1970-01-01"
	lastDay     = "2149-06-06"
	lastInstant = "2299-12-31 23:59:59.999"
)

// instantLayout is how a time is written in a parameter.
const instantLayout = "2006-01-02 15:04:05.000"

func newStatement(from string) *statement {
	return &statement{from: from, params: clickhouse.Parameters{}}
}

// windowParams are the parameters that every read has: from, to, horizon,
// simulation, review, procedure, ground.
func windowParams(w observatory.Window) clickhouse.Parameters {
	p := clickhouse.Parameters{
		"from": firstDay, "to": lastDay, "horizon": lastInstant,
		"simulation": strconv.FormatBool(w.Simulation), "review": string(w.Review),
		"place": escaper.Replace(w.Place), "by": escaper.Replace(w.By),
		"procedure": escaper.Replace(w.Procedure), "ground": escaper.Replace(w.Ground),
	}
	if w.Kept != "" {
		p["steps"] = "['" + strings.ReplaceAll(w.Kept, ",", "','") + "']"
	}
	if w.From.Known() {
		p["from"] = w.From.String()
	}
	if w.To.Known() {
		p["to"] = w.To.String()
	}
	if !w.Horizon.IsZero() {
		p["horizon"] = w.Horizon.UTC().Format(instantLayout)
	}
	if !w.SlotsBy.IsZero() {
		p["slots_by"] = w.SlotsBy.UTC().Format(instantLayout)
	}
	return p
}

// windowed begins a statement that keeps to a window. Rows whose day is unknown
// lie before every known day: they are read when the window has no first day.
func windowed(from string, w observatory.Window) *statement {
	st := &statement{from: from, params: windowParams(w)}
	st.where = append(st.where, "simulation = {simulation:Bool}", "recorded_at <= {horizon:DateTime64(3, 'UTC')}")
	if w.From.Known() || w.To.Known() {
		st.where = append(st.where, "day BETWEEN {from:Date} AND {to:Date}")
	}
	return st
}

// equal keeps rows whose column has a value; an empty value keeps all.
func (st *statement) equal(column, value string) {
	if value != "" {
		st.where = append(st.where, column+" = {"+column+":String}")
		st.params[column] = escaper.Replace(value)
	}
}

// is keeps rows whose column holds an ID; the zero ID keeps all.
func (st *statement) is(column string, id observatory.ID) {
	if !id.IsZero() {
		st.where = append(st.where, column+" = {"+column+":UUID}")
		st.params[column] = id.String()
	}
}

// among keeps rows whose column holds one of the IDs.
func (st *statement) among(column string, ids []observatory.ID) {
	var list strings.Builder
	for i, id := range ids {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString("'" + id.String() + "'")
	}
	st.where = append(st.where, column+" IN {"+column+":Array(UUID)}")
	st.params[column] = "[" + list.String() + "]"
}

// amongMany does as among for more IDs than fit into a request's address. They
// stand in the query itself, as hexadecimal digits and nothing else.
func (st *statement) amongMany(column string, ids []observatory.ID) {
	digits := make([]byte, 0, 32*len(ids))
	for _, id := range ids {
		digits = hex.AppendEncode(digits, id[:])
	}
	st.where = append(st.where, fmt.Sprintf("%s IN (SELECT toUUID(substring('%s', 32 * number + 1, 32)) FROM numbers(%d))",
		column, digits, len(ids)))
}

// escaper writes a text as ClickHouse reads parameters: as a TSV field.
var escaper = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\x00", `\0`)

func (st *statement) text(exprs []string) string {
	var b strings.Builder
	b.WriteString("SELECT " + strings.Join(exprs, ", ") + " FROM " + st.from)
	if len(st.where) > 0 {
		b.WriteString(" WHERE " + strings.Join(st.where, " AND "))
	}
	b.WriteString(" " + st.order)
	return b.String()
}

// stream reads the rows of a statement one by one. An error ends the sequence.
func stream[T any](ctx context.Context, s *Store, t *table[T], st *statement) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		readers, dest := t.readers()
		err := s.scan(ctx, st.text(t.exprs()), st.params, dest, func() (bool, error) {
			var row T
			for _, r := range readers {
				if err := r.set(&row); err != nil {
					return false, err
				}
			}
			return yield(row, nil), nil
		})
		if err != nil {
			yield(none, fmt.Errorf("lecture de %s : %w", t.name, err))
		}
	}
}

// scan runs a query and calls each after every row has been scanned into dest,
// until each returns false or an error.
func (s *Store) scan(ctx context.Context, query string, params clickhouse.Parameters,
	dest []any, each func() (bool, error),
) (err error) {
	running, cancel := context.WithCancel(ctx)
	rows, err := s.conn.Query(clickhouse.Context(running, clickhouse.WithParameters(maps.Clone(params))), query)
	if err != nil {
		cancel()
		return err
	}
	stopped := false
	defer func() {
		cancel() // before Close, which would read a long answer to its end
		if closing := rows.Close(); err == nil && !stopped && !errors.Is(closing, context.Canceled) {
			err = closing
		}
	}()
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		more, err := each()
		if err != nil {
			return err
		}
		if !more {
			stopped = true
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return ctx.Err() // a read that was cut off must not look complete
}

// one gives the first row of a statement, or observatory.ErrNotFound.
func one[T any](ctx context.Context, s *Store, t *table[T], st *statement) (T, error) {
	for row, err := range stream(ctx, s, t, st) {
		return row, err
	}
	var none T
	return none, fmt.Errorf("lecture de %s : %w", t.name, observatory.ErrNotFound)
}
