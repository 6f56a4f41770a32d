package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/observatory"
)

// CountsInParts streams the rows of a named query, in parts of about as many case
// events as are given. Each part has all rows of its persons, in any order: a reader
// who adds them up can let them go, and the engine holds a part at a time. A query
// that is not made for it comes whole and as Counts gives it; so do few rows, and
// those of cases where too many persons share a case with another.
func (s *Store) CountsInParts(ctx context.Context, query string, w observatory.Window, facts int64) iter.Seq[iter.Seq2[observatory.CountRow, error]] {
	return func(yield func(iter.Seq2[observatory.CountRow, error]) bool) {
		var events int64
		if err := s.conn.QueryRow(ctx, "SELECT toInt64(count()) FROM "+s.events.name).Scan(&events); err != nil {
			yield(failed(fmt.Errorf("requête « %s » par parts : %w", query, err)))
			return
		}
		if events <= facts {
			yield(s.Counts(ctx, query, w))
			return
		}
		s.inParts(ctx, query, w, 1+int(events/facts))(yield)
	}
}

func failed(err error) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) { yield(observatory.CountRow{}, err) }
}

// inParts is CountsInParts in as many parts.
func (s *Store) inParts(ctx context.Context, query string, w observatory.Window, parts int) iter.Seq[iter.Seq2[observatory.CountRow, error]] {
	return func(yield func(iter.Seq2[observatory.CountRow, error]) bool) {
		n, params := asked(w), windowParams(w)
		n.parts = true
		h, err := s.heeded(ctx, n, params)
		text := h.named[query]
		last := parts - 1
		if err == nil && strings.Contains(text, "@apart") {
			var apart []observatory.ID
			if apart, err = s.apart(ctx, h, params); len(apart) > 0 {
				last++
			}
			if len(apart) > gapPersonsMost {
				text = ""
			}
			text = strings.ReplaceAll(text, "@apart", idRows(apart))
		}
		text, _ = withoutOrder(text) // half of the engine's time for small rows
		switch {
		case err != nil:
			yield(failed(fmt.Errorf("requête « %s » par parts : %w", query, err)))
			return
		case !strings.Contains(text, "{part:"):
			yield(s.Counts(ctx, query, w))
			return
		}
		params["parts"] = strconv.Itoa(parts)
		s.inTurn(ctx, query, text, params, last, yield)
	}
}

// withoutOrder parts a query from the keys that it ends with sorting its rows by.
func withoutOrder(text string) (rows, order string) {
	const by = "\nORDER BY "
	at := strings.LastIndex(text, by)
	if at < 0 {
		return text, ""
	}
	return text[:at], strings.TrimSpace(text[at+len(by):])
}

// inTurn yields the parts up to the last. The engine makes the next one while the
// reader adds up the one that it has read: never two at once.
func (s *Store) inTurn(ctx context.Context, query, text string, params clickhouse.Parameters, last int, yield func(iter.Seq2[observatory.CountRow, error]) bool) {
	ask := func(part int) *answer {
		params["part"] = strconv.Itoa(part)
		return s.askAhead(ctx, text, params)
	}
	ahead := ask(0)
	defer func() { ahead.leave() }()
	for part := 0; part <= last; part++ {
		this := ahead
		more := yield(func(yield func(observatory.CountRow, error) bool) {
			err := this.read(func(row observatory.CountRow) bool { return yield(row, nil) })
			if err != nil {
				yield(observatory.CountRow{}, fmt.Errorf("requête « %s », part %d sur %s : %w", query, part, params["parts"], err))
			} else if part < last {
				ahead = ask(part + 1)
			}
		})
		this.leave()
		if !more || part == last {
			return
		}
		if ahead == this { // it was not read
			ahead = ask(part + 1)
		}
	}
}

// apart lists the persons who share a case with another: more than gapPersonsMost
// of them are not looked for, and then one more is given.
func (s *Store) apart(ctx context.Context, h heeding, params clickhouse.Parameters) (all []observatory.ID, err error) {
	params["most"] = strconv.Itoa(gapPersonsMost + 1)
	var bad error
	err = s.counts(ctx, h.apart, params, func(row observatory.CountRow) bool {
		id, err := observatory.ParseID(row.Keys[0])
		all, bad = append(all, id), err
		return err == nil
	})
	return all, errors.Join(err, bad)
}

// idRows is a subquery of ids, as hexadecimal digits and nothing else.
func idRows(ids []observatory.ID) string {
	digits := make([]byte, 0, 32*len(ids))
	for _, id := range ids {
		digits = hex.AppendEncode(digits, id[:])
	}
	return fmt.Sprintf("SELECT toUUID(substring('%s', 32 * number + 1, 32)) FROM numbers(%d)", digits, len(ids))
}
