package collectors

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// TestNamesAreOneToOne makes sure that no name or word can mean two things.
func TestNamesAreOneToOne(t *testing.T) {
	for _, shape := range []Shape{ShapeCases, ShapeEvents} {
		seen := map[string]columnID{}
		for _, c := range columns() {
			if !c.in(shape) {
				continue
			}
			if c.description == "" {
				t.Errorf("column %q has no description", c.name)
			}
			for _, name := range append([]string{c.name}, c.also...) {
				if other, ok := seen[headerKey(name)]; ok && other != c.id {
					t.Errorf("%s: %q names two columns", shape, name)
				}
				seen[headerKey(name)] = c.id
			}
		}
	}
	for _, c := range columns() {
		if c.words == nil {
			continue
		}
		codes := map[string]string{}
		for _, term := range c.words() {
			for _, word := range append([]string{term.code, term.label}, term.also...) {
				if other, ok := codes[fold(word)]; ok && other != term.code {
					t.Errorf("column %q: %q means %q and %q", c.name, word, other, term.code)
				}
				codes[fold(word)] = term.code
			}
		}
	}
}

func TestExplanations(t *testing.T) {
	for _, e := range explanations() {
		if e.message == "" || remedyText(e.remedy) == "" {
			t.Errorf("%s: message %q, remedy %q (%s)", e.code, e.message, remedyText(e.remedy), e.remedy)
		}
		if again := explain(e.code); again != e {
			t.Errorf("%s is explained twice", e.code)
		}
	}
}

func TestEventKindsHaveWords(t *testing.T) {
	index := kinds().index()
	for _, kind := range observatory.EventKinds() {
		if index[fold(string(kind))] != string(kind) {
			t.Errorf("no word for %s", kind)
		}
	}
}

// TestDepartmentsOfTheCatalogue reads every department by its code and name.
func TestDepartmentsOfTheCatalogue(t *testing.T) {
	reference, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	index := departmentIndex(reference.Departments())
	for _, d := range reference.Departments() {
		for _, written := range []string{d.Code, strings.ToLower(d.Code), d.Name, strings.ToUpper(d.Name), d.Code + " - " + d.Name, d.Name + " (" + d.Code + ")"} {
			if got := index[fold(written)]; got != d.Code {
				t.Errorf("%q: got %q, want %q", written, got, d.Code)
			}
		}
	}
	if got := index[fold("1")]; got != "01" {
		t.Errorf("1: got %q, want 01", got)
	}
}

// TestVocabulariesOfTheCatalogue holds the codes of the format against those of
// the catalogue.
func TestVocabulariesOfTheCatalogue(t *testing.T) {
	reference, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, p := range reference.Procedures() {
		want["procedures"] = append(want["procedures"], p.Code)
	}
	for _, g := range reference.Grounds() {
		want["grounds"] = append(want["grounds"], g.Code)
	}
	for _, o := range reference.Organisations() {
		want["organisations"] = append(want["organisations"], o.Code)
	}
	got := map[string][]string{}
	for name, words := range map[string]vocabulary{"procedures": procedures(), "grounds": grounds(), "organisations": organisations()} {
		for _, term := range words {
			got[name] = append(got[name], term.code)
		}
	}
	sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b })
	if diff := cmp.Diff(want, got, sorted); diff != "" {
		t.Errorf("codes (-catalogue +format):\n%s", diff)
	}
}

// TestWordsOfBothGenders: what a form writes for men and women is one word.
func TestWordsOfBothGenders(t *testing.T) {
	t.Parallel()
	s, err := check(t, "référence;département;date de dépôt;procédure;fondement;canal de dépôt\nA;93;01/02/2026;1ère dde;Salarié(e);RDV préfecture\nB;93;01/02/2026;;étudiant(e);préf.\nC;93;01/02/2026;;Réfugié(e);\nD;93;01/02/2026;;conjoint(e) de Français;\n")
	if err != nil || s.RefusedRows != 0 || len(s.Warnings) != 0 || s.Events != 4 {
		t.Errorf("%+v, %v", s, err)
	}
}
