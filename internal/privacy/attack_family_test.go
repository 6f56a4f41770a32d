package privacy

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"vigie/internal/observatory"
)

// How a contact of the world ended.
const (
	silent = iota
	answered
	stereotyped
	solved
)

// contact is a person of the world with one contact.
type contact struct {
	person
	end  int
	told bool // whether its length is known
}

func contacts(random *rand.Rand, n int) []contact {
	weights := [][]float64{{0.4, 0.3, 0.2, 0.1}, {0.05, 0.05, 0.45, 0.45}, {0.8, 0.1, 0.07, 0.03}}[random.IntN(3)]
	known := []float64{0.5, 0.9, 0.99}[random.IntN(3)]
	var list []contact
	for _, p := range people(random, n, true) {
		c := contact{person: p, told: random.Float64() < known}
		for x := random.Float64(); c.end < solved && x > weights[c.end]; c.end++ {
			x -= weights[c.end]
		}
		list = append(list, c)
	}
	return list
}

// familyTables are the tables of four indicators of the same contacts: all of
// them by whether they were answered (exact), by whether they were solved, the
// answers by whether they were stereotyped, and lengths of the answered ones of
// which one is told.
func familyTables(list []contact) []observatory.PublicTable {
	var made []observatory.PublicTable
	for _, indicator := range []struct {
		id   string
		in   func(contact) bool
		yes  func(contact) bool
		unit string
	}{
		{"answered", func(contact) bool { return true }, func(c contact) bool { return c.end > silent }, "share"},
		{"solved", func(contact) bool { return true }, func(c contact) bool { return c.end == solved }, "share"},
		{"stereotyped", func(c contact) bool { return c.end > silent }, func(c contact) bool { return c.end == stereotyped }, "share"},
		{"lengths", func(c contact) bool { return c.end > silent && c.told }, func(contact) bool { return false }, "days"},
	} {
		var persons []person
		for _, c := range list {
			if indicator.in(c) {
				p := c.person
				p.bad = []bool{indicator.yes(c)}
				persons = append(persons, p)
			}
		}
		for _, t := range exactTables(persons, true) {
			t.Indicator, t.Rounded = indicator.id, indicator.id != "answered"
			for i := range t.Cells {
				t.Cells[i].Indicator, t.Cells[i].Unit = indicator.id, indicator.unit
			}
			made = append(made, t)
		}
	}
	return made
}

func familyWithins() []observatory.Within {
	return []observatory.Within{
		{Indicator: "solved", Quantity: wholes, Of: "answered", OfWhat: wholes, Same: true},
		{Indicator: "solved", Quantity: parts, Of: "answered", OfWhat: parts},
		{Indicator: "stereotyped", Quantity: wholes, Of: "answered", OfWhat: parts},
		{Indicator: "lengths", Quantity: wholes, Of: "answered", OfWhat: parts},
	}
}

// No sum, difference or repetition over the tables of several indicators of the
// same facts tells of 1 to 10 persons; and the exact tables are those that they
// would be alone.
func TestOnlookerLearnsNothingBetweenIndicators(t *testing.T) {
	unraced(t)
	worlds, least := 10, 0.2
	if os.Getenv("VIGIE_FULL") != "" {
		worlds = 100
	}
	cells, shown := map[string]int{}, map[string]int{}
	for seed := range worlds {
		random := rand.New(rand.NewPCG(uint64(seed), 11))
		list := contacts(random, 200+random.IntN(2500))
		var earlier CaseTables
		for edition := range 2 {
			exact := familyTables(list)
			made := Protect(exact, earlier, familyWithins(), regionName)
			for _, table := range made.Shown {
				for _, f := range table.Cells {
					cells[table.Indicator]++
					if f.Shown != observatory.ShownWithheld {
						shown[table.Indicator]++
					}
					if table.Rounded && (f.Numerator != 0 || f.Denominator != 0 || f.Shown == observatory.ShownWhole) {
						t.Errorf("a rounded cell tells %+v", f)
					}
				}
			}
			for _, secret := range secretsOf(current(made, exact), random) {
				t.Errorf("world %d, edition %d: %s", seed, edition, secret)
			}
			for _, secret := range changes(earlier, made) {
				t.Errorf("world %d, edition %d: %s", seed, edition, secret)
			}
			if t.Failed() {
				return
			}
			earlier = made
			list = append(list, contacts(random, 1+random.IntN(60))...) // what comes late
		}
	}
	for id, n := range cells {
		t.Logf("%s: %d cells, %d shown (%.0f %%)", id, n, shown[id], 100*float64(shown[id])/float64(n))
		if float64(shown[id]) < least*float64(n) {
			t.Errorf("%s: only %d of %d cells are shown: a test that withholds nearly all proves nothing", id, shown[id], n)
		}
	}
}

// secretsOf is what an onlooker learns of few persons from tables of several
// indicators.
func secretsOf(tables []observatory.PublicTable, random *rand.Rand) []string {
	o := look(tables)
	for _, id := range []string{"answered", "solved", "stereotyped", "lengths"} {
		o.geography(id, true)
	}
	o.nests(tables, familyWithins())
	o.narrow()
	return append(o.learned(toldVariables(tables)), o.eliminates(random)...)
}

// place names a cell of a table.
func place(t observatory.PublicTable, f observatory.Figure) string {
	return fmt.Sprintf("%s %s %s %s", t.Indicator, t.Split, f.Department, f.Period.Name)
}

