package collectors

import "regexp"

// How a mapping takes the first and the last day of a cell that holds both
// (« du 15/06/2026 au 14/09/2026 »). A cell of one day gives its first alone.
const (
	oneDay   = `\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}`
	firstDay = `^\D*(` + oneDay + `)`
	lastDay  = oneDay + `\D+(` + oneDay + `)\D*$`
)

// spanSeparators stand between several spans of a cell.
func spanSeparators() []string { return []string{lineBreak, ";", "|", ",", " et ", " puis ", " + "} }

var spanForm = regexp.MustCompile(`^(?i:du |de |le )?` + oneDay + `(?i: ?(?:au|à|a|-|–|→|>|jusqu'au) ?)` + oneDay + `$`)

// severalSpans tells whether the cells of a column hold spans of days, and what
// separates those of one cell: empty for one a cell.
func severalSpans(values []string) (separator string, are bool) {
	for _, named := range append([]string{""}, spanSeparators()...) {
		parts := partsOf(values, named)
		if named != "" && len(parts) <= len(values) {
			continue
		}
		spans := share(parts, spanForm.MatchString)
		if spans >= 30 && share(parts, func(v string) bool { return spanForm.MatchString(v) || isDay(v) }) >= 90 {
			return named, true
		}
	}
	return "", false
}

// spanGroup finds the group of which a published column is the first or the last
// day.
func spanGroup(name string) (group factGroup, found bool) {
	names := namesOfColumns()
	for _, g := range factGroups() {
		if g.from[colStart] != 0 && (names[g.from[colStart]] == name || names[g.from[colEnd]] == name) {
			return g, true
		}
	}
	return factGroup{}, false
}

// spans reads both days of a column of spans by two columns of the format. It
// gives, by the column of the first day, what separates several spans of a cell.
func (p *proposer) spans(proposal *Proposal) map[string]string {
	names, several := namesOfColumns(), map[string]string{}
	m := &proposal.Mapping
	for i := range proposal.Columns {
		c := &proposal.Columns[i]
		separator, are := severalSpans(p.file[i].values)
		group, spans := spanGroup(c.Column)
		if !are || !spans {
			continue
		}
		start, end := names[group.from[colStart]], names[group.from[colEnd]]
		other := start
		if c.Column == start {
			other = end
		}
		if _, told := m.Columns[other]; told {
			continue
		}
		cell := m.Columns[c.Column]
		m.Columns[start], m.Columns[end] = cell, cell
		m.pattern(start, firstDay)
		m.pattern(end, lastDay)
		if c.Column = start; separator != "" {
			several[start] = separator
		}
	}
	return several
}

func (m *Mapping) pattern(name, pattern string) {
	cell := m.Columns[name]
	cell.Pattern = pattern
	m.Columns[name] = cell
}
