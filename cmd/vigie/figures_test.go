package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

func (b *workbench) table(t *testing.T, s indicators.Reader, id string, w observatory.Window, rules indicators.RuleSet, by ...indicators.Dimension) []observatory.Figure {
	t.Helper()
	b.asked[id] = true
	table, err := indicators.Compute(t.Context(), s, id, indicators.Request{Window: w, By: by, Months: b.months, Rules: rules, Zone: b.catalogue.Zone})
	if err != nil {
		t.Fatal(err)
	}
	return table.Figures
}

// tables cuts the figures of one indicator in several ways, in one reading.
func (b *workbench) tables(t *testing.T, s indicators.Reader, id string, w observatory.Window, rules indicators.RuleSet, cuts []split) [][]observatory.Figure {
	t.Helper()
	b.asked[id] = true
	var requests []indicators.Request
	for _, cut := range cuts {
		requests = append(requests, indicators.Request{Window: w, By: cut.by, Months: b.months, Rules: rules, Zone: b.catalogue.Zone})
	}
	made, err := indicators.ComputeEach(t.Context(), s, id, requests)
	if err != nil {
		t.Fatal(err)
	}
	var figures [][]observatory.Figure
	for _, table := range made {
		figures = append(figures, table.Figures)
	}
	return figures
}

// firstRules are the rules of law without any extension of a title.
func firstRules() indicators.RuleSet { return indicators.RuleSet{WithoutTitle: []string{"first"}} }

func compare(t *testing.T, f observatory.Figure, want number) {
	t.Helper()
	name := fmt.Sprintf("%s %s %s %s %s", f.Indicator, f.Department+f.Target, f.Period.Name, f.Series, f.Accounting)
	got := []int64{f.Numerator, f.Denominator, f.N, f.Covered, f.Planned, f.Associations}
	whole := []int64{want.numerator, want.denominator, want.n, want.covered, want.planned, want.associations}
	if diff := cmp.Diff(whole, got); diff != "" {
		t.Errorf("%s: numerator, denominator, n, covered, planned, associations (-naive +got):\n%s", name, diff)
	}
	if f.WithYes != want.withYes || f.WithNo != want.withNo {
		t.Errorf("%s: %d persons with a fact as asked and %d with one that is not, naive %d and %d", name, f.WithYes, f.WithNo, want.withYes, want.withNo)
	}
	if f.HasInterval != want.interval {
		t.Errorf("%s: interval %t (%s), naive %t", name, f.HasInterval, f.Method, want.interval)
	}
	reals := [][2]float64{{f.Value, want.value}}
	if f.HasInterval {
		reals = append(reals, [2]float64{f.Low, want.low}, [2]float64{f.High, want.high})
	}
	for i, pair := range reals {
		if math.Abs(pair[0]-pair[1]) > 1e-9*max(1, math.Abs(pair[1])) {
			t.Errorf("%s: real %d is %.12g, naive %.12g", name, i, pair[0], pair[1])
		}
	}
}

// split is a way to cut the figures, with the cell of a figure in naive terms.
type split struct {
	by []indicators.Dimension
}

func (s split) has(d indicators.Dimension) bool { return slices.Contains(s.by, d) }

func monthOf(t *testing.T, s split, f observatory.Figure) observatory.Month {
	t.Helper()
	if !s.has(indicators.Month) {
		return 0
	}
	period, err := observatory.ParsePeriod(f.Period.Name)
	if err != nil {
		t.Fatal(err)
	}
	return period.Start.Month()
}

func checkProbes(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	for id, journey := range map[string]string{"pan.availability": "pan.slots", "pan.door": "pan.door"} {
		cuts := []split{{}, {[]indicators.Dimension{"department"}}, {[]indicators.Dimension{"target", "month"}}, {[]indicators.Dimension{"department", "month"}}}
		tables := b.tables(t, s, id, w, firstRules(), cuts)
		for i, cut := range cuts {
			seen := map[string]bool{}
			for _, f := range tables[i] {
				month := monthOf(t, cut, f)
				keep := func(k dayKey) bool {
					return (f.Department == "" || f.Department == k.department) && (f.Target == "" || f.Target == k.target) && v.in(month, k.day)
				}
				three, _ := v.probe(journey, f.Series, keep)
				seen[f.Series] = true
				want := three[0]
				switch {
				case strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix):
					want = three[2]
					want.value, want.denominator, want.interval = float64(want.numerator), three[0].denominator, false
				case f.Accounting == observatory.Confirmed:
					want = three[1]
				}
				compare(t, f, want)
			}
			if len(cut.by) == 0 {
				for _, series := range []string{"unattended", "assisted", "reported"} {
					if _, found := v.probe(journey, series, func(dayKey) bool { return true }); found && !seen[series] {
						t.Errorf("%s: no figure of series %s", id, series)
					}
				}
			}
		}
	}
}

