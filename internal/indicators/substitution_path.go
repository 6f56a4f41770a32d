package indicators

import (
	"fmt"
	"math"

	"vigie/internal/observatory"
)

// querySteps gives what happened on the way to the substitution, a row a case.
const querySteps = "substitution.funnel"

// Steps to the substitution of article R. 431-2, in their order.
const (
	stepBlock = iota
	stepContacted
	stepAnswered
	stepFinding
	stepInvited
	stepAppointment
	stepFiled
	pathSteps
)

// stepNames are the series of the steps.
func stepNames() [pathSteps]string {
	return [pathSteps]string{"block", "ccc_contacted", "ccc_answered", "finding", "invitation", "appointment", "filing"}
}

// Kinds and answers of the query's lists.
const (
	pathFailed = 1 + iota
	pathCCC
	pathPAN
	pathSubstitution
	pathFiling
	pathDecision
	pathClosure
	pathWithdrawal
)

const (
	saidSilent = 1 + iota
	saidStatement
	saidOffered
	saidAppointment
)

// What came of an appointment.
const (
	cameFiled = 1 + iota
	cameCancelled
)

// pathEvent is one event of the way: the day on which it was asked, that of the
// appointment, and that of the answer; unknown where it is not told.
// A day known to the month is its first, and dated unknown.
type pathEvent struct {
	kind, said, came          int64
	day, dated, end, answered observatory.Date
}

// path is how far one case came, with the day of each step; unknown for a step
// that it did not take, before or after others.
type path struct {
	department, association, person, level string
	steps                                  [pathSteps]observatory.Date
	told                                   [pathSteps]bool  // the day of the step is its own, not that of what was asked
	asked                                  observatory.Date // when the substitution was first asked for
	closed, last                           observatory.Date // closure, decision or withdrawal after it began; last day of the case
}

// begun is the day of its first step, or that on which the substitution was asked
// for: whoever got no answer is on the way too.
func (p *path) begun() observatory.Date {
	first := observatory.Date(math.MaxInt32)
	if p.asked.Known() {
		first = p.asked
	}
	for _, day := range p.steps[:stepFiled] {
		if day.Known() {
			first = min(first, day)
		}
	}
	return first
}

// took notes the earliest day of a step: a day that was told, or else the day on
// which it was asked for, after which nothing more is known.
func (p *path) took(step int, day, asked observatory.Date) {
	told := day.Known()
	if !told {
		day = asked
	}
	switch {
	case !p.steps[step].Known() || day < p.steps[step]:
		p.steps[step], p.told[step] = day, told
	case day == p.steps[step]:
		p.told[step] = p.told[step] || told
	}
}

// pathRows are the rows of the way to the substitution.
type pathRows struct {
	definition Definition
	request    Request
	paths      []path
}

func (r *pathRows) add(row observatory.CountRow) error {
	if err := shape(row, 5, 1, 7); err != nil {
		return err
	}
	p := path{department: row.Keys[0], association: row.Keys[1], person: row.Keys[2], level: row.Keys[4]}
	events, err := pathEvents(row.Lists, r.request.referenceIn(p.department))
	if err != nil {
		return err
	}
	for _, e := range events {
		p.last = max(p.last, e.day, e.answered)
		p.event(e)
	}
	begun := p.begun()
	if begun == math.MaxInt32 {
		return nil
	}
	for _, e := range events { // what ends the way comes after its beginning
		p.ending(e, begun)
	}
	r.paths = append(r.paths, p)
	return nil
}

// pathEvents are the events of a row up to the reference date. What was answered,
// or is to take place, after it has not happened yet.
func pathEvents(lists [][]int64, reference observatory.Date) ([]pathEvent, error) {
	var events []pathEvent
	for i := range lists[0] {
		for _, list := range lists {
			if i >= len(list) {
				return nil, fmt.Errorf("lists of a case of %d and %d steps", len(lists[0]), len(list))
			}
		}
		e := pathEvent{
			kind: lists[0][i], day: observatory.Date(lists[1][i]), end: observatory.Date(lists[2][i]), said: lists[3][i],
			answered: observatory.Date(lists[4][i]), came: lists[5][i], dated: observatory.Date(lists[1][i]),
		}
		if reference.Known() && e.day > reference {
			continue
		}
		if lists[6][i] != 0 {
			e.dated = observatory.NoDate
		}
		if e.answered < e.day { // before it was asked: a slip, or not told
			e.answered = observatory.NoDate
		}
		if e.end.Known() {
			e.end = max(e.end, e.day)
		}
		e.until(reference)
		events = append(events, e)
	}
	return events, nil
}

