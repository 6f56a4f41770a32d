package indicators

import (
	"cmp"
	"slices"

	"vigie/internal/observatory"
)

// CaseFacts is what is known of one case, in the terms of the gap rule.
type CaseFacts struct {
	Department  string
	Association string
	Person      string
	Case        string
	Procedure   string
	Ground      string
	Level       string
	Events      []CaseFact
}

// CaseFact is one dated event of a case. MonthOnly says that Date, and Start
// or End where they equal it, are known to the month only and stand on its
// first day.
type CaseFact struct {
	Kind             observatory.EventKind
	Date, Start, End observatory.Date
	MonthOnly        bool
	Code             FactCode
	Channel          FactChannel
}

// FactCode is what the gap rule needs of the code of an event.
type FactCode int8

// Codes, as numbered in certificate.gap_days: a filing said to be in time under
// R. 431-5 2°, 3° or 4°, and the day on which an association first met the person.
const (
	CodeNone FactCode = iota
	CodeInTime2
	CodeInTime3
	CodeInTime4
	CodeFirstContact
)

// FactChannel is where an application was filed, as far as the gap rule needs it.
type FactChannel int8

// Channels, as numbered in certificate.gap_days.
const (
	ChannelUnknown FactChannel = iota
	ChannelANEF
	ChannelOther
)

// GapEnd says how a gap ended.
type GapEnd string

// Ends of a gap. Still open means: at the last day on which the state of the
// case was attested, or at the reference date.
const (
	EndDocument   GapEnd = "document"
	EndDecision   GapEnd = "decision"
	EndClosure    GapEnd = "closure"
	EndWithdrawal GapEnd = "withdrawal"
	EndOpen       GapEnd = "open"
)

// Gap is a run of window days with no valid document, and how it ended.
type Gap struct {
	observatory.Span
	End GapEnd
}

// CaseGaps is the result of the gap rule on one case. Computable is false when
// a date that the rule needs is unknown; the rest is then empty, but for Contact.
type CaseGaps struct {
	Computable bool
	Windows    []observatory.Span // in order, apart from each other
	Gaps       []Gap              // in order, L. 433-3 covering expired titles
	Floor      []Piece            // the window days, in order, in the reading that finds fewest days due
	Ceiling    []Piece            // the same days in the reading that finds most
	Refusals   []Refusal          // implicit refusals born within a window
	Contact    observatory.Date   // on which an association first met the person, unknown if it is not told
}

// ending is one event that ends a window.
type ending struct {
	date observatory.Date
	kind GapEnd
}

// caseWindow is a window and what ends it.
type caseWindow struct {
	observatory.Span
	end GapEnd
}

// Gaps applies the definition of windows and gaps of design.md section 5 to
// one case, with facts known up to the reference date. monthEnd says at which
// end of the month dates known to the month are taken.
//
// A window opens on the later of the day after the held title ends and the
// filing date (refiled case: the day of the closure it follows) and ends the
// day before the first decision, closure or withdrawal; otherwise on the
// earlier of the reference date and the last day on which an event or an
// attestation shows the state of the case: an event after the reference date
// still shows the state up to it. Valid documents are held titles,
// certificates, receipts, favourable certificates and provisional permits, both
// ends included, and an expired title while a rule of the set extends it. A
// deposit confirmation never counts.
func Gaps(facts CaseFacts, reference observatory.Date, rules RuleSet, monthEnd bool) CaseGaps {
	events := settle(facts.Events, reference, monthEnd)
	contact := firstContact(events)
	if !datesKnown(events, facts.Procedure, rules) {
		return CaseGaps{Contact: contact}
	}
	windows, segments := caseWindows(events, censoring(facts.Events, reference, monthEnd))
	documents := validSpans(events, rules, facts.Department)
	result := CaseGaps{Computable: true, Contact: contact}
	duties := newDuties(facts, events, rules)
	result.Floor = duties.pieces(segments, documents, true)
	result.Ceiling = duties.pieces(segments, validSpans(events, RuleSet{}, facts.Department), false)
	result.Refusals = duties.refusals(segments)
	for _, w := range windows {
		result.Windows = append(result.Windows, w.Span)
		for _, run := range subtract(w.Span, documents) {
			gap := Gap{Span: run, End: EndDocument}
			if run.End == w.End {
				gap.End = w.end
				if w.end == EndOpen && starts(documents, run.End+1) && run.End < reference {
					gap.End = EndDocument
				}
			}
			result.Gaps = append(result.Gaps, gap)
		}
	}
	return result
}

// stage orders what cannot happen before something else of the same case: a
// filing, then what ends its window, then a refiling; 0 for other events.
func (e CaseFact) stage() int {
	switch {
	case e.Kind == observatory.EventFiling:
		return 1
	case endOf(e.Kind) != "":
		return 2
	case e.Kind == observatory.EventRefiling:
		return 3
	}
	return 0
}

