package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// The persons and cases of these files are invented. A row that has neither a
// number nor names counts for the person of its case.
const bareHeader = "référence;n° étranger;e-mail;département;évènement;date\n"

// bareFolder is a data folder with rows that have their case's reference alone.
type bareFolder struct {
	config, folder string
	app            *app
}

// TestBareRows keeps one folder through what such rows go through besides being
// counted.
func TestBareRows(t *testing.T) {
	unraced(t)
	t.Parallel() // it waits for the engine to let go of bytes
	f := &bareFolder{config: prepare(t)}
	f.app = openedApp(t, f.config)
	f.folder = f.app.cfg.Data
	t.Run("duplicates", f.duplicates)
	t.Run("erasure", f.erasure)
	t.Run("retention", f.retention)
	t.Run("rotation", f.rotation)
}

func (f *bareFolder) take(t *testing.T, association, rows string) {
	t.Helper()
	importedEvents(t, f.config, write(t, "sans-numéro.csv", bareHeader+rows), association)
}

func (f *bareFolder) reviewer(t *testing.T, association string) access.Account {
	t.Helper()
	name := "relectrice-" + association
	addAccount(t, f.app, name, access.Reviewer, association)
	by, err := f.app.accountFor(t.Context(), name, association, access.ReadCases)
	if err != nil {
		t.Fatal(err)
	}
	return by
}