// until takes back what comes after the reference date.
func (e *pathEvent) until(reference observatory.Date) {
	if !reference.Known() {
		return
	}
	if e.end > reference {
		if e.said == saidAppointment {
			e.said = saidOffered // given, but not yet held
		}
		e.end, e.came = observatory.NoDate, 0
	}
	if e.answered > reference {
		e.said, e.answered = 0, observatory.NoDate
	}
}

// event notes the steps that an event shows.
func (p *path) event(e pathEvent) {
	switch e.kind {
	case pathFailed:
		p.took(stepBlock, e.dated, e.day)
	case pathCCC:
		p.took(stepContacted, e.dated, e.day)
		if e.said > saidSilent {
			p.took(stepAnswered, e.answered, e.day)
		}
		if e.said == saidStatement {
			p.took(stepFinding, e.answered, e.day)
		}
	case pathPAN:
		if e.said == saidStatement {
			p.took(stepFinding, e.answered, e.day)
		}
	case pathSubstitution:
		if !p.asked.Known() || e.day < p.asked {
			p.asked = e.day
		}
		if e.said >= saidOffered && e.said <= saidAppointment {
			p.took(stepInvited, e.answered, e.day)
		}
		if e.appointed() {
			p.took(stepAppointment, e.end, max(e.day, e.answered))
		}
	}
}

// appointed reports whether a substitution came to an appointment that was not
// cancelled.
func (e pathEvent) appointed() bool {
	return e.kind == pathSubstitution && e.came != cameCancelled && (e.said == saidAppointment || e.end.Known())
}

// ending notes a filing, and what else ends the way that began on a day.
func (p *path) ending(e pathEvent, begun observatory.Date) {
	if e.came == cameFiled && (e.kind == pathPAN || e.kind == pathSubstitution) {
		if day := max(e.day, e.answered, e.end); day >= begun { // at the appointment
			p.took(stepFiled, e.end, day)
		}
		return
	}
	if e.day < begun {
		return
	}
	switch e.kind {
	case pathFiling:
		p.took(stepFiled, e.dated, e.day)
	case pathDecision, pathClosure, pathWithdrawal:
		if !p.closed.Known() || e.day < p.closed {
			p.closed = e.day
		}
	}
}

// pathDaysBias says which days there are between steps.
func pathDaysBias() string {
	return "Le jour d’une réponse, d’un constat ou d’une invitation est celui de la réponse. Quand il n’est pas noté, l’étape est comptée, mais aucune durée n’en est tirée."
}

// pathAheadBias says which appointments are steps.
func pathAheadBias() string {
	return "Un rendez-vous donné pour un jour qui n’est pas encore venu, ou annulé, n’est pas (encore) un rendez-vous."
}

func pathChange(version int) Change {
	return Change{version, "2026-11-28", "le jour d’une réponse est celui de la réponse, non de la demande ; un rendez-vous à venir ou annulé n’est pas compté ; « dépôt enregistré », suite d’un rendez-vous, est un dépôt"}
}

// wantedPath reports whether the request keeps a case, and in which month.
func (q Request) wantedPath(p *path) bool {
	span := q.span()
	return q.wanted(p.department) && q.where(Level, p.level) && q.where(Association, p.association) && p.begun() >= span.Start && p.begun() <= span.End
}

// pathCell is the cell of a case.
func (q Request) pathCell(p *path) cell {
	var c cell
	if q.by(Department) {
		c.department = q.placed(p.department, "")
	}
	if q.by(Level) {
		c.series = p.level
	}
	if q.by(Month) {
		c.month = q.starts(p.begun().Month())
	}
	return c
}
