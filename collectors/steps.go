package collectors

import "vigie/internal/observatory"

// step is a group of columns of a row that stands for a case: one event, told
// by its date. Columns that a step has not are 0 (the reference, which no step
// reads).
type step struct {
	kind                                               observatory.EventKind
	date, end, answer, code, organisation, form, level columnID
	text                                               columnID // a text or a picture of the event's own
	rank                                               string
}

func caseSteps() []step {
	return []step{
		{kind: observatory.EventCertificateRequest, date: colCertificateRequest, answer: colRequestAPIAnswer},
		{kind: observatory.EventCertificateRequest, date: colRenewalRequest, answer: colRequestAPIAnswer, rank: rankRenewal},
		{kind: observatory.EventCCCContact, date: colCCC, answer: colCCCAnswer, form: colCCCChannel, text: colCCCText},
		{kind: observatory.EventPANContact, date: colPAN, end: colPANAppointment, answer: colPANAnswer},
		{kind: observatory.EventSubstitution, date: colSubstitution, end: colSubstitutionAppointment, answer: colSubstitutionAnswer},
		{kind: observatory.EventFailedAttempt, date: colAttempt, text: colPicture},
		{kind: observatory.EventCertificateRefused, date: colRefused, organisation: colRefusedBy, form: colRefusedForm, code: colRefusedConsequence},
		{kind: observatory.EventCertificatePresented, date: colPresented, organisation: colPresentedTo, answer: colPresentedAnswer},
		{kind: observatory.EventConsequence, date: colConsequenceStart, end: colConsequenceEnd, code: colConsequence, level: colConsequenceLevel},
		{kind: observatory.EventProceedings, date: colProceedings, end: colProceedingsDecided, code: colProceedingsKind, answer: colProceedingsOutcome},
		{kind: observatory.EventCorrectionAsked, date: colCorrection, code: colCorrectionObject, answer: colCorrectionAnswer},
		{kind: observatory.EventAlternativeAsked, date: colAlternative, answer: colAlternativeAnswer},
		{kind: observatory.EventDisclosure, date: colDisclosure},
	}
}

// steps adds the events of a row's groups. issued is the day of its first
// certificate: no renewal can be asked before it.
func (w *worker) steps(s subject, issued day) {
	for i := range w.layout.steps {
		st := &w.layout.steps[i]
		date := w.day(st.date, factDate)
		e := observatory.CaseEvent{
			Event: st.kind, Date: date.date, MonthOnly: date.monthOnly, Rank: st.rank,
			Answer: w.wordOf(st.answer), Code: w.wordOf(st.code), Organisation: w.wordOf(st.organisation),
			Channel: w.wordOf(st.form), Level: observatory.EvidenceLevel(w.wordOf(st.level)), Details: w.details(st.kind),
		}
		w.hourBehind(&e, st.date)
		end := observatory.NoDate
		if st.end != 0 {
			end = w.exact(st.end, validityEnd)
		}
		switch {
		case w.bad: // its cells are read all the same, for what is wrong with them
			continue
		case !date.known() && (!end.Known() || !knownByEnd(st.kind)):
			w.dateless(st, &e, end)
			continue
		case !date.known():
			w.warn(st.date, WarningAppointment)
		case end.Known() && end < date.date:
			w.refuse(st.end, ProblemEndBeforeStart)
		case st.kind == observatory.EventSubstitution && w.answeredBefore(&e):
			w.refuse(colSubstitutionAnsweredOn, ProblemAnsweredOrder)
		case st.rank == rankRenewal && date.before(issued):
			w.refuse(st.date, ProblemRenewalOrder)
		}
		e.End = end
		if st.kind == observatory.EventConsequence {
			e.Start = e.Date
		}
		w.addWithText(s, &e, st.text)
	}
}

// dateless tells that a group was filled in without its date, and so tells
// nothing. The answer and the details of a request of a certificate may be those
// of its other group.
func (w *worker) dateless(st *step, e *observatory.CaseEvent, end observatory.Date) {
	if st.kind == observatory.EventCertificateRequest && (len(w.cell(colCertificateRequest)) > 0 || len(w.cell(colRenewalRequest)) > 0) {
		return
	}
	if end.Known() || e.Answer != "" || e.Code != "" || e.Organisation != "" || e.Channel != "" || len(e.Details) > 0 {
		w.warn(st.date, WarningDateless)
	}
}

func (w *worker) wordOf(id columnID) string {
	if id == 0 {
		return ""
	}
	return w.word(id)
}

// stepsOf gives the groups of which a file has any column.
func stepsOf(l *layout) []step {
	var list []step
	for _, st := range caseSteps() {
		some := false
		for _, id := range [...]columnID{st.date, st.end, st.answer, st.code, st.organisation, st.form, st.level, st.text} {
			some = some || id != 0 && l.has(id)
		}
		for _, c := range l.details {
			some = some || c.of == st.kind
		}
		if some {
			list = append(list, st)
		}
	}
	return list
}
