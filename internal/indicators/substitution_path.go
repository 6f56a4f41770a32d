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

// path is how far one case came, with the day of each step; unknown for a step
// that it did not take, before or after others.
type path struct {
	department, association, person, level string
	steps                                  [pathSteps]observatory.Date
	closed, last                           observatory.Date // closure, decision or withdrawal after it began; last day of the case
}

// begun is the day of its first step.
func (p *path) begun() observatory.Date {
	first := observatory.Date(math.MaxInt32)
	for _, day := range p.steps[:stepFiled] {
		if day.Known() {
			first = min(first, day)
		}
	}
	return first
}

// took notes the earliest day of a step.
func (p *path) took(step int, day observatory.Date) {
	if day.Known() && (!p.steps[step].Known() || day < p.steps[step]) {
		p.steps[step] = day
	}
}

// pathRows are the rows of the way to the substitution.
type pathRows struct {
	definition Definition
	request    Request
	paths      []path
}

func (r *pathRows) add(row observatory.CountRow) error {
	if err := shape(row, 5, 1, 4); err != nil {
		return err
	}
	p := path{department: row.Keys[0], association: row.Keys[1], person: row.Keys[2], level: row.Keys[4]}
	reference := r.request.referenceIn(p.department)
	for i := range row.Lists[0] {
		for _, list := range row.Lists {
			if i >= len(list) {
				return fmt.Errorf("lists of a case of %d and %d steps", len(row.Lists[0]), len(list))
			}
		}
		day := observatory.Date(row.Lists[1][i])
		if reference.Known() && day > reference {
			continue
		}
		p.last = max(p.last, day)
		p.event(row.Lists[0][i], day, observatory.Date(row.Lists[2][i]), row.Lists[3][i])
	}
	begun := p.begun()
	if begun == math.MaxInt32 {
		return nil
	}
	for i := range row.Lists[0] { // what ends the way comes after its beginning
		day := observatory.Date(row.Lists[1][i])
		if day < begun || reference.Known() && day > reference {
			continue
		}
		switch row.Lists[0][i] {
		case pathFiling:
			p.took(stepFiled, day)
		case pathDecision, pathClosure, pathWithdrawal:
			if !p.closed.Known() || day < p.closed {
				p.closed = day
			}
		}
	}
	r.paths = append(r.paths, p)
	return nil
}

// event notes the steps that an event shows.
func (p *path) event(kind int64, day, end observatory.Date, said int64) {
	switch kind {
	case pathFailed:
		p.took(stepBlock, day)
	case pathCCC:
		p.took(stepContacted, day)
		if said > saidSilent {
			p.took(stepAnswered, day)
		}
		if said == saidStatement {
			p.took(stepFinding, day)
		}
	case pathPAN:
		if said == saidStatement {
			p.took(stepFinding, day)
		}
	case pathSubstitution:
		if said >= saidOffered && said <= saidAppointment {
			p.took(stepInvited, day)
		}
		if said == saidAppointment || end.Known() {
			p.took(stepAppointment, max(day, end))
		}
	}
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
