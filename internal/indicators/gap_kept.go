package indicators

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// keptGaps gives the kept sums of certificate gaps, and the kept cases. The store does.
type keptGaps interface {
	GapState(ctx context.Context, w observatory.Window) ([]observatory.GapStep, observatory.GapFacts, error)
	GapTotals(ctx context.Context, f observatory.GapFilter) ([]observatory.GapTotals, bool, error)
	GapCases(ctx context.Context, f observatory.GapCaseFilter, give func(some iter.Seq[*observatory.KeptCase])) (bool, error)
	GapCaseCounts(ctx context.Context, f observatory.GapCaseFilter) ([]observatory.GapCaseCount, error)
	GapQuery() observatory.Hash
}

// summable reports whether an indicator is made of sums.
func summable(d Definition) bool { return d.ID == gapShareID || d.ID == gapRatioID }

// keptTables makes the tables of requests from the kept sums, or else cases, where
// they are those of the facts at the horizon and answer every request; false where
// they are not.
func keptTables(ctx context.Context, r Reader, d Definition, requests []Request) ([]observatory.Table, bool, error) {
	kept, ok := r.(keptGaps)
	if !ok || d.Query != queryGaps || slices.ContainsFunc(requests, func(q Request) bool { return !q.keepable() }) {
		return nil, false, nil
	}
	steps, facts, err := kept.GapState(ctx, requests[0].Window)
	if err != nil || len(steps) == 0 || !keptHolds(steps[0], facts, kept.GapQuery(), requests[0]) {
		return nil, false, err
	}
	both, meanwhile := errgroup.WithContext(ctx)
	lag := lagOf(meanwhile, r, requests[0])
	if slices.ContainsFunc(requests, Request.marked) {
		both.Go(func() error {
			_, err := lag()
			return err
		})
	}
	tables := make([]observatory.Table, len(requests))
	both.Go(func() error {
		for i, q := range requests {
			var err error
			if tables[i], ok, err = keptTable(meanwhile, kept, d, q, stepIDs(steps)); err != nil || !ok {
				return cmp.Or(err, errTakenAway)
			}
		}
		return nil
	})
	if err := both.Wait(); errors.Is(err, errTakenAway) {
		return nil, false, nil
	} else if err != nil {
		return nil, false, err
	}
	return tables, true, markIncomplete(d, requests, tables, lag)
}

// errTakenAway ends a reading of steps that were taken away meanwhile.
var errTakenAway = errors.New("the steps were taken away")

// keptTable makes the table of one request; false where the steps were taken away
// meanwhile.
func keptTable(ctx context.Context, kept keptGaps, d Definition, q Request, steps []observatory.ID) (observatory.Table, bool, error) {
	f, whole := q.keptAs(steps)
	if !summable(d) || !whole {
		return caseTable(ctx, kept, d, q, steps)
	}
	today, err := q.endsToday(ctx, kept, steps)
	if err != nil {
		return observatory.Table{}, false, err
	}
	if !today {
		return caseTable(ctx, kept, d, q, steps)
	}
	return sumTable(ctx, kept, d, q, f)
}

func stepIDs(steps []observatory.GapStep) []observatory.ID {
	ids := make([]observatory.ID, len(steps))
	for i := range steps {
		ids[i] = steps[i].ID
	}
	return ids
}

// keepable reports whether kept cases can answer a request.
func (q Request) keepable() bool {
	for by := range q.Where {
		if by != Level && by != Association || q.Where[by] == "" {
			return false
		}
	}
	return !q.Window.ByGround && !q.Window.Horizon.IsZero() && q.Zone != nil && q.place == nil && !q.oneEnd
}

// keptAs says which kept sums answer a request; false where none do: they are of
// whole periods, or all days from the first of a month on, of all cases or those of
// a level.
func (q Request) keptAs(steps []observatory.ID) (observatory.GapFilter, bool) {
	w := q.Window
	f := observatory.GapFilter{Steps: steps, Simulation: w.Simulation, Country: !q.by(Department) && q.Department == "", Department: q.Department}
	if _, one := q.Where[Association]; one || w.Review != "" || w.Procedure != "" || w.Ground != "" {
		return f, false
	}
	level, one := q.Where[Level]
	f.Level, f.Levels = level, !one && q.by(Level)
	first := w.From
	if q.by(Month) {
		f.Months = observatory.GapMonths(q.width())
		if kept := widths(); !slices.Contains(kept[:], f.Months) {
			return f, false
		}
		if first.Known() {
			first = q.part(first.Month()).Start
		}
	} else if first.Known() {
		first = first.Month().First()
	}
	if w.From.Known() {
		f.From = w.From.Month()
	}
	return f, first == w.From
}

