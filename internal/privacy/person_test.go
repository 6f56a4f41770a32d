package privacy

import (
	"testing"

	"vigie/internal/observatory"
)

func birth(t *testing.T, text string) observatory.Date {
	t.Helper()
	d, err := observatory.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestWeakest holds each combination against another writing of the same person
// and against another person. All are invented.
func TestWeakest(t *testing.T) {
	day, other, newYear := birth(t, "1990-05-17"), birth(t, "1990-05-18"), birth(t, "1990-01-01")
	tests := []struct {
		name        string
		who, same   Identity
		another     Identity
		want        observatory.Strength
		distinguish bool
	}{
		{
			"names and birth",
			Identity{FamilyName: "Ben Exemple", FirstName: "Noûr Ima", Birth: day},
			Identity{FamilyName: "BEN-EXEMPLE", FirstName: "nour", Birth: day},
			Identity{FamilyName: "Ben Exemple", FirstName: "Noûr", Birth: other},
			observatory.StrengthNamesBirth, true,
		},
		{
			"name and mail",
			Identity{FamilyName: "Essai", FirstName: "Awa", Birth: newYear, Mail: " A@Exemple.invalid"},
			Identity{FamilyName: "ESSAI", FirstName: "Awa", Mail: "a@exemple.invalid"},
			Identity{FamilyName: "Essai", FirstName: "Binta", Mail: "a@exemple.invalid"},
			observatory.StrengthNameMail, true,
		},
		{
			"name and telephone",
			Identity{FamilyName: "Essai", FirstName: "Awa", Phone: "06 00 00 00 01"},
			Identity{FamilyName: "essai", FirstName: "awa", Phone: "+33 (0)6.00.00.00.01"},
			Identity{FamilyName: "Essai", FirstName: "Awa", Phone: "06 00 00 00 02"},
			observatory.StrengthNamePhone, true,
		},
		{"1 January alone", Identity{FamilyName: "Essai", FirstName: "Awa", Birth: newYear}, Identity{FamilyName: "Essai", FirstName: "Awa"}, Identity{}, observatory.StrengthCase, false},
		{"a mail without a name", Identity{Mail: "a@exemple.invalid"}, Identity{Phone: "0600000001"}, Identity{}, observatory.StrengthCase, false},
	}
	names, err := testKeys(t).Pseudonyms("a")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			own, instance, strength := names.Weakest(tt.who)
			again, instanceAgain, _ := names.Weakest(tt.same)
			if strength != tt.want || own != again || instance != instanceAgain {
				t.Errorf("got %s, %s = %s", strength, own, again)
			}
			if own.IsZero() != (tt.want == observatory.StrengthCase) {
				t.Errorf("pseudonym %s of strength %s", own, strength)
			}
			if another, _, _ := names.Weakest(tt.another); tt.distinguish && another == own {
				t.Error("another person has the same pseudonym")
			}
		})
	}
}

// TestInstancePseudonym: two associations see two pseudonyms, the instance one;
// simulated data and another instance share none.
func TestInstancePseudonym(t *testing.T) {
	keys, number := testKeys(t), []byte("9900000001")
	pseudonyms := func(k *Keys, association string, simulation bool) (own, instance observatory.ID) {
		names, err := k.Pseudonyms(Domain(association, simulation))
		if err != nil {
			t.Fatal(err)
		}
		return names.Person(number)
	}
	ownA, instanceA := pseudonyms(keys, "a", false)
	ownB, instanceB := pseudonyms(keys, "b", false)
	if ownA == ownB || instanceA != instanceB || ownA == instanceA {
		t.Errorf("a sees %s, b sees %s; the instance %s and %s", ownA, ownB, instanceA, instanceB)
	}
	if _, simulated := pseudonyms(keys, "a", true); simulated == instanceA {
		t.Error("a simulated person has a real one's pseudonym")
	}
	if _, elsewhere := pseudonyms(testKeys(t), "a", false); elsewhere == instanceA {
		t.Error("two instances share a pseudonym")
	}
}
