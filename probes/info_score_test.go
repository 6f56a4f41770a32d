package probes

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// scoreUpdate writes the table of docs/information.md anew.
var scoreUpdate = flag.Bool("score", false, "write the table of precision and recall into docs/information.md")

// score counts how a key was read over pages.
type score struct{ hits, misses, alarms, pages int }

// add holds an item against what the page says.
func (s *score) add(item InfoItem, want corpusWant) {
	s.pages++
	stands := found(observatory.FactState(want.state))
	hit := stands && string(item.State) == want.state && strings.Contains(plainSpaces(item.Quote), want.quote)
	switch {
	case hit:
		s.hits++
	case stands:
		s.misses++
	}
	if found(item.State) && !hit {
		s.alarms++
	}
}

func plainSpaces(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
}

// cells are positives, precision and recall, "non mesurable" under five.
func (s score) cells() []string {
	positives := s.hits + s.misses
	share := func(k, n int) string { return fmt.Sprintf("%d/%d", k, n) }
	if positives < 5 {
		return []string{share(positives, s.pages), "non mesurable", "non mesurable"}
	}
	return []string{share(positives, s.pages), share(s.hits, s.hits+s.alarms), share(s.hits, positives)}
}

func corpusScores(t *testing.T, test bool) map[string]score {
	t.Helper()
	scores := map[string]score{}
	for _, p := range corpusPages(t, test) {
		page, err := ReadPage(infoReference(t), p.name, []byte(p.raw))
		if err != nil {
			t.Fatal(p.name, err)
		}
		items := infoByKey(AuditPage(infoReference(t), page))
		for _, key := range corpusKeys() {
			s := scores[key]
			before := s
			s.add(items[key], p.want[key])
			scores[key] = s
			if s.misses > before.misses || s.alarms > before.alarms {
				t.Logf("%s, %s: %s %q, want %s %q", p.name, key, items[key].State, items[key].Quote, p.want[key].state, p.want[key].quote)
			}
		}
	}
	return scores
}

// TestScoreOnSyntheticPages prints how well the items are read on the pages at
// which rules may be looked at and on those kept for testing, and holds the
// table of docs/information.md to it.
func TestScoreOnSyntheticPages(t *testing.T) {
	tuning, testing := corpusScores(t, false), corpusScores(t, true)
	var b strings.Builder
	b.WriteString("| clé | mise au point : positifs/pages | précision | rappel | épreuve : positifs/pages | précision | rappel |\n|---|---|---|---|---|---|---|\n")
	for _, key := range corpusKeys() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", key, strings.Join(tuning[key].cells(), " | "), strings.Join(testing[key].cells(), " | "))
	}
	t.Log("\n" + b.String())
	name := filepath.Join("..", "docs", "information.md")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- score -->\n", "<!-- /score -->"
	head, rest, ok1 := strings.Cut(string(data), begin)
	kept, tail, ok2 := strings.Cut(rest, end)
	switch {
	case !ok1 || !ok2:
		t.Fatalf("%s has no place for the table", name)
	case *scoreUpdate:
		if err := os.WriteFile(name, []byte(head+begin+b.String()+end+tail), 0o600); err != nil {
			t.Fatal(err)
		}
	case kept != b.String():
		t.Errorf("the table of %s is not this one: go test ./probes -run TestScoreOnSyntheticPages -score", name)
	}
}
