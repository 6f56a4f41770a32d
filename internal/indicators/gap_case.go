package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// keptCase is what is kept of a case beside its sums, and beside what the gap rule
// finds of it today.
type keptCase struct {
	id                        observatory.ID
	procedure, ground, review string // as windows ask for them
	begun                     observatory.Date
	known                     [2]observatory.Date // see knownFrom
	earlier                   [2][]earlierCase    // the latest first
	from                      [2]observatory.Date // from when on today's findings hold
}

// earlierCase is what could be told of a case on some earlier days.
type earlierCase struct {
	from, until, known observatory.Date
	gaps               CaseGaps
	delays             []Delay
}

// dayRun is a run of days of a kept case.
type dayRun struct {
	observatory.Span
	held           bool   // with a document
	run            bool   // a period without one
	end            GapEnd // of it, or of a wait
	floor, ceiling int    // number, plus one, of the piece with these days, in each reading; 0: none
}

// Digits of a run of days, whose first day and length have sixteen bits each: all
// fit into the 63 of a whole number.
const (
	endsMost  = 8
	classMost = 8
	dayMost   = 1 << 16
)

// digits are numbers, each below the size that its place has.
type digits int

func (d *digits) next(size digits) int {
	first := *d % size
	*d /= size
	return int(first)
}

func (r dayRun) digits() int {
	return digit(r.held) + 2*(digit(r.run)+2*(endKind(r.end)+endsMost*(r.floor+classMost*(r.ceiling+classMost*(int(r.Start)+dayMost*r.Days())))))
}

func digit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func runOf(number int) dayRun {
	d := digits(number)
	r := dayRun{held: d.next(2) == 1, run: d.next(2) == 1, end: endOfKind(d.next(endsMost)), floor: d.next(classMost), ceiling: d.next(classMost)}
	r.Start = observatory.Date(d.next(dayMost)) //nolint:gosec // a day
	r.End = r.Start + observatory.Date(d) - 1   //nolint:gosec // likewise
	return r
}

// endOfKind is the end of a number (see endKind).
func endOfKind(kind int) GapEnd {
	if kind == 0 {
		return EndOpen
	}
	return GapEnd(endNames()[kind-1])
}

// number is what a piece is, beside its days and whether they are without a document.
func (p Piece) number() int {
	n := 2 * int(p.Duty)
	if p.Renewal {
		n++
	}
	return n
}

// runs lists the window days of a case that are without a document, and those
// with one. Pieces of both readings with the same days, and a period, are one run.
func (g *CaseGaps) runs() (gaps, held []int) {
	var of [2][]dayRun
	for _, gap := range g.Gaps {
		of[1] = append(of[1], dayRun{Span: gap.Span, run: true, end: gap.End})
	}
	at := func(p Piece) *dayRun {
		list := &of[0]
		if p.Gap {
			list = &of[1]
		}
		i := slices.IndexFunc(*list, func(r dayRun) bool { return r.Span == p.Span })
		if i < 0 {
			i = len(*list)
			*list = append(*list, dayRun{Span: p.Span, held: !p.Gap, end: EndOpen})
		}
		return &(*list)[i]
	}
	for _, p := range g.Floor {
		at(p).floor = 1 + p.number()
	}
	for _, p := range g.Ceiling {
		at(p).ceiling = 1 + p.number()
	}
	return runNumbers(of[1]), runNumbers(of[0])
}

func runNumbers(runs []dayRun) []int {
	var list []int
	for _, r := range runs {
		list = append(list, r.digits())
	}
	return list
}

// addRun puts a run back into the findings of a case.
func (g *CaseGaps) addRun(r dayRun) {
	if r.run {
		g.Gaps = append(g.Gaps, Gap{Span: r.Span, End: r.end})
	}
	if r.floor > 0 {
		g.Floor = append(g.Floor, pieceOf(r.Span, r.floor-1, !r.held))
	}
	if r.ceiling > 0 {
		g.Ceiling = append(g.Ceiling, pieceOf(r.Span, r.ceiling-1, !r.held))
	}
}

// pieceOf is the piece of a number.
func pieceOf(days observatory.Span, number int, gap bool) Piece {
	return Piece{Span: days, Duty: Duty(number / 2), Gap: gap, Renewal: number%2 == 1} //nolint:gosec // small
}

// refusalDays lists the days on which refusals were born, each with the number of
// days until a certificate was valid, from 1; 0 where none was.
func (g *CaseGaps) refusalDays() []int {
	var list []int
	for _, refusal := range g.Refusals {
		overlap := 0
		if refusal.Overlap.Known() {
			overlap = 1 + int(refusal.Overlap-refusal.On)
		}
		list = append(list, int(refusal.On)+dayMost*overlap)
	}
	return list
}

func refusalOf(number int) Refusal {
	d := digits(number)
	refusal := Refusal{On: observatory.Date(d.next(dayMost))} //nolint:gosec // a day
	if d > 0 {
		refusal.Overlap = refusal.On + observatory.Date(d) - 1 //nolint:gosec // likewise
	}
	return refusal
}

// requestDays lists the days of requests for a certificate and what came of them: in
// each number a last day on which the case was seen stands too, in sixteen bits more.
func requestDays(delays []Delay) []int {
	var list []int
	for _, d := range delays {
		list = append(list, endKind(d.End)+endsMost*(int(d.From)+dayMost*(d.Days+dayMost*d.Seen)))
	}
	return list
}

func delayOf(number int) Delay {
	d := digits(number)
	end := endOfKind(d.next(endsMost))
	return Delay{End: end, From: observatory.Date(d.next(dayMost)), Days: d.next(dayMost), Seen: int(d)} //nolint:gosec // a day
}

// lastDay is the last day by which a case lies in a window.
func (g *CaseGaps) lastDay(delays []Delay) observatory.Date {
	var last observatory.Date
	for _, p := range g.Floor {
		last = max(last, p.End)
	}
	for _, p := range g.Ceiling {
		last = max(last, p.End)
	}
	for _, gap := range g.Gaps {
		last = max(last, gap.Span.End)
	}
	for _, refusal := range g.Refusals {
		last = max(last, refusal.On)
	}
	for _, d := range delays {
		last = max(last, d.From)
	}
	return last
}
