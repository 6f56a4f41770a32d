package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// publishedTables gives the published tables of a case indicator in the form
// of those of a probe's: the newest year of the country and of each department,
// the months of the country, the years of each department.
func publishedTables(edition observatory.Publication, d indicators.Definition, w observatory.Window) tables {
	years := edition.Table(d.ID, observatory.SplitDepartmentYear).Cells
	newest := ""
	for _, f := range years {
		if f.Department == "" {
			newest = max(newest, f.Period.Name)
		}
	}
	t := tables{}
	for _, f := range years {
		switch {
		case f.Department == "" && f.Period.Name == newest:
			t.national.Figures = append(t.national.Figures, f)
		case f.Department != "":
			t.departmentMonths.Figures = append(t.departmentMonths.Figures, f)
			if f.Period.Name == newest {
				t.departments.Figures = append(t.departments.Figures, f)
			}
		}
	}
	months := map[string][]observatory.Figure{} // by series
	var series []string
	for _, f := range edition.Table(d.ID, observatory.SplitMonth).Cells {
		if f.Period.End < w.From {
			continue
		}
		if months[f.Series] == nil {
			series = append(series, f.Series)
		}
		months[f.Series] = append(months[f.Series], f)
	}
	slices.Reverse(series) // pages turn the rows round
	for _, name := range series {
		t.monthly.Figures = append(t.monthly.Figures, widened(months[name], edition, d.ID, name)...)
	}
	slices.SortStableFunc(t.monthly.Figures, func(a, b observatory.Figure) int {
		return cmp.Or(cmp.Compare(a.Period.End, b.Period.End), cmp.Compare(b.Period.Start, a.Period.Start))
	})
	return t
}

// lagNote says that no delay of reports could be measured, where figures of cases
// are published and none could.
func (s *site) lagNote(edition observatory.Publication) string {
	for _, t := range edition.Tables {
		if slices.ContainsFunc(t.Cells, func(f observatory.Figure) bool { return f.Reported > 0 || f.Incomplete }) {
			return ""
		}
	}
	if len(edition.Tables) == 0 {
		return ""
	}
	return s.words.Typeset(indicators.NoLag)
}

// widened puts after the last month of a quarter that quarter's figure where a
// month of it is withheld, and after that the year's where the quarter is too.
func widened(months []observatory.Figure, edition observatory.Publication, id, series string) []observatory.Figure {
	country := func(split observatory.Split, name string) (observatory.Figure, bool) {
		cells := edition.Table(id, split).Cells
		i := slices.IndexFunc(cells, func(f observatory.Figure) bool {
			return f.Department == "" && f.Period.Name == name && f.Series == series
		})
		if i < 0 {
			return observatory.Figure{}, false
		}
		return cells[i], true
	}
	var all []observatory.Figure
	withheld := map[string]bool{} // quarters and years with a hole
	for _, f := range months {
		all = append(all, f)
		month := f.Period.Start.Month()
		name := quarterName(month)
		withheld[name] = withheld[name] || f.Shown == observatory.ShownWithheld
		if quarter, ok := country(observatory.SplitRegionQuarter, name); ok && withheld[name] && month%3 == 2 {
			all = append(all, quarter)
			year := name[:4]
			withheld[year] = withheld[year] || quarter.Shown == observatory.ShownWithheld
			if f, ok := country(observatory.SplitRegionYear, year); ok && withheld[year] && f.Period.End == quarter.Period.End {
				all = append(all, f)
			}
		}
	}
	return all
}

func quarterName(m observatory.Month) string {
	return observatory.PeriodOf(m, observatory.Quarter).Name
}

// publishedPeriod words the period of a published cell, false for another.
func (s *site) publishedPeriod(p observatory.Period) (string, bool) {
	if year, quarter, ok := strings.Cut(p.Name, "-T"); ok {
		ordinal := quarter + "e"
		if quarter == "1" {
			ordinal = "1er"
		}
		return ordinal + " trimestre " + year, true
	}
	if len(p.Name) != len("2026") {
		return "", false
	}
	if p.End == observatory.NewDate(p.End.Time().Year(), time.December, 31) {
		return "année " + p.Name, true
	}
	return "année " + p.Name + ", jusqu’au " + s.words.Date(p.End), true
}

