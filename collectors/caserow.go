package collectors

import "vigie/internal/observatory"

// caseRow reads a row that stands for one case: an event for each date it
// tells. A row that has a problem is read on: who corrects it learns of all of them.
func (w *worker) caseRow() {
	first := len(w.out.events)
	filing := w.day(colFiling, factDate)
	s := w.subject(filing)
	comment := w.comment()
	w.checkDepartment(s, filing.date, colFiling)
	w.titleHeld(s)
	w.filed(s, filing)
	issued := w.certificates(s, filing)
	w.document(s, observatory.EventReceipt, colReceiptStart, colReceiptEnd)
	w.document(s, observatory.EventFavourableCert, colFavourableStart, colFavourableEnd)
	w.document(s, observatory.EventProvisionalPermit, colPermitStart, colPermitEnd)
	w.closed(s, filing)
	w.decided(s, filing)
	if givenUp := w.dated(s, observatory.EventWithdrawal, colWithdrawal, ""); givenUp.before(filing) {
		w.warn(colWithdrawal, WarningBeforeFiling)
	}
	w.steps(s, issued)
	w.met(s) // before the last contact, so that a later last contact leaves it its rank on the day
	w.dated(s, observatory.EventStateAttested, colAttested, attestedState(w.word(colAttestedState)))
	w.situation(s)
	w.consents(s)
	if !w.bad && len(w.out.events) == first {
		w.refuseRow(ProblemNoEvent)
	}
	if !w.bad && !comment.empty() {
		at := w.carrier(first)
		w.mark(&w.out.events[at], w.joinPrint(at, comment.print))
		w.attachAll(at, comment)
	}
}

// met adds the day on which the association first met the person.
func (w *worker) met(s subject) {
	if d := w.day(colFirstContact, factDate); d.known() {
		w.add(s, &observatory.CaseEvent{Event: observatory.EventStateAttested, Date: d.date, MonthOnly: d.monthOnly, Code: codeFirstContact}, observatory.NoID)
	}
}

// carrier is the event that carries the comment of a row: the last state that
// was attested, else the filing, else the first.
func (w *worker) carrier(first int) int {
	filing, attested := first, -1
	for i := first; i < len(w.out.events); i++ {
		switch w.out.events[i].Event {
		case observatory.EventStateAttested:
			attested = i
		case observatory.EventFiling:
			filing = i
		}
	}
	if attested >= 0 {
		return attested
	}
	return filing
}

func attestedState(valid string) string {
	switch observatory.Tri(valid) {
	case observatory.Yes:
		return "with_document"
	case observatory.No:
		return "without_document"
	}
	return ""
}

// dated adds an event that a date alone tells, and gives the date.
func (w *worker) dated(s subject, kind observatory.EventKind, id columnID, answer string) day {
	d := w.day(id, factDate)
	if d.known() {
		w.add(s, &observatory.CaseEvent{Event: kind, Date: d.date, MonthOnly: d.monthOnly, Answer: answer, Details: w.details(kind)}, observatory.NoID)
	}
	return d
}

// titleHeld adds the held title. Its date is its first day, unknown when only
// its last day is told: a corrected end is then a correction, not a second title.
func (w *worker) titleHeld(s subject) {
	start, end := w.exact(colTitleStart, validityEnd), w.day(colTitleEnd, validityEnd)
	if !start.Known() && !end.known() {
		return
	}
	e := observatory.CaseEvent{Event: observatory.EventTitleHeld, Date: start, Start: start, End: end.date}
	switch {
	case end.monthOnly && start.Known():
		w.refuse(colTitleEnd, ProblemMonthOnly)
	case end.monthOnly:
		e.Date, e.MonthOnly = end.date, true
	case end.known() && start > end.date:
		w.refuse(colTitleEnd, ProblemEndBeforeStart)
	}
	w.checkDocument(&e, colTitleStart, colTitleEnd)
	w.add(s, &e, observatory.NoID)
}

// filed adds the filing and what follows it at the counter of documents.
func (w *worker) filed(s subject, filing day) {
	channel := w.word(colChannelFiled)
	if filing.known() {
		e := observatory.CaseEvent{
			Event: observatory.EventFiling, Date: filing.date, MonthOnly: filing.monthOnly, Channel: channel,
			Code: w.word(colFilingLimit), Details: w.details(observatory.EventFiling),
		}
		w.checkFiling(s, &e, colChannelFiled)
		w.add(s, &e, observatory.NoID)
	} else if w.word(colFilingLimit) != "" {
		w.warn(colFiling, WarningDateless)
	}
	if confirmed := w.dated(s, observatory.EventDepositConfirmation, colConfirmation, ""); confirmed.before(filing) {
		w.refuse(colConfirmation, ProblemConfirmOrder)
	}
	asked, limit := w.day(colRequest, factDate), w.exact(colRequestLimit, validityEnd)
	if asked.known() {
		w.add(s, &observatory.CaseEvent{
			Event: observatory.EventDocumentRequest, Date: asked.date, MonthOnly: asked.monthOnly, End: limit,
			Details: w.details(observatory.EventDocumentRequest),
		}, observatory.NoID)
		if limit.Known() && limit < asked.date {
			w.refuse(colRequestLimit, ProblemEndBeforeStart)
		}
		if asked.before(filing) {
			w.warn(colRequest, WarningBeforeFiling)
		}
	}
	if answered := w.dated(s, observatory.EventDocumentAnswer, colRequestAnswer, ""); answered.before(asked) {
		w.refuse(colRequestAnswer, ProblemAnswerOrder)
	}
}

