package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// spans lists what is kept of a case beside its sums: what lengths and delays are
// made from.
func (r *caseResult) spans(association int) []observatory.GapSpan {
	var list []observatory.GapSpan
	for variant := range r.gaps {
		if variant == 1 && !r.monthOnly {
			break
		}
		from := len(list)
		list = appendGaps(list, r.gaps[variant])
		for _, d := range r.delays[variant] {
			list = append(list, observatory.GapSpan{
				Kind: observatory.GapRequested, Start: d.From, Last: d.From, Length: d.Days,
				Entry: entryAt(r.gaps[variant].Contact, d.From), Class: endKind(d.End),
			})
		}
		for i := range list[from:] {
			s := &list[from+i]
			s.Department, s.Level, s.Association, s.MonthOnly, s.Variant = r.department, r.level, association, r.monthOnly, variant
		}
	}
	return list
}

// appendGaps lists the periods of a case without a document and its refusals. Days
// of a period that are all of one class, as most are, need no span of their own.
func appendGaps(list []observatory.GapSpan, gaps *CaseGaps) []observatory.GapSpan {
	add := func(kind observatory.GapSpanKind, days observatory.Span, class int) *observatory.GapSpan {
		list = append(list, observatory.GapSpan{Kind: kind, Start: days.Start, Last: days.End, Length: days.Days(), Class: class})
		return &list[len(list)-1]
	}
	for _, g := range gaps.Gaps {
		run := add(observatory.GapRun, g.Span, endKind(g.End))
		run.Entry = entryAt(gaps.Contact, g.Start)
		run.Floor, run.Ceiling = classOf(gaps.Floor, g.Span), classOf(gaps.Ceiling, g.Span)
	}
	alone := func(p Piece) bool {
		return p.Gap && !slices.ContainsFunc(gaps.Gaps, func(g Gap) bool { return g.Span == p.Span })
	}
	for _, p := range gaps.Floor {
		if alone(p) {
			add(observatory.GapFloor, p.Span, p.number())
		}
	}
	for _, p := range gaps.Ceiling {
		if alone(p) {
			add(observatory.GapCeiling, p.Span, p.number())
		}
	}
	for _, refusal := range gaps.Refusals {
		class := 0
		if refusal.Overlap {
			class = 1
		}
		add(observatory.GapRefusal, observatory.Span{Start: refusal.On, End: refusal.On}, class)
	}
	return list
}

// classOf is the number, plus one, of the piece without a document that has the
// days of a period; 0 where there is none.
func classOf(pieces []Piece, days observatory.Span) int {
	for _, p := range pieces {
		if p.Gap && p.Span == days {
			return 1 + p.number()
		}
	}
	return 0
}

// entryAt is how many days something that began on a day had lasted when an
// association first met the person; 0 where nobody told.
func entryAt(contact, start observatory.Date) int {
	if !contact.Known() {
		return 0
	}
	return max(0, int(contact-start))
}

// number is what a piece is, beside its days and that they are without a document.
func (p Piece) number() int {
	n := 2 * int(p.Duty)
	if p.Renewal {
		n++
	}
	return n
}

// pieceOf is the piece of a number.
func pieceOf(days observatory.Span, number int) Piece {
	return Piece{Span: days, Duty: Duty(number / 2), Gap: true, Renewal: number%2 == 1} //nolint:gosec // small
}

// spansAtOnce is how many spans are written at once.
const spansAtOnce = 200_000

// spanWriter writes the spans of a step.
type spanWriter struct {
	step  *observatory.GapStep
	write func([]*observatory.GapSpan) error

	prints map[string]int // of associations
	rows   []*observatory.GapSpan
}

// looked notes persons whom the step looked at.
func (w *spanWriter) looked(persons []observatory.ID) error {
	for _, person := range persons {
		if err := w.add(observatory.GapSpan{Kind: observatory.GapNobody, Person: person}); err != nil {
			return err
		}
	}
	return nil
}

// cases adds the spans of cases.
func (w *spanWriter) cases(cases []caseResult) error {
	for i := range cases {
		r := &cases[i]
		by, known := w.prints[r.association]
		if !known {
			by = printOf(r.association)
			w.prints[r.association] = by
		}
		spans := r.spans(by)
		if len(spans) == 0 {
			continue
		}
		person, err := observatory.ParseID(r.person)
		if err != nil {
			return err
		}
		for _, s := range spans {
			s.Person = person
			if err := w.add(s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *spanWriter) add(s observatory.GapSpan) error {
	s.Step, s.RecordedAt, s.Simulation = w.step.ID, w.step.RecordedAt, w.step.Simulation
	if w.rows = append(w.rows, &s); len(w.rows) < spansAtOnce {
		return nil
	}
	return w.flush()
}

func (w *spanWriter) flush() error {
	rows := w.rows
	w.rows = nil
	return w.write(rows)
}