// place gives the day on which a month-only event is taken: the first or the
// last of its month, but never out of order with the exact dates of that month
// (a closure of March is not before the filing of 10 March).
func (e CaseFact) place(events []CaseFact, monthEnd bool) observatory.Date {
	day := e.Date
	if monthEnd {
		day = e.Date.Month().Last()
	}
	for _, o := range events {
		if o.MonthOnly || e.stage() == 0 || o.stage() == 0 || o.Date.Month() != e.Date.Month() {
			continue
		}
		switch {
		case o.stage() < e.stage():
			day = max(day, o.Date)
		case o.stage() > e.stage():
			day = min(day, o.Date)
		}
	}
	return day
}

// settle drops events dated after the reference date and puts month-only dates
// at the beginning or at the end of their month. A document known by its last day
// alone says nothing beside one of that kind and last day whose beginning is known.
func settle(events []CaseFact, reference observatory.Date, monthEnd bool) []CaseFact {
	settled := make([]CaseFact, 0, len(events))
	for _, e := range events {
		if e.undated() && slices.ContainsFunc(events, e.told) {
			continue
		}
		if e.MonthOnly && e.Date.Known() {
			day := e.place(events, monthEnd)
			if e.Start == e.Date {
				e.Start = day
			}
			if e.End == e.Date {
				e.End = day
			}
			e.Date = day
		}
		if e.happened() > reference && reference.Known() {
			continue
		}
		settled = append(settled, e)
	}
	slices.SortFunc(settled, func(a, b CaseFact) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	return settled
}

// happened is the day on which the event happened: its date, or for a title, or
// a document known by its validity alone, its first day.
func (e CaseFact) happened() observatory.Date {
	if e.Date.Known() && e.Kind != observatory.EventTitleHeld {
		return e.Date
	}
	return e.Start
}

// isDocument reports whether the event is a document that proves regular stay.
func (e CaseFact) isDocument() bool {
	switch e.Kind {
	case observatory.EventTitleHeld, observatory.EventCertificate, observatory.EventReceipt,
		observatory.EventFavourableCert, observatory.EventProvisionalPermit:
		return true
	}
	return false
}

// undated reports whether the event is a document that began nobody knows when.
func (e CaseFact) undated() bool {
	return e.isDocument() && e.Kind != observatory.EventTitleHeld && !e.Date.Known() && !e.Start.Known()
}

// told reports whether another event is this undated document, with its beginning.
func (e CaseFact) told(other CaseFact) bool {
	return other.Kind == e.Kind && other.End == e.End && !other.undated()
}

// validity is the span of a document: from its first day, or else the day it
// was made available, to its last.
func (e CaseFact) validity() observatory.Span {
	start := e.Start
	if !start.Known() {
		start = e.Date
	}
	if e.Kind == observatory.EventTitleHeld && !e.Start.Known() {
		start = -1 << 30 // held since an unknown day before
	}
	return observatory.Span{Start: start, End: e.End}
}

// datesKnown reports whether all dates that the rule needs are known: filing,
// end of each document, dates of what ends a window, and the end of the held
// title unless the procedure is one for which none is held.
func datesKnown(events []CaseFact, procedure string, rules RuleSet) bool {
	filed, held := false, slices.Contains(rules.WithoutTitle, procedure)
	for _, e := range events {
		switch {
		case e.Kind == observatory.EventFiling || e.Kind == observatory.EventRefiling:
			if !e.Date.Known() {
				return false
			}
			filed = true
		case e.isDocument():
			if !e.End.Known() || e.validity().Start == observatory.NoDate {
				return false
			}
			held = held || e.Kind == observatory.EventTitleHeld
		case endOf(e.Kind) != "" && !e.Date.Known():
			return false
		}
	}
	return filed && held
}

// endOf gives the end of a window that a kind of event makes, or nothing.
func endOf(kind observatory.EventKind) GapEnd {
	switch kind {
	case observatory.EventDecision:
		return EndDecision
	case observatory.EventClosure:
		return EndClosure
	case observatory.EventWithdrawal:
		return EndWithdrawal
	}
	return ""
}

// censoring is the earlier of the reference date, when there is one, and the
// last day on which someone attested the state of the case: that of its latest
// event, before or after the reference date.
func censoring(facts []CaseFact, reference observatory.Date, monthEnd bool) observatory.Date {
	attested := observatory.NoDate
	for _, e := range settle(facts, observatory.NoDate, monthEnd) {
		if e.Kind != observatory.EventTitleHeld { // a title's date says nothing of the application
			attested = max(attested, e.Date)
		}
	}
	if reference.Known() {
		return min(attested, reference)
	}
	return attested
}
