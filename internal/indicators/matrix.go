package indicators

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Judge holds facts against obligations: the duty matrix of design.md section
// 5. The same facts, horizon and obligations give the same rows.
type Judge struct {
	Obligations []observatory.Obligation
	Rules       RuleSet
	Zone        func(department string) *time.Location
	// Facts gives how many case events could be read at a horizon, by
	// department; the empty department is the country.
	Facts func(ctx context.Context, w observatory.Window) (map[string]int64, error)
}

// matrixVersion is the version of the judging itself: it changes with any
// change of this file that can change a row.
const matrixVersion = 3

// ruleText is what a verdict's rule is the hash of: all that decides, apart from
// the facts.
type ruleText struct {
	Matrix     int                    `json:"matrix"`
	Obligation observatory.Obligation `json:"obligation"`
	Indicators []ruleIndicator        `json:"indicators"`
}

type ruleIndicator struct {
	ID      string `json:"id"`
	Version int    `json:"version"` // 0 while it is not computed yet
}

// RuleText writes the rule of an obligation with the versions of its
// indicators, one line of JSON, and its SHA-256.
func RuleText(o observatory.Obligation) ([]byte, observatory.Hash, error) {
	text := ruleText{Matrix: matrixVersion, Obligation: o}
	for _, id := range o.Indicators {
		one := ruleIndicator{ID: id}
		if d, ok := ByID(id); ok && len(d.History) > 0 {
			one.Version = d.History[len(d.History)-1].Version
		}
		text.Indicators = append(text.Indicators, one)
	}
	line, err := json.Marshal(text)
	if err != nil {
		return nil, "", fmt.Errorf("write the rule of %s: %w", o.ID, err)
	}
	sum := sha256.Sum256(line)
	return line, observatory.Hash(hex.EncodeToString(sum[:])), nil
}

// ParseRule reads a rule back. Current is false when the rule was applied with
// another version of the judging or of an indicator than this program has: its
// verdicts cannot be computed again.
func ParseRule(line []byte) (o observatory.Obligation, current bool, err error) {
	var text ruleText
	if err := json.Unmarshal(line, &text); err != nil {
		return o, false, fmt.Errorf("read a rule: %w", err)
	}
	again, _, err := RuleText(text.Obligation)
	if err != nil {
		return o, false, err
	}
	return text.Obligation, string(again) == string(line), nil
}

// Verdicts gives the rows of all obligations at the horizon of the window, by
// obligation, department and month: a national obligation has rows of the
// country alone. Months go from the first that any figure speaks of to that of
// the horizon. RecordedAt and ID are the caller's to set.
func (j Judge) Verdicts(ctx context.Context, r Reader, w observatory.Window) ([]observatory.DutyVerdict, error) {
	facts, err := j.Facts(ctx, w)
	if err != nil {
		return nil, err
	}
	b, err := j.read(ctx, r, w)
	if err != nil {
		return nil, err
	}
	var rows []observatory.DutyVerdict
	for _, o := range j.Obligations {
		_, hash, err := RuleText(o)
		if err != nil {
			return nil, err
		}
		places := []string{""}
		if o.Scope != observatory.National && !o.Missing {
			places = append(places, b.departments...)
		}
		first := b.first
		if o.Date.Known() {
			first = max(first, o.Date.Month())
		}
		for _, place := range places {
			for m := first; m <= b.last; m++ {
				if row, ok := b.row(o, place, m); ok {
					row.Rule, row.At, row.Simulation, row.Source, row.SourceVersion = hash, w.Horizon, w.Simulation, "verdicts", fmt.Sprint(matrixVersion)
					if o.Proof == string(ByCase) {
						row.Facts = facts[place]
					}
					rows = append(rows, row)
				}
			}
		}
	}
	return rows, nil
}

// bench is all figures that the rows are made from.
type bench struct {
	figures     map[place][]observatory.Figure
	proven      map[place][]observatory.Figure // of verified cases
	departments []string
	first, last observatory.Month
	today       observatory.Date
}

// place is where figures lie: an indicator, a department and a month.
type place struct {
	indicator, department string
	month                 observatory.Month
}