// current are the shown tables without the cells that an earlier edition left as
// they were: they do not add up with the others, and an onlooker who knows which
// they are reckons without them.
func current(made CaseTables, exact []observatory.PublicTable) []observatory.PublicTable {
	type numbers struct{ n, part int64 }
	now, behind := map[string]numbers{}, map[string]numbers{}
	for _, t := range exact {
		for _, f := range t.Cells {
			now[place(t, f)] = numbers{f.N, f.Numerator}
		}
	}
	for _, t := range made.Behind {
		for _, f := range t.Cells {
			behind[place(t, f)] = numbers{f.N, f.Numerator}
		}
	}
	var tables []observatory.PublicTable
	for _, t := range made.Shown {
		t.Cells = slices.Clone(t.Cells)
		for i, f := range t.Cells {
			if f.Shown != observatory.ShownWithheld && behind[place(t, f)] != now[place(t, f)] {
				t.Cells[i] = observatory.Figure{Indicator: f.Indicator, Department: f.Department, Period: f.Period, Unit: f.Unit, Shown: observatory.ShownWithheld}
			}
		}
		tables = append(tables, t)
	}
	return tables
}

// changes lists cells that two editions both show and whose exact numbers differ
// by 1 to 10 where the later one does not stay as it was.
func changes(earlier, made CaseTables) []string {
	was, behind := map[string]observatory.Figure{}, map[string]observatory.Figure{}
	for _, t := range earlier.Shown {
		for _, f := range t.Cells {
			was[place(t, f)] = f
		}
	}
	for _, t := range earlier.Behind {
		for _, f := range t.Cells {
			behind[place(t, f)] = f
		}
	}
	exact := map[string]observatory.Figure{}
	for _, t := range made.Behind {
		for _, f := range t.Cells {
			exact[place(t, f)] = f
		}
	}
	var list []string
	for _, t := range made.Shown {
		for _, f := range t.Cells {
			k := place(t, f)
			before, ok := behind[k]
			now, shownNow := exact[k]
			if ok && shownNow && small(max(now.N-before.N, before.N-now.N)) {
				list = append(list, k+" changed by few persons")
			}
			if ok && f.Shown != observatory.ShownWithheld && before.N == now.N && before.Numerator == now.Numerator && was[k] != f {
				list = append(list, k+" is not what it was")
			}
		}
	}
	return list
}

// The test would see a leak: without the withins, some is told.
func TestOnlookerSeesWhatIsNotGuarded(t *testing.T) {
	unraced(t)
	for seed := range 40 {
		random := rand.New(rand.NewPCG(uint64(seed), 11))
		made := Protect(familyTables(contacts(random, 200+random.IntN(2500))), CaseTables{}, nil, regionName)
		if len(secretsOf(made.Shown, random)) > 0 {
			return
		}
	}
	t.Error("without reckoning with what is within what, nothing was told in 40 worlds")
}

// What is counted in days or in facts of which a person has several is not among
// persons, and hides nothing.
func TestDaysAreNotAmongPersons(t *testing.T) {
	exact := familyTables(contacts(rand.New(rand.NewPCG(3, 11)), 900))[:len(observatory.Splits())]
	for _, table := range exact {
		table.Indicator, table.Rounded, table.Cells = "days", true, slices.Clone(table.Cells)
		for i := range table.Cells {
			f := &table.Cells[i]
			f.Indicator, f.Numerator, f.Denominator = "days", 40*f.Numerator, 100*f.Denominator
		}
		exact = append(exact, table)
	}
	shown := map[string]int{}
	for _, table := range Protect(exact, CaseTables{}, []observatory.Within{{Indicator: "days", Quantity: wholes, Of: "answered", OfWhat: wholes, Same: true}}, regionName).Shown {
		for _, f := range table.Cells {
			if f.Shown != observatory.ShownWithheld {
				shown[table.Indicator]++
			}
		}
	}
	if shown["days"] < shown["answered"] {
		t.Errorf("cells that are shown: %v", shown)
	}
}

// An indicator of which no cell was made hides nothing of the others.
func TestIndicatorWithoutCells(t *testing.T) {
	exact := familyTables(contacts(rand.New(rand.NewPCG(3, 11)), 900))
	for i := range exact {
		if exact[i].Indicator == "answered" {
			exact[i].Cells = nil
		}
	}
	shown := 0
	for _, table := range Protect(exact, CaseTables{}, familyWithins(), regionName).Shown {
		for _, f := range table.Cells {
			if f.Shown != observatory.ShownWithheld {
				shown++
			}
		}
	}
	if shown == 0 {
		t.Error("nothing is shown")
	}
}

// Exact tables are the same whatever else is published.
func TestExactTablesStandAlone(t *testing.T) {
	exact := familyTables(contacts(rand.New(rand.NewPCG(3, 11)), 900))
	together := Protect(exact, CaseTables{}, familyWithins(), regionName)
	var alone []observatory.PublicTable
	for _, table := range exact {
		if !table.Rounded {
			alone = append(alone, table)
		}
	}
	for i, table := range Protect(alone, CaseTables{}, nil, regionName).Shown {
		for j, f := range table.Cells {
			if together.Shown[i].Cells[j] != f {
				t.Errorf("%s %s %s: %+v, alone %+v", table.Split, f.Department, f.Period.Name, together.Shown[i].Cells[j], f)
			}
		}
	}
}
