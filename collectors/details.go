package collectors

import (
	"fmt"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// details reads the details of the row's event: those of its kind in a row that
// stands for a case, all of them (kind empty) in a row that stands for one event.
func (w *worker) details(kind observatory.EventKind) observatory.Details {
	var list observatory.Details
	for i := range w.layout.details {
		c := &w.layout.details[i]
		if kind != "" && c.of != kind {
			continue
		}
		list = list.Set(c.detail, w.detail(c))
	}
	return list
}

func (w *worker) detail(c *column) string {
	switch c.kind {
	case kindCodes:
		return w.codes(c)
	case kindPrefecture:
		return w.prefecture()
	case kindSecret:
		return w.secret(c.id)
	case kindHour:
		return w.hour(c.id)
	case kindDate:
		return w.exact(c.id, factDate).String()
	default:
		return w.word(c.id)
	}
}

// codes gives the codes of a cell of several words. That a person is kept from
// moving by a measure of constraint is told apart (constraint).
func (w *worker) codes(c *column) string {
	b := w.cell(c.id)
	if len(b) == 0 {
		return ""
	}
	if found, ok := w.memo[c.id].find(b); ok {
		return found
	}
	var codes []string
	for part := range strings.FieldsFuncSeq(string(b), func(r rune) bool { return strings.ContainsRune("+|/;,\n", r) }) {
		folded := fold(part)
		code, ok := w.words[c.id][folded]
		switch {
		case ok && code != vulnerabilityConstrained:
			codes = append(codes, code)
		case !ok && (!isBlankWord(folded) || formulaError(b)):
			w.refuse(c.id, ProblemWord)
			return ""
		}
	}
	joined := observatory.JoinCodes(codes)
	w.memo[c.id].keep(b, joined)
	return joined
}

// constraint adds to an event that the person is kept from moving by a measure
// of constraint, if she agreed that it be noted, and gives the day on which she
// did. Without it the code is not kept.
func (w *worker) constraint(e *observatory.CaseEvent) observatory.Date {
	if !w.layout.has(colConstrained) && !w.layout.has(colVulnerability) {
		return observatory.NoDate
	}
	told := observatory.Tri(w.word(colConstrained)) == observatory.Yes
	where := colConstrained
	if !told && w.toldConstrained() {
		told, where = true, colVulnerability
	}
	agreed := w.exact(colConsentConstraint, factDate)
	switch {
	case !told || w.bad:
		return observatory.NoDate
	case !agreed.Known():
		w.out.findings = append(w.out.findings, finding(w.row, w.layout.names[where], WarningConstraint, "", true))
		return observatory.NoDate
	}
	e.Details = e.Details.Set(observatory.DetailConstrained, string(observatory.Yes))
	return agreed
}

// toldConstrained reports whether the cell of vulnerabilities holds that code.
func (w *worker) toldConstrained() bool {
	for part := range strings.FieldsFuncSeq(string(w.cell(colVulnerability)), func(r rune) bool { return strings.ContainsRune("+|/;,\n", r) }) {
		if w.words[colVulnerability][fold(part)] == vulnerabilityConstrained {
			return true
		}
	}
	return false
}

// prefecture gives the id of the office that the cell names, in the row's
// department.
func (w *worker) prefecture() string {
	b := w.cell(colPrefecture)
	if len(b) == 0 || isBlank(b) || w.bad {
		return ""
	}
	id := w.reference.office(w.department(), fold(string(b)))
	if id == "" {
		w.warn(colPrefecture, WarningPrefecture)
	}
	return id
}

// secret gives the keyed pseudonym of a number that could name a person.
func (w *worker) secret(id columnID) string {
	b := w.cell(id)
	if len(b) == 0 || isBlank(b) {
		return ""
	}
	return w.names.Text(append([]byte("numéro\x00"), normalReference(b)...)).String()
}

// hour reads 14:30, 14:30:05, 14h30, 14 h 30 and 14h.
func (w *worker) hour(id columnID) string {
	b := w.cell(id)
	if len(b) == 0 || isBlank(b) {
		return ""
	}
	text := string(b)
	if _, hour, found := strings.Cut(text, "T"); found { // a workbook's moment
		text = hour
	}
	hour, minute, ok := parseHour(text)
	if !ok {
		w.refuse(id, ProblemHour)
		return ""
	}
	return fmt.Sprintf("%02d:%02d", hour, minute)
}

// hourBehind takes the hour of a failed attempt from behind its date, where it has
// no cell of its own. Midnight is what programs write where they know no hour.
func (w *worker) hourBehind(e *observatory.CaseEvent, date columnID) {
	if w.bad || e.Event != observatory.EventFailedAttempt || e.MonthOnly || e.Details.Get(observatory.DetailHour) != "" {
		return
	}
	text := string(w.cell(date))
	_, behind, found := strings.Cut(text, " à ")
	if !found {
		_, behind, _ = strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	}
	if hour, minute, ok := parseHour(behind); ok && hour+minute > 0 {
		e.Details = e.Details.Set(observatory.DetailHour, fmt.Sprintf("%02d:%02d", hour, minute))
	}
}

func parseHour(text string) (hour, minute int, ok bool) {
	fields := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(":h ", r) || r == '\u00a0' || r == '\u202f' })
	if len(fields) == 0 || len(fields) > 3 || !strings.ContainsAny(text, ":hH") {
		return 0, 0, false
	}
	var numbers [3]int
	for i, field := range fields {
		value, isNumber := small(field)
		if !isNumber || len(field) > 2 {
			return 0, 0, false
		}
		numbers[i] = value
	}
	return numbers[0], numbers[1], numbers[0] < 24 && numbers[1] < 60 && numbers[2] < 60
}

