package store

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"

	"vigie/internal/engine"
	"vigie/internal/observatory"
)

// The engine is killed while rows are written: every acknowledged block is
// there, no block is half there, and the same store goes on working.
func TestEngineKilledWhileWriting(t *testing.T) {
	const blockSize, before, after = 1000, 5, 3
	e, err := engine.Open(t.Context(), engine.Options{Data: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s, err := Open(t.Context(), Config{Dial: e.Dial})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	acknowledged, tries := 0, 0
	var kill sync.Once
	for acknowledged < before+after {
		if tries++; tries > 200 {
			t.Fatalf("only %d blocks were taken in %d tries", acknowledged, tries-1)
		}
		if acknowledged == before {
			kill.Do(func() { go killChild(t, e.PID()) })
		}
		if err := s.AppendEvents(t.Context(), manyEvents(blockSize, "batch")); err == nil {
			acknowledged++
		}
	}
	var rows uint64
	if err := s.conn.QueryRow(t.Context(), "SELECT count() FROM case_events").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if rows%blockSize != 0 || rows < uint64(acknowledged*blockSize) || rows > uint64(tries*blockSize) {
		t.Errorf("%d rows are there; %d blocks of %d were acknowledged in %d tries", rows, acknowledged, blockSize, tries)
	}
}

func killChild(t *testing.T, pid int) {
	child, err := os.FindProcess(pid)
	if err == nil {
		err = child.Kill()
	}
	if err != nil {
		t.Error(err)
	}
}

func TestCancelledRead(t *testing.T) {
	s := testStore(t)
	if err := s.AppendEvents(t.Context(), manyEvents(50_000, "batch")); err != nil {
		t.Fatal(err)
	}
	add(t, s, committed("batch", t0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows := 0
	var last error
	for _, err := range s.CaseEvents(ctx, observatory.EventFilter{}) {
		if last = err; err == nil {
			rows++
		}
		cancel()
	}
	if last == nil {
		t.Errorf("a read that was cut off after %d rows of 50000 looks complete", rows)
	}
}
