package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// The types of a named query, over more than one block.
func TestCountsReadsBlocks(t *testing.T) {
	s := testStore(t)
	const rows = 150_000
	query := fmt.Sprintf(`SELECT toString(number), toLowCardinality(toString(number %% 300)),
		if(number = 7, toUUID('%s'), toUUIDOrZero(concat('6ec1d0e2-0000-4000-8000-', leftPad(lower(hex(number)), 12, '0')))), toInt64(number) - 5,
		arrayMap(x -> toInt64(x), range(number %% 4)) FROM numbers(%d)`, observatory.NoID, rows)
	var next int64
	ids := func(n int64) string {
		if n == 7 {
			return "" // no id
		}
		return fmt.Sprintf("6ec1d0e2-0000-4000-8000-%012x", n)
	}
	err := s.counts(t.Context(), query, nil, func(row observatory.CountRow) bool {
		want := observatory.CountRow{
			Keys: []string{fmt.Sprint(next), fmt.Sprint(next % 300), ids(next)}, Values: []int64{next - 5}, Lists: [][]int64{[]int64{0, 1, 2}[:next%4]},
		}
		if diff := cmp.Diff(want, row); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", next, diff)
			return false
		}
		next++
		return true
	})
	if err != nil || next != rows {
		t.Errorf("got %d rows, error %v; want %d", next, err, rows)
	}
}

func TestCountsFaults(t *testing.T) {
	s := testStore(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name, query, want string
		ctx               context.Context
	}{
		{"refused", "SELECT nothing", "HTTP", t.Context()},
		{"another type", "SELECT 1.5", "Float64", t.Context()},
		{"in the middle", "SELECT toInt64(number + throwIf(number = 900000, 'rupture')) FROM numbers(1000000) SETTINGS max_block_size = 1000", "rupture", t.Context()},
		{"cancelled", "SELECT toInt64(1)", context.Canceled.Error(), cancelled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := s.counts(test.ctx, test.query, nil, func(observatory.CountRow) bool { return true })
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q in it", err, test.want)
			}
		})
	}
}

// A reader may stop before the end, or be cancelled on its way.
func TestCountsStops(t *testing.T) {
	s := testStore(t)
	const query = "SELECT toInt64(number) FROM numbers(100000000)"
	seen := 0
	err := s.counts(t.Context(), query, nil, func(observatory.CountRow) bool { seen++; return seen < 10 })
	if err != nil || seen != 10 {
		t.Errorf("got %d rows, error %v; want 10", seen, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = s.counts(ctx, query, nil, func(observatory.CountRow) bool { cancel(); return true })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the cancellation", err)
	}
}

// TestReadCountsCutOff cuts an answer at every byte: an answer that is not
// whole is an error and gives no row. The answer is our own database's; what
// strangers send is fuzzed elsewhere, and ch-go takes as much memory as a
// server announces.
func TestReadCountsCutOff(t *testing.T) {
	var b proto.Buffer
	b.PutInt(3)
	b.PutInt(1)
	for _, c := range []proto.InputColumn{
		{Name: "k", Data: words("a")}, {Name: "s", Data: plain("b")}, {Name: "v", Data: proto.ColInt64{7}},
	} {
		c.EncodeStart(&b, 0)
		if state, ok := c.Data.(proto.StateEncoder); ok {
			state.EncodeState(&b)
		}
		c.Data.EncodeColumn(&b)
	}
	whole := string(b.Buf)
	if _, rows, err := readCounts(proto.NewReader(strings.NewReader(whole))); err != nil || rows != 1 {
		t.Fatalf("whole answer: %d rows, %v", rows, err)
	}
	for size := range len(whole) {
		c, rows, err := readCounts(proto.NewReader(strings.NewReader(whole[:size])))
		if err == nil || c != nil {
			t.Errorf("%d of %d bytes: %d rows, %v", size, len(whole), rows, err)
		}
	}
}

// Seed of the fuzzing, and the form that the engine reads: a dictionary.
func words(of ...string) proto.ColInput {
	c := newCodes()
	for _, word := range of {
		c.Append(word)
	}
	return c
}

func plain(of ...string) proto.ColInput {
	var c proto.ColStr
	c.AppendArr(of)
	return c
}

// Dictionaries of every width come back from the table as they were sent.
func TestCodesOfEveryWidth(t *testing.T) {
	for _, distinct := range []int{1, 256, 257, 65_537} {
		t.Run(fmt.Sprint(distinct), func(t *testing.T) {
			s := testStore(t)
			events := manyEvents(distinct+10, "batch")
			for i := range events {
				events[i].Code = fmt.Sprint("c", i%distinct)
			}
			if err := s.AppendEvents(t.Context(), events); err != nil {
				t.Fatal(err)
			}
			var wrong int64 = -1
			query := fmt.Sprintf("SELECT toInt64(countIf(code != concat('c', toString((row_number - %d) %% %d)))) FROM case_events", events[0].Row, distinct)
			err := s.counts(t.Context(), query, nil, func(row observatory.CountRow) bool { wrong = row.Values[0]; return true })
			if err != nil || wrong != 0 {
				t.Errorf("%d codes differ, error %v", wrong, err)
			}
		})
	}
}
