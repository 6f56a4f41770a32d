package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// An EventWriter sends full blocks, whatever the batches, and at the end the
// rest; after the end of its context it sends nothing more.
func TestEventWriter(t *testing.T) {
	s := testStore(t)
	events := manyEvents(lastInsert+30, "batch")
	w := s.NewEventWriter(0)
	for batch := range slices.Chunk(events, 15_001) {
		if err := w.Write(t.Context(), refs(batch)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := s.NewEventWriter(5)
	if err := left.Write(t.Context(), refs(manyEvents(5, "left"))); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := left.Flush(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("flush after the end: got %v, want the cancellation", err)
	}
	var parts []int64
	err := s.counts(t.Context(), "SELECT toInt64(count()) AS n FROM case_events GROUP BY row_number > 1 + "+fmt.Sprint(lastInsert)+" ORDER BY n", nil,
		func(row observatory.CountRow) bool { parts = append(parts, row.Values[0]); return true })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{30, lastInsert}, parts); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// An INSERT that is broken off after some of its blocks were sent leaves nothing;
// what was ended before is there.
func TestEventWriterBrokenOff(t *testing.T) {
	s := testStore(t)
	whole, broken := s.NewEventWriter(0), s.NewEventWriter(0)
	if err := errors.Join(whole.Write(t.Context(), refs(manyEvents(10, "whole"))), whole.Flush(t.Context())); err != nil {
		t.Fatal(err)
	}
	if err := broken.Write(t.Context(), refs(manyEvents(3*eventBlock+1, "broken"))); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := broken.Flush(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("flush after the end: got %v, want the cancellation", err)
	}
	if n := eventRows(t, s); n != 10 {
		t.Errorf("%d rows, want the 10 of the run that ended", n)
	}
}

// While a large run sends its rows the engine leaves the parts of the table as they
// are; it merges them afterwards. Beside a small one it goes on.
func TestEventWriterPutsOffMerges(t *testing.T) {
	s := testStore(t)
	add(t, s, &manyEvents(1, "before")[0])
	merges := func() bool { return s.conn.Exec(t.Context(), "OPTIMIZE TABLE case_events FINAL") == nil }
	await := func(want bool) {
		t.Helper()
		for n := 0; merges() != want; n++ {
			if n == 10_000 {
				t.Fatalf("parts can be merged: %v; want %v", !want, want)
			}
		}
	}
	w := s.NewEventWriter(2 * eventInsert)
	if err := w.Write(t.Context(), refs(manyEvents(eventBlock, "sent"))); err != nil {
		t.Fatal(err)
	}
	await(false)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(true)
	small := s.NewEventWriter(0)
	if err := small.Write(t.Context(), refs(manyEvents(eventBlock, "small"))); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if !merges() {
			t.Fatal("a small run puts merges off")
		}
	}
	if err := small.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A run whose engine goes says so, and waits for nobody.
func TestEventWriterWithoutEngine(t *testing.T) {
	s := testStore(t)
	w := s.NewEventWriter(0)
	if err := w.Write(t.Context(), refs(manyEvents(eventBlock, "before"))); err != nil {
		t.Fatal(err)
	}
	gone := *s.options
	gone.DialContext = func(context.Context, string) (net.Conn, error) { return nil, errors.New("nobody") }
	s.stream, _ = inserter(&gone)
	w.insert.cancel()
	events := refs(manyEvents(eventBlocks*eventBlock, "after"))
	err := w.Write(t.Context(), events)
	for range 3 {
		if err == nil {
			err = w.Write(t.Context(), events)
		}
	}
	if err == nil {
		err = w.Flush(t.Context())
	}
	if err == nil {
		t.Error("the run ended well")
	}
	if n := eventRows(t, s); n != 0 {
		t.Errorf("%d rows, want none", n)
	}
}