// instant is when an event happened: at its hour, where that is known, in the
// prefecture's own time zone; else its day. A situation has no day: it is what
// is known when it is taken in.
func (w *worker) instant(e *observatory.CaseEvent, day observatory.Date) time.Time {
	if !day.Known() {
		return w.now
	}
	if len(e.Details) > 0 && !e.MonthOnly {
		if hour, minute, ok := parseHour(e.Details.Get(observatory.DetailHour)); ok {
			t := day.Time()
			return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, w.reference.zone(e.Department)).UTC()
		}
	}
	return day.Time()
}

// situation adds what a row that stands for a case says of the person.
func (w *worker) situation(s subject) {
	e := observatory.CaseEvent{Event: observatory.EventSituation, Details: w.details(observatory.EventSituation)}
	agreed := w.constraint(&e)
	if len(e.Details) == 0 {
		return
	}
	w.add(s, &e, observatory.NoID)
	if agreed.Known() {
		w.add(s, &observatory.CaseEvent{Event: observatory.EventConsent, Date: agreed, Code: string(observatory.PurposeConstraint)}, observatory.NoID)
	}
}

// consents adds the consents of a row that stands for a case, and their
// withdrawal.
func (w *worker) consents(s subject) {
	end, withdrawn := w.exact(colConsentEnd, validityEnd), w.exact(colConsentWithdrawn, factDate)
	for _, given := range [...]struct {
		id      columnID
		purpose observatory.Purpose
	}{
		{colConsentStatistics, observatory.PurposeStatistics},
		{colConsentDDD, observatory.PurposeDDD},
		{colConsentCourt, observatory.PurposeCourt},
		{colConsentLinking, observatory.PurposeLinking},
	} {
		on := w.exact(given.id, factDate)
		switch {
		case !on.Known():
		case end.Known() && end < on:
			w.refuse(colConsentEnd, ProblemEndBeforeStart)
		case withdrawn.Known() && withdrawn < on: // it would hold for ever
			w.refuse(colConsentWithdrawn, ProblemConsentOrder)
		default:
			w.add(s, &observatory.CaseEvent{Event: observatory.EventConsent, Date: on, End: end, Code: string(given.purpose)}, observatory.NoID)
		}
	}
	if withdrawn.Known() {
		w.add(s, &observatory.CaseEvent{Event: observatory.EventConsentWithdrawn, Date: withdrawn}, observatory.NoID)
	}
}

// consent completes a row that is itself a consent or its withdrawal.
func (w *worker) consent(e *observatory.CaseEvent) {
	if e.Event != observatory.EventConsent && e.Event != observatory.EventConsentWithdrawn {
		return
	}
	e.Code = w.word(colPurpose)
	switch {
	case w.bad:
	case e.MonthOnly:
		w.refuse(colDate, ProblemMonthOnly)
	case e.Code == "" && e.Event == observatory.EventConsent:
		w.refuse(colPurpose, ProblemEmpty)
	}
}