func (j Judge) read(ctx context.Context, r Reader, w observatory.Window) (*bench, error) {
	request := func(w observatory.Window, by ...Dimension) Request {
		return Request{Window: w, By: by, Rules: j.Rules, Zone: j.Zone}
	}
	w.From, w.To = observatory.NoDate, observatory.NoDate
	b := &bench{figures: map[place][]observatory.Figure{}, proven: map[place][]observatory.Figure{}}
	b.today = request(w).horizonDay()
	b.last, b.first = b.today.Month(), b.today.Month()
	ids, judged := j.indicators()
	tables, err := computeAll(ctx, r, ids, []Request{request(w, Month), request(w, Department, Month)})
	if err != nil {
		return nil, err
	}
	b.take(b.figures, tables)
	if len(judged) > 0 {
		proven := w
		proven.Review = observatory.ReviewVerified
		tables, err := computeAll(ctx, r, judged, []Request{request(proven, Month, Level), request(proven, Department, Month, Level)})
		if err != nil {
			return nil, err
		}
		b.take(b.proven, tables)
	}
	slices.Sort(b.departments)
	b.departments = slices.Compact(b.departments)
	return b, nil
}

// indicators lists the indicators that obligations name and that are computed
// from counted rows, and those of them that judge cases.
func (j Judge) indicators() (all, judged []string) {
	for _, o := range j.Obligations {
		for _, id := range o.Indicators {
			d, ok := ByID(id)
			if !ok || d.compose != nil || !d.Allows(Month) { // nothing of a month to judge
				continue
			}
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
			if o.Rule.Test == observatory.NoCase && o.Rule.Indicator == id && !slices.Contains(judged, id) {
				judged = append(judged, id)
			}
		}
	}
	return all, judged
}

func (b *bench) take(to map[place][]observatory.Figure, tables map[string][]observatory.Table) {
	for id, list := range tables {
		for _, table := range list {
			for _, f := range table.Figures {
				if strings.HasSuffix(f.Indicator, MaintenanceSuffix) {
					continue
				}
				month, err := observatory.ParseMonth(f.Period.Name)
				if err != nil || month > b.last {
					continue // of no month: nothing to judge
				}
				b.first = min(b.first, month)
				if f.Department != "" {
					b.departments = append(b.departments, f.Department)
				}
				at := place{id, f.Department, month}
				to[at] = append(to[at], f)
			}
		}
	}
}

// row makes the row of an obligation, and false where nothing at all is known
// of a department in the month.
func (b *bench) row(o observatory.Obligation, department string, month observatory.Month) (observatory.DutyVerdict, bool) {
	row := observatory.DutyVerdict{Obligation: o.ID, Department: department, Month: month.String()}
	for _, id := range o.Indicators {
		for _, f := range shown(b.figures[place{id, department, month}]) {
			row.Figures = append(row.Figures, dutyFigure(id, f))
		}
	}
	if department != "" && len(row.Figures) == 0 {
		return row, false
	}
	b.judge(&row, o, month)
	return row, true
}

// judge sets the ruling, and k, n and interval where a rule counted.
func (b *bench) judge(row *observatory.DutyVerdict, o observatory.Obligation, month observatory.Month) {
	switch {
	case o.Missing:
		row.Ruling = observatory.TextMissing
	case !o.Verified():
		row.Ruling = observatory.ToVerify
	case o.Rule.Test == observatory.NoThreshold:
		row.Ruling = observatory.WithoutLimit
	case o.Deadline.Known() && month.First() <= o.Deadline:
		row.Ruling = observatory.Pending // a month that holds the deadline is not yet judged
	case o.Rule.Test == observatory.AtLeast:
		b.judgeShare(row, o, month)
	default:
		b.judgeCases(row, o, month)
	}
}

// judgeShare holds shares of probes or pages against a threshold: that of each
// journey where there are several. Kept only when all were measured through a month that is over and hold in the strict accounting; missed only in the
// confirmed one, which is the kinder to the portal.
func (b *bench) judgeShare(row *observatory.DutyVerdict, o observatory.Obligation, month observatory.Month) {
	days := int64(observatory.Span{Start: month.First(), End: month.Last()}.Days())
	holds := func(f observatory.Figure) bool { return 100*f.Numerator >= o.Rule.Threshold*f.Denominator }
	kept, missed, measured := month.Last() < b.today, false, false
	for _, f := range b.figures[place{o.Rule.Indicator, row.Department, month}] {
		if !unattended(f) || o.Rule.Series != "" && f.Series != o.Rule.Series {
			continue
		}
		measured = measured || f.Denominator > 0
		if f.Accounting != observatory.Confirmed {
			kept = kept && f.Denominator > 0 && wholly(f, days) && holds(f)
		}
		if f.Accounting != observatory.Strict {
			row.K, row.N = row.K+f.Denominator-f.Numerator, row.N+f.Denominator
			missed = missed || f.Denominator > 0 && f.Sufficient && !holds(f)
		}
	}
	switch {
	case !measured:
		row.Ruling, row.K, row.N = observatory.NotMeasured, 0, 0
	case missed:
		row.Ruling = o.Rule.Shortfall
	case kept:
		row.Ruling = observatory.Respected
	default:
		row.Ruling = observatory.Insufficient
	}
}

