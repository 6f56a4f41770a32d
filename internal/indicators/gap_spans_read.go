package indicators

import (
	"context"

	"vigie/internal/observatory"
)

// spanKinds are the kinds of kept spans that an indicator is made from, none where
// it is made otherwise.
func spanKinds(id string) []observatory.GapSpanKind {
	switch id {
	case gapDaysID:
		return []observatory.GapSpanKind{observatory.GapRun, observatory.GapFloor, observatory.GapCeiling}
	case renewalDelayID:
		return []observatory.GapSpanKind{observatory.GapRequested}
	case overlapID:
		return []observatory.GapSpanKind{observatory.GapRefusal}
	}
	return nil
}

// spanTable makes the table that is made of cases from their kept spans, and from
// how many cases there are; false where the steps were taken away meanwhile.
func spanTable(ctx context.Context, kept keptGaps, d Definition, q Request, f observatory.GapFilter) (observatory.Table, bool, error) {
	f.Months, f.From = observatory.GapCoverage, 0
	coverage, ok, err := kept.GapTotals(ctx, f)
	if err != nil || !ok {
		return observatory.Table{}, false, err
	}
	walk := newWalk([]Request{q}, wantedFor(d.ID))
	for _, t := range coverage {
		if sums := t.Sums[0]; sums.Cases > 0 {
			walk.place(q.cellIn(t.Department, t.Level)).count = caseCount{known: sums.Known, all: sums.Cases}
		}
	}
	spans := spanReader{walk: walk, associations: map[int]int32{}}
	ok, err = kept.GapSpans(ctx, observatory.GapSpanFilter{
		Steps: f.Steps, Simulation: f.Simulation, Kinds: spanKinds(d.ID), Department: f.Department, Level: f.Level, From: q.Window.From,
	}, spans.add)
	if err != nil || !ok {
		return observatory.Table{}, false, err
	}
	walk.settle()
	rows := &caseRows{&caseList{walks: []*caseWalk{walk}}, d, q}
	return rows.table(q), true, nil
}

// spanReader adds kept spans up as a walk adds up the cases they are of: each is
// taken for a case, since nothing but persons is counted by them.
type spanReader struct {
	walk         *caseWalk
	hand         caseResult // as far as sums need it
	pieces       CaseGaps   // of the span at hand
	person       observatory.ID
	associations map[int]int32 // numbers, by fingerprint
}

func (s *spanReader) add(span *observatory.GapSpan) {
	if span.Person != s.person || s.hand.who == 0 {
		s.person = span.Person
		s.hand.who++
	}
	by, known := s.associations[span.Association]
	if !known {
		by = int32(len(s.associations)) //nolint:gosec // far fewer
		s.associations[span.Association] = by
	}
	s.hand.department, s.hand.level, s.hand.monthOnly, s.hand.by = span.Department, span.Level, span.MonthOnly, by
	floor, ceiling := span.Floor, span.Ceiling
	switch span.Kind {
	case observatory.GapFloor:
		floor = 1 + span.Class
	case observatory.GapCeiling:
		ceiling = 1 + span.Class
	default:
		s.walk.addSpan(&s.hand, span)
	}
	s.pieces.Floor, s.pieces.Ceiling = s.pieces.Floor[:0], s.pieces.Ceiling[:0]
	days := observatory.Span{Start: span.Start, End: span.Last}
	if floor > 0 {
		s.pieces.Floor = append(s.pieces.Floor, pieceOf(days, floor-1))
	}
	if ceiling > 0 {
		s.pieces.Ceiling = append(s.pieces.Ceiling, pieceOf(days, ceiling-1))
	}
	if floor > 0 || ceiling > 0 {
		s.walk.addPieces(&s.hand, &s.pieces, span.Variant)
	}
}

// addSpan adds what begins on one day.
func (t *caseWalk) addSpan(r *caseResult, span *observatory.GapSpan) {
	p := t.at(r)
	for i, g := range t.made {
		for variant := range r.gaps {
			if r.monthOnly && variant != span.Variant {
				continue
			}
			switch span.Kind {
			case observatory.GapRun:
				days := observatory.Span{Start: span.Start, End: span.Last}
				addLength(&p.grids[i].lengths, g.request, r, Gap{Span: days, End: endOfKind(span.Class)}, span.Entry, variant)
			case observatory.GapRequested:
				addDelay(&p.grids[i].delays, g.request, r, Delay{From: span.Start, Days: span.Length, End: endOfKind(span.Class)}, span.Entry, variant)
			default:
				addRefusal(&p.grids[i].refusals, g.request, r, Refusal{On: span.Start, Overlap: span.Class == 1}, variant)
			}
		}
	}
}

// endOfKind is the end of a number (see endKind).
func endOfKind(kind int) GapEnd {
	if kind == 0 {
		return EndOpen
	}
	return GapEnd(endNames()[kind-1])
}
