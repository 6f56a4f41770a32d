package indicators

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"vigie/internal/observatory"
)

// queryGaps is the one query behind the certificate indicators made of whole
// cases: a row a case.
const queryGaps = "certificate.gap_days"

// queryGapCases gives the same rows with what filters ask of a case.
const queryGapCases = "certificate.gap_cases"

// Lists of a row of certificate.gap_days, in their order.
const (
	listKind = iota
	listDate
	listStart
	listEnd
	listMonthOnly
	listCode
	listChannel
	lists
)

// SeriesMonthEnd ends the series of a figure computed with the dates known to
// the month taken on the last day of their month; the other figures take the
// first day. It is given only where the two differ in their facts.
const SeriesMonthEnd = "month_end"

// caseKeys is how many keys a row of certificate.gap_days has. What filters ask for
// follows them in one that is kept (see GapStore.GapCases).
const caseKeys = 7

// decodeCase reads a row of certificate.gap_days.
func decodeCase(row observatory.CountRow) (CaseFacts, error) {
	if err := shape(row, caseKeys, 0, lists); err != nil {
		return CaseFacts{}, err
	}
	facts := CaseFacts{
		Department: row.Keys[0], Association: row.Keys[1], Person: row.Keys[2], Case: row.Keys[3],
		Procedure: row.Keys[4], Ground: row.Keys[5], Level: row.Keys[6],
	}
	size := len(row.Lists[listKind])
	for i, list := range row.Lists {
		if len(list) != size {
			return CaseFacts{}, fmt.Errorf("list %d of a case has %d entries, want %d", i, len(list), size)
		}
	}
	kinds := observatory.EventKinds()
	facts.Events = make([]CaseFact, size)
	for i := range size {
		kind := row.Lists[listKind][i]
		if kind < 0 || int(kind) > len(kinds) {
			return CaseFacts{}, fmt.Errorf("event kind %d of a case is out of range", kind)
		}
		var name observatory.EventKind // none for a kind of a later schema: only its date counts
		if kind > 0 {
			name = kinds[kind-1]
		}
		facts.Events[i] = CaseFact{
			Kind:      name,
			Date:      observatory.Date(row.Lists[listDate][i]),
			Start:     observatory.Date(row.Lists[listStart][i]),
			End:       observatory.Date(row.Lists[listEnd][i]),
			MonthOnly: row.Lists[listMonthOnly][i] != 0,
			Code:      FactCode(row.Lists[listCode][i]),
			Channel:   FactChannel(row.Lists[listChannel][i]),
		}
	}
	return facts, nil
}

// hasMonthOnly reports whether a date of the case is known to the month only.
func (c CaseFacts) hasMonthOnly() bool {
	for _, e := range c.Events {
		if e.MonthOnly {
			return true
		}
	}
	return false
}

// begins is the first day of the case, GapEver where nothing is known of it.
func (c CaseFacts) begins() observatory.Date {
	first := observatory.GapEver
	for _, e := range c.Events {
		first = min(first, cmp.Or(e.Date, e.Start, e.End))
	}
	return first
}

// caseRows are the cases of the certificate indicators, the gap rule applied.
type caseRows struct {
	*caseList

	definition Definition
	request    Request
}

// caseResult is a case with its gaps: dates known to the month at the first
// day of the month, then at the last.
type caseResult struct {
	department, association, person, level, ground string
	who, by                                        int32 // numbers of person and association, see caseList.arrange
	monthOnly                                      bool
	gaps                                           [2]*CaseGaps // one and the same where no date is known to the month only
	delays                                         [2][]Delay
	kept                                           *keptCase // where it is wanted
}

func (r *caseRows) add(row observatory.CountRow) error {
	result, ok, err := r.decode(row)
	if ok {
		r.cases = append(r.cases, result)
	}
	return err
}

