package catalogue

import (
	"io/fs"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Pairing says with which legal grounds a procedure goes, between two dates.
type Pairing struct {
	Provenance

	Procedure string           `json:"procedure"`
	Only      []string         `json:"only,omitempty"` // grounds that go with it; none: all but Not
	Not       []string         `json:"not,omitempty"`  // grounds that do not
	From      observatory.Date `json:"from"`           // unknown when the start was not read
	To        observatory.Date `json:"to"`             // last day; unknown while in force
	Refuse    bool             `json:"refuse"`         // whether a row that says otherwise is refused; else it is flagged
	Text      string           `json:"text"`           // French, in our words
}

// groundOther goes with every procedure.
const groundOther = "other"

// Against reports whether a ground does not go with the procedure on a date.
// The empty ground and « other » always do, as does any ground on an unknown date
// when the rule has a start or an end.
func (p Pairing) Against(ground string, date observatory.Date) bool {
	switch {
	case ground == "" || ground == groundOther:
		return false
	case p.From.Known() && date < p.From || p.To.Known() && (!date.Known() || date > p.To):
		return false
	case len(p.Only) > 0:
		return !slices.Contains(p.Only, ground)
	}
	return slices.Contains(p.Not, ground)
}

func readPairings(files fs.FS, faults *problems) []Pairing {
	columns := []string{"procedure", "only", "not", "from", "to", "effect", "text", "source", "status"}
	rows := readTable(files, "pairings.csv", columns, faults)
	list := make([]Pairing, 0, len(rows))
	for _, r := range rows {
		p := Pairing{
			Provenance: r.provenance(), Procedure: r.need("procedure"), Only: codesOf(r.get("only")), Not: codesOf(r.get("not")),
			From: r.date("from"), To: r.date("to"), Refuse: r.oneOf("effect", "refuse", "flag") == "refuse", Text: r.need("text"),
		}
		if len(p.Only) == 0 && len(p.Not) == 0 {
			r.fault("only", "ni fondements admis ni fondements exclus")
		}
		list = append(list, p)
	}
	return list
}

func codesOf(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, "|")
}

// checkPairings reports the codes that no table holds.
func (c *Catalogue) checkPairings(faults *problems) {
	for _, p := range c.pairings {
		if !slices.ContainsFunc(c.procedures, func(known Procedure) bool { return known.Code == p.Procedure }) {
			faults.addf("pairings.csv : démarche inconnue « %s »", p.Procedure)
		}
		for _, code := range slices.Concat(p.Only, p.Not) {
			if !slices.ContainsFunc(c.grounds, func(known Ground) bool { return known.Code == code }) {
				faults.addf("pairings.csv : %s : fondement inconnu « %s »", p.Procedure, code)
			}
		}
	}
}

// Pairings gives the procedures and grounds that do not go together.
func (c *Catalogue) Pairings() []Pairing { return slices.Clone(c.pairings) }

// departmentDate is since when a department bears its code.
type departmentDate struct {
	Provenance

	code  string
	since observatory.Date
}

func readDepartmentDates(files fs.FS, faults *problems) []departmentDate {
	rows := readTable(files, "department_dates.csv", []string{"code", "since", "note", "source", "status"}, faults)
	unique(rows, "code")
	list := make([]departmentDate, 0, len(rows))
	for _, r := range rows {
		since := r.date("since")
		if !since.Known() {
			r.fault("since", "date attendue")
		}
		list = append(list, departmentDate{Provenance: r.provenance(), code: r.need("code"), since: since})
	}
	return list
}

// dateDepartments puts the dates of department_dates.csv into the departments.
func (c *Catalogue) dateDepartments(dates []departmentDate, faults *problems) {
	for _, d := range dates {
		i, ok := c.byCode[d.code]
		if !ok {
			faults.addf("department_dates.csv : département inconnu « %s »", d.code)
			continue
		}
		c.departments[i].Since = d.since
	}
}
