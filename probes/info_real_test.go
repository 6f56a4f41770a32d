package probes

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// infoLabel is what a person read on a real page: labels.csv holds the file's
// hash and offsets, and no sentence of it.
type infoLabel struct {
	state      observatory.FactState
	start, end int
	value      string
}

func infoLabels(t *testing.T) map[string]map[string]infoLabel {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "info", "labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string]map[string]infoLabel{}
	for _, r := range rows[1:] {
		start, err1 := strconv.Atoi(r[3])
		end, err2 := strconv.Atoi(r[4])
		if err1 != nil || err2 != nil {
			t.Fatalf("bad offsets: %v", r)
		}
		if labels[r[0]] == nil {
			labels[r[0]] = map[string]infoLabel{}
		}
		labels[r[0]][r[1]] = infoLabel{observatory.FactState(r[2]), start, end, r[5]}
	}
	return labels
}

type infoTally struct{ hits, misses, alarms, agreed, pages int }

func TestAuditOfRealPages(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "real", "prefecture_pages", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Skip("the real pages (../shared/real/prefecture_pages) are not on this machine")
	}
	labels := infoLabels(t)
	tallies := map[string]*infoTally{}
	for _, file := range files {
		page := infoRead(t, file)
		expected, ok := labels[string(page.Hash)]
		if !ok {
			t.Logf("%s: not labelled", page.File)
			continue
		}
		if !strings.HasPrefix(page.File, page.Department+"_") || page.Department == "" {
			t.Errorf("%s: got department %q", page.File, page.Department)
		}
		for _, item := range AuditPage(infoReference(t), page) {
			if !slices.Contains(InfoKeys(), item.Key) {
				continue // measured on synthetic pages
			}
			if _, labelled := expected[item.Key]; !labelled {
				t.Errorf("%s, %s: no label", page.File, item.Key)
				continue
			}
			if tallies[item.Key] == nil {
				tallies[item.Key] = &infoTally{}
			}
			tallies[item.Key].add(t, page, item, expected[item.Key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(tallies)) {
		t.Log(key + " : " + tallies[key].String())
	}
}

func (y *infoTally) add(t *testing.T, page Page, item InfoItem, want infoLabel) {
	t.Helper()
	y.pages++
	if item.State == want.state {
		y.agreed++
	} else {
		t.Errorf("%s, %s: got %s %q, want %s", page.File, item.Key, item.State, item.Quote, want.state)
	}
	hit := found(want.state) && item.State == want.state && item.Start < want.end && want.start < item.End
	switch {
	case hit:
		y.hits++
		if want.value != "" && item.Value() != want.value {
			t.Errorf("%s, %s: got %q, want %q", page.File, item.Key, item.Value(), want.value)
		}
	case found(want.state):
		y.misses++
		t.Errorf("%s, %s: the quote [%d, %d[ does not meet the label [%d, %d[", page.File, item.Key, item.Start, item.End, want.start, want.end)
	}
	if found(item.State) && !hit {
		y.alarms++
	}
}

// String gives precision and recall with the number of positives, "non
// mesurable" under five.
func (y *infoTally) String() string {
	positives := y.hits + y.misses
	text := strconv.Itoa(positives) + " positifs sur " + strconv.Itoa(y.pages) + " pages, états justes " + strconv.Itoa(y.agreed) + ", "
	if positives < 5 {
		return text + "précision et rappel non mesurables"
	}
	share := func(k, n int) string { return strconv.Itoa(k) + "/" + strconv.Itoa(n) }
	return text + "précision " + share(y.hits, y.hits+y.alarms) + ", rappel " + share(y.hits, positives)
}
