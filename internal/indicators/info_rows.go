package indicators

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// queryPages gives the newest fact of each page and item in each month.
const queryPages = "info.completeness"

// pageCount completes the definition of a count made from pages and the
// catalogue: k of m, which are no sample.
func pageCount(d Definition, read func(Definition, Request) reading) Definition {
	d.Proof, d.Unit, d.Query, d.MinimumN, d.Interval = ByPage, Count, queryPages, 1, "aucun : c’est un compte, non un échantillon"
	d.Splits, d.History, d.read = []Dimension{Department}, first("2026-11-26"), read
	return d
}

// pageRows are the newest facts of each page.
type pageRows struct {
	definition Definition
	facts      []observatory.PageFact
	history    []monthFact // the newest of each month, in the order of the query: months last
}

// monthFact is the newest fact of a page and item in one month.
type monthFact struct {
	observatory.PageFact

	month observatory.Month
}

func (r *pageRows) add(row observatory.CountRow) error {
	if err := shape(row, 6, 1, 0); err != nil {
		return err
	}
	state := observatory.FactState(row.Keys[3])
	if !slices.Contains(observatory.FactStates(), state) {
		return fmt.Errorf("state %q of item %s", state, row.Keys[2])
	}
	month, err := observatory.ParseMonth(row.Keys[5])
	if err != nil {
		return fmt.Errorf("month of item %s: %w", row.Keys[2], err)
	}
	fact := observatory.PageFact{
		Envelope:   observatory.Envelope{At: time.UnixMilli(row.Values[0]).UTC()},
		Department: row.Keys[0], Address: row.Keys[1], Item: row.Keys[2], State: state, Value: row.Keys[4],
	}
	r.history = append(r.history, monthFact{fact, month})
	if n := len(r.facts) - 1; n >= 0 && samePage(r.facts[n], fact) {
		r.facts[n] = fact // of a later month
	} else {
		r.facts = append(r.facts, fact)
	}
	return nil
}

// samePage reports whether two facts are of one item of one page.
func samePage(a, b observatory.PageFact) bool {
	return a.Department == b.Department && a.Address == b.Address && a.Item == b.Item
}

// by gives the newest facts as they were known at the end of a month.
func (r *pageRows) by(month observatory.Month) []observatory.PageFact {
	var facts []observatory.PageFact
	for _, f := range r.history {
		switch n := len(facts) - 1; {
		case f.month > month:
		case n >= 0 && samePage(facts[n], f.PageFact):
			facts[n] = f.PageFact
		default:
			facts = append(facts, f.PageFact)
		}
	}
	return facts
}

// pageCell counts what is so, what is told and all there is.
type pageCell struct{ yes, told, all int64 }

// countSite finds the cell of a department and counts one more in it.
func countSite(counts map[string]*pageCell, q Request, department string) *pageCell {
	if !q.by(Department) {
		department = ""
	}
	c := counts[department]
	if c == nil {
		c = &pageCell{}
		counts[department] = c
	}
	c.all++
	return c
}

// countPage counts one of which it is told whether it is so.
func countPage(counts map[string]*pageCell, q Request, department string, yes bool) {
	c := countSite(counts, q, department)
	c.told++
	if yes {
		c.yes++
	}
}

// counted makes the figures of counts by department.
func (r *pageRows) counted(q Request, counts map[string]*pageCell) observatory.Table {
	table := observatory.Table{Title: r.definition.Name.FR}
	if len(counts) == 0 && !q.by(Department) {
		counts[""] = &pageCell{}
	}
	for _, department := range slices.Sorted(maps.Keys(counts)) {
		c := counts[department]
		f := q.figure(r.definition, cell{department: department})
		f.Numerator, f.Denominator, f.N = c.yes, c.told, c.all
		f.Covered, f.Planned = c.told, c.all
		f.Value, f.Method, f.Sufficient = float64(c.yes), methodCount, c.told > 0
		table.Figures = append(table.Figures, f)
	}
	return table
}

// completenessRows count the items that each site gives.
type completenessRows struct{ pageRows }

func (r *completenessRows) table(q Request) observatory.Table {
	counts := map[string]*pageCell{}
	for _, s := range InfoSites(r.facts, InfoAsked()) {
		if !q.wanted(s.Department) {
			continue
		}
		c := countSite(counts, q, s.Department)
		c.all += s.Asked - 1
		c.told += s.Told
		c.yes += s.Present
	}
	return r.counted(q, counts)
}

// contradictionRows count the national rules that sites tell differently.
type contradictionRows struct{ pageRows }

func (r *contradictionRows) table(q Request) observatory.Table {
	said := map[string]map[string]bool{}
	sites := map[string]bool{}
	for _, f := range r.facts {
		if rule, _ := infoStatement(f); rule != "" && f.Department != "" {
			if said[rule] == nil {
				said[rule] = map[string]bool{}
			}
			said[rule][f.Department] = true
			sites[f.Department] = true
		}
	}
	c := pageCell{yes: int64(len(InfoContradictions(r.facts))), all: int64(len(sites))}
	for _, departments := range said {
		if len(departments) > 1 {
			c.told++
		}
	}
	table := r.counted(q, map[string]*pageCell{"": &c})
	f := &table.Figures[0]
	f.Department, f.Covered, f.Planned, f.Sufficient = "", 0, 0, f.N >= f.MinimumN
	return table
}
