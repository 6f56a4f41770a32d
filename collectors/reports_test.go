package collectors

import (
	"context"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// fates takes reports in and gives, by report, the fates of its facts and its
// problems.
func fates(t *testing.T, clock *time.Time, o Options, shape Shape, reports []map[string]string) (facts map[int][]Fate, problems map[int][]string, dossiers map[int]observatory.ID) {
	t.Helper()
	source, err := Reports(shape, reports)
	if err != nil {
		t.Fatal(err)
	}
	facts, problems, dossiers = map[int][]Fate{}, map[int][]string{}, map[int]observatory.ID{}
	o.Origin, o.Anew = "api", true
	o.Now = func() time.Time { *clock = clock.Add(time.Second); return *clock } // each import has its own moment
	o.Listener = &Listener{
		Fact: func(row int, dossier, _ observatory.ID, fate Fate) {
			facts[row-2], dossiers[row-2] = append(facts[row-2], fate), dossier
		},
		Finding: func(f Finding, refuses bool) {
			if refuses {
				problems[f.Row-2] = append(problems[f.Row-2], f.Column+" "+f.Problem)
			}
		},
	}
	if _, err := ImportSource(context.Background(), source, o); err != nil {
		t.Fatal(err)
	}
	return facts, problems, dossiers
}

func TestReportsAreTakenAsRowsOfAFile(t *testing.T) {
	m := &memory{}
	o, clock := options(t, m, testKeys(t)), testNow
	reports := []map[string]string{
		{"référence": " d-1 ", "département": "93", "évènement": "API", "date": "10/05/2026", "fin": "09/08/2026"},
		{"référence": "D-2", "évènement": "API", "date": "10/05/2026"},
		{"référence": "D-1", "département": "93", "évènement": "API", "date": "10/05/2026", "fin": "09/08/2026"},
		{"référence": "D-3", "département": "93", "évènement": "dépôt", "date": "01/02/2026", "commentaire": "un ; piège \" et\nune ligne"},
		{"département": "93", "évènement": "dépôt", "date": "01/02/2026"},
	}
	facts, problems, dossiers := fates(t, &clock, o, ShapeEvents, reports)
	if len(facts[0]) != 1 || facts[0][0] != FateNew || len(facts[2]) != 1 || facts[2][0] != FateDuplicate || len(facts[3]) != 1 {
		t.Errorf("facts %v", facts)
	}
	if len(problems) != 2 || problems[1][0] != "département "+ProblemEmpty || problems[4][0] != "référence "+ProblemCase {
		t.Errorf("problems %v", problems)
	}
	want, err := CaseID(o.Keys, o.Association, o.Simulation, "D-1")
	if err != nil || dossiers[0] != want || dossiers[2] != want {
		t.Errorf("case %v, want %v (%v)", dossiers[0], want, err)
	}
	for _, e := range m.events {
		if e.Source != "api" {
			t.Errorf("source %q", e.Source)
		}
	}
	reports[0]["fin"] = "08/08/2026"
	facts, problems, _ = fates(t, &clock, o, ShapeEvents, reports[:1])
	if len(facts[0]) != 1 || facts[0][0] != FateCorrected || len(problems) > 0 {
		t.Errorf("a corrected report: %v, %v", facts, problems)
	}
	if facts, _, _ = fates(t, &clock, o, ShapeEvents, reports[:1]); len(facts[0]) != 1 || facts[0][0] != FateDuplicate {
		t.Errorf("the same report again: %v", facts)
	}
	facts, problems, _ = fates(t, &clock, o, ShapeEvents, []map[string]string{
		{"référence": "D-7", "département": "93", "évènement": "dépôt", "date": "01/02/2026"},
		{"référence": "D-7", "département": "93", "évènement": "clôture", "date": "01/01/2026"},
	})
	if len(facts[0]) != 1 || len(problems[1]) != 1 {
		t.Errorf("a report against the one before it: %v, %v", facts, problems)
	}
	facts, problems, _ = fates(t, &clock, o, ShapeCases, []map[string]string{{"référence": "D-9"}, {"référence": "D-8", "département": "75", "date de dépôt": "01/02/2026"}})
	if len(facts[1]) == 0 || len(problems[0]) == 0 {
		t.Errorf("cases: %v, %v", facts, problems)
	}
}

func TestLabelsAreThePublishedWords(t *testing.T) {
	if got := Labels("évènement")["certificate"]; got != "API" {
		t.Errorf("got %q", got)
	}
	if got := Labels("date"); len(got) != 0 {
		t.Errorf("a column without words has %v", got)
	}
}
