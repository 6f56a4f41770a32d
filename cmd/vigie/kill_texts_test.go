package main

import (
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// openedTexts is about how many texts of an association are opened after a round.
const openedTexts = 40

// checkTexts holds the vault against what is told of an association, once no import
// is under way: texts of its events open, and no import that was undone left any.
func (w *killWorld) checkTexts(t *testing.T, association string) {
	t.Helper()
	var told []observatory.CaseEvent
	for e, err := range w.app.store.CaseEvents(t.Context(), observatory.EventFilter{Association: association, Window: observatory.Window{Simulation: true}}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Evidence) > 0 {
			told = append(told, e)
		}
	}
	for n := 0; n < len(told); n += 1 + len(told)/openedTexts {
		if text, err := w.app.vault.Text(told[n].Case, told[n].Evidence[0].Hash); err != nil || len(text) == 0 {
			t.Fatalf("%s: a text of %d is not in the vault: %q, %v", association, len(told), text, err)
		}
	}
	committed, err := answerOf(t.Context(), w.engine, "SELECT substring(replaceAll(toString(batch), '-', ''), 1, 16) FROM imports WHERE state = 'committed' FORMAT TSV")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"lots/*", "cas/*/*"} {
		files, err := filepath.Glob(w.app.cfg.path("vault", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if lot, _, _ := strings.Cut(filepath.Base(file), "."); !strings.Contains(committed, lot) {
				t.Errorf("%s: %s is of no import that was committed", association, filepath.Base(file))
			}
		}
	}
}
