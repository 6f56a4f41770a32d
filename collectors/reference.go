package collectors

import (
	"strings"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// reference is what the rules take from the catalogue. A nil one knows nothing:
// rules that need it are then not applied.
type reference struct {
	offices map[string]string // department, space, folded name -> id
	since   map[string]observatory.Date
	zones   func(department string) *time.Location
	pairs   map[string][]catalogue.Pairing // by procedure
	grounds map[string]catalogue.Ground    // those of which the opening of the ANEF is known, in law
}

func newReference(c *catalogue.Catalogue) *reference {
	if c == nil {
		return nil
	}
	r := &reference{
		offices: map[string]string{}, since: map[string]observatory.Date{}, zones: c.Zone,
		pairs: map[string][]catalogue.Pairing{}, grounds: map[string]catalogue.Ground{},
	}
	for _, d := range c.Departments() {
		if d.Since.Known() {
			r.since[d.Code] = d.Since
		}
	}
	for _, p := range c.Prefectures() {
		names := []string{p.ID, p.Name, p.Seat}
		if p.Role == catalogue.RoleSub {
			names = append(names, "sous-préfecture "+p.Seat)
		} else {
			names = append(names, "préfecture", "préfecture "+p.Seat)
		}
		for _, name := range names {
			r.offices[p.Department+" "+fold(name)] = p.ID
		}
	}
	for _, p := range c.Pairings() {
		r.pairs[p.Procedure] = append(r.pairs[p.Procedure], p)
	}
	for _, g := range c.Grounds() {
		if g.Annexe9Since.Known() {
			r.grounds[g.Code] = g
		}
	}
	return r
}

// office finds a prefecture or sub-prefecture of a department by its folded
// name; empty when there is none.
func (r *reference) office(department, folded string) string {
	if r == nil {
		return ""
	}
	for _, article := range []string{"", "de ", "d ", "du ", "des ", "de la ", "de l "} {
		for _, kind := range []string{"prefecture ", "sous prefecture "} {
			if rest, ok := strings.CutPrefix(folded, kind+article); ok && article != "" {
				if id := r.offices[department+" "+kind+rest]; id != "" {
					return id
				}
			}
		}
	}
	return r.offices[department+" "+folded]
}

// zone gives the time zone of a department, Paris or UTC when it is unknown.
func (r *reference) zone(department string) *time.Location {
	if r == nil {
		return time.UTC
	}
	return r.zones(department)
}

// pairMemo remembers the last procedure and ground that were held together: rows
// of one case stand side by side.
type pairMemo struct {
	procedure, ground string
	rules             []catalogue.Pairing
}

// checkPair holds the row's procedure against its ground.
func (w *worker) checkPair(procedure, ground string, date observatory.Date) {
	if w.reference == nil || procedure == "" || ground == "" {
		return
	}
	if w.pair.procedure != procedure || w.pair.ground != ground {
		w.pair = pairMemo{procedure: procedure, ground: ground, rules: w.reference.pairs[procedure]}
	}
	for _, rule := range w.pair.rules {
		if !rule.Against(ground, date) {
			continue
		}
		if rule.Refuse {
			w.refuse(colGround, ProblemPair)
		} else {
			w.warn(colGround, WarningPair)
		}
		w.explain(rule.Text, rule.Provenance)
		return
	}
}

// explain adds to the finding just made what the catalogue says, and how sure
// it is.
func (w *worker) explain(text string, from catalogue.Provenance) {
	f := &w.out.findings[len(w.out.findings)-1]
	f.Message += " : " + text + " (" + from.Source + " ; " + statusWord(from.Status) + ")"
}

func statusWord(status observatory.Status) string {
	switch status {
	case observatory.Verified:
		return "vérifié"
	case observatory.Secondary:
		return "source secondaire"
	case observatory.Deduced:
		return "déduit"
	}
	return "à vérifier"
}

// checkDepartment refuses a department that did not exist on the date.
func (w *worker) checkDepartment(s subject, date observatory.Date, id columnID) {
	if w.reference == nil || w.bad || !date.Known() {
		return
	}
	if since := w.reference.since[s.department]; since.Known() && date < since {
		w.refuse(id, ProblemDepartmentDate)
	}
}

// checkFiling warns of a filing on the ANEF before the ANEF was open to the
// ground, in law.
func (w *worker) checkFiling(s subject, e *observatory.CaseEvent, id columnID) {
	if w.reference == nil || w.bad || e.Channel != channelANEF || e.Event != observatory.EventFiling && e.Event != observatory.EventRefiling {
		return
	}
	last := day{date: e.Date, monthOnly: e.MonthOnly}.last()
	if g := w.reference.grounds[s.ground]; g.Annexe9Since.Known() && e.Date.Known() && last < g.Annexe9Since {
		w.warn(id, WarningNotOpen)
		w.explain(g.Annexe9Since.String(), g.Provenance)
	}
}

// departmentAndPlace gives the department of a code beside the place of an office of
// that very department: « 93 - Bobigny », « Bobigny (93) ».
func (r *reference) departmentAndPlace(departments map[string]string, folded string) (code string, ok bool) {
	for at := range len(folded) {
		if folded[at] != ' ' {
			continue
		}
		for _, parts := range [...][2]string{{folded[:at], folded[at+1:]}, {folded[at+1:], folded[:at]}} {
			code = departments[parts[0]]
			if code != "" && hasDigit([]byte(parts[0])) && r.office(code, parts[1]) != "" {
				return code, true
			}
		}
	}
	return "", false
}

// departmentIndex gives the code of each way of writing a department: its code
// with or without leading zeros, its name, or both.
func departmentIndex(departments []observatory.Department) map[string]string {
	index := make(map[string]string, len(departments)*6)
	for _, d := range departments {
		code, name := strings.ToLower(d.Code), fold(d.Name)
		short := strings.TrimLeft(code, "0")
		for _, written := range []string{code, short, "0" + code, code + ".0", short + ".0", name, code + " " + name, name + " " + code} {
			index[fold(written)] = d.Code
		}
		if short, article := strings.CutPrefix(name, "la "); article { // « Réunion »
			index[short] = d.Code
		}
		for _, before := range []string{"département ", "dépt ", "dép ", "dpt "} { // all but as codes of their own
			index[fold(before+code)], index[fold(before+short)] = d.Code, d.Code
		}
	}
	return index
}
