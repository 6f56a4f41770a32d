package store

import (
	"reflect"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// personEvent is a filing of a case of a person in an association's import.
func personEvent(name, association, dossier, person string) *observatory.CaseEvent {
	return &observatory.CaseEvent{
		Envelope: env(name, t0), Fact: id("fact " + name), Import: id("import " + association), Association: association,
		Case: id(dossier), Person: id(person), Instance: id("instance of " + person[1:]), Event: observatory.EventFiling,
		Date: 20000, Department: "93", Strength: observatory.StrengthNumber,
	}
}

func committedImport(association string) *observatory.Import {
	return &observatory.Import{
		Envelope: env("state of "+association, t0), Batch: id("import " + association),
		State: observatory.ImportCommitted, Association: association,
	}
}

func countedPersons(t *testing.T, s *Store) int64 {
	t.Helper()
	var persons int64
	for row, err := range s.Counts(t.Context(), "cases.counts", everything) {
		if err != nil {
			t.Fatal(err)
		}
		persons += row.Values[1]
	}
	return persons
}

// TestPersonsCounted: without consent a person counts once in each association
// and nobody is linked across; what was decided of duplicates counts, and its
// undoing too.
func TestPersonsCounted(t *testing.T) {
	s := testStore(t)
	add(t, s, committedImport("a"), committedImport("b"),
		personEvent("1", "a", "case 1", "a1"), personEvent("2", "a", "case 2", "a1"),
		personEvent("3", "a", "case 3", "a2"), personEvent("4", "b", "case 4", "b1"))
	if got := countedPersons(t, s); got != 3 {
		t.Errorf("before any decision: %d persons, want 3", got)
	}
	decide := func(name string, verdict observatory.Verdict, links ...observatory.PersonLink) {
		add(t, s, &observatory.PersonDecision{
			Envelope: env(name, t0.Add(time.Duration(len(name))*time.Minute)), Association: "a", Account: "essai", First: id("a1"), Second: id("a2"), Verdict: verdict, Links: links,
		})
	}
	decide("d", observatory.VerdictSame, observatory.PersonLink{Alias: id("a1"), Counts: id("a1")}, observatory.PersonLink{Alias: id("a2"), Counts: id("a1")})
	if got := countedPersons(t, s); got != 2 {
		t.Errorf("a1 and a2 are one: %d persons, want 2", got)
	}
	decide("dd", observatory.VerdictUndone, observatory.PersonLink{Alias: id("a1"), Counts: id("a1")}, observatory.PersonLink{Alias: id("a2"), Counts: id("a2")})
	if got := countedPersons(t, s); got != 3 {
		t.Errorf("undone: %d persons, want 3", got)
	}
}

// TestPersonsLinkedByConsent: a person is linked across associations only by
// cases whose consent to be recognised holds; a consent for anything else is none.
func TestPersonsLinkedByConsent(t *testing.T) {
	s := testStore(t)
	add(t, s, committedImport("a"), committedImport("b"), personEvent("1", "a", "case 1", "a1"), personEvent("2", "b", "case 2", "b1"))
	consent := func(name, association, dossier, person string, kind observatory.EventKind, date observatory.Date, purpose observatory.Purpose) {
		e := personEvent(name, association, dossier, person)
		e.Event, e.Code, e.Date, e.Instance = kind, string(purpose), date, id("instance of 1")
		add(t, s, e)
	}
	consent("s1", "a", "case 1", "a1", observatory.EventConsent, 20000, observatory.PurposeStatistics)
	consent("s2", "b", "case 2", "b1", observatory.EventConsent, 20000, observatory.PurposeStatistics)
	if got := countedPersons(t, s); got != 2 {
		t.Errorf("both consent to statistics: %d persons, want 2", got)
	}
	consent("c1", "a", "case 1", "a1", observatory.EventConsent, 20000, observatory.PurposeLinking)
	if got := countedPersons(t, s); got != 2 {
		t.Errorf("one of the two consents: %d persons, want 2", got)
	}
	consent("c2", "b", "case 2", "b1", observatory.EventConsent, 20000, observatory.PurposeLinking)
	if got := countedPersons(t, s); got != 1 {
		t.Errorf("both consent: %d persons, want 1", got)
	}
	consent("w2", "b", "case 2", "b1", observatory.EventConsentWithdrawn, 20010, observatory.PurposeLinking)
	if got := countedPersons(t, s); got != 2 {
		t.Errorf("one withdrew: %d persons, want 2", got)
	}
}

// The features of a person stand in one row; a row written before they did
// holds one, and is read like the others.
func TestPersonHints(t *testing.T) {
	s := startedStore(t)
	row := &observatory.PersonHints{
		Envelope: env("hints", t0), Import: id("import a"), Association: "a", Case: id("case 1"), Person: id("a1"),
		Hints: []observatory.Hint{{Kind: observatory.HintNames, Value: id("names")}, {Kind: observatory.HintMail, Value: id("mail")}},
	}
	add(t, s, committedImport("a"), row)
	before := "INSERT INTO person_hints (id, at, recorded_at, import_id, association, case_id, person_id, simulation, hint, value) SELECT id, at, recorded_at, import_id, association, case_id, " +
		"toUUID('" + id("b1").String() + "'), simulation, 'phone', toUUID('" + id("phone").String() + "') FROM person_hints"
	if err := s.conn.Exec(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	got := map[observatory.ID][]observatory.Hint{}
	for row, err := range s.PersonHints(t.Context(), "a", row.Simulation) {
		if err != nil {
			t.Fatal(err)
		}
		got[row.Person] = append(got[row.Person], row.Hints...)
	}
	want := map[observatory.ID][]observatory.Hint{id("a1"): row.Hints, id("b1"): {{Kind: observatory.HintPhone, Value: id("phone")}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("hints %v, want %v", got, want)
	}
}