// certificates adds the certificates of a row, and gives the day of the first,
// unknown where that of an earlier one is.
func (w *worker) certificates(s subject, filing day) (first day) {
	var before day // first day of the certificate in the columns before
	some := false
	for id := colCertificate; id < columnCount; id += certificateStride {
		if !w.layout.has(id) && !w.layout.has(id+1) {
			continue
		}
		rights, rank := observatory.Tri(w.word(id+2)), w.word(id+4)
		issued := w.day(id+3, factDate)
		e, ok := w.span(observatory.EventCertificate, id, id+1)
		if !ok {
			continue
		}
		e.RightsMention, e.Rank = rights, rank
		start := day{date: e.Date, monthOnly: e.MonthOnly}
		if !start.known() { // it began by its end
			start.date = e.End
		}
		switch {
		case start.before(before):
			w.refuse(id, ProblemRenewalOrder)
		case start.before(filing):
			w.warn(id, WarningCertificateDate)
		}
		if e.Date.Known() {
			before = start
		}
		if issued.known() && (!issued.monthOnly || !e.Date.Known()) {
			e.Date, e.MonthOnly = issued.date, issued.monthOnly
		}
		w.checkDocument(&e, id, id+1)
		if !some {
			first, some = day{date: e.Date, monthOnly: e.MonthOnly}, true
		}
		w.add(s, &e, observatory.NoID)
	}
	return first
}

func (w *worker) document(s subject, kind observatory.EventKind, start, end columnID) {
	if e, ok := w.span(kind, start, end); ok {
		w.checkDocument(&e, start, end)
		w.add(s, &e, observatory.NoID)
	}
}

// span reads a document by its first and last day. The first may be known to
// the month, or not at all: a last day alone does not date it.
func (w *worker) span(kind observatory.EventKind, startID, endID columnID) (observatory.CaseEvent, bool) {
	start, end := w.day(startID, factDate), w.exact(endID, validityEnd)
	switch {
	case end.Known() && end < start.date:
		w.refuse(endID, ProblemEndBeforeStart)
		return observatory.CaseEvent{}, false
	case w.bad || !start.known() && !end.Known():
		return observatory.CaseEvent{}, false
	}
	return observatory.CaseEvent{Event: kind, Date: start.date, MonthOnly: start.monthOnly, Start: start.date, End: end}, true
}

// closed adds the closure and the refiling that may follow it.
func (w *worker) closed(s subject, filing day) {
	closure, refiling := w.day(colClosure, factDate), w.day(colRefiling, factDate)
	e := observatory.CaseEvent{
		Event: observatory.EventClosure, Date: closure.date, MonthOnly: closure.monthOnly, Ending: w.word(colClosureEnding),
		Channel: w.word(colClosureChannel), Details: w.details(observatory.EventClosure),
	}
	w.reason(&e)
	switch {
	case closure.before(filing):
		w.refuse(colClosure, ProblemClosureOrder)
	case e.Ending == implicitRefusal:
		w.refuse(colClosureEnding, ProblemWord)
	case refiling.before(closure):
		w.refuse(colRefiling, ProblemRefilingOrder)
	}
	if closure.known() {
		w.addWithText(s, &e, colClosureText)
	} else if !w.bad && (len(e.Details) > 0 || e.Channel != "") {
		w.warn(colClosure, WarningDateless)
	}
	if refiling.known() {
		w.add(s, &observatory.CaseEvent{
			Event: observatory.EventRefiling, Date: refiling.date, MonthOnly: refiling.monthOnly, Start: filing.date,
		}, observatory.NoID)
	}
}

// decided adds the express decision. An implicit refusal is none: it is told
// apart and left out.
func (w *worker) decided(s subject, filing day) {
	decision, ending := w.day(colDecision, factDate), w.word(colDecisionEnding)
	switch {
	case ending == implicitRefusal:
		w.warn(colDecisionEnding, WarningImplicit)
		return
	case decision.before(filing):
		w.refuse(colDecision, ProblemDecisionOrder)
	case ending != "" && !decision.known() && noDate(w.cell(colDecision)): // one that cannot be read is told already
		w.refuse(colDecision, ProblemDateMissing)
	}
	if decision.known() {
		w.add(s, &observatory.CaseEvent{
			Event: observatory.EventDecision, Date: decision.date, MonthOnly: decision.monthOnly, Ending: ending,
		}, observatory.NoID)
	}
}
