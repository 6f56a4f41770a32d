package notice

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"vigie/internal/observatory"
)

// labelled is one synthetic notice with what a reader of law says of it.
type labelled struct {
	id, text  string
	kind      observatory.NoticeKind
	reason    observatory.NoticeReason
	criteria  map[observatory.Criterion]observatory.Tri
	test      bool // in the files 12-*: by other writers, never looked at while rules are written, and no weight is learned from them
	late      bool // of the strangers since 1201, whose errors are not all mended
	unlearned bool // read to mend rules, and no weight is learned from them
	taught    bool // only weights are learned from them; but for those of 16-own nobody who writes rules read their text
}

var heading = regexp.MustCompile(`(?m)^=== (\d+) (\w+) (\w+) ([tf?]{7})$`)

var taughtFiles = regexp.MustCompile(`^(?:9-blind-g|11-|13-|14-|15-|16-)`)

func synthetic(t testing.TB) []labelled {
	t.Helper()
	files, err := filepath.Glob("testdata/synthetic/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no synthetic notices", err)
	}
	var all []labelled
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if n := strings.Count(text, "\n=== "); n != len(heading.FindAllString(text, -1)) {
			t.Fatalf("%s: %d headings, not all well formed", file, n)
		}
		places := heading.FindAllStringSubmatchIndex(text, -1)
		for i, p := range places {
			end := len(text)
			if i+1 < len(places) {
				end = places[i+1][0]
			}
			part := func(k int) string { return text[p[2*k]:p[2*k+1]] }
			l := labelled{id: part(1), text: strings.Trim(text[p[1]:end], "\n") + "\n", kind: observatory.NoticeKind(part(2)), reason: observatory.NoticeReason(part(3)), criteria: map[observatory.Criterion]observatory.Tri{}}
			for k, c := range observatory.Criteria() {
				l.criteria[c] = map[byte]observatory.Tri{'t': observatory.Yes, 'f': observatory.No, '?': observatory.Unknown}[part(4)[k]]
			}
			l.test = strings.HasPrefix(filepath.Base(file), "12-")
			l.unlearned = strings.HasPrefix(filepath.Base(file), "17-") || strings.HasPrefix(filepath.Base(file), "18-")
			l.late = strings.HasPrefix(filepath.Base(file), "10-")
			l.taught = taughtFiles.MatchString(filepath.Base(file))
			all = append(all, l)
		}
	}
	return all
}

var readings = struct {
	mu  sync.Mutex
	all map[string]Reading
}{all: map[string]Reading{}}

// reading is Read, done once for the tests that judge the same notices.
func reading(text string) Reading {
	readings.mu.Lock()
	defer readings.mu.Unlock()
	r, known := readings.all[text]
	if !known {
		r = Read(text)
		readings.all[text] = r
	}
	return r
}

// TestDevelopmentHalf lists what the rules get wrong on the half they are
// written on; of notices from which only weights were learned, the kind and the reason.
func TestDevelopmentHalf(t *testing.T) {
	unraced(t)
	var wrong, asked [3]int // of the notices mended to the last, of those since 1201, and of those that only teach weights
	for _, l := range synthetic(t) {
		if l.test {
			continue
		}
		of, questions := 0, 9
		switch {
		case l.late:
			of = 1
		case l.taught:
			of, questions = 2, 2
			l.criteria = reading(l.text).Criteria
		}
		for _, d := range l.differences(reading(l.text)) {
			t.Logf("%s: %s", l.id, d)
			wrong[of]++
		}
		asked[of] += questions
	}
	for of, percent := range [3]int{2, 5, 3} {
		if wrong[of]*100 > percent*asked[of] {
			t.Errorf("%d of %d answers are wrong on the development half: more than %d %%", wrong[of], asked[of], percent)
		}
	}
}

// TestStranger: what a stranger's notices showed to be misread stays mended.
func TestStranger(t *testing.T) {
	for _, l := range synthetic(t) {
		if l.id < "4101" || l.id > "4199" || len(l.id) != 4 {
			continue
		}
		for _, d := range l.differences(reading(l.text)) {
			t.Errorf("%s: %s", l.id, d)
		}
	}
}

func (l labelled) differences(r Reading) []string {
	var all []string
	if r.Kind != l.kind {
		all = append(all, fmt.Sprintf("kind %s, want %s", r.Kind, l.kind))
	}
	if r.Reason != l.reason {
		all = append(all, fmt.Sprintf("reason %s, want %s", r.Reason, l.reason))
	}
	for _, c := range observatory.Criteria() {
		if r.Criteria[c] != l.criteria[c] {
			all = append(all, fmt.Sprintf("%s %q, want %q", c, r.Criteria[c], l.criteria[c]))
		}
	}
	return all
}

// unraced leaves a test out of the run under the race detector (-short): make test
// has just run it whole, and one goroutine does all its work, ten times slower.
func unraced(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("run by make test; nothing in it that another test does not race")
	}
}