func checkClosures(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	cuts := []split{{}, {[]indicators.Dimension{"department", "month"}}, {[]indicators.Dimension{"source"}}}
	tables := b.tables(t, s, "closure.reason_stated", w, firstRules(), cuts)
	for i, cut := range cuts {
		total := int64(0)
		for _, f := range tables[i] {
			if strings.HasSuffix(f.Series, indicators.SeriesRead) {
				continue // see checkMessages
			}
			month := monthOf(t, cut, f)
			compare(t, f, v.closures(func(e *observatory.CaseEvent) bool {
				series := string(e.Level)
				if cut.has(indicators.Source) {
					series = seriesOf(series, e.ReasonSource)
				}
				return series == f.Series && (f.Department == "" || f.Department == e.Department) && v.in(month, e.Date)
			}))
			total += f.Planned
		}
		if all := v.closures(func(*observatory.CaseEvent) bool { return true }); total != all.planned {
			t.Errorf("closures in the cells: %d, naive %d", total, all.planned)
		}
	}
}

func checkCases(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window, rules indicators.RuleSet) {
	t.Helper()
	list := v.cases()
	for _, id := range []string{"certificate.gap_share", "certificate.gap_days"} {
		cuts := []split{{}, {[]indicators.Dimension{"month"}}, {[]indicators.Dimension{"department", "month"}}, {[]indicators.Dimension{"level"}}}
		tables := b.tables(t, s, id, w, rules, cuts)
		for i, cut := range cuts {
			figures := tables[i]
			if len(figures) == 0 {
				t.Errorf("%s %v: no figure", id, cut.by)
			}
			for _, f := range figures {
				parts, variant := strings.Split(f.Series, "/"), 0
				if parts[len(parts)-1] == indicators.SeriesMonthEnd {
					parts, variant = parts[:len(parts)-1], 1
				}
				if !computedTwice(id, parts, cut) {
					continue
				}
				kept := slices.DeleteFunc(slices.Clone(list), func(c naiveCase) bool {
					return f.Department != "" && c.department != f.Department || cut.has(indicators.Level) && c.level != parts[0]
				})
				l := v.gather(kept, variant, monthOf(t, cut, f))
				if id == "certificate.gap_share" {
					compare(t, f, l.share())
				} else {
					compare(t, f, l.figure(t, parts[len(parts)-1]))
				}
			}
		}
	}
}

// computedTwice reports whether checkCases computes a series: checkDuty has the
// classes of days, checkCurves the curves.
func computedTwice(id string, parts []string, cut split) bool {
	if cut.has(indicators.Level) {
		parts = parts[1:]
	}
	if id == "certificate.gap_share" {
		return len(parts) == 0 || len(parts) == 1 && parts[0] == ""
	}
	return len(parts) == 1 && slices.Contains([]string{
		indicators.SeriesMedianEnded, indicators.SeriesMedianLeast, indicators.SeriesEnded, indicators.SeriesOpen, indicators.SeriesPersonDays,
	}, parts[0])
}

func (l lengths) share() number {
	f := number{
		numerator: int64(len(l.gapPersons)), denominator: int64(len(l.windowPersons)), n: int64(len(l.windowPersons)),
		withYes: int64(len(l.gapPersons)), withNo: int64(len(l.windowPersons) - len(l.gapPersons)),
		covered: l.known, planned: l.cases, associations: int64(len(l.windowAssociations)),
	}
	f.setWilson(float64(f.n))
	return f
}

