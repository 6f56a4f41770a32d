package privacy

import (
	"slices"
	"testing"

	"vigie/internal/observatory"
)

// featuresOf makes the features of invented persons.
func featuresOf(t *testing.T, people map[string]struct {
	number string
	who    Identity
},
) []Features {
	t.Helper()
	names, err := testKeys(t).Pseudonyms("asso")
	if err != nil {
		t.Fatal(err)
	}
	var all []Features
	for name, person := range people {
		all = append(all, Features{Person: observatory.DeriveID([]byte(name)), Hints: names.Hints([]byte(person.number), person.who)})
	}
	return all
}

func TestDuplicates(t *testing.T) {
	type person = struct {
		number string
		who    Identity
	}
	people := map[string]person{
		"numbered":    {"9900000001", Identity{FamilyName: "INVENTÉ-KOUYATÉ", FirstName: "Zéphyrine", Birth: observatory.NewDate(1990, 5, 12), Phone: "06 99 00 00 01"}},
		"unnumbered":  {"", Identity{FamilyName: "Inventee Kouyate", FirstName: "Zephyrine", Birth: observatory.NewDate(1990, 5, 12), Mail: "z@exemple.invalid"}},
		"swapped":     {"", Identity{FamilyName: "Inventé Kouyaté", FirstName: "Zéphyrine", Birth: observatory.NewDate(1990, 12, 5), Phone: "+33 6 99 00 00 01"}},
		"stranger":    {"", Identity{FamilyName: "Fictif", FirstName: "Ulysse", Birth: observatory.NewDate(1990, 5, 13)}},
		"namesake":    {"", Identity{FamilyName: "Fictif", FirstName: "Ulysse", Birth: observatory.NewDate(1971, 2, 17), Mail: "u@exemple.invalid"}},
		"other":       {"9900000002", Identity{FamilyName: "INVENTÉ-KOUYATÉ", FirstName: "Zéphyrine", Birth: observatory.NewDate(1990, 5, 12)}},
		"lost zeros":  {"000099001", Identity{FamilyName: "Zéro", FirstName: "Perdu"}},
		"other zeros": {"0000099001", Identity{FamilyName: "Zéro", FirstName: "Perdu"}},
	}
	all := featuresOf(t, people)
	name := map[observatory.ID]string{}
	for who := range people {
		name[observatory.DeriveID([]byte(who))] = who
	}
	got := map[string]Pair{}
	for _, pair := range Duplicates(all, ProbableScore) {
		both := []string{name[pair.First], name[pair.Second]}
		slices.Sort(both)
		got[both[0]+" = "+both[1]] = pair
	}
	for _, want := range []string{"numbered = unnumbered", "numbered = swapped", "lost zeros = other zeros", "swapped = unnumbered"} {
		if _, ok := got[want]; !ok {
			t.Errorf("%s is not proposed; got %v", want, got)
		}
	}
	for _, wrong := range []string{"numbered = other", "namesake = stranger"} {
		if pair, ok := got[wrong]; ok {
			t.Errorf("%s is proposed: %+v", wrong, pair)
		}
	}
	same, swap := got["numbered = unnumbered"], got["swapped = unnumbered"]
	if same.Score <= swap.Score {
		t.Errorf("the date of birth in order weighs %d, inverted %d", same.Score, swap.Score)
	}
}

func TestHintsSayNothing(t *testing.T) {
	keys := testKeys(t)
	a, err := keys.Pseudonyms("a")
	if err != nil {
		t.Fatal(err)
	}
	b, err := keys.Pseudonyms("b")
	if err != nil {
		t.Fatal(err)
	}
	who := Identity{FamilyName: "Inventé", FirstName: "Zoé", Birth: observatory.NewDate(1990, 1, 1), Mail: "z@exemple.invalid", Phone: "0699000001"}
	of := map[observatory.Hint]bool{}
	for _, hint := range a.Hints([]byte("9900000001"), who) {
		of[hint] = true
		if hint.Kind == observatory.HintBirth {
			t.Error("1 January, which registers write for an unknown day, is no date of birth")
		}
	}
	for _, hint := range b.Hints([]byte("9900000001"), who) {
		if of[hint] {
			t.Errorf("the %s of two associations can be compared", hint.Kind)
		}
	}
	if len(a.Hints(nil, Identity{})) != 0 {
		t.Error("hints of nobody")
	}
}
