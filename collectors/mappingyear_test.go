package collectors

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// saidAgain gives the choices of a page that says again what it shows.
func saidAgain(p *Proposal) map[string]ColumnChoice {
	choices := map[string]ColumnChoice{}
	for _, c := range p.Columns {
		reading := p.Mapping.Reading(c)
		choices[c.Place] = ColumnChoice{Column: c.Column, Event: c.Event, Reading: &reading}
	}
	return choices
}

// reread gives the columns of a file as its mapping, written and read again, shows them.
func reread(t *testing.T, o Options, p Proposal, file string) Proposal {
	t.Helper()
	written, err := p.Mapping.YAML()
	must(t, err)
	o.Mapping, err = ParseMapping(written)
	must(t, err)
	p, err = Headers(t.Context(), text(file), o)
	must(t, err)
	return p
}

// TestYearOfDatesIsSaidOnThePage: a year, or the column that tells it, is read, written
// and shown again as it was said.
func TestYearOfDatesIsSaidOnThePage(t *testing.T) {
	const (
		filed  = "Réf;Dpt;Vu le;Suivi\nA;93;20/11/2025;\"20/11 dépôt, 03/12 pj demandées, 12/01 clos\"\nB;93;04/12/2025;04/12 dépôt\n"
		called = "Réf;Dpt;Suivi;Relances\nA;93;\"20/11/2025 dépôt, 12/01/2026 clos\";\"20/11, 03/12, 12/01\"\nB;93;03/12/2025 dépôt;\n"
	)
	calls := ColumnChoice{Event: "contact CCC", Reading: &ColumnReading{Each: ",", Year: "2025"}}
	for _, test := range []struct {
		name, file, year, shown string
		choice                  *ColumnChoice
		want                    *MappingYear
		facts                   string
	}{
		{"none", filed, " ", "", nil, nil, ""},
		{"a year", filed, " 2025 ", "2025", nil, &MappingYear{Constant: "2025"}, "dépôt le 20 novembre 2025 (93)"},
		{"a column by its name", filed, "vu LE", "Vu le", nil, &MappingYear{MappingSource: MappingSource{Column: "Vu le"}}, "clôture le 12 janvier 2026 (93)"},
		{"a column by its letter", filed, "c", "Vu le", nil, &MappingYear{MappingSource: MappingSource{Column: "Vu le"}}, "clôture le 12 janvier 2026 (93)"},
		{"a column without a name", strings.ReplaceAll(filed, "Vu le", ""), "C", "C", nil, &MappingYear{MappingSource: MappingSource{Position: "C"}}, "clôture le 12 janvier 2026 (93)"},
		{"several dates of one event", called, "2025", "2025", &calls, &MappingYear{Constant: "2025"}, "contact CCC le 12 janvier 2026 (93)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			p, err := Headers(t.Context(), text(test.file), o)
			must(t, err)
			choices := saidAgain(&p)
			if test.choice != nil {
				choices["D"] = *test.choice
			}
			choices["D"].Reading.Year = test.year
			for range 2 { // said again, it is the same
				must(t, p.Mapping.Assign(p.Columns, choices))
				row := p.Mapping.Rows[len(p.Mapping.Rows)-1]
				if diff := cmp.Diff(test.want, row.Each.Year); diff != "" {
					t.Errorf("year (-want +got):\n%s", diff)
				}
				p = reread(t, o, p, test.file)
				if got := p.Mapping.Reading(p.Columns[3]).Year; got != test.shown {
					t.Errorf("shown as %q, want %q", got, test.shown)
				}
				choices = saidAgain(&p)
			}
			if facts := understood(t, o, p, test.file); !strings.Contains(facts, test.facts) || test.want == nil != strings.Contains(facts, ProblemDateTwoDigits) {
				t.Errorf("understood\n%s", facts)
			}
			choices["D"].Reading.Year = ""
			must(t, p.Mapping.Assign(p.Columns, choices))
			if year := p.Mapping.Rows[len(p.Mapping.Rows)-1].Each.Year; year != nil {
				t.Errorf("taken out, it is still %+v", year)
			}
		})
	}
}

// TestYearLeftAsItWas: what a page cannot show of a year in the text stays; a column
// that tells only a year is not said to be left out.
func TestYearLeftAsItWas(t *testing.T) {
	const file = "Réf;Dpt;Année;Suivi\nA;93;2025;\"20/11 dépôt, 12/01 clos\"\nB;93;2025;03/12 dépôt - 13/01 clos\n"
	o := options(t, &memory{}, testKeys(t))
	p, err := Headers(t.Context(), text(file), o)
	must(t, err)
	year := MappingYear{MappingSource: MappingSource{Column: "An", Or: []string{"Année"}}}
	p.Mapping.Rows[0].Each.Year = &year
	must(t, p.Mapping.Assign(p.Columns, saidAgain(&p)))
	if diff := cmp.Diff(&year, p.Mapping.Rows[0].Each.Year); diff != "" {
		t.Errorf("year (-want +got):\n%s", diff)
	}
	for i, tells := range []bool{false, false, true, false} {
		if got := p.Mapping.TellsYear(p.Columns[i]); got != tells {
			t.Errorf("column %s tells the year: %v", p.Columns[i].Place, got)
		}
	}
}

// TestWrongYearChangesNothing: the refusal names the field, and all that was said of
// the table stands.
func TestWrongYearChangesNothing(t *testing.T) {
	const file = "Réf;Dpt;Suivi;Relances\nA;93;\"20/11/2025 dépôt, 12/01/2026 vue en perm\";\"20/11/2025, 12/01/2026\"\n"
	for _, test := range []struct {
		place, want string
		choice      ColumnChoice
	}{
		{"C", "année de la colonne C « Suivi » : « l'an dernier » n'est ni une année", ColumnChoice{Event: Chronicle, Reading: &ColumnReading{Year: "l'an dernier"}}},
		{"C", "« 25 » n'est ni une année de quatre chiffres", ColumnChoice{Event: Chronicle, Reading: &ColumnReading{Year: "25"}}},
		{"C", "« 1925 » n'est ni une année de quatre chiffres", ColumnChoice{Event: Chronicle, Reading: &ColumnReading{Year: "1925"}}},
		{"D", "année de la colonne D « Relances » : « K »", ColumnChoice{Event: "contact CCC", Reading: &ColumnReading{Each: ",", Year: "K"}}},
		{"D", "donnez aussi le signe entre ces dates", ColumnChoice{Event: "contact CCC", Reading: &ColumnReading{Year: "2025"}}},
		{"D", "seules les dates d'un évènement ou d'une chronologie", ColumnChoice{Column: "date", Reading: &ColumnReading{Year: "2025"}}},
	} {
		p, err := Headers(t.Context(), text(file), options(t, &memory{}, testKeys(t)))
		must(t, err)
		before, err := p.Mapping.YAML()
		must(t, err)
		choices := saidAgain(&p)
		choices[test.place] = test.choice
		err = p.Mapping.Assign(p.Columns, choices)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %q", test.choice, err, test.want)
		}
		after, err := p.Mapping.YAML()
		must(t, err)
		if diff := cmp.Diff(string(before), string(after)); diff != "" {
			t.Errorf("%+v (-before +after):\n%s", test.choice, diff)
		}
	}
}