func (l lengths) figure(t *testing.T, series string) number {
	t.Helper()
	f := number{covered: l.known, planned: l.cases, denominator: int64(len(l.all))}
	f.associations = int64(len(map[string]map[string]bool{
		indicators.SeriesMedianEnded: l.endedBy, indicators.SeriesMedianLeast: l.startedBy, indicators.SeriesEnded: l.endedBy,
		indicators.SeriesOpen: l.openBy, indicators.SeriesPersonDays: l.daysBy,
	}[series]))
	median := func(list []int64, persons map[string]int64, whole bool) {
		f.value, f.numerator, f.n = middle(list), int64(len(list)), int64(len(persons))
		if f.n >= 11 && whole {
			f.low, f.high, f.interval = orderInterval(list, oneSize(persons))
		}
	}
	count := func(n int64, persons int) {
		f.value, f.numerator, f.n = float64(n), n, int64(persons)
	}
	switch series {
	case indicators.SeriesMedianEnded:
		median(l.ended, l.endedPersons, true)
	case indicators.SeriesMedianLeast: // no interval that an open gap may outgrow
		_, high, _ := orderInterval(l.all, oneSize(l.persons))
		median(l.all, l.persons, !slices.ContainsFunc(l.open, func(days int64) bool { return float64(days) < high }))
	case indicators.SeriesEnded:
		count(int64(len(l.ended)), len(l.endedPersons))
	case indicators.SeriesOpen:
		count(int64(len(l.all)-len(l.ended)), len(l.openPersons))
	case indicators.SeriesPersonDays:
		count(l.personDays, len(l.dayPersons))
		f.denominator = 0
	default:
		t.Errorf("series %q is unknown", series)
	}
	return f
}

// TestFiguresAgainstNaive computes every indicator twice over random worlds.
func TestFiguresAgainstNaive(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	paris := b.catalogue.Zone("")
	extended := indicators.RulesOf(b.catalogue)
	extended.WithoutTitle = firstRules().WithoutTitle
	worlds, targets, cases, all := uint64(2), 7, 90, false
	for seed := range worlds {
		made := randomWorld(seed, targets, cases)
		facts := b.store(t)
		fill(t, facts, made.rows())
		s := remember(t, facts)
		for i, c := range []struct {
			from, to observatory.Date
			horizon  time.Time
		}{
			{civil(2025, 1, 1), civil(2026, 12, 31), time.Date(2027, 2, 1, 9, 0, 0, 0, paris)},
			{civil(2026, 2, 10), civil(2026, 5, 31), time.Date(2026, 12, 1, 9, 0, 0, 0, paris)},
			{civil(2026, 1, 1), civil(2026, 12, 31), time.Date(2026, 3, 1, 0, 30, 0, 0, paris)},   // Guyane is still in February
			{civil(2026, 1, 1), civil(2026, 12, 31), time.Date(2026, 8, 10, 23, 30, 0, 0, paris)}, // Mayotte is a day ahead
			{civil(2026, 3, 1), civil(2026, 9, 15), time.Date(2026, 9, 10, 13, 0, 0, 0, paris)},   // an import was withdrawn
		} {
			t.Run(fmt.Sprintf("world %d, window %d", seed, i), func(t *testing.T) {
				w := observatory.Window{From: c.from, To: c.to, Horizon: c.horizon}
				v := newNaive(made, c.from, c.to, c.horizon, b.catalogue.Zone)
				whole := seed == 0 && i%2 == 0 // the rest asks hundreds of questions
				if b.months = 1; !whole {
					b.months = []int{observatory.OneMonth, observatory.Quarter, observatory.Year}[i%3]
				}
				v.months = b.months
				checkProbes(t, b, s, v, w)
				checkPortal(t, b, s, v, w)
				checkClosures(t, b, s, v, w)
				checkMessages(t, b, s, v, w)
				checkCases(t, b, s, v, w, firstRules())
				checkPages(t, b, s, v, w)
				all = all || whole
				if whole {
					checkTallies(t, b, s, v, w)
					checkRecognition(t, b, s, v, w)
					checkClassed(t, b, s, v, w)
					checkAccount(t, b, s, v, w)
					checkFunnel(t, b, s, v, w)
					checkDelays(t, b, s, v, w)
					checkEnded(t, b, s, v, w)
					checkSpread(t, b, s, v, w)
				}
				v.rules = true
				checkCases(t, b, s, v, w, extended)
				if whole {
					checkDuty(t, b, s, v, w, extended)
					checkCurves(t, b, s, v, w, extended)
				}
			})
		}
	}
	for _, d := range indicators.All() {
		if !all {
			break // one window was asked for
		}
		if !b.asked[d.ID] {
			t.Errorf("%s: not computed a second time", d.ID)
		}
	}
}
