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
const matrixVersion = observatory.VerdictsOfPersons

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
// obligation, department and period: a national obligation has rows of the
// country alone. Months, quarters and years go from the first that any figure
// speaks of to that of the horizon. RecordedAt and ID are the caller's to set.
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
		periods := b.periods(&o)
		for _, place := range places {
			for _, period := range periods {
				if row, ok := b.row(o, place, period); ok {
					row.Rule, row.At, row.Simulation, row.Source, row.SourceVersion = hash, w.Horizon, w.Simulation, "verdicts", fmt.Sprint(matrixVersion)
					if o.Proof == string(ByCase) {
						// The delay is measured on all reports: an erasure elsewhere must not change the row of a department.
						row.Facts, row.Incomplete = facts[place], place == "" && b.lag.incomplete(period.End)
					}
					rows = append(rows, row)
				}
			}
		}
	}
	return rows, nil
}

// row makes the row of an obligation, and false where nothing at all is known
// of a department in the period.
func (b *bench) row(o observatory.Obligation, department string, period observatory.Period) (observatory.DutyVerdict, bool) {
	row := observatory.DutyVerdict{Obligation: o.ID, Department: department, Period: period.Name}
	for _, id := range o.Indicators {
		for _, f := range shown(id, b.figures[place{id, department, period.Name}]) {
			row.Figures = append(row.Figures, dutyFigure(id, f))
		}
	}
	if department != "" && len(row.Figures) == 0 {
		return row, false
	}
	b.judge(&row, o, period)
	return row, true
}

// judge sets the ruling, and k, n and interval where a rule counted.
func (b *bench) judge(row *observatory.DutyVerdict, o observatory.Obligation, period observatory.Period) {
	switch {
	case o.Missing:
		row.Ruling = observatory.TextMissing
	case !o.Verified():
		row.Ruling = observatory.ToVerify
	case o.Rule.Test == observatory.NoThreshold:
		row.Ruling = observatory.WithoutLimit
	case o.Deadline.Known() && period.Start <= o.Deadline:
		row.Ruling = observatory.Pending // a period that holds the deadline is not yet judged
	case o.Rule.Test == observatory.AtLeast:
		b.judgeShare(row, o, period)
	default:
		b.judgeCases(row, o)
	}
}

// judgeShare holds shares of probes or pages against a threshold: that of each
// journey where there are several. Kept only when all were measured through a
// period that is over and hold in the strict accounting; missed only in the
// confirmed one, which is the kinder to the portal.
func (b *bench) judgeShare(row *observatory.DutyVerdict, o observatory.Obligation, period observatory.Period) {
	days := int64(period.Days())
	holds := func(f observatory.Figure) bool { return 100*f.Numerator >= o.Rule.Threshold*f.Denominator }
	kept, missed, measured := period.End < b.today, false, false
	for _, f := range b.figures[place{o.Rule.Indicator, row.Department, row.Period}] {
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

// wholly reports whether a period was measured through: checks on each of its
// days; of pages, every place's site read within each month.
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

// judgeCases counts the persons whose verified cases are known by document: k of
// them have an event that falls short, however many; the interval is theirs
// (design.md section 1: n is distinct persons). One is a breach; that there is none
// is said from the indicator's minimum n on.
func (b *bench) judgeCases(row *observatory.DutyVerdict, o observatory.Obligation) {
	at := place{o.Rule.Indicator, row.Department, row.Period}
	f, ok := documented(b.proven[at], o.Rule.Series)
	if !ok || f.N == 0 {
		row.Ruling = observatory.NotMeasured
		if slices.ContainsFunc(b.figures[at], func(f observatory.Figure) bool { return f.Denominator > 0 || heldAtEitherEnd(at.indicator) }) {
			row.Ruling = observatory.Insufficient // cases are known, none that was verified on a document
		}
		return
	}
	row.K, row.N = f.WithYes, f.N
	if o.Rule.Breach == "complement" {
		row.K = f.WithNo
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

// speaking are the series that a row shows of periods without a document: all
// persons or days, those when a certificate was due in either reading, and the
// median length. The page of certificates tells the other classes.
func speaking(series string) bool {
	return slices.Contains([]string{"", SeriesDueFloor, SeriesDueCeiling, SeriesMedianEnded}, series)
}

// shown are the figures of an indicator that a row shows: both accountings of
// the unattended readings, or each series of cases without its month-end twin.
func shown(id string, figures []observatory.Figure) []observatory.Figure {
	byClass := slices.Contains([]string{gapShareID, gapRatioID, gapDaysID}, id)
	var kept []observatory.Figure
	series := map[string]bool{}
	for _, f := range figures {
		if !unattended(f) || strings.HasSuffix(f.Series, SeriesMonthEnd) || byClass && !speaking(f.Series) {
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