// decode applies the gap rule to a case, false for one that had not begun by the
// reference date. It may be called at the same time for several.
func (r *caseRows) decode(row observatory.CountRow) (result caseResult, ok bool, err error) {
	var asked []string
	if r.wanted.kept && len(row.Keys) > caseKeys {
		row.Keys, asked = row.Keys[:caseKeys], row.Keys[caseKeys:]
	}
	facts, err := decodeCase(row)
	if err != nil {
		return result, false, err
	}
	reference, horizon := r.request.referenceIn(facts.Department), r.request.horizonDayIn(facts.Department)
	facts.Events = slices.DeleteFunc(facts.Events, func(e CaseFact) bool { return horizon.Known() && e.happened() > horizon })
	result = caseResult{
		department: facts.Department, association: facts.Association, person: facts.Person, level: facts.Level, ground: facts.Ground,
		monthOnly: facts.hasMonthOnly(),
	}
	if reference.Known() && facts.begins() > reference {
		if r.wanted.kept {
			result.kept, err = keptUnbegun(facts, asked)
		}
		return result, r.wanted.kept, err
	}
	rules := r.request.Rules
	variants := 1
	if result.monthOnly {
		variants = 2
	}
	for v := range variants {
		gaps := Gaps(facts, reference, rules, v == 1).kept()
		result.gaps[v] = &gaps
		if r.wanted.delays {
			result.delays[v] = Delays(facts, reference, v == 1)
		}
	}
	if variants == 1 {
		result.gaps[1], result.delays[1] = result.gaps[0], result.delays[0]
	}
	if r.wanted.kept {
		result.kept, err = r.keptOf(facts, &result, asked)
	}
	return result, true, err
}

// kept is what tables are made from, in no more memory than it needs: a rebuild
// of verdicts holds a million cases.
func (g CaseGaps) kept() CaseGaps {
	g.Windows = nil
	g.Ceiling = slices.DeleteFunc(g.Ceiling, func(p Piece) bool { return p.Duty != Due })
	g.Gaps, g.Floor, g.Ceiling, g.Refusals = clipped(g.Gaps), clipped(g.Floor), clipped(g.Ceiling), clipped(g.Refusals)
	return g
}

// clipped copies a list where it has room to spare.
func clipped[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	if cap(list) == len(list) {
		return list
	}
	return append(make([]T, 0, len(list)), list...)
}

func (r *caseRows) table(q Request) observatory.Table {
	switch r.definition.ID {
	case gapShareID:
		return classTable(r, q, classTotals.share)
	case gapRatioID:
		return classTable(r, q, classTotals.ratio)
	case renewalDelayID:
		return renewalTable(r, q)
	case overlapID:
		return overlapTable(r, q)
	}
	return gapDaysTable(r, q)
}

// wantedCase reports whether the request keeps a case.
func (q Request) wantedCase(r *caseResult) bool {
	return q.wanted(r.department) && q.where(Level, r.level) && q.where(Association, r.association)
}

// cell finds the cell of a case, without its month.
func (r *caseResult) cell(q Request) cell { return q.cellIn(q.placed(r.department, r.ground), r.level) }

// cellIn is the cell of a department and level, without its month.
func (q Request) cellIn(department, level string) (c cell) {
	if q.by(Department) {
		c.department = department
	}
	if q.by(Level) {
		c.series = level
	}
	return c
}

// months goes through the months of a span, or the first months of its quarters
// or years, or one zero month when the request does not split by month. The span
// is cut to the request's window first.
func (q Request) months(s observatory.Span) iter.Seq[observatory.Month] {
	return func(yield func(observatory.Month) bool) {
		s := s.Clip(q.span())
		if s.Days() == 0 {
			return
		}
		if !q.by(Month) {
			yield(0)
			return
		}
		for m := q.starts(s.Start.Month()); m <= s.End.Month(); m += q.width() {
			if !yield(m) {
				return
			}
		}
	}
}

// monthsOf goes through the months of a day.
func (q Request) monthsOf(day observatory.Date) iter.Seq[observatory.Month] {
	return q.months(observatory.Span{Start: day, End: day})
}

// joinSeries puts two parts of a series name together.
func joinSeries(parts ...string) string {
	name := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if name != "" {
			name += "/"
		}
		name += p
	}
	return name
}