// wholly reports whether a month was measured through: checks on each of its
// days; of pages, every place's site read within it.
func wholly(f observatory.Figure, days int64) bool {
	if d, _ := ByID(f.Indicator); d.Proof == ByPage {
		return f.Covered == f.Planned
	}
	return f.N >= days
}

// unattended reports whether a figure of probes is made of checks that nobody
// helped; a figure without an accounting is.
func unattended(f observatory.Figure) bool {
	if f.Accounting == "" {
		return true
	}
	for _, mode := range []observatory.Mode{observatory.Assisted, observatory.Manual, observatory.Reported} {
		if f.Series == string(mode) || strings.HasSuffix(f.Series, "/"+string(mode)) {
			return false
		}
	}
	return true
}

// judgeCases counts verified cases known by document. One that falls short is a
// breach; that none does is said from the indicator's minimum n on.
func (b *bench) judgeCases(row *observatory.DutyVerdict, o observatory.Obligation, month observatory.Month) {
	at := place{o.Rule.Indicator, row.Department, month}
	f, ok := documented(b.proven[at], o.Rule.Series)
	if !ok || f.Denominator == 0 {
		row.Ruling = observatory.NotMeasured
		if slices.ContainsFunc(b.figures[at], func(f observatory.Figure) bool { return f.Denominator > 0 }) {
			row.Ruling = observatory.Insufficient // cases are known, none that was verified on a document
		}
		return
	}
	row.K, row.N = f.Numerator, f.Denominator
	if o.Rule.Breach == "complement" {
		row.K = f.Denominator - f.Numerator
	}
	low, high := ClopperPearson(row.K, row.N)
	row.Low, row.High, row.HasInterval = millionths(low), millionths(high), true
	switch {
	case row.K > 0:
		row.Ruling = observatory.Breach
	case f.N < f.MinimumN:
		row.Ruling = observatory.Insufficient
	default:
		row.Ruling = observatory.NoBreach
	}
}

// documented finds the figure of the cases known by document in a series, in
// the reading that is kinder to the administration: without the twin that takes
// month-only dates at the month's end. Where associations declared nothing, what
// Vigie read in the messages stands.
func documented(figures []observatory.Figure, series string) (observatory.Figure, bool) {
	fits := func(f observatory.Figure) bool {
		parts := strings.Split(f.Series, "/")
		return slices.Contains(parts, SeriesDocument) && (series == "" || slices.Contains(parts, series)) && !slices.Contains(parts, SeriesMonthEnd)
	}
	i := slices.IndexFunc(figures, func(f observatory.Figure) bool { return fits(f) && f.Denominator > 0 })
	if i < 0 {
		i = slices.IndexFunc(figures, fits)
	}
	if i < 0 {
		return observatory.Figure{}, false
	}
	return figures[i], true
}

// shownSeries is how many series of one indicator a row shows at most: of more,
// the page of journeys tells.
const shownSeries = 6

// shown are the figures of an indicator that a row shows: both accountings of
// the unattended readings, or each series of cases without its month-end twin.
func shown(figures []observatory.Figure) []observatory.Figure {
	var kept []observatory.Figure
	series := map[string]bool{}
	for _, f := range figures {
		if !unattended(f) || strings.HasSuffix(f.Series, SeriesMonthEnd) {
			continue
		}
		series[f.Series] = true
		kept = append(kept, f)
	}
	if len(series) > shownSeries {
		return nil
	}
	return kept
}

func dutyFigure(id string, f observatory.Figure) observatory.DutyFigure {
	d, _ := ByID(id)
	return observatory.DutyFigure{
		Indicator: id, Persons: d.Proof == ByCase, Series: f.Series, Accounting: f.Accounting, Unit: f.Unit,
		Value: millionths(f.Value), Low: millionths(f.Low), High: millionths(f.High), HasInterval: f.HasInterval, Sufficient: f.Sufficient,
		Numerator: f.Numerator, Denominator: f.Denominator, N: f.N, MinimumN: f.MinimumN,
		Covered: f.Covered, Planned: f.Planned, Associations: f.Associations,
	}
}

// millionths rounds a real to whole millionths.
func millionths(v float64) int64 { return int64(math.Round(v * 1e6)) }
