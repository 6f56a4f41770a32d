package collectors

import (
	"slices"
	"strings"
)

// shape is that of events when a column says what happened.
func (p *proposer) shape() Shape {
	words := kinds().index()
	for i := range p.file {
		f := &p.file[i]
		if p.isMonth(i) || f.lastStep() {
			continue
		}
		if named(f, column{name: "évènement", also: []string{"type d'évènement", "fait"}}) >= 90 {
			return ShapeEvents
		}
		if len(f.values) > 1 && share(f.values, func(v string) bool { return words[fold(v)] != "" }) >= 60 {
			return ShapeEvents
		}
	}
	if p.findLog(words); p.log != nil {
		return ShapeEvents
	}
	return ShapeCases
}

// findLog finds the column of a log of what was done that says what, in people's own
// words: most of its cells name a kind of event, several kinds, and cases come again
// in other rows. The last step of each case, told beside it, is no such log.
func (p *proposer) findLog(kinds map[string]string) {
	if !p.casesAgain() {
		return
	}
	for i := range p.file {
		f := &p.file[i]
		told := map[string]bool{}
		mentions := share(f.values, func(v string) bool {
			code := mentioned(fold(v), kinds)
			told[code] = true
			return code != ""
		})
		if delete(told, ""); mentions >= 50 && len(told) > 1 && f.days() < 50 && !p.isMonth(i) && !f.lastStep() && longest(f.values) <= 60 {
			p.log = f
			return
		}
	}
}

// lastStep reports whether a column tells where each case has come to.
func (f *fileColumn) lastStep() bool {
	return len(f.ways) > 0 && strings.HasPrefix(fold(f.ways[0]), "dernier")
}

// casesAgain reports whether the rows name fewer cases, by a reference or a number,
// than two for three.
func (p *proposer) casesAgain() bool {
	for i := range p.file {
		f := &p.file[i]
		if len(f.values) > 2 && max(named(f, publishedColumn(colReference)), named(f, publishedColumn(colNumber))) >= 80 {
			return 3*len(slices.Compact(slices.Sorted(slices.Values(f.values)))) <= 2*len(f.values)
		}
	}
	return false
}

// mentioned gives the code of a word that stands in a text, the longest one's.
func mentioned(folded string, words map[string]string) string {
	best := ""
	for word := range words {
		if len(word) > len(best) && strings.Contains(" "+folded+" ", " "+word+" ") {
			best = word
		}
	}
	return words[best]
}

func longest(values []string) (n int) {
	for _, v := range values {
		n = max(n, len(v))
	}
	return n
}

func publishedColumn(id columnID) column {
	all := columns()
	return all[slices.IndexFunc(all, func(c column) bool { return c.id == id })]
}

// pairs makes an event of each column of what happened and the column of its day,
// where a row has several: « Évènement 1 | Date 1 | Évènement 2 | Date 2 ». It is false
// for a row with one.
func (p *proposer) pairs(proposal *Proposal) bool {
	whats, days := p.alike(proposal, columnEvent), p.alike(proposal, columnDate)
	if len(whats) < 2 || len(whats) != len(days) {
		return false
	}
	m := &proposal.Mapping
	for i, what := range whats {
		row := MappingRow{Columns: map[string]MappingCell{}}
		for at, id := range map[int]columnID{what: colEvent, days[i]: colDate} {
			c, proposed := publishedColumn(id), &proposal.Columns[at]
			row.Columns[c.name] = p.cell(match{file: at, column: c}, proposed)
			proposed.Column, proposed.Certainty = c.name, max(proposed.Certainty, 60)
		}
		m.Rows = append(m.Rows, row)
	}
	delete(m.Columns, columnEvent)
	delete(m.Columns, columnDate)
	return true
}

// alike gives the columns of the file that have the name of the one taken for a column
// of the format, but for a number, in their order.
func (p *proposer) alike(proposal *Proposal, name string) []int {
	unnumbered := func(at int) string {
		if len(p.file[at].ways) == 0 {
			return ""
		}
		return strings.Trim(fold(p.file[at].ways[0]), "0123456789 ")
	}
	first := slices.IndexFunc(proposal.Columns, func(c ProposedColumn) bool { return c.Column == name })
	if first < 0 || unnumbered(first) == "" {
		return nil
	}
	var list []int
	for at, c := range proposal.Columns {
		if at == first || c.Column == "" && c.Event == "" && unnumbered(at) == unnumbered(first) {
			list = append(list, at)
		}
	}
	return list
}
