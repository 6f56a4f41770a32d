package main

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// killLook is how often the rounds look at what a command has done.
const killLook = 2 * time.Millisecond

// killStir is how long after its last change the folder of a table is asked about:
// many times the grain of a file system's clock.
const killStir = 40 * time.Millisecond

// tableFolder is where the engine keeps a table.
func (w *killWorld) tableFolder(t *testing.T, table string) string {
	t.Helper()
	folder, err := answerOf(t.Context(), w.engine, "SELECT data_paths[1] FROM system.tables WHERE database = currentDatabase() AND name = '"+table+"' FORMAT TSVRaw")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(folder)
}

// stirred reports whether the engine has just written a row of an import. Asking
// the folder costs a thousandth of what asking the engine does, which would slow
// down the run that is looked at.
func (w *killWorld) stirred() (bool, error) {
	info, err := os.Stat(w.imports)
	return err == nil && time.Since(info.ModTime()) < killStir, err
}

// read gives the ids of what figures read of an association.
func (w *killWorld) read(t *testing.T, table, association string) []observatory.ID {
	t.Helper()
	var ids []observatory.ID
	window := observatory.Window{Simulation: true}
	if table == "notices" {
		for n, err := range w.app.store.Notices(t.Context(), observatory.NoticeFilter{Association: association, Window: window}) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, n.ID)
		}
		return ids
	}
	for e, err := range w.app.store.CaseEvents(t.Context(), observatory.EventFilter{Association: association, Window: window}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.ID)
	}
	return ids
}

// raw counts the rows of an association in a table, read by figures or not.
func (w *killWorld) raw(t *testing.T, table, association string) int {
	t.Helper()
	return w.count(t, table+" WHERE association = '"+association+"'")
}

func (w *killWorld) count(t *testing.T, from string) int {
	t.Helper()
	text, err := answerOf(t.Context(), w.engine, "SELECT count() FROM "+from+" FORMAT TSV")
	n, err2 := strconv.Atoi(strings.TrimSpace(text))
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	return n
}

// noted reports whether an import of an association was begun after so many.
func (w *killWorld) noted(t *testing.T, association string, before int) bool {
	t.Helper()
	stirred, err := w.stirred()
	if err != nil {
		t.Fatal(err)
	}
	return stirred && w.begun(t, association) > before
}

// begun counts the imports of an association that were begun.
func (w *killWorld) begun(t *testing.T, association string) int {
	t.Helper()
	return w.count(t, "imports WHERE state = 'started' AND association = '"+association+"'")
}
