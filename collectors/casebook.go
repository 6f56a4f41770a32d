package collectors

import (
	"slices"

	"vigie/internal/observatory"
)

// caseBook holds, of each case of a file, the department that its rows tell and,
// where they are told event by event, the days against which later rows are checked:
// filing, first certificate, closure and decision, the earliest of each. A file of
// any size is so held against itself in bounded memory.
type caseBook struct {
	cases    bigSet // valued: four days, fourteen bits apart, and the department
	pieces   bigSet // of cases with documents asked for or sent: the earliest day of each, as far apart
	ordered  bool   // rows are events: their days are checked
	lastCase observatory.ID
	last     *uint64          // value of lastCase
	from     observatory.Date // the first day that fits

	departments    map[string]uint64 // the number of a code, from 1
	lastDepartment string
	lastNumber     uint64
}

// places of a day within the value of a case
const (
	bookFiling = iota
	bookCertificate
	bookClosure
	bookDecision
	bookDays
)

const (
	bookDayBits = 14
	// maxBookDay is the last day that fits, 44 years after the first.
	maxBookDay     = 1<<bookDayBits - 1
	bookDepartment = bookDays * bookDayBits // where the number of the department is
	// severalDepartments is the number of a case of which another department was told.
	severalDepartments = 0xFF
)

// newCaseBook makes the book of a file: in one of one row a case, each row's days are
// checked by themselves.
func newCaseBook(r *rules) caseBook {
	events := slices.ContainsFunc(r.layouts, func(l *layout) bool { return l != nil && l.shape == ShapeEvents })
	numbers := map[string]uint64{}
	for _, code := range r.departments {
		if numbers[code] == 0 {
			numbers[code] = uint64(min(len(numbers)+1, severalDepartments-1))
		}
	}
	return caseBook{
		cases: bigSet{valued: true}, pieces: bigSet{valued: true}, ordered: events,
		from: max(earliestDate, r.latest[factDate]-maxBookDay+1), departments: numbers,
	}
}

// count counts the case of an event.
func (b *caseBook) count(dossier observatory.ID) {
	if dossier != b.lastCase || b.last == nil {
		b.lastCase, b.last = dossier, b.cases.at(shortKey(dossier))
	}
}

// day gives the day that is noted at a place of a value.
func (b *caseBook) day(value uint64, place int) observatory.Date {
	if noted := value >> (bookDayBits * place) & maxBookDay; noted > 0 {
		return b.from + observatory.Date(noted) - 1
	}
	return observatory.NoDate
}

// note writes a day that fits to a place of a value.
func (b *caseBook) note(value *uint64, place int, date observatory.Date) {
	*value = *value&^(maxBookDay<<(bookDayBits*place)) | uint64(date-b.from+1)<<(bookDayBits*place)
}

// fits reports whether a day can be noted.
func (b *caseBook) fits(date observatory.Date) bool {
	return date.Known() && date >= b.from && date-b.from < maxBookDay
}

// elsewhere holds the department of an event against that of the rows of its case
// before it, and notes it: it reports, once of a case, that they differ.
func (b *caseBook) elsewhere(e *observatory.CaseEvent) bool {
	if e.Department != b.lastDepartment {
		b.lastDepartment, b.lastNumber = e.Department, b.departments[e.Department]
	}
	b.count(e.Case)
	switch noted := *b.last >> bookDepartment; noted {
	case b.lastNumber, severalDepartments:
		return false
	case 0:
		*b.last |= b.lastNumber << bookDepartment
		return false
	}
	*b.last |= severalDepartments << bookDepartment
	return true
}

// check holds an event against what the book knows of its case, and notes it
// when nothing is wrong. It gives the problem that refuses its row.
func (b *caseBook) check(e *observatory.CaseEvent) (problem string) {
	place, concerned := bookPlace(e.Event)
	if !b.ordered || !concerned || !b.fits(e.Date) {
		return ""
	}
	b.count(e.Case)
	var known [bookDays]observatory.Date
	for i := range known {
		known[i] = b.day(*b.last, i)
	}
	if problem = bookProblem(e, known); problem != "" {
		return problem
	}
	if place >= 0 && (!known[place].Known() || e.Date < known[place]) {
		b.note(b.last, place, e.Date)
	}
	return ""
}

// answersEarly holds a request for documents and an answer to one against each other,
// and notes it: it reports an answer before all requests that the rows so far tell.
// That is told, and refuses nothing: an earlier request may stand further down.
func (b *caseBook) answersEarly(e *observatory.CaseEvent) bool {
	answer := e.Event == observatory.EventDocumentAnswer
	if !b.ordered || !answer && e.Event != observatory.EventDocumentRequest || !b.fits(e.Date) {
		return false
	}
	kept := b.pieces.at(shortKey(e.Case))
	request, answered := b.day(*kept, 0), b.day(*kept, 1)
	first, place := request, 0
	if answer {
		first, place = answered, 1
	}
	if !first.Known() || e.Date < first {
		b.note(kept, place, e.Date)
	}
	if answer {
		return request.Known() && day{date: e.Date, monthOnly: e.MonthOnly}.last() < request
	}
	return !request.Known() && answered.Known() && answered < e.Date
}

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
func bookProblem(e *observatory.CaseEvent, known [bookDays]observatory.Date) string {
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
