package indicators

import (
	"cmp"
	"slices"

	"vigie/internal/observatory"
)

// segment is the part of a window that one filing opened.
type segment struct {
	observatory.Span
	filed, first observatory.Date // its own filing, and the first one of the application it repeats
	title        observatory.Date // last day of the title held when it was filed, unknown when none is known
	paragraph    bool             // said to be in time under R. 431-5 2°, 3° or 4°
	channel      FactChannel
}

// caseWindows gives the windows of a case in order, joined where one begins on
// the day after another ends, and their segments. An open one ends on the day it
// is censored.
func caseWindows(events []CaseFact, censored observatory.Date) ([]caseWindow, []segment) {
	var endings []ending
	var filings []CaseFact
	for _, e := range events {
		if kind := endOf(e.Kind); kind != "" {
			endings = append(endings, ending{e.Date, kind})
		}
		if e.Kind == observatory.EventFiling || e.Kind == observatory.EventRefiling {
			filings = append(filings, e)
		}
	}
	var windows []caseWindow
	var segments []segment
	used := 0 // endings before or at the filing in hand
	closes := observatory.NoDate
	for i, filing := range filings {
		if i > 0 && (!closes.Known() || filing.Date < closes) {
			continue // filed again while the window was still open
		}
		refiled := i > 0 || filing.Kind == observatory.EventRefiling
		for used < len(endings) && (endings[used].date < filing.Date || refiled && endings[used].date == filing.Date) {
			used++
		}
		w := caseWindow{Span: observatory.Span{Start: filing.Date, End: censored}, end: EndOpen}
		if refiled && used > 0 && endings[used-1].kind == EndClosure {
			w.Start = endings[used-1].date // the closure that this filing follows
		}
		title := titleEnd(events, filing.Date)
		w.Start = max(w.Start, title+1)
		closes = observatory.NoDate
		if used < len(endings) {
			closes = endings[used].date
			w.End, w.end = closes-1, endings[used].kind
		}
		windows = join(windows, w)
		segments = addSegment(segments, w.Span, filing, filings[0], title)
	}
	return windows, segments
}

// addSegment appends the segment of a filing, where it has a day of its own.
func addSegment(segments []segment, span observatory.Span, filing, first CaseFact, title observatory.Date) []segment {
	if n := len(segments); n > 0 {
		span.Start = max(span.Start, segments[n-1].End+1)
	}
	if span.Days() == 0 {
		return segments
	}
	s := segment{Span: span, filed: filing.Date, first: first.Date, title: title, channel: filing.Channel}
	if filing.Kind == observatory.EventRefiling && filing.Start.Known() {
		s.first = min(s.first, filing.Start)
	}
	s.paragraph = filing.Code >= CodeInTime2 && filing.Code <= CodeInTime4
	return append(segments, s)
}

// firstContact is the earliest day on which an association is said to have first
// met the person.
func firstContact(events []CaseFact) observatory.Date {
	contact := observatory.NoDate
	for _, e := range events {
		if e.Code == CodeFirstContact && e.Date.Known() && (!contact.Known() || e.Date < contact) {
			contact = e.Date
		}
	}
	return contact
}

// join appends a window, merged with the one before when they touch.
func join(windows []caseWindow, w caseWindow) []caseWindow {
	if w.Days() == 0 {
		return windows
	}
	if n := len(windows); n > 0 && windows[n-1].End+1 >= w.Start {
		windows[n-1].End, windows[n-1].end = w.End, w.end
		return windows
	}
	return append(windows, w)
}

// titleEnd is the last day of the title held when the application was filed:
// the latest end among the titles that had begun by then. Zero when none is known.
func titleEnd(events []CaseFact, filed observatory.Date) observatory.Date {
	end := observatory.NoDate
	for _, e := range events {
		if e.Kind == observatory.EventTitleHeld && e.validity().Start <= filed {
			end = max(end, e.End)
		}
	}
	return end
}

// validSpans gives the spans covered by documents, in order of their start.
func validSpans(events []CaseFact, rules RuleSet, department string) []observatory.Span {
	var spans []observatory.Span
	for _, e := range events {
		if !e.isDocument() {
			continue
		}
		span := e.validity()
		if e.Kind == observatory.EventTitleHeld {
			span.End = rules.extended(e.Start, e.End, department, firstFiled(events))
		}
		if span.Days() > 0 {
			spans = append(spans, span)
		}
	}
	slices.SortFunc(spans, func(a, b observatory.Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	return spans
}

// firstFiled is the day of the first filing, unknown without one.
func firstFiled(events []CaseFact) observatory.Date {
	for _, e := range events { // in order of their dates
		if e.Kind == observatory.EventFiling || e.Kind == observatory.EventRefiling {
			return e.Date
		}
	}
	return observatory.NoDate
}

// subtract gives the runs of days of the window that no span covers. The spans
// are in order of their start.
func subtract(window observatory.Span, spans []observatory.Span) []observatory.Span {
	var runs []observatory.Span
	next := window.Start
	for _, s := range spans {
		if s.Start > window.End {
			break
		}
		if s.Start > next {
			runs = append(runs, observatory.Span{Start: next, End: s.Start - 1})
		}
		next = max(next, s.End+1)
	}
	if next <= window.End {
		runs = append(runs, observatory.Span{Start: next, End: window.End})
	}
	return runs
}

// starts reports whether a document begins on the day.
func starts(spans []observatory.Span, day observatory.Date) bool {
	return slices.ContainsFunc(spans, func(s observatory.Span) bool { return s.Start == day })
}
