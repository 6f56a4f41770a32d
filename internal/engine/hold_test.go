package engine

import (
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// pass lets the bubble's own clock go on (testing/synctest): nobody waits.
func pass(d time.Duration) { <-time.After(d) }

// TestHolds: merging stops with the first of INSERTs that follow each other and
// begins again a moment after the last, or when there are too many parts.
func TestHolds(t *testing.T) {
	const stop, start = "SYSTEM STOP MERGES `d`.`t`", "SYSTEM START MERGES `d`.`t`"
	for name, c := range map[string]struct {
		most int
		do   func(h *holds)
		want []string
	}{
		"one after the other": {10, func(h *holds) {
			for range 3 {
				h.begin("d", "t")()
				pass(holdGap / 2)
			}
		}, []string{stop}},
		"then none":         {10, func(h *holds) { h.begin("d", "t")(); pass(2 * holdGap) }, []string{stop, start}},
		"one is still sent": {10, func(h *holds) { h.begin("d", "t"); h.begin("d", "t")(); pass(2 * holdGap) }, []string{stop}},
		"again later": {10, func(h *holds) {
			for range 2 {
				h.begin("d", "t")()
				pass(2 * holdGap)
			}
		}, []string{stop, start, stop, start}},
		"two tables": {10, func(h *holds) {
			h.begin("d", "t")
			h.begin("d", "o`o")()
			pass(2 * holdGap)
		}, []string{stop, "SYSTEM STOP MERGES `d`.`o\\`o`", "SYSTEM START MERGES `d`.`o\\`o`"}},
		"too many parts": {3, func(h *holds) {
			for range 6 {
				h.begin("d", "t")()
			}
			pass(2 * holdGap)
		}, []string{stop, start}},
		"the engine stops": {10, func(h *holds) { h.begin("d", "t")(); h.close(); pass(2 * holdGap) }, []string{stop, start}},
		"an INSERT ends after that": {10, func(h *holds) {
			end := h.begin("d", "t")
			h.close()
			end()
			h.begin("d", "t")
			pass(2 * holdGap)
		}, []string{stop, start}},
		"a mutation": {10, func(h *holds) {
			h.begin("d", "t")
			altered := h.altering()
			h.begin("d", "o")()
			h.begin("d", "t")()
			altered()
			pass(2 * holdGap)
		}, []string{stop, start}},
		"after a mutation": {10, func(h *holds) {
			h.altering()()
			h.begin("d", "t")
		}, []string{stop}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var said []string
				h := newHolds(func(sql string) error { said = append(said, sql); return nil }, slog.New(slog.DiscardHandler))
				h.most = c.most
				c.do(h)
				synctest.Wait()
				if !slices.Equal(said, c.want) {
					t.Errorf("the engine was told %q; want %q", said, c.want)
				}
			})
		})
	}
}

// TestHoldReleased: an order to begin again that fails is given again.
func TestHoldReleased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		h := newHolds(func(sql string) error {
			if said = append(said, sql); len(said) < 4 && len(said) > 1 {
				return errors.New("no memory")
			}
			return nil
		}, slog.New(slog.DiscardHandler))
		h.begin("d", "t")()
		pass(time.Minute)
		synctest.Wait()
		if len(said) != 4 || len(h.tables) > 0 {
			t.Errorf("the engine was told %q, and %d tables are held", said, len(h.tables))
		}
	})
}

// TestHoldOfNoTable: a table that is gone is not told of again and again.
func TestHoldOfNoTable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := 0
		h := newHolds(func(string) error {
			if said++; said > 1 {
				return newException(codeUnknownTable, "Table d.t does not exist. (UNKNOWN_TABLE)")
			}
			return nil
		}, slog.New(slog.DiscardHandler))
		h.begin("d", "t")()
		pass(time.Minute)
		synctest.Wait()
		if said != 2 || len(h.tables) > 0 {
			t.Errorf("%d orders, %d tables are held; want 2 and none", said, len(h.tables))
		}
	})
}

// TestHoldRefused: an engine that does not stop merging is not told to begin again.
func TestHoldRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := 0
		h := newHolds(func(string) error { said++; return errors.New("no such table") }, slog.New(slog.DiscardHandler))
		h.begin("d", "t")()
		pass(2 * holdGap)
		synctest.Wait()
		if said != 1 {
			t.Errorf("%d orders; want 1", said)
		}
	})
}
