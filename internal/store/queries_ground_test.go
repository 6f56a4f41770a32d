package store

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// groundWorld has events of every kind that is counted, declared closures and
// closing messages, in cases of two grounds, of a ground that changed and of none.
func groundWorld() []observatory.Observation {
	world := append([]observatory.Observation{committed("batch", t0)}, closureNotices()...)
	grounds := map[string]string{"a": "student", "b": "talent", "c": ""}
	for _, dossier := range []string{"a", "b", "c", "d"} {
		for i, kind := range observatory.EventKinds() {
			if !kind.Happened() {
				continue
			}
			world = append(world, eventOn(dossier+string(kind), march+observatory.Date(i), func(e *observatory.CaseEvent) {
				e.Case, e.Person, e.Event, e.Ground, e.Level = id("case "+dossier), id("person "+dossier), kind, grounds[dossier], observatory.LevelDocument
				if e.Department = "01"; dossier == "b" {
					e.Department = "69"
				}
				if kind == observatory.EventClosure {
					e.Ending, e.ReasonStated, e.ReasonSource = "adverse", observatory.No, "declared"
				}
				if dossier == "d" {
					e.Ground = []string{"student", "talent", ""}[min(2, i/2)] // talent in the end
				}
			}))
		}
	}
	for dossier, ground := range map[string]string{"a": "student", "b": "talent", "complete": ""} { // of the closing messages
		world = append(world, eventOn("ground of "+dossier, march-90, func(e *observatory.CaseEvent) {
			e.Case, e.Person, e.Event, e.Ground = id(dossier), id("person "+dossier), observatory.EventSituation, ground
		}), closure("favourable "+dossier, "p", march, observatory.Unknown, func(e *observatory.CaseEvent) {
			e.Case, e.Person, e.Ending, e.Ground = id("case "+dossier), id("person "+dossier), "favourable", ground
		}))
	}
	return world
}

// Rows by ground are those of each ground asked for by itself, and those of
// cases of which none is told: nobody is lost between them.
func TestRowsByGround(t *testing.T) {
	unraced(t)
	s := testStore(t)
	add(t, s, groundWorld()...)
	tallies := []string{
		"closure.reason_stated", "closure.remedy_shown", "closure.sender_identified", "certificate.recognition", "certificate.rights_mention",
		"pan.blocking_solved", "ccc.answered", "ccc.solved", "ccc.stereotyped", "ccc.written_statement", "alternatives.offered", "confidentiality.incidents",
		"pan.reported", "closure.quality", "closure.favourable",
	}
	for _, query := range tallies {
		t.Run(query, func(t *testing.T) {
			by := everything
			by.ByGround = true
			got := map[string]map[string][]int64{}
			for _, row := range counts(t, s, query, by) {
				tallyRow(got, row.Keys[0], row)
			}
			for _, ground := range []string{"student", "talent", "employee"} {
				one := everything
				one.Ground = ground
				want := map[string]map[string][]int64{}
				for _, row := range counts(t, s, query, one) {
					tallyRow(want, ground, row)
				}
				if diff := cmp.Diff(want[ground], got[ground]); diff != "" {
					t.Errorf("%s (-asked for +by ground):\n%s", ground, diff)
				}
			}
			if got["student"] == nil || got["talent"] == nil || got[""] == nil {
				t.Errorf("no row of one of the grounds: %v", got)
			}
			all, together := map[string]map[string][]int64{}, map[string]map[string][]int64{}
			for _, row := range counts(t, s, query, everything) {
				tallyRow(all, "all", row)
			}
			for _, row := range counts(t, s, query, by) {
				tallyRow(together, "all", row)
			}
			if diff := cmp.Diff(all, together); diff != "" {
				t.Errorf("(-all +grounds together):\n%s", diff)
			}
		})
	}
}

// The way to the substitution counts at the ground of its case too.
func TestPathsByGround(t *testing.T) {
	s := testStore(t)
	add(t, s, groundWorld()...)
	by := everything
	by.ByGround = true
	got := map[string]string{}
	for _, row := range counts(t, s, "substitution.funnel", by) {
		got[row.Keys[3]] = row.Keys[0]
	}
	want := map[string]string{}
	for dossier, ground := range map[string]string{"a": "student", "b": "talent", "c": "", "d": "talent"} {
		want[id("case "+dossier).String()] = ground
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("grounds of cases (-want +got):\n%s", diff)
	}
}

// tallyRow adds a row to those of a place, whatever its department.
func tallyRow(to map[string]map[string][]int64, place string, row observatory.CountRow) {
	if to[place] == nil {
		to[place] = map[string][]int64{}
	}
	key := strings.Join(row.Keys[1:], " ")
	if to[place][key] == nil {
		to[place][key] = slices.Clone(row.Values)
		return
	}
	for i, v := range row.Values {
		to[place][key][i] += v
	}
}