// dossier is the pseudonym of a case, number that of a person.
func (f *bareFolder) dossier(t *testing.T, association, reference string) observatory.ID {
	t.Helper()
	id, err := collectors.CaseOf(f.app.keys, association, true, reference)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (f *bareFolder) number(t *testing.T, association, digits string) (person, instance observatory.ID) {
	t.Helper()
	names, err := f.app.keys.Pseudonyms(privacy.Domain(association, true))
	if err != nil {
		t.Fatal(err)
	}
	return names.Person([]byte(digits))
}

func (f *bareFolder) decide(t *testing.T, by access.Account, verdict observatory.Verdict, one, other observatory.ID) error {
	t.Helper()
	first, second := inOrder(one, other, nil)
	_, err := f.app.decide(t.Context(), by.Association, by, &observatory.PersonDecision{First: first, Second: second, Verdict: verdict})
	return err
}

// duplicates: a case is not proposed as a duplicate of its own person, and what
// was decided of the case is not asked again of the person.
func (f *bareFolder) duplicates(t *testing.T) {
	by := f.reviewer(t, "dbl")
	f.take(t, "dbl", "D-1;9900000021;a@exemple.invalid;69;dépôt;2026-01-05\nD-1;;a@exemple.invalid;69;contact CCC;2026-01-06\n"+
		"D-2;;a@exemple.invalid;69;dépôt;2026-01-07\nD-3;;c@exemple.invalid;69;dépôt;2026-01-07\nD-4;;c@exemple.invalid;69;dépôt;2026-01-08\n")
	person, _ := f.number(t, "dbl", "9900000021")
	one, two, three, four := f.dossier(t, "dbl", "D-1"), f.dossier(t, "dbl", "D-2"), f.dossier(t, "dbl", "D-3"), f.dossier(t, "dbl", "D-4")
	f.proposes(t, "a number and another case, two cases", [2]observatory.ID{person, two}, [2]observatory.ID{three, four})
	for _, verdict := range []observatory.Verdict{observatory.VerdictSame, observatory.VerdictDifferent} {
		if err := f.decide(t, by, verdict, one, person); err == nil || !strings.Contains(err.Error(), "une seule personne") {
			t.Errorf("%s, of a case and its person: %v", verdict, err)
		}
	}
	if err := f.decide(t, by, observatory.VerdictDifferent, three, four); err != nil {
		t.Fatal(err)
	}
	f.proposes(t, "two cases are two persons'", [2]observatory.ID{person, two})
	f.take(t, "dbl", "D-2;9900000021;;69;contact CCC;2026-02-05\nD-3;9900000023;;69;contact CCC;2026-02-05\n")
	f.proposes(t, "both numbers came later")
	known, _ := f.number(t, "dbl", "9900000023")
	if err := f.decide(t, by, observatory.VerdictSame, known, four); err == nil || !strings.Contains(err.Error(), "déjà décidée") {
		t.Errorf("the person of a case that was decided to be another's: %v", err)
	}
}

// proposes checks which pairs are proposed.
func (f *bareFolder) proposes(t *testing.T, when string, want ...[2]observatory.ID) {
	t.Helper()
	book, err := f.app.decisions(t.Context(), "dbl")
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := f.app.proposals(t.Context(), "dbl", privacy.ProbableScore, book)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := map[[2]observatory.ID]bool{}, map[[2]observatory.ID]bool{}
	for _, p := range pairs {
		got[[2]observatory.ID{p.First, p.Second}] = true
	}
	for _, pair := range want {
		first, second := inOrder(pair[0], pair[1], nil)
		wanted[[2]observatory.ID{first, second}] = true
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// retention: a case goes as a whole, when nothing came of it for the configured
// time, its number or its rows without; persons are those of the cases left.
func (f *bareFolder) retention(t *testing.T) {
	a, by := f.app, f.reviewer(t, "ret")
	now := time.Now().UTC().Truncate(time.Second)
	old, young := now.Add(-800*24*time.Hour), now.Add(-time.Hour)
	var rows []observatory.Observation
	row := func(at time.Time, dossier, person string) {
		rows = append(rows, bareEvent("ret", at, len(rows), dossier, person))
	}
	row(old, "R-1", "N-1") // the number is old
	row(young, "R-1", "")
	row(old, "R-2", "") // the number is young
	row(young, "R-2", "N-2")
	row(old, "R-3", "N-3") // decided to be R-4's
	row(young, "R-4", "")
	row(old, "R-5", "")
	row(young, "R-6", "N-6") // decided to be R-7's
	row(old, "R-7", "")
	row(old, "R-8", "N-1")
	for _, at := range []time.Time{old, young} {
		rows = append(rows, bareImport("ret", at))
	}
	fill(t, a.store, rows)
	before := f.personsOf(t, "38")
	for _, pair := range [][2]observatory.ID{{testID("N-3"), testID("ret", "R-4")}, {testID("N-6"), testID("ret", "R-7")}} {
		if err := f.decide(t, by, observatory.VerdictSame, pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	if decided := f.personsOf(t, "38"); before != 7 || decided != 5 {
		t.Fatalf("%d persons, %d after the decisions, want 7 and 5", before, decided)
	}
	a.cfg.Retention.CasesDays = 730
	done, err := a.applyRetention(t.Context(), true)
	if a.cfg.Retention.CasesDays = 0; err != nil || done.Cases != 4 {
		t.Fatalf("%d cases went, want R-3, R-5, R-7 and R-8: %v", done.Cases, err)
	}
	if got := f.personsOf(t, "38"); got != 4 {
		t.Errorf("%d persons are left, want those of R-1, R-2, R-4 and R-6", got)
	}
	left := map[observatory.ID]int{}
	for e, err := range a.store.CaseEvents(t.Context(), observatory.EventFilter{Association: "ret", Window: observatory.Window{Simulation: true}}) {
		if err != nil {
			t.Fatal(err)
		}
		left[e.Case]++
	}
	want := map[observatory.ID]int{testID("ret", "R-1"): 2, testID("ret", "R-2"): 2, testID("ret", "R-4"): 1, testID("ret", "R-6"): 1}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("events of cases (-want +got):\n%s", diff)
	}
}

// bareEvent is a contact of a case, told with a number or, without one, by its
// reference alone.
func bareEvent(association string, at time.Time, n int, dossier, person string) *observatory.CaseEvent {
	e := &observatory.CaseEvent{
		Envelope: observatory.Envelope{At: at, RecordedAt: at, Source: "essai", SourceVersion: "1", Simulation: true},
		Import:   testID("import", association, at.String()), Association: association, Case: testID(association, dossier),
		Event: observatory.EventCCCContact, Date: observatory.DateOf(at, time.UTC) - observatory.Date(n), Department: "38",
		Level: observatory.LevelTold, Answer: "silent", Row: n + 2,
	}
	e.Person, e.Strength = e.Case, observatory.StrengthCase
	if person != "" {
		e.Person, e.Instance, e.Strength = testID(person), testID("instance", person), observatory.StrengthNumber
	}
	e.Fact = collectors.FactID(association, e.Case, e.Event, e.Date, 0)
	e.ID, e.Fingerprint = e.Fact, collectors.Fingerprint(e)
	return e
}

func bareImport(association string, at time.Time) *observatory.Import {
	return &observatory.Import{
		Envelope: observatory.Envelope{ID: testID("state", association, at.String()), At: at, RecordedAt: at, Source: "essai", SourceVersion: "1", Simulation: true},
		Batch:    testID("import", association, at.String()), State: observatory.ImportCommitted, Association: association, Shape: "events",
	}
}

// personsOf counts the distinct persons of a department as the figures do.
func (f *bareFolder) personsOf(t *testing.T, department string) (persons int64) {
	t.Helper()
	for row, err := range f.app.store.Counts(t.Context(), "cases.counts", observatory.Window{Simulation: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Keys[0] == department {
			persons += row.Values[1]
		}
	}
	return persons
}

// rotation: what figures are made of, in a world with such rows, is the same under
// the next keys, also of cases with several numbers and of decided ones.
func (f *bareFolder) rotation(t *testing.T) {
	a := f.app
	made := randomWorld(17, 0, 90)
	made.dispute()
	decided := made.bareCases("alpha")
	fill(t, a.store, append(made.rows(), &observatory.PersonDecision{
		Envelope: observatory.Envelope{ID: testID("decision"), At: noon(worldStart), RecordedAt: noon(worldStart), Source: "essai", SourceVersion: "1"},
		First:    decided[0], Second: decided[1], Verdict: observatory.VerdictSame, Association: "alpha", Account: "essai",
		Links: []observatory.PersonLink{{Alias: decided[0], Counts: decided[1]}, {Alias: decided[1], Counts: decided[1]}},
	}))
	if err := privacy.PrepareRotation(a.keyFile()); err != nil { // with the keys that the command will take
		t.Fatal(err)
	}
	keys, err := privacy.OpenRotation(a.keyFile())
	if err != nil {
		t.Fatal(err)
	}
	told, err := a.toldPersons(t.Context(), "alpha", false, decided[:2])
	if err != nil {
		t.Fatal(err)
	}
	one, other := keys.ID(told[decided[0]]).String(), keys.ID(told[decided[1]]).String()
	rename := func(text string) string { // which of the two stands for both is of their names
		return strings.ReplaceAll(text, other, one)
	}
	queries := []string{"certificate.gap_days", "ccc.answered", "closure.quality", "substitution.funnel", "cases.counts"} // each finds persons in a way of its own
	before := caseRows(t, a.store, queries, func(text string) string {
		if id, err := observatory.ParseID(text); err == nil {
			text = keys.ID(id).String()
		}
		return rename(text)
	})
	persons := personsCounted(t, a)
	addAccount(t, a, "gardienne", access.Administrator, "")
	by, err := a.accountWith(t.Context(), "gardienne", access.Administer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.rotateKeys(t.Context(), by, "periodic"); err != nil {
		t.Fatal(err)
	}
	if got := personsCounted(t, a); got != persons || a.keys.Generation() != 2 || len(told) != 2 || one == other {
		t.Errorf("%d persons, %d before the rotation; generation %d; decided on %v", got, persons, a.keys.Generation(), told)
	}
	if diff := cmp.Diff(before, caseRows(t, a.store, queries, rename)); diff != "" {
		t.Errorf("rows behind the figures (-before +after the rotation):\n%.4000s", diff)
	}
}
