package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// keptAtOnce is how many kept cases are written at once.
const keptAtOnce = 200_000

// caseWriter writes the kept cases of a step.
type caseWriter struct {
	step  *observatory.GapStep
	write func([]*observatory.GapCase) error

	rows []*observatory.GapCase
}

// looked notes persons whom the step looked at.
func (w *caseWriter) looked(persons []observatory.ID) error {
	for _, person := range persons {
		if err := w.add(observatory.GapCase{Looked: true, Person: person}); err != nil {
			return err
		}
	}
	return nil
}

// cases adds cases, all those of their persons.
func (w *caseWriter) cases(list *caseList) error {
	var of []*caseResult // one person
	for r := range list.inOrder() {
		if len(of) > 0 && of[0].who != r.who {
			if err := w.person(of); err != nil {
				return err
			}
			of = of[:0]
		}
		of = append(of, r)
	}
	if len(of) == 0 {
		return nil
	}
	return w.person(of)
}

// person adds the cases of one person: at each end of their months, what is found of
// them today and what could be told earlier.
func (w *caseWriter) person(cases []*caseResult) error {
	person, err := observatory.ParseID(cases[0].person)
	if err != nil {
		return err
	}
	for _, r := range cases {
		for v := range r.gaps {
			if v == 1 && !r.monthOnly {
				break
			}
			row := r.row(v)
			row.Person, row.Alone = person, len(cases) == 1 && !r.monthOnly
			for _, e := range slices.Concat(r.kept.earlier[v], []earlierCase{r.today(v)}) {
				if e.until < row.Begun {
					continue // nothing of it is counted then
				}
				if err := w.add(e.fill(row)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// row is what is kept of a case on any day.
func (r *caseResult) row(variant int) observatory.GapCase {
	return observatory.GapCase{
		Case: r.kept.id, Department: r.department, Level: r.level, Association: r.association,
		Procedure: r.kept.procedure, Ground: r.kept.ground, Review: observatory.ReviewState(r.kept.review),
		MonthOnly: r.monthOnly, Variant: variant, Begun: r.kept.begun,
	}
}

// today is what is found of a case today.
func (r *caseResult) today(variant int) earlierCase {
	today := earlierCase{from: r.kept.from[variant], until: observatory.GapEver, known: r.kept.known[variant], delays: r.delays[variant]}
	if r.begun() {
		today.gaps = *r.gaps[variant]
	}
	return today
}

// fill puts what could be told of a case on some days into its row.
func (e *earlierCase) fill(row observatory.GapCase) observatory.GapCase {
	row.From, row.Until, row.Known = e.from, e.until, e.known
	row.Contact, row.Last = e.gaps.Contact, e.gaps.lastDay(e.delays)
	row.Gaps, row.Held = e.gaps.runs()
	row.Refusals, row.Requests = e.gaps.refusalDays(), requestDays(e.delays)
	return row
}

func (w *caseWriter) add(c observatory.GapCase) error {
	c.Step, c.RecordedAt, c.Simulation = w.step.ID, w.step.RecordedAt, w.step.Simulation
	if w.rows = append(w.rows, &c); len(w.rows) < keptAtOnce {
		return nil
	}
	return w.flush()
}

func (w *caseWriter) flush() error {
	rows := w.rows
	w.rows = nil
	return w.write(rows)
}

// begun reports whether the case counts today.
func (r *caseResult) begun() bool { return r.gaps[0] != nil }
