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

// bareEvent is an event of a case told by its reference alone.
func bareEvent(name, association, dossier string) *observatory.CaseEvent {
	e := personEvent(name, association, dossier, "a?")
	e.Person, e.Instance, e.Strength = e.Case, observatory.NoID, observatory.StrengthCase
	return e
}

func expectPersons(t *testing.T, s *Store, want int64, when string) {
	t.Helper()
	if got := countedPersons(t, s); got != want {
		t.Errorf("%s: %d persons, want %d", when, got, want)
	}
}

// TestPersonsOfCases: a row with its case's reference alone counts for the
// person of the case, told before, beside or later, until the import that told
// it is withdrawn; two numbers in one case say nothing.
func TestPersonsOfCases(t *testing.T) {
	s := testStore(t)
	add(t, s, committedImport("a"), bareEvent("1", "a", "case 1"), bareEvent("2", "a", "case 2"), personEvent("3", "a", "case 3", "a1"), bareEvent("4", "a", "case 3"))
	expectPersons(t, s, 3, "a row with the number beside one without")
	later := committedImport("later")
	later.Association = "a"
	told := personEvent("5", "a", "case 1", "a1")
	told.Import = later.Batch
	add(t, s, told)
	expectPersons(t, s, 3, "the import is not committed")
	add(t, s, later)
	expectPersons(t, s, 2, "the number of a known person came later")
	weaker := personEvent("6", "a", "case 2", "a7")
	weaker.Strength, weaker.Instance = observatory.StrengthNamesBirth, id("names")
	other := personEvent("7", "a", "case 2", "a2")
	add(t, s, weaker)
	expectPersons(t, s, 2, "names of the other case")
	add(t, s, other)
	expectPersons(t, s, 3, "a number beside the names: the row without is the number's")
	add(t, s, personEvent("8", "a", "case 2", "a3"))
	expectPersons(t, s, 5, "a second number: the row without is nobody's but its case's")
	withdrawn := committedImport("later")
	withdrawn.Envelope, withdrawn.Association, withdrawn.State = env("withdrawal", t0.Add(time.Minute)), "a", observatory.ImportWithdrawn
	add(t, s, withdrawn)
	expectPersons(t, s, 6, "the import with the number of case 1 is withdrawn")
}

// A row without a number is linked across associations with its case, and what
// was decided of the case's own pseudonym holds for its person.
func TestPersonsOfCasesLinked(t *testing.T) {
	s := testStore(t)
	add(t, s, committedImport("a"), committedImport("b"), personEvent("1", "a", "case 1", "a1"), bareEvent("2", "a", "case 1"), personEvent("3", "b", "case 2", "b1"), bareEvent("4", "b", "case 2"))
	expectPersons(t, s, 2, "no consent")
	for i, association := range []string{"a", "b"} {
		consent := bareEvent("consent "+association, association, "case "+string(rune('1'+i)))
		consent.Event, consent.Code = observatory.EventConsent, string(observatory.PurposeLinking)
		add(t, s, consent)
	}
	expectPersons(t, s, 1, "both consent")
}

func TestPersonsOfCasesDecided(t *testing.T) {
	unraced(t)
	decision := func(name, first, second string) *observatory.PersonDecision {
		return &observatory.PersonDecision{
			Envelope: env("decision "+name, t0.Add(time.Duration(name[0])*time.Minute)), Association: "a", Account: "essai", First: id(first), Second: id(second), Verdict: observatory.VerdictSame,
			Links: []observatory.PersonLink{{Alias: id(first), Counts: id(second)}, {Alias: id(second), Counts: id(second)}},
		}
	}
	for _, pair := range [][2]string{{"case 1", "case 2"}, {"case 2", "case 1"}} {
		s := testStore(t)
		add(t, s, committedImport("a"), bareEvent("1", "a", "case 1"), bareEvent("2", "a", "case 2"), personEvent("3", "a", "case 3", "a3"), bareEvent("4", "a", "case 3"))
		expectPersons(t, s, 3, "before any decision")
		add(t, s, decision("d", pair[0], pair[1]))
		expectPersons(t, s, 2, "two cases are of one person")
		add(t, s, personEvent("5", "a", "case 1", "a1"))
		expectPersons(t, s, 2, "the number of one came")
		add(t, s, personEvent("6", "a", "case 2", "a1"))
		expectPersons(t, s, 2, "the same number for the other")
		add(t, s, personEvent("7", "a", "case 4", "a2"), bareEvent("8", "a", "case 4"), decision("e", "a2", pair[0]))
		expectPersons(t, s, 3, "a number is one with the case whose number is another: no guess")
		add(t, s, decision("f", "a2", "a1"))
		expectPersons(t, s, 2, "both numbers are one, said of them")
	}
}