// shown words what a published cell shows instead of its value.
func (s *site) shown(v *figureView, f observatory.Figure) {
	switch f.Shown {
	case observatory.ShownWithheld:
		v.Known, v.Measured, v.Withheld = false, true, true
		v.Value, v.N, v.Coverage, v.Sources = "non publié", "non publié", "", ""
	case observatory.ShownRounded:
		v.Method = s.words.Typeset("arrondi : point de pourcentage, effectif par tranche")
		if f.Unit == string(indicators.Count) {
			v.Value, v.Method = s.bracketed(f.N), "effectif par tranche"
		}
	case observatory.ShownBounded:
		low, high := s.upwards(f.Low, false), s.upwards(f.High, true)
		switch {
		case f.Low > 0 && f.High < 1:
			v.Value = "entre " + low + " et " + high
		case f.Low > 0:
			v.Value = "plus de " + low
		case f.High < 1:
			v.Value = "moins de " + high
		default:
			v.Value = "part non publiée"
		}
		v.Method = s.words.Typeset("borne : 1 à 10 personnes d’un côté")
	}
}

// rounded reports whether a figure tells its number of persons by a bracket only.
func rounded(f observatory.Figure) bool {
	return f.Shown == observatory.ShownRounded || f.Shown == observatory.ShownBounded && indicators.Rounded(f.Indicator)
}

// bracketed words the bracket of a number of persons.
func (s *site) bracketed(n int64) string {
	low, high := observatory.Bracket(n)
	if high == 0 {
		return s.words.Count(low) + " ou plus"
	}
	return s.words.Count(low) + " à " + s.words.Count(high)
}

// upwards writes a bound in whole per cent, rounded away from the value.
func (s *site) upwards(share float64, up bool) string {
	whole := int64(share * 100)
	if up && float64(whole) < share*100 {
		whole++
	}
	return s.words.Count(whole) + texts.NoWrap + "%"
}

// publication serves the published case tables as one CSV file.
func (s *site) publication(w http.ResponseWriter, r *http.Request) error {
	file(w, "vigie-cas.csv")
	return s.drawn(w, r, "/publication.csv", func(shot *snapshot) (asset, error) {
		var rows [][]string
		for _, t := range shot.published.Tables {
			for _, f := range t.Cells {
				n, associations := numbersOf(f), strconv.FormatInt(f.Associations, 10)
				if f.Shown == observatory.ShownWithheld {
					associations = ""
				}
				rows = append(rows, []string{
					t.Indicator, string(t.Split), f.Department, f.Period.Name, f.Period.Start.String(), f.Period.End.String(), f.Series, f.Unit,
					shownWord(f.Shown), n.value, n.low, n.high, n.persons, associations, decimal(f.Reported, f.Reported > 0 || f.Incomplete), strconv.FormatBool(f.Incomplete),
					shot.published.Edition, shot.published.Horizon.UTC().Format(time.RFC3339), strconv.FormatBool(f.Simulation),
				})
			}
		}
		return table([]string{
			"indicator", "table", "place", "period", "from", "to", "series", "unit", "shown", "value", "low", "high", "n_persons", "associations", "reported", "incomplete",
			"edition", "horizon_utc", "simulation",
		}, rows)
	})
}

// cellNumbers are those of a figure as files have them, empty where they are not
// shown: persons as a number or, rounded, as a bracket such as 20-49 or 1000-.
type cellNumbers struct{ value, low, high, persons string }

func numbersOf(f observatory.Figure) cellNumbers {
	if f.Shown == observatory.ShownWithheld {
		return cellNumbers{}
	}
	told := f.Shown == observatory.ShownWhole || f.Shown == observatory.ShownRounded
	between := told && f.HasInterval || f.Shown == observatory.ShownBounded
	n := cellNumbers{decimal(f.Value, told), decimal(f.Low, between), decimal(f.High, between), strconv.FormatInt(f.N, 10)}
	if !rounded(f) {
		return n
	}
	low, high := observatory.Bracket(f.N)
	n.persons = strconv.FormatInt(low, 10) + "-"
	if high > 0 {
		n.persons += strconv.FormatInt(high, 10)
	}
	if f.Unit == string(indicators.Count) { // of persons: their bracket
		n.value, n.low, n.high = "", decimal(float64(low), true), decimal(float64(high), high > 0)
	}
	return n
}

// decimal writes a number in a file, or nothing.
func decimal(v float64, known bool) string {
	if !known {
		return ""
	}
	return strconv.FormatFloat(v, 'f', 6, 64)
}

func shownWord(s observatory.Shown) string {
	if s == observatory.ShownWhole {
		return "whole"
	}
	return string(s)
}

// editionOf reads the newest edition of the case tables.
func (s *site) editionOf(ctx context.Context) (observatory.Publication, error) {
	edition, err := s.Reader.Published(ctx)
	if err != nil {
		return edition, fmt.Errorf("read the published case tables: %w", err)
	}
	return edition, nil
}
