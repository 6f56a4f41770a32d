package collectors

import "vigie/internal/observatory"

// eventRow reads a row that stands for one event.
func (w *worker) eventRow() {
	kind := observatory.EventKind(w.word(colEvent))
	if kind == "" && !w.bad {
		w.refuse(colEvent, ProblemEmpty)
	}
	s := w.subject(w.day(colFiling, factDate))
	e := observatory.CaseEvent{
		Event:         kind,
		Channel:       w.word(colChannel),
		Rank:          w.word(colRank),
		RightsMention: observatory.Tri(w.word(colRights)),
		Ending:        w.word(colEnding),
		Organisation:  w.word(colOrganisation),
		Answer:        w.word(colAnswer),
		Code:          w.word(colDetail),
		Details:       w.details(""),
	}
	if e.Ending == implicitRefusal {
		w.refuse(colEnding, ProblemImplicitDecision)
	}
	w.eventDates(&e)
	w.hourBehind(&e, colDate)
	if w.answeredBefore(&e) {
		w.refuse(colAnsweredOn, ProblemAnsweredOrder)
	}
	w.reason(&e)
	w.consent(&e)
	w.checkFiling(s, &e, colChannel)
	w.checkDepartment(s, e.Date, colDate)
	texts := w.eventTexts()
	consent := w.constraint(&e)
	at := w.add(s, &e, texts.print)
	w.attachAll(at, texts)
	if consent.Known() {
		w.add(s, &observatory.CaseEvent{Event: observatory.EventConsent, Date: consent, Code: string(observatory.PurposeConstraint)}, observatory.NoID)
	}
}

// eventDates sets the dates of an event. The date of a document is the day it
// was made available, or else its first day; it may be known by its last day
// alone, and then has no date.
func (w *worker) eventDates(e *observatory.CaseEvent) {
	limit := factDate
	if e.Event == observatory.EventTitleHeld {
		limit = validityEnd
	}
	date, start, end := w.day(colDate, limit), w.day(colStart, limit), w.day(colEnd, validityEnd)
	if w.bad {
		return
	}
	main := date
	if !main.known() {
		main = start
	}
	if !main.known() && e.Event == observatory.EventTitleHeld && end.monthOnly {
		main = end
	}
	switch {
	case !main.known() && e.Event != observatory.EventSituation && (!knownByEnd(e.Event) || !end.known()):
		w.refuse(colDate, ProblemDateMissing)
	case start.monthOnly && (start != main):
		w.refuse(colStart, ProblemMonthOnly)
	case end.monthOnly && (end != main):
		w.refuse(colEnd, ProblemMonthOnly)
	case end.before(start), !start.known() && end.before(main):
		w.refuse(colEnd, ProblemEndBeforeStart)
	}
	e.Date, e.MonthOnly, e.Start, e.End = main.date, main.monthOnly, start.date, end.date
	switch {
	case isDocument(e.Event):
		w.checkDocument(e, colStart, colEnd)
	case !w.bad && !main.known() && e.End.Known():
		w.warn(colDate, WarningAppointment)
	}
}

// answeredBefore reports whether the day of the answer precedes that of the event.
func (w *worker) answeredBefore(e *observatory.CaseEvent) bool {
	text := e.Details.Get(observatory.DetailAnsweredOn)
	if text == "" {
		return false
	}
	on, err := observatory.ParseDate(text)
	return err == nil && day{date: on}.before(day{date: e.Date, monthOnly: e.MonthOnly})
}

// reason sets what a closure says of its reason. The level of a closure is
// that of the source of the reason, when told: document only if the text was
// seen.
func (w *worker) reason(e *observatory.CaseEvent) {
	stated, source := observatory.Tri(w.word(colReasonStated)), observatory.EvidenceLevel(w.word(colReasonSource))
	if e.Event != observatory.EventClosure {
		return
	}
	if e.Ending == "" {
		e.Ending = endingAdverse
	}
	if e.ReasonStated = stated; stated != observatory.Unknown {
		e.ReasonSource = reasonDeclared
	}
	e.Level = source
}

// reasonDeclared says that the file declares whether a reason was stated; the
// reader of the text comes later.
const reasonDeclared = "declared"

// knownByEnd reports whether an event may be told by its end alone: a document, or
// the appointment that was obtained.
func knownByEnd(kind observatory.EventKind) bool {
	return isDocument(kind) || kind == observatory.EventPANContact || kind == observatory.EventSubstitution
}

func isDocument(kind observatory.EventKind) bool {
	switch kind {
	case observatory.EventTitleHeld, observatory.EventCertificate, observatory.EventReceipt,
		observatory.EventFavourableCert, observatory.EventProvisionalPermit:
		return true
	}
	return false
}

// checkDocument warns of a document without an end, or without a beginning, and
// of a certificate of more than three months (R. 431-15-1 CESEDA: three months at
// most), from its date when its beginning is not told.
func (w *worker) checkDocument(e *observatory.CaseEvent, start, end columnID) {
	switch {
	case w.bad:
	case !e.Date.Known() && e.Event != observatory.EventTitleHeld:
		w.warn(start, WarningStartUnknown)
	case !e.End.Known():
		w.warn(end, WarningEndUnknown)
	case e.Event == observatory.EventCertificate:
		from := e.Start
		if !from.Known() {
			from = e.Date
		}
		if e.MonthOnly && from == e.Date { // any day of it
			from = e.Date.Month().Last()
		}
		if e.End > threeMonthsAfter(from) {
			w.warn(end, WarningCertificateLong)
		}
	}
}

// threeMonthsAfter is the day of the same number three months later, the last
// day of that month when it has no such day.
func threeMonthsAfter(d observatory.Date) observatory.Date {
	t := d.Time()
	m := d.Month() + 3
	return min(m.First()+observatory.Date(t.Day()-1), m.Last())
}
