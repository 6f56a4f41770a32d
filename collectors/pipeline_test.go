package collectors

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// endless repeats a row after a header, size bytes in all, and counts what was
// read of it.
type endless struct {
	header, row string
	left        int64
	rest        string
	read        *atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	if e.rest == "" {
		e.rest, e.header = e.header+strings.Repeat(e.row, 1000), ""
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	e.left -= int64(n)
	e.read.Add(int64(n))
	return n, nil
}

// TestBoundedInFlight streams a file far larger than what may be in flight,
// lets the reader run as far ahead as it can, and measures how far it got.
func TestBoundedInFlight(t *testing.T) {
	const row = "R-1;93;contact CCC;2026-02-01;sans réponse\n"
	size := int64(48 << 20)
	if testing.Short() { // under the race detector: the same goroutines and more than twice the limit
		size = 2 * (inFlight + 3) * chunkSize
	}
	var read atomic.Int64
	source := func() (io.ReadCloser, error) {
		return io.NopCloser(&endless{header: "référence;département;évènement;date;réponse\n", row: row, left: size, read: &read}), nil
	}
	o := options(t, &memory{}, testKeys(t))
	o.Known = nil
	summary := newSummary(&o)
	r, _, err := prepare(context.Background(), source, &o, &summary)
	if err != nil {
		t.Fatal(err)
	}
	read.Store(0)
	settled, ahead := int64(0), int64(0)
	err = run(context.Background(), source, r, o.Keys, 0, func(_ context.Context, j *job) error {
		for range 200 {
			runtime.Gosched()
		}
		settled += int64(j.out.rows) * int64(len(row))
		ahead = max(ahead, read.Load()-settled)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if settled < size-chunkSize {
		t.Errorf("settled %d of %d bytes", settled, size)
	}
	if limit := int64((inFlight + 2) * chunkSize); ahead > limit {
		t.Errorf("the reader was %d bytes ahead, want at most %d", ahead, limit)
	}
}

func TestBatches(t *testing.T) {
	var file bytes.Buffer
	if err := GenerateEvents(&file, 5000, 3); err != nil {
		t.Fatal(err)
	}
	m := &memory{}
	o := options(t, m, testKeys(t))
	o.Batch = 1000
	if s := take(t, o, file.String()); s.Events != 5000 || len(m.events) != 5000 {
		t.Fatalf("summary: %+v, %d events", s, len(m.events))
	}
	if diff := cmp.Diff([]int{1000, 1000, 1000, 1000, 1000}, m.batches); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
	for i := range m.events {
		if m.events[i].Row != i+2 {
			t.Fatalf("event %d is of row %d: the order of the file is lost", i, m.events[i].Row)
		}
	}
}