// keptHolds reports whether what a step and those before it kept is made of the
// facts that a request reads, whose fingerprints are given.
func keptHolds(step observatory.GapStep, facts observatory.GapFacts, query observatory.Hash, q Request) bool {
	w := q.Window
	if w.Review == "" {
		facts.Reviews = step.Facts.Reviews
	}
	if step.At.After(w.Horizon) || facts != step.Facts || step.Rule != gapRule(q.Rules, query) {
		return false
	}
	if !sameDay(step.At, w.Horizon, time.UTC) { // persons are recognised by day of UTC
		return false
	}
	return !slices.ContainsFunc(everywhere(), func(department string) bool { // what has happened there is more
		return !sameDay(step.At, w.Horizon, q.Zone(department))
	})
}

// endsToday reports whether the window ends on the horizon's day, or later, wherever
// there is a case.
func (q Request) endsToday(ctx context.Context, kept keptGaps, steps []observatory.ID) (bool, error) {
	if !slices.ContainsFunc(everywhere(), q.endsBefore) {
		return true, nil
	}
	places, ok, err := kept.GapTotals(ctx, observatory.GapFilter{Steps: steps, Simulation: q.Window.Simulation, Months: observatory.GapCoverage})
	return err == nil && ok && !slices.ContainsFunc(places, func(t observatory.GapTotals) bool { return q.endsBefore(t.Department) }), err
}

// endsBefore reports whether the window ends before the day of the horizon in a
// department.
func (q Request) endsBefore(department string) bool {
	return q.Window.To.Known() && q.Window.To < q.horizonDayIn(department)
}

// everywhere lists the departments that the catalogue knows, and that of those
// that it does not.
var everywhere = sync.OnceValue(func() []string {
	codes := []string{""}
	known, err := catalogue.Load()
	if err != nil { // it is part of the program, which does not start without it
		return codes
	}
	for _, department := range known.Departments() {
		codes = append(codes, department.Code)
	}
	return codes
})

func sameDay(a, b time.Time, zone *time.Location) bool {
	return observatory.DateOf(a, zone) == observatory.DateOf(b, zone)
}

// gapSource is the program of the gap rule: what another program kept is not used.
//
//go:embed gap.go gap_window.go gap_person.go gap_sums.go gap_rows.go gap_case.go gap_case_write.go gap_turns.go duty.go duty_rules.go rules.go certificate.go certificate_class.go certificate_curve.go certificate_renewal_delay.go case_list.go case_days.go person_sums.go
var gapSource embed.FS

// gapRule is a fingerprint of all that, beside the facts, decides what is kept: the
// dated rules of law, the query and the program.
func gapRule(rules RuleSet, query observatory.Hash) observatory.Hash {
	sum := sha256.New()
	text, _ := json.Marshal(rules) // plain values
	fmt.Fprintf(sum, "%s\n%s\n", query, text)
	files, _ := gapSource.ReadDir(".")
	for _, file := range files {
		source, _ := gapSource.ReadFile(file.Name()) // in this program
		sum.Write(source)
	}
	return observatory.Hash(hex.EncodeToString(sum.Sum(nil)))
}

// sumTable makes the table that classTable makes of cases from their kept sums;
// false where the steps were taken away meanwhile.
func sumTable(ctx context.Context, kept keptGaps, d Definition, q Request, f observatory.GapFilter) (observatory.Table, bool, error) {
	totals, ok, err := kept.GapTotals(ctx, f)
	if err != nil || !ok {
		return observatory.Table{}, false, err
	}
	cells, cases := map[cell]*observatory.GapTotals{}, map[cell]*caseCount{}
	for i := range totals {
		t := &totals[i]
		c := q.cellIn(t.Department, t.Level)
		switch sums := t.Sums[0]; {
		case t.Months == observatory.GapCoverage && sums.Cases > 0:
			cases[c] = &caseCount{known: sums.Known, all: sums.Cases}
		case sums.Persons > 0 || sums.MonthOnly > 0:
			c.month, c.class = t.Month, t.Class
			cells[c] = t
		}
	}
	emptyClasses(q, cases, func(c cell) {
		if cells[c] == nil {
			cells[c] = &observatory.GapTotals{}
		}
	})
	set := classTotals.share
	if d.ID == gapRatioID {
		set = classTotals.ratio
	}
	table := observatory.Table{Title: d.Name.FR}
	for _, c := range slices.SortedFunc(maps.Keys(cells), compareCells) {
		t := cells[c]
		for variant, sums := range t.Sums {
			if variant == 0 || t.Sums[0].MonthOnly > 0 {
				from := classTotals{sums.DaySums, t.Associations[variant], t.Largest[variant]}
				table.Figures = append(table.Figures, classFigure(d, q, c, from, variant, cases, set))
			}
		}
	}
	return table, true, nil
}
