package collectors

import (
	"slices"

	"vigie/internal/observatory"
)

// caseBook holds, of each case that a file tells row by row, the days against
// which its later rows are checked: filing, first certificate, closure and
// decision, the earliest of each, sixteen bits apart. A file of any size is so
// held against itself in bounded memory.
type caseBook struct {
	cases    bigSet // valued when cases are checked
	pieces   bigSet // of cases with documents asked for or sent: the earliest day of each, sixteen bits apart
	lastCase observatory.ID
	last     *uint64 // value of lastCase, nil when it is not at hand
}

// places of a day within the value of a case
const (
	bookFiling = iota
	bookCertificate
	bookClosure
	bookDecision
)

// newCaseBook makes the book of a file: in one of one row a case, each row is
// checked by itself, and cases are only counted.
func newCaseBook(r *rules) caseBook {
	events := slices.ContainsFunc(r.layouts, func(l *layout) bool { return l != nil && l.shape == ShapeEvents })
	return caseBook{cases: bigSet{valued: events}, pieces: bigSet{valued: true}}
}

// count counts the case of an event.
func (b *caseBook) count(dossier observatory.ID) {
	if dossier == b.lastCase {
		return
	}
	b.lastCase, b.last = dossier, nil
	if b.cases.valued {
		b.last = b.cases.at(shortKey(dossier))
		return
	}
	b.cases.put(shortKey(dossier), 0)
}

// check holds an event against what the book knows of its case, and notes it
// when nothing is wrong. It gives the problem that refuses its row.
func (b *caseBook) check(e *observatory.CaseEvent) (problem string) {
	place, concerned := bookPlace(e.Event)
	if !b.cases.valued || !concerned || !e.Date.Known() || e.Date < 0 || e.Date > maxBookDate {
		return ""
	}
	b.count(e.Case)
	var known [4]observatory.Date
	for i := range known {
		known[i] = observatory.Date(*b.last >> (16 * i) & maxBookDate)
	}
	if problem = bookProblem(e, known); problem != "" {
		return problem
	}
	if place >= 0 && (!known[place].Known() || e.Date < known[place]) {
		*b.last = *b.last&^(maxBookDate<<(16*place)) | uint64(e.Date)<<(16*place)
	}
	return ""
}

// answersEarly holds a request for documents and an answer to one against each other,
// and notes it: it reports an answer before all requests that the rows so far tell.
// That is told, and refuses nothing: an earlier request may stand further down.
func (b *caseBook) answersEarly(e *observatory.CaseEvent) bool {
	answer := e.Event == observatory.EventDocumentAnswer
	if !b.cases.valued || !answer && e.Event != observatory.EventDocumentRequest || !e.Date.Known() || e.Date < 0 || e.Date > maxBookDate {
		return false
	}
	kept := b.pieces.at(shortKey(e.Case))
	request, answered := observatory.Date(*kept&maxBookDate), observatory.Date(*kept>>16&maxBookDate)
	first, place := request, 0
	if answer {
		first, place = answered, 16
	}
	if !first.Known() || e.Date < first {
		*kept = *kept&^(maxBookDate<<place) | uint64(e.Date)<<place
	}
	if answer {
		return request.Known() && day{date: e.Date, monthOnly: e.MonthOnly}.last() < request
	}
	return !request.Known() && answered.Known() && answered < e.Date
}

// maxBookDate is the last day that fits.
const maxBookDate = 0xFFFF

// bookPlace tells where the day of a kind of event is noted, -1 for one that is
// only checked.
func bookPlace(kind observatory.EventKind) (place int, concerned bool) {
	switch kind {
	case observatory.EventFiling:
		return bookFiling, true
	case observatory.EventCertificate:
		return bookCertificate, true
	case observatory.EventClosure:
		return bookClosure, true
	case observatory.EventDecision:
		return bookDecision, true
	case observatory.EventDepositConfirmation, observatory.EventRefiling, observatory.EventCertificateRequest:
		return -1, true
	}
	return 0, false
}

// bookProblem applies the rules of the order of a case. Months are taken
// broadly.
func bookProblem(e *observatory.CaseEvent, known [4]observatory.Date) string {
	last := day{date: e.Date, monthOnly: e.MonthOnly}.last()
	before := func(place int) bool { return known[place].Known() && last < known[place] }
	after := func(place int) bool { return known[place].Known() && e.Date > known[place] }
	switch e.Event {
	case observatory.EventFiling:
		if !known[bookFiling].Known() && (after(bookClosure) || after(bookDecision)) {
			return ProblemFilingOrder
		}
	case observatory.EventClosure:
		if before(bookFiling) {
			return ProblemClosureOrder
		}
	case observatory.EventDecision:
		if before(bookFiling) {
			return ProblemDecisionOrder
		}
	case observatory.EventDepositConfirmation:
		if before(bookFiling) {
			return ProblemConfirmOrder
		}
	case observatory.EventRefiling:
		if before(bookClosure) {
			return ProblemRefilingOrder
		}
	case observatory.EventCertificate, observatory.EventCertificateRequest:
		if e.Rank == rankRenewal && before(bookCertificate) {
			return ProblemRenewalOrder
		}
	}
	return ""
}
