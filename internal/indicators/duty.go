package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// Duty says whether R. 431-15-1 obliges on a window day.
type Duty int8

// A day of which a needed fact is unknown is never due.
const (
	CannotTell Duty = iota
	Due
	NotDue
)

// Piece is a run of window days that are alike.
type Piece struct {
	observatory.Span
	Duty    Duty
	Gap     bool // no valid document
	Renewal bool // a certificate had begun by then: what is awaited is its renewal, before it the first issue
}

// Refusal is an implicit refusal born within a window.
type Refusal struct {
	On      observatory.Date
	Overlap observatory.Date // the first day, from that one on, of the window on which a certificate was valid; unknown: none was
}

// duties applies the test of R. 431-15-1 (design.md section 5) to one case.
type duties struct {
	facts        CaseFacts
	rules        DutyRules
	requests     []observatory.Date // for documents
	answers      []observatory.Date
	certificates []observatory.Span
}

func newDuties(facts CaseFacts, events []CaseFact, rules RuleSet) duties {
	d := duties{facts: facts, rules: rules.Duty}
	for _, e := range events {
		switch e.Kind {
		case observatory.EventDocumentRequest:
			d.requests = append(d.requests, e.Date)
		case observatory.EventDocumentAnswer:
			d.answers = append(d.answers, e.Date)
		case observatory.EventCertificate:
			if s := e.validity(); s.Days() > 0 {
				d.certificates = append(d.certificates, s)
			}
		}
	}
	return d
}

// issued is the first day of the case's first certificate, far away without one.
func (d duties) issued() observatory.Date {
	first := observatory.Date(1 << 30)
	for _, c := range d.certificates {
		first = min(first, c.Start)
	}
	return first
}

// pieces cuts segments into runs of days that are alike, in the reading that
// finds fewest days due (floor: an implicit refusal ends the duty, a refiling is
// judged by its own date) or most (the reverse of each). Which documents count is
// the reading's too: the expired title counts in the floor alone.
func (d duties) pieces(segments []segment, documents []observatory.Span, floor bool) []Piece {
	var pieces []Piece
	for _, s := range segments {
		cuts := d.cuts(s, floor)
		add := func(run observatory.Span, gap bool) {
			for run.Days() > 0 {
				part := run
				for _, cut := range cuts {
					if cut > run.Start && cut <= part.End {
						part.End = cut - 1
					}
				}
				pieces = append(pieces, Piece{Span: part, Duty: d.duty(part.Start, s, floor), Gap: gap, Renewal: part.Start >= d.issued()})
				run.Start = part.End + 1
			}
		}
		next := s.Start
		for _, gap := range subtract(s.Span, documents) {
			add(observatory.Span{Start: next, End: gap.Start - 1}, false)
			add(gap, true)
			next = gap.End + 1
		}
		add(observatory.Span{Start: next, End: s.End}, false)
	}
	return pieces
}

// cuts are the days of a segment on which the duty can change.
func (d duties) cuts(s segment, floor bool) []observatory.Date {
	cuts := slices.Concat(d.requests, d.answers, []observatory.Date{d.issued()})
	if d.rules.From.Known() {
		cuts = append(cuts, d.rules.From)
	}
	if d.rules.To.Known() {
		cuts = append(cuts, d.rules.To+1)
	}
	if floor {
		cuts = append(cuts, d.rules.silence(d.facts.Ground).ends(s.filed))
	}
	return cuts
}

// duty applies the test to one day of a segment: any condition that fails makes
// it not due, otherwise any that is not known makes it "cannot tell".
func (d duties) duty(day observatory.Date, s segment, floor bool) Duty {
	if !d.rules.Known {
		return CannotTell
	}
	filed := s.first
	if floor {
		filed = s.filed
	}
	tests := []Duty{
		d.procedure(), d.rules.annexe9(d.facts.Ground, filed), d.inTime(s, filed),
		met(inForce(d.rules.From, d.rules.To, day)), met(s.channel != ChannelOther), met(d.complete(day)),
		met(!floor || day < d.rules.silence(d.facts.Ground).ends(s.filed)),
	}
	switch {
	case slices.Contains(tests, NotDue):
		return NotDue
	case slices.Contains(tests, CannotTell):
		return CannotTell
	}
	return Due
}

func met(condition bool) Duty {
	if condition {
		return Due
	}
	return NotDue
}

// procedure says whether the procedure ends with a residence permit.
func (d duties) procedure() Duty {
	switch {
	case d.facts.Procedure == "" || d.facts.Procedure == "other":
		return CannotTell
	case slices.Contains(d.rules.NotResident, d.facts.Procedure):
		return NotDue
	}
	return Due
}

// inTime says whether the application was filed (a) between the 120th and the
// 60th day before the held title ended or (b) under R. 431-5 2°, 3° or 4°. Where
// no title is known and nothing says (b), it cannot be told.
func (d duties) inTime(s segment, filed observatory.Date) Duty {
	switch {
	case s.paragraph:
		return Due
	case !s.title.Known():
		return CannotTell
	}
	before := int(s.title - filed)
	return met(before <= d.rules.Opens && before >= d.rules.Closes)
}

// complete says whether the file is taken to be complete on a day: a certificate
// given by then presumes it; otherwise no request for documents may be unanswered.
func (d duties) complete(day observatory.Date) bool {
	if d.issued() <= day {
		return true
	}
	return !slices.ContainsFunc(d.requests, func(asked observatory.Date) bool {
		return asked <= day && !slices.ContainsFunc(d.answers, func(answered observatory.Date) bool {
			return asked <= answered && answered <= day
		})
	})
}

// refusals are the implicit refusals born within the segments.
func (d duties) refusals(segments []segment) []Refusal {
	if !d.rules.Known {
		return nil
	}
	var list []Refusal
	for _, s := range segments {
		born := d.rules.silence(d.facts.Ground).ends(s.filed)
		if born < s.Start || born > s.End {
			continue
		}
		after := observatory.Span{Start: born, End: s.End}
		list = append(list, Refusal{On: born, Overlap: d.certified(after)})
	}
	return list
}

// certified is the first day of a span on which a certificate was valid, unknown
// where none was.
func (d duties) certified(days observatory.Span) observatory.Date {
	first := observatory.NoDate
	for _, c := range d.certificates {
		if of := c.Clip(days); of.Days() > 0 && (!first.Known() || of.Start < first) {
			first = of.Start
		}
	}
	return first
}
