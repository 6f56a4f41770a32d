package reports

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

func FuzzParseManifest(f *testing.F) {
	hash := strings.Repeat("0", 64)
	f.Add([]byte(hash + "  data/a\n" + hash + "  data/b\n"))
	f.Add([]byte(hash + "  ../a\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		hashes, err := parseManifest(text)
		if err != nil {
			return
		}
		written := 0
		for _, name := range slices.Sorted(maps.Keys(hashes)) {
			written += len(fmt.Sprintf("%s  %s\n", hashes[name], name))
			if strings.Contains("/"+name+"/", "/../") || strings.HasPrefix(name, "/") {
				t.Errorf("name %q leaves the bag", name)
			}
		}
		if written != len(text) {
			t.Errorf("%q: %d bytes read of %d", text, written, len(text))
		}
	})
}

// FuzzReadBag gives the reader any zip: it opens or refuses, and every file
// reads or is named as altered.
func FuzzReadBag(f *testing.F) {
	var seed bytes.Buffer
	w := zip.NewWriter(&seed)
	for _, name := range []string{"d/bagit.txt", "d/data/a.txt"} {
		file, err := w.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		fmt.Fprint(file, strings.Repeat(name, 20))
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(seed.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		opened, err := readBag(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			if !observatory.IsInput(err) && !errors.Is(err, evidence.ErrAltered) {
				t.Errorf("error of no kind: %v", err)
			}
			return
		}
		for _, name := range opened.names() {
			if !validName(name) {
				t.Errorf("name %q was let in", name)
			}
			var alteration *Alteration
			if _, _, err := opened.hash(name); err != nil && (!errors.As(err, &alteration) || alteration.File != name) {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
}

// FuzzRow reads any row as the verifier does, through to the lines of attempts.
func FuzzRow(f *testing.F) {
	attempt := attemptAt(1, "2026-11-03T08:00:00Z", observatory.Unattended, observatory.Unmet)
	row, err := evidence.CanonicalAttempt(&attempt)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(row)
	f.Add([]byte(`{"mode":"unattended","outcome":"met","first_date":"9999-99-99"}`))
	f.Fuzz(func(t *testing.T, row []byte) {
		var attempt observatory.Attempt
		if json.Unmarshal(row, &attempt) != nil {
			return
		}
		if got := lines(newSeries(newEntries([]observatory.Attempt{attempt}))); len(got) != 3 {
			t.Errorf("%d lines", len(got))
		}
	})
}
